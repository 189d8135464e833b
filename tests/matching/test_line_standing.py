"""Lines set apart earlier: known since, or perhaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.entry import Entry, Facts, Meta, Posting, Record
from billcli.domain.money import Money
from billcli.matching.line_standing import standings

BANK = "Assets:Bank"
DAY = dt.date(2026, 3, 4)
LINE = BankLine(BANK, DAY, Money.of("150.00", "EUR"), "thank you", "ACME")
REFERRED = replace(LINE, bank_ref="R-7")


def _entry(meta: Meta, date: dt.date = DAY, amount: str = "150.00") -> Entry:
    money = Money.of(amount, "EUR")
    legs = (Posting(BANK, money, meta), Posting("Income:X", -money))
    return Entry(date, "Acme", "", (), (), legs, {})


def _booked(line: BankLine, **more: str) -> Entry:
    named = {"bank-ref": line.bank_ref} if line.bank_ref else {"bank-key": line.key}
    return _entry({**named, "bank-text": line.text, **more})


@pytest.mark.parametrize(
    ("line", "entries", "known", "held"),
    [
        (LINE, [], False, 0),
        (LINE, [_booked(LINE)], True, 0),
        (LINE, [_booked(LINE, **{"bank-text": "Thank  you!"})], True, 0),
        (LINE, [_booked(LINE, **{"bank-text": "something else"})], False, 1),
        (LINE, [_booked(replace(LINE, nth=2))], False, 1),
        (LINE, [_booked(REFERRED)], False, 1),
        (REFERRED, [_booked(REFERRED)], True, 0),
        (REFERRED, [_booked(replace(REFERRED, bank_ref="R-8"))], False, 0),
        (REFERRED, [_booked(LINE)], False, 1),
        (LINE, [_entry({})], False, 1),
        (LINE, [_entry({}, DAY + dt.timedelta(days=3))], False, 1),
        (LINE, [_entry({}, DAY + dt.timedelta(days=4))], False, 0),
        (LINE, [_entry({}, amount="151.00")], False, 0),
    ],
)
def test_a_line_is_known_by_itself_and_counted_by_its_kind(
    line: BankLine, entries: list[Entry], known: bool, held: int
) -> None:
    (one,) = standings(Facts(entries=tuple(entries)), [line])
    assert (one.known, one.held) == (known, held)


def test_a_reference_with_another_amount_is_no_trace_of_the_line() -> None:
    (one,) = standings(Facts(entries=(_entry({"bank-ref": "R-7"}, amount="1.00"),)), [REFERRED])
    assert (one.known, one.held) == (False, 1)


def test_lines_of_one_set_do_not_count_against_each_other() -> None:
    second = replace(LINE, nth=2)
    both = standings(Facts(entries=(_booked(LINE),)), [LINE, second])
    assert [(one.known, one.held) for one in both] == [(True, 0), (False, 0)]


def test_an_ignored_line_is_known() -> None:
    meta = {"bank-key": LINE.key, "bank-text": LINE.text, "reason": "private"}
    record = Record(DAY, "bank-line", (BANK, "ignored"), meta, (0,))
    assert standings(Facts(records=(record,)), [LINE])[0].known
