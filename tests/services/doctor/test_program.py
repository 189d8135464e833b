"""Questions about billcli itself and the machine."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.editor import editor_of
from billcli.services.doctor.program import USUAL, fits, installed
from billcli.services.doctor.program import language as asked_about_language
from billcli.services.doctor.program import terminal as asked_about_terminal
from billcli.services.doctor.scene import Scene, Screen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ask
    from shop import Shop

PACKAGES = "Are all packages there and in range?"
RELEASES = st.lists(st.integers(0, 30), min_size=1, max_size=4)


def dotted(release: list[int]) -> str:
    return ".".join(map(str, release))


def test_what_runs_these_tests_is_well(ask: Ask) -> None:
    found = ask("program")
    assert found["Does it run on a supported Python?"]["answer"] == "yes"
    assert found[PACKAGES]["answer"] == "yes"
    assert "beancount 3." in found[PACKAGES]["detail"]
    assert found["Is there a terminal, and wide enough?"]["answer"] == "info"


@pytest.mark.parametrize(
    ("versions", "detail", "fix"),
    [
        ({"typer": "0.30.1"}, "typer 0.30.1, wanted", "pip install 'typer"),
        ({"beancount": ""}, "beancount is missing, wanted", "pip install 'beancount"),
        ({"rich": "9.1"}, "rich 9.1, wanted >=14", "pip install 'rich>=14'"),
    ],
)
def test_a_package_out_of_range_is_named_with_its_command(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, versions: dict[str, str], detail: str, fix: str
) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if versions.get(name) == "":
            raise metadata.PackageNotFoundError(name)
        return versions.get(name) or real(name)

    monkeypatch.setattr(metadata, "version", version)
    wrong = ask("program")[PACKAGES]
    assert wrong["fault"]
    assert wrong["detail"].startswith(detail)
    assert wrong["fix"].startswith(fix)


def test_an_old_python_is_a_fault(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    wrong = ask("program")["Does it run on a supported Python?"]
    assert wrong["fault"]
    assert wrong["detail"] == "3.9.1, wanted >=3.11"
    assert wrong["fix"] == "install Python >=3.11 and billcli there"


def test_a_billcli_that_was_not_installed(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    for name in ("requires", "metadata"):
        monkeypatch.setattr(metadata, name, missing)
    found = ask("program")
    assert found[PACKAGES]["answer"] == "unknown"
    assert found["Does it run on a supported Python?"]["answer"] == "yes"


def test_extras_and_odd_requirements_are_passed_over(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        "rich (>=1)",
        'pytest>=9; extra == "test"',
        "jinja2[i18n] >=3,<99",
        "  ",
        "x @ file:///y",
    ]
    monkeypatch.setattr(metadata, "requires", lambda _: rows)
    assert ask("program")[PACKAGES]["detail"].split()[::2] == ["rich", "jinja2"]


def test_programs_on_the_path(
    ask: Ask, shop: Shop, tool: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    billcli, check = tool("billcli", ""), tool("bean-check", "")
    found = ask("program")
    assert found["Is billcli on the PATH?"]["detail"] == str(billcli)
    assert found["Is bean-check on the PATH?"]["answer"] == "yes"
    check.unlink()
    shop.env["PATH"] = str(billcli.parent)
    monkeypatch.setattr(sys, "executable", str(shop.folder / "bin" / "python"))
    missing = ask("program")["Is bean-check on the PATH?"]
    assert (missing["fix"], missing["fault"]) == ("pip install beancount", False)
    shop.write("bin/bean-check", "")
    beside = ask("program")["Is bean-check on the PATH?"]
    assert beside["fix"] == f'export PATH="{shop.folder}/bin:$PATH"'


@pytest.mark.parametrize(
    ("env", "answer"),
    [
        ({"LANG": "C"}, "no"), ({}, "no"), ({"LANG": "de_DE.UTF-8"}, "yes"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "POSIX"}, "no"), ({"LC_CTYPE": "C.utf8"}, "yes"),
    ],
)  # fmt: skip
def test_the_locale(ask: Ask, shop: Shop, env: dict[str, str], answer: str) -> None:
    shop.env |= env
    found = ask("program")["Does the locale say UTF-8?"]
    assert found["answer"] == answer
    assert found["fix"] == ("export LANG=C.UTF-8" if answer == "no" else "")


def test_an_encoding_that_lacks_letters(shop: Shop) -> None:
    scene = Scene(shop.workspace().selection, Screen("latin-1"))
    *_, found = asked_about_language(scene)
    assert (found.detail, found.fix) == ("it writes latin-1", "export PYTHONUTF8=1")


@pytest.mark.parametrize(
    ("screen", "detail", "fix"),
    [
        (Screen(columns=120, terminal=True, color=True), "120 columns, colour", ""),
        (Screen(columns=40, terminal=True), "40 columns, no colour", "widen the window"),
    ],
)
def test_the_terminal(shop: Shop, screen: Screen, detail: str, fix: str) -> None:
    (found,) = asked_about_terminal(Scene(shop.workspace().selection, screen))
    assert found.detail == detail
    assert found.fix.startswith(fix)


@pytest.mark.parametrize(
    ("env", "answer", "fix"),
    [
        ({}, "no", "install nano"), ({"VISUAL": "  "}, "no", "install nano"),
        ({"EDITOR": "sh -c"}, "yes", ""),
        ({"VISUAL": "no-such-program"}, "no", "export VISUAL=nano"),
        ({"EDITOR": "/bin/sh"}, "yes", ""), ({"VISUAL": "'/bin/sh' -c"}, "yes", ""),
        ({"VISUAL": '"'}, "no", "export VISUAL=nano"),
    ],
)  # fmt: skip
def test_the_editor(ask: Ask, shop: Shop, env: dict[str, str], answer: str, fix: str) -> None:
    empty = shop.folder / "empty"
    empty.mkdir()
    (empty / "sh").symlink_to("/bin/sh")
    shop.env |= {"PATH": str(empty), **env}
    found = ask("program")["Is an editor named, for drafts?"]
    assert (found["answer"], found["fix"].partition(",")[0]) == (answer, fix)


@pytest.mark.parametrize("name", USUAL)
def test_an_editor_that_will_be_run_unnamed_is_no_lack(ask: Ask, shop: Shop, name: str) -> None:
    path = shop.folder / "bin" / name
    path.parent.mkdir()
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    shop.env["PATH"] = str(path.parent)
    found = ask("program")["Is an editor named, for drafts?"]
    assert (found["answer"], found["detail"].endswith(str(path))) == ("yes", True)
    assert editor_of(shop.env, terminal=True) == [str(path)]
    shop.env["VISUAL"] = "no-such-program"
    found = ask("program")["Is an editor named, for drafts?"]
    assert found["fix"] == f"export VISUAL={name}"


@pytest.mark.parametrize("home", ["", "relative"])
def test_no_home(ask: Ask, shop: Shop, home: str) -> None:
    shop.env["HOME"] = home
    found = ask("program", "completion", "cron", "git")
    assert found["Is there a home folder, for logs?"]["answer"] == "no"


@given(RELEASES, RELEASES)
@settings(max_examples=50)
def test_versions_are_ordered_as_numbers(a: list[int], b: list[int]) -> None:
    size = max(len(a), len(b))
    x, y = ([*one, *[0] * (size - len(one))] for one in (a, b))
    assert fits(dotted(a), f">={dotted(b)}") == (x >= y)
    assert fits(dotted(a), f"<{dotted(b)}") == (x < y)
    assert fits(dotted(a), f">{dotted(b)}") == (x > y)
    assert fits(dotted(a), f"<={dotted(b)}") == (x <= y)
    assert fits(dotted(a), f"=={dotted(b)}") != fits(dotted(a), f"!={dotted(b)}")


def test_compatible_releases_and_tails() -> None:
    assert fits("1.4.9", "~=1.4.2")
    assert not fits("1.5", "~=1.4.2")
    assert not fits("1.4.1", "~=1.4.2")
    assert fits("2.0rc1", ">=2.0")
    assert not fits("unreadable", ">=1")
    assert installed("no-such-package-of-ours") == ""
