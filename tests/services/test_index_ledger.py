"""What may be done with a read model by hand, and what is said where there can be none."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import ConflictError
from billcli.services import model_reading, verify_model
from billcli.services.index_ledger import Task, index_ledger
from billcli.services.keep_model import How
from billcli.services.workspace import Selection
from billcli.store.index_file import ModelLost
from billcli.store.index_schema import insertion, seal

if TYPE_CHECKING:
    from billcli.services.index_ledger import Indexed

LEDGER = """\
2026-01-01 open Assets:Receivable:Acme
2026-01-01 open Income:Work
"""
INVOICE = """
2026-01-15 * "Acme" "Work" ^INV-1
  invoice: "INV-1"
  Assets:Receivable:Acme   100.00 EUR
  Income:Work             -100.00 EUR
"""


class Desk:
    """A ledger with a cache folder."""

    def __init__(self, folder: Path) -> None:
        """Write the ledger; there is no model yet."""
        self.main = folder / "main.beancount"
        self.cache = folder / "cache"
        self.env = {"BILLCLI_CACHE": str(self.cache)}
        self.main.write_text(LEDGER + INVOICE)

    def do(self, task: Task, told: list[str] | None = None) -> Indexed:
        """Do something with the model."""
        chosen = Selection(self.env, self.main.parent, dt.date(2026, 3, 31), Path("main.beancount"))
        said = [] if told is None else told
        return index_ledger(chosen, task, said.append)

    def append(self, text: str) -> None:
        """Add to the ledger."""
        with self.main.open("a") as file:
            file.write(text)

    def model(self) -> Path:
        """Return the model's file."""
        (path,) = self.cache.glob("*.sqlite")
        return path

    def owe(self, number: str) -> None:
        """Forge what is owed."""
        with closing(sqlite3.connect(self.model())) as connection:
            (*row, _) = connection.execute("SELECT * FROM balance").fetchone()
            row[-1] = number
            connection.execute("DELETE FROM balance")
            connection.execute(insertion("balance"), (*row, seal(tuple(row))))
            connection.commit()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_update_makes_follows_and_finds_it_fresh(desk: Desk) -> None:
    assert desk.do(Task.UPDATE).how is How.MADE
    assert desk.do(Task.UPDATE).how is How.FRESH
    desk.append(INVOICE.replace("INV-1", "INV-2"))
    followed = desk.do(Task.UPDATE)
    assert followed.how is How.FOLLOWED
    assert followed.remarks == ("Only what changed was read: main.beancount has grown",)
    assert (followed.standing.items, followed.standing.open_items) == (2, 2)


def test_the_status_changes_nothing(desk: Desk) -> None:
    assert desk.do(Task.STATUS).standing.reason == "there is no read model yet"
    assert not desk.cache.exists()
    desk.do(Task.UPDATE)
    before = desk.model().read_bytes()
    desk.append(INVOICE.replace("INV-1", "INV-2"))
    standing = desk.do(Task.STATUS).standing
    assert (standing.kept, standing.fresh, standing.follows) == (True, False, True)
    assert standing.reason == "main.beancount has grown"
    assert (standing.files, standing.facts, standing.items) == (1, 3, 1)
    assert standing.size == len(before)
    assert standing.made is not None
    assert desk.model().read_bytes() == before


def test_what_keeps_changes_from_being_followed_is_said(desk: Desk) -> None:
    desk.append("2026-01-01 open Assets:Fund\n2026-01-01 open Equity:Opening\n")
    desk.append('option "plugin_processing_mode" "raw"\n')
    standing = desk.do(Task.UPDATE).standing
    assert not standing.follows
    assert "plugin_processing_mode" in standing.obstacle


def test_a_rebuild_makes_another_file(desk: Desk) -> None:
    desk.do(Task.UPDATE)
    before = desk.model().stat().st_ino, desk.model().read_bytes()
    again = desk.do(Task.REBUILD)
    assert again.how is How.MADE
    assert again.remarks[0] == "The ledger is read as a whole: that was asked for"
    assert desk.model().read_bytes() != before[1]


@pytest.mark.parametrize("task", Task)
def test_off_is_said_in_words(desk: Desk, task: Task) -> None:
    desk.env = {"BILLCLI_CACHE": "off"}
    done = desk.do(task)
    assert not done.standing.kept
    assert done.standing.path == ""
    assert done.standing.reason == "BILLCLI_CACHE=off: no read model is kept"
    assert (done.problems, done.sound, done.equal) == ((), True, None)


@pytest.mark.parametrize("task", Task)
def test_a_folder_that_cannot_be_is_said_in_words(desk: Desk, task: Task) -> None:
    desk.cache.write_text("in the way")
    done = desk.do(task)
    assert done.standing.reason.endswith("cannot be written") or "is not a folder" in (
        done.standing.reason
    )
    assert (done.problems, done.sound) == ((), True)


@pytest.mark.parametrize("task", Task)
def test_errors_of_the_ledger_are_why_there_is_none(desk: Desk, task: Task) -> None:
    desk.append('\n2026-02-01 * "Half"\n  Income:Work  1.00 EUR\n')
    done = desk.do(task)
    assert done.standing.reason == "the ledger has errors"
    assert not done.standing.kept
    if task is not Task.STATUS:
        assert not done.sound
        assert [one.code for one in done.problems] == ["LEDGER-UNBALANCED"]


def test_a_right_model_is_verified(desk: Desk) -> None:
    told: list[str] = []
    for text in ("", INVOICE.replace("INV-1", "INV-2"), INVOICE.replace("INV-1", "INV-3")):
        desk.append(text)
        done = desk.do(Task.VERIFY, told)
        assert done.equal, done
        assert done.problems == ()
    assert told[:4] == [
        "Reading the ledger", "Comparing every byte of the ledger",
        "Reading the ledger with Beancount", "Comparing every fact and figure",
    ]  # fmt: skip


def test_a_wrong_model_is_named_and_made_anew(desk: Desk) -> None:
    desk.do(Task.UPDATE)
    desk.owe("9999.00")
    done = desk.do(Task.VERIFY)
    assert done.equal is False
    assert [one.code for one in done.problems] == ["INDEX-WRONG"]
    assert "balance: 1 missing, 1 too many" in done.problems[0].message
    assert done.how is How.MADE
    assert desk.do(Task.VERIFY).equal


def test_a_model_that_cannot_be_read_on_is_wrong(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise ModelLost("the read model is damaged: table fact")

    monkeypatch.setattr(verify_model, "differences", lost)
    assert "table fact" in desk.do(Task.VERIFY).problems[0].message


def test_a_ledger_that_keeps_changing_cannot_be_verified(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = model_reading.load_packed, iter(range(2, 9))

    def meddled(*args: object, **words: object) -> object:
        loaded = real(*args, **words)  # type: ignore[arg-type]
        desk.append(INVOICE.replace("INV-1", f"INV-{next(count)}"))
        return loaded

    monkeypatch.setattr(model_reading, "load_packed", meddled)
    with pytest.raises(ConflictError) as caught:
        desk.do(Task.VERIFY)
    assert caught.value.problems[0].code == "FILE-CHANGED"
