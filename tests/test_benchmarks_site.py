"""The copies that the table of goals is measured on, and the changes made to them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.goals import data, site, table
from benchmarks.goals.cases import cases
from benchmarks.goals.command import measure
from benchmarks.goals.site import Site
from benchmarks.goals.trade import Size
from benchmarks.goals.turns import FailedError

SMALL = Size(200, 4, 2)
ROWS = """\
item,kind,customer,balance_open,currency
INV-1,invoice,C0001,10.00,EUR
PMT-1,payment,C0002,-5.00,EUR
INV-2,invoice,C0003,7.50,EUR
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data.books(tmp_path_factory.mktemp("books"), "S", SMALL)


@pytest.fixture
def place(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("BILLCLI_CACHE", "/nowhere")
    monkeypatch.setattr(Site, "answer", lambda *_: ROWS)
    return Site(made, tmp_path / "S")


def require_sound(folder: Path) -> None:
    words = [sys.executable, "-m", "beancount.scripts.check", "--no-cache", "main.beancount"]
    subprocess.run(words, cwd=folder, check=True)  # noqa: S603 - our own ledger


def text(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.beancount")}


def test_the_user_s_cache_and_settings_are_out_of_reach(place: Site, tmp_path: Path) -> None:
    kept = {"PATH", "HOME", "XDG_CACHE_HOME", "LC_ALL", "TERM", "PYTHONPATH"}
    assert set(place.environment) == kept
    assert place.environment["HOME"].startswith(str(tmp_path))
    assert place.environment["XDG_CACHE_HOME"].startswith(str(tmp_path))
    assert place.environment["PATH"] == os.environ["PATH"]


def test_an_edit_changes_the_middle_of_the_last_full_year_and_stays_sound(place: Site) -> None:
    before = text(place.edited)
    place.edit_a_year()
    once = text(place.edited)
    place.edit_a_year()
    twice = text(place.edited)
    assert [name for name in before if once[name] != before[name]] == ["2025.beancount"]
    assert once["2025.beancount"] != twice["2025.beancount"]
    year = once["2025.beancount"].split("\n")
    at = year.index("  Expenses:Meals  12.50 EUR")
    assert len(year) * 0.4 < at < len(year) * 0.6
    assert (
        once["2025.beancount"].count("12.50 EUR") == before["2025.beancount"].count("12.50 EUR") + 2
    )
    assert "  due: 2025-12-02" in once["2025.beancount"]
    assert "  due: 2025-12-03" in twice["2025.beancount"]
    require_sound(place.edited)


def test_a_line_by_hand_comes_last_in_the_newest_year_and_stays_sound(place: Site) -> None:
    before = text(place.edited)
    place.append_by_hand()
    after = text(place.edited)
    assert [name for name in before if after[name] != before[name]] == ["2026.beancount"]
    assert after["2026.beancount"].startswith(before["2026.beancount"])
    require_sound(place.edited)


def test_the_copies_leave_the_books_alone(place: Site, made: Path) -> None:
    before = text(made / "beancount")
    place.edit_a_year()
    place.append_by_hand()
    assert text(made / "beancount") == before
    assert text(place.written) == {**before}
    assert set(text(place.read)) == {*before, "full.beancount"}
    require_sound(place.read)


def test_each_payment_settles_the_next_open_invoice(place: Site) -> None:
    found = cases(place)
    first = " ".join(found[table.PAYMENT].words())
    assert "payment add C0001 10.00 EUR --allocate INV-1 --yes" in first
    assert "invoice create C0003" in " ".join(found[table.INVOICE].words())
    with pytest.raises(FailedError, match="no open invoice is left"):
        found[table.PAYMENT].words()
    assert place.rows() == 3
    assert found[table.PRINT].words()[-1] == "3"


def test_every_name_of_the_table_is_a_case(place: Site) -> None:
    names = {name for goal in table.GOALS for name in (goal.left, goal.right) if name}
    assert set(cases(place)) == names


def test_a_peer_that_is_not_installed_says_so(place: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.goals.cases.importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr(site.shutil, "which", lambda _: None)
    found = cases(place)
    with pytest.raises(FailedError, match="uromyces is not installed"):
        found[table.UROMYCES].words()
    with pytest.raises(FailedError, match="hledger is not installed"):
        found[table.HLEDGER_OPEN].words()
    assert Path(found[table.CHECK].words()[0]).parent == Path(sys.executable).parent


def test_a_command_that_fails_is_a_reason_not_an_end(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "tool", lambda _: "/bin/false")
    monkeypatch.setattr("benchmarks.goals.cases.tool", lambda _: "/bin/false")
    found = measure({"S": SMALL}, 1, made.parent, tmp_path)
    assert "S: it said nothing" in capsys.readouterr().err
    assert f"S: {table.HELLO}" in found[""].readings
    assert found[""].reasons[f"S: {table.OPEN}"] == "status 1: it said nothing"
    assert found["S"].readings.keys() <= {f"S: {table.UROMYCES}"}
