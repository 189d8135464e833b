"""Entries dated after today: a slip, unless what they name is of such a day too."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.dated_ahead import KINDS, dated_ahead
from billcli.domain.entry import Directive, Entry, Note
from billcli.domain.problem import Severity

TODAY = dt.date(2026, 1, 31)
NEXT, LATER = dt.date(2026, 2, 1), dt.date(2062, 1, 31)


def entry(day: dt.date, tag: str, name: str, *links: str) -> Entry:
    key = "invoice" if tag in {"invoice", "credit-note"} else "id"
    return Entry(day, "Acme", "x", (tag,), (name, *links), (), {key: name})


def told(
    *new: Directive, before: tuple[Entry, ...] = (), is_written: bool = True
) -> tuple[str, ...]:
    found = dated_ahead(new, lambda: before, TODAY, is_written=is_written)
    assert all((one.code, one.severity) == ("DATE-AHEAD", Severity.WARNING) for one in found)
    return tuple(one.message for one in found)


@pytest.mark.parametrize("tag", sorted(KINDS))
@pytest.mark.parametrize(("day", "is_told"), [(TODAY, False), (NEXT, True), (LATER, True)])
def test_from_tomorrow_on(tag: str, day: dt.date, *, is_told: bool) -> None:
    said = (f"X-1 is dated {day}, after today, 2026-01-31",) * is_told
    assert told(entry(day, tag, "X-1", "INV-1")) == said


def test_what_may_be_dated_ahead() -> None:
    note = Note(LATER, "Assets:A", "x", (), (), {})
    assert told(entry(LATER, "invoice", "INV-1"), entry(LATER, "late-fee", "LF-1"), note) == ()


@pytest.mark.parametrize(("day", "is_told"), [(TODAY, True), (NEXT, True), (LATER, False)])
def test_what_follows_an_entry_of_such_a_day_is_meant(day: dt.date, *, is_told: bool) -> None:
    payment, other = entry(LATER, "payment", "PMT-1", "INV-1"), entry(LATER, "invoice", "INV-9")
    for kind in ("invoice", "payment"):
        before = (entry(day, kind, "INV-1"), other)
        assert bool(told(payment, before=before)) is is_told
    assert bool(told(entry(day, "invoice", "INV-1"), payment)) is is_told


def test_of_many_the_first_is_named() -> None:
    rows = [entry(LATER, "write-off", f"WO-{n}", f"INV-{n}") for n in (1, 2, 3)]
    assert told(*rows) == ("WO-1 and 2 more are dated 2062-01-31, after today, 2026-01-31",)


def test_what_to_do() -> None:
    one = entry(LATER, "refund", "REF-1")
    helps = [dated_ahead([one], lambda: (), TODAY, is_written=w)[0].help for w in (True, False)]
    assert helps == [
        "if another day was meant: billcli undo takes it back",
        "if another day was meant: use --date 2026-01-31",
    ]
