"""What is kept of a project file is believed for the very same text only."""

from __future__ import annotations

from pathlib import Path

import pytest

from billcli.store import kept_settings
from billcli.store.kept_settings import SaidOfReading, keep, kept, kept_path

SAID = SaidOfReading("main.beancount", ("fancy.plugin",), "Assets:Debtors")
TEXT = 'ledger = "main.beancount"  # Müller\n'.encode()


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> tuple[str, dict[str, str]]:
    (tmp_path / "billcli.toml").write_bytes(TEXT)
    return str(tmp_path / "billcli.toml"), {"XDG_CACHE_HOME": str(tmp_path / "cache")}


def test_the_same_text_says_the_same(project: tuple[str, dict[str, str]]) -> None:
    file, env = project
    assert kept(file, TEXT, env) is None
    assert keep(file, TEXT, SAID, env)
    assert kept(file, TEXT, env) == SAID
    assert keep(file, b"", SAID._replace(ledger=""), env)
    assert kept(file, b"", env) == SAID._replace(ledger="")
    assert kept(file, TEXT, env) is None


@pytest.mark.parametrize(
    "said",
    [
        SaidOfReading("", (), ""),
        SaidOfReading("", ("",), ""),
        SaidOfReading("a\nb", ("one", "two"), ""),
        SaidOfReading('"\\', ("",) * 3, "Ässets"),
    ],
)
def test_whatever_it_says_comes_back(
    project: tuple[str, dict[str, str]], said: SaidOfReading
) -> None:
    file, env = project
    assert keep(file, TEXT, said, env)
    assert kept(file, TEXT, env) == said


@pytest.mark.parametrize(
    "said",
    [
        SAID._replace(ledger="a\0b"),
        SAID._replace(skip_plugins=("\0",)),
        SaidOfReading("", (), "\0"),
    ],
)
def test_what_would_not_come_back_is_not_kept(
    project: tuple[str, dict[str, str]], said: SaidOfReading
) -> None:
    file, env = project
    assert not keep(file, TEXT, said, env)
    assert not keep(file, b"\0" + TEXT, SAID, env)
    assert not Path(kept_path(file, env)).parent.exists()


@pytest.mark.parametrize("text", [TEXT[:-1], TEXT + b" ", b"", TEXT.upper()])
def test_another_text_says_nothing(project: tuple[str, dict[str, str]], text: bytes) -> None:
    file, env = project
    assert keep(file, TEXT, SAID, env)
    assert kept(file, text, env) is None


def test_every_damage_is_noticed(project: tuple[str, dict[str, str]]) -> None:
    file, env = project
    assert keep(file, TEXT, SAID, env)
    path = Path(kept_path(file, env))
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert kept(file, TEXT, env) is None
        path.write_bytes(whole[:at])
        assert kept(file, TEXT, env) is None


def test_another_version_says_nothing(
    project: tuple[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, env = project
    assert keep(file, TEXT, SAID, env)
    monkeypatch.setattr(kept_settings, "versions", lambda: "billcli 99")
    assert kept(file, TEXT, env) is None


def test_a_link_in_its_place_is_not_followed(
    project: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    file, env = project
    assert keep(file, TEXT, SAID, env)
    path = Path(kept_path(file, env))
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert kept(file, TEXT, env) is None


def test_without_a_place_nothing_is_kept(tmp_path: Path) -> None:
    file = str(tmp_path / "billcli.toml")
    for env in ({}, {"BILLCLI_CACHE": "off"}):
        assert not keep(file, TEXT, SAID, env)
        assert kept(file, TEXT, env) is None
    (tmp_path / "file").write_text("")
    assert not keep(file, TEXT, SAID, {"XDG_CACHE_HOME": str(tmp_path / "file")})
    assert not keep(file, b"\xff", SAID, {"XDG_CACHE_HOME": str(tmp_path)})


def test_only_its_owner_can_read_it(project: tuple[str, dict[str, str]]) -> None:
    file, env = project
    assert keep(file, TEXT, SAID, env)
    path = Path(kept_path(file, env))
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]
