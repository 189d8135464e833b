from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from beancount.parser import parser

from billcli.ledger import plain_booking
from billcli.ledger.booking import book, validate
from billcli.ledger.faults import Places

if TYPE_CHECKING:
    import pytest

TEXT = """2026-01-01 open Assets:A
2026-01-01 open Assets:B
2026-01-02 * "good"
  Assets:A   1 USD
  Assets:B
2026-01-03 * "bad"
  Assets:A   9999999999999999999999999999 USD
  Assets:B   0.001 USD
  Assets:A
2026-01-04 * "good"
  Assets:A   2 USD
  Assets:B
"""
PLACES = Places({"a": "a.bean"}, {"a": TEXT.encode()}, "a.bean")


def test_only_the_transaction_at_fault_is_left_out() -> None:
    entries, _, options = parser.parse_string(TEXT, "a")
    booked, errors, problems = book(entries, options, PLACES)
    assert [e.meta["lineno"] for e in booked] == [1, 2, 3, 10]
    assert errors == []
    assert [(p.code, str(p.where), p.excerpt) for p in problems] == [
        ("LEDGER-BOOKING", "a.bean:6", '2026-01-03 * "bad"')
    ]


def test_transactions_that_cannot_be_booked_together_are_all_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = plain_booking.book_all

    def together(entries: list[object], options: dict[str, object]) -> object:
        if len(entries) > 1:
            raise ArithmeticError
        return real(entries, options)

    monkeypatch.setattr(plain_booking, "book_all", together)
    entries, _, options = parser.parse_string(TEXT, "a")
    booked, errors, problems = book(entries, options, PLACES)
    assert [type(e).__name__ for e in booked] == ["Open", "Open"]
    assert errors == []
    assert [str(p.where) for p in problems] == ["a.bean:6", "a.bean"]


def test_a_validation_that_breaks_is_a_problem() -> None:
    broken = type("Transaction", (SimpleNamespace,), {})(meta={})
    errors, problems = validate([broken], {}, PLACES)
    assert errors == []
    assert [p.code for p in problems] == ["LEDGER-VALIDATION"]
