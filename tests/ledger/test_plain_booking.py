"""Booking without Beancount's own for what it leaves as it is: the same directives and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from beancount.core import interpolate
from beancount.core.amount import Amount
from beancount.core.number import MISSING
from beancount.ops import validation
from beancount.parser import booking, parser
from hypothesis import example, given, settings
from hypothesis import strategies as st

from billcli.ledger import plain_booking
from billcli.ledger.plain_booking import book_all, lots_of, validate_all

if TYPE_CHECKING:
    from collections.abc import Callable

OPENS = """
2026-01-01 open Assets:Bank
2026-01-01 open Assets:Stock "{method}"
2026-01-01 open Income:Work EUR,USD,HOOL
2026-01-01 open Equity:Rest
"""
LEGS = (
    "Assets:Bank  1.00 EUR", "Assets:Bank  -1.00 EUR", "Income:Work  -1.00 EUR",
    "Income:Work  1.004 EUR", "Assets:Bank  2 USD", "Equity:Rest  -2 USD", "Equity:Rest",
    "Equity:Rest  EUR", "Assets:Bank  1", "Assets:Stock  -1", "Assets:Bank  1 EUR @ 2 USD",
    "Assets:Bank  1 EUR @@ 2 USD", "Assets:Bank  1.5 EUR @", "Assets:Stock  3 HOOL {{1.00 EUR}}",
    "Assets:Stock  -1 HOOL {{}}", "Assets:Stock  -1 HOOL {{1.00 EUR}}", "Assets:Stock  -2 HOOL",
    "Assets:Stock  -1.00 EUR", "Assets:Stock  1.00 EUR", "Income:Work  1/3 EUR",
    "Income:Work  0 EUR", "Assets:Bank  -0.00 EUR", "Assets:Bank  5 HOOL {{2 USD}} @ 3 USD",
    "Assets:Stock  HOOL {{0 # 5 USD}}",
)  # fmt: skip
OPTIONS = (
    'option "infer_tolerance_from_cost" "TRUE"', 'option "use_precise_interpolation" "TRUE"',
    'option "inferred_tolerance_default" "EUR:0.01"', 'option "tolerance_multiplier" "2"',
    'option "inferred_tolerance_default" "*:0.001"', 'option "booking_method" "NONE"',
)  # fmt: skip
ENTRIES = st.lists(st.lists(st.sampled_from(LEGS), max_size=5), min_size=1, max_size=6)


def parsed(
    entries: list[list[str]], chosen: list[str], method: str
) -> tuple[list[Any], dict[str, Any]]:
    text = "\n".join(chosen) + OPENS.format(method=method)
    for day, legs in enumerate(entries, 2):
        lines = "".join(f"  {leg.replace('{{', '{').replace('}}', '}')}\n" for leg in legs)
        text += f'2026-01-{day:02} * "x"\n  key: "value"\n{lines}'
    found, _, options = parser.parse_string(text, "a")
    return found, options


@settings(deadline=None)
@given(
    entries=ENTRIES,
    chosen=st.lists(st.sampled_from(OPTIONS), max_size=2),
    method=st.sampled_from(["STRICT", "FIFO", "LIFO", "NONE", "AVERAGE"]),
)
@example([[LEGS[15]], [LEGS[17]], [LEGS[9], LEGS[0]]], [], "STRICT")  # a currency is asked for
@example([[LEGS[16]], [LEGS[13], LEGS[6]]], [], "STRICT")  # what is held without a cost counts
@example([[LEGS[23], LEGS[4]]], [], "STRICT")  # something is left out in the end
@example([[LEGS[0], LEGS[4], LEGS[1], LEGS[5]]], [], "STRICT")  # one currency after the other
def test_it_does_what_beancount_does(
    entries: list[list[str]], chosen: list[str], method: str
) -> None:
    text, options = parsed(entries, chosen, method)
    again, _ = parsed(entries, chosen, method)
    wanted = outcome(booking.book, text, options)
    found = outcome(book_all, again, options)
    assert repr(found) == repr(wanted)
    if isinstance(found, tuple) and isinstance(wanted, tuple):
        assert found[0] == wanted[0]
        errors = outcome(validation.validate, wanted[0], options)
        assert outcome(validate_all, found[0], options) == errors


def outcome(work: Callable[..., Any], entries: list[Any], options: dict[str, Any]) -> object:
    """Return what comes of it, also where Beancount's own code raises."""
    try:
        return work(entries, options)
    except Exception as error:  # noqa: BLE001 - arithmetic of odd amounts
        return type(error)


def test_plain_transactions_are_not_given_to_beancount(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    real = plain_booking._book

    def spied(entries: list[object], *rest: object) -> object:
        given.extend(entries)
        return real(entries, *rest)

    monkeypatch.setattr(plain_booking, "_book", spied)
    text, options = parsed([list(LEGS[:2]), list(LEGS[:5]), [], [LEGS[0], LEGS[6]]], [], "STRICT")
    book_all(text, options)
    assert given == [text[-1]]


def test_what_rounding_added_is_left_to_beancount() -> None:
    text, options = parsed([list(LEGS[:2])], [], "STRICT")
    booked, _ = book_all(text, options)
    legs = booked[-1].postings
    legs[0] = legs[0]._replace(meta={interpolate.AUTOMATIC_RESIDUAL: True})
    assert [type(error).__name__ for error in validate_all(booked, options)] == ["ValidationError"]


@pytest.mark.parametrize("units", [None, MISSING, Amount._make(("x", "EUR"))])
def test_what_a_plugin_made_of_any_shape_is_left_to_beancount(units: object) -> None:
    text, options = parsed([list(LEGS[:2])], [], "STRICT")
    booked, _ = book_all(text, options)
    legs = booked[-1].postings
    legs[0] = legs[0]._replace(units=units)
    with pytest.raises((AttributeError, TypeError, AssertionError, ValueError)):
        validate_all(booked, options)


def test_accounts_whose_order_matters() -> None:
    text, _ = parsed([[LEGS[8]], [LEGS[12]], [LEGS[14]], list(LEGS[:7])], [], "STRICT")
    assert lots_of(text) == {"Assets:Bank", "Assets:Stock"}
    assert lots_of(text[-1:]) == frozenset()
