"""What a command writes of bank lines is noted with it, however many changes it makes."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Account, Entry, Posting, Record
from billcli.domain.money import Money
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import NewFile, Receipt, Rewrite
from billcli.ledger.step_file import RuleChange, Step
from billcli.services.filing import Papers
from billcli.services.step_note import StepNote, noted_steps, place_of

if TYPE_CHECKING:
    from pathlib import Path

DAY, BANK = dt.date(2026, 1, 31), "Assets:Bank"
ASIDE = Record(DAY, "bank-line", (BANK, "ignored"), {"bank-ref": "X-1"}, (0,))
NOTHING = Receipt()


def paid(number: str) -> Entry:
    amount = Money.of("1.00", "EUR")
    legs = (Posting(BANK, amount, {"bank-ref": number}), Posting("Income:X", -amount))
    return Entry(DAY, "Acme", "Payment", ("payment",), (), legs, {"id": number, "seal": "s"})


def written(note: StepNote, project: Path, papers: Papers, *, fails: bool = False) -> Papers:
    """Let a change be carried out, the file of notes with it."""
    noted = note.noted(project, papers)
    if not fails:
        for file in noted.files:
            file.path.parent.mkdir(exist_ok=True)
            file.path.write_bytes(file.content)
        note.kept(NOTHING)
    return noted


def test_one_command_is_one_step_also_when_another_wrote_in_between(tmp_path: Path) -> None:
    one, other = StepNote(), StepNote()
    written(one, tmp_path, Papers((Account(DAY, "Income:X"), paid("PMT-1"))))
    written(other, tmp_path, Papers((paid("PMT-2"),)))
    written(one, tmp_path, Papers((paid("PMT-3"), ASIDE)))
    mine = Step((("PMT-1", "s"), ("PMT-3", "s")), ((BANK, "X-1"),), ("Income:X",))
    assert noted_steps(tmp_path) == (Step((("PMT-2", "s"),)), mine)


def test_what_was_not_written_is_not_noted_later(tmp_path: Path) -> None:
    note = StepNote()
    written(note, tmp_path, Papers((paid("PMT-1"),)), fails=True)
    assert noted_steps(tmp_path) == ()
    written(note, tmp_path, Papers((paid("PMT-2"),)))
    assert noted_steps(tmp_path) == (Step((("PMT-2", "s"),)),)


def test_what_touches_no_bank_line_is_no_step(tmp_path: Path) -> None:
    papers = Papers((Account(DAY, "Income:X"),))
    assert StepNote().noted(tmp_path, papers) is papers


def test_the_note_is_made_then_replaced_and_told_nobody(tmp_path: Path) -> None:
    note = StepNote()
    (made,) = written(note, tmp_path, Papers((paid("PMT-1"),))).files
    assert made == NewFile(place_of(tmp_path), place_of(tmp_path).read_bytes())
    (replaced,) = note.noted(tmp_path, Papers((paid("PMT-2"),))).files
    assert isinstance(replaced, Rewrite)
    assert replaced.sha256_old == digest(made.content)
    ledger = tmp_path / "main.beancount"
    assert note.kept(Receipt(files=(made.path, ledger))).files == (ledger,)


@pytest.mark.parametrize("old", [None, b"# mine\n"])
def test_rules_are_noted_by_the_file_before_and_after(tmp_path: Path, old: bytes | None) -> None:
    path, new = tmp_path / "rules.toml", b"# mine\n[rule.a]\n"
    if old:
        path.write_bytes(old)
    change = Rewrite(path, digest(old), new) if old else NewFile(path, new)
    written(StepNote(), tmp_path, Papers((paid("PMT-1"),), (change,)))
    (step,) = noted_steps(tmp_path)
    assert step.rules == (RuleChange(len(old or b""), digest(old or b""), digest(new)),)
