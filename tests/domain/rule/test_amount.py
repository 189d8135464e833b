from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money
from billcli.domain.rule.amount import digits_exceeded, rests, unbalanced

if TYPE_CHECKING:
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"


def priced(units: Decimal, per_unit: Decimal) -> Money:
    """What Beancount keeps of a price: per unit, multiplied again by the reader."""
    return Money(Decimal(per_unit) / abs(Decimal(units)) * abs(Decimal(units)), "USD")


@pytest.mark.parametrize(
    ("rest", "amounts"),
    [
        ("0.01 EUR", ("10.00 EUR", "-9.99 EUR")),
        ("-0.005 EUR", ("10.00 EUR", "-10.005 EUR")),
        ("0.05 EUR", ("150.25 EUR", "-150.2 EUR")),
        ("1 USD", ("10.00 EUR @@ 12.00 USD", "-11.00 USD")),
        ("10 EUR", ("10.00 EUR",)),
    ],
)
@pytest.mark.parametrize(("seal", "word"), [(True, "error"), (False, "warning")])
def test_a_rest_is_told_to_the_last_digit(
    book: type[Book], rest: str, amounts: tuple[str, ...], seal: bool, word: str
) -> None:
    legs = [f"{account} {amount}" for account, amount in zip((AR, "Income"), amounts, strict=False)]
    entry = book.transaction("#invoice Bill", *legs, seal=seal)
    assert book.said(unbalanced(book.scope(entry))) == [
        (
            f'main.beancount:100: {word}[ENTRY-UNBALANCED]: "Bill" does not sum to zero:'
            f" {rest} are left over"
        )
    ]


def test_each_currency_has_its_rest(book: type[Book]) -> None:
    entry = book.transaction("#invoice Bill", f"{AR} 1.00 EUR", "Income -2.00 USD")
    assert [str(m) for m in rests(entry)] == ["1 EUR", "-2 USD"]


def test_balanced_entries_are_fine(book: type[Book]) -> None:
    scope = book.scope(
        book.transaction("#invoice x", f"{AR} 10.00 EUR", "Income -10.00 EUR"),
        book.transaction("#invoice x", f"{AR} 1000.00 EUR @@ 1080.00 USD", "Income -1080.00 USD"),
        book.transaction("#credit-note x", f"{AR} -9.00 EUR @@ 9.72 USD", "Income 9.72 USD"),
        book.transaction("#invoice x", f"{AR} 0.00 EUR @@ 5.00 USD"),
        book.transaction("#invoice x"),
        book.transaction("rent", "Expenses:Rent 10.00 EUR", seal=False),
    )
    assert list(unbalanced(scope)) == []


@given(st.integers(1, 10**9), st.integers(1, 10**9))
@settings(max_examples=50, deadline=None)
def test_a_price_divided_by_its_units_still_sums_to_zero(cents: int, value_cents: int) -> None:
    units, value = Decimal(cents).scaleb(-2), Decimal(value_cents).scaleb(-2)
    legs = (
        Posting(AR, Money(units, "EUR"), price=priced(units, value)),
        Posting("Income", Money(-value, "USD")),
    )
    entry = Entry(None, "", "", (), (), legs)
    assert rests(entry) == []


def test_a_number_longer_than_any_context_is_no_crash(book: type[Book]) -> None:
    entry = book.transaction("#invoice x", f"{AR} {'9' * 90}.00 EUR", "Income -1.00 EUR")
    assert [p.code for p in unbalanced(book.scope(entry))] == ["ENTRY-UNBALANCED"]
    assert list(digits_exceeded(book.scope(entry))) == []


@pytest.mark.parametrize("amount", ["1.005 EUR", "10.5 JPY", "1.0001 KWD"])
def test_a_sealed_amount_fits_its_currency(book: type[Book], amount: str) -> None:
    entry = book.transaction("#invoice x", f"{AR} {amount}", f"Income -{amount}")
    problems = list(digits_exceeded(book.scope(entry)))
    assert [p.where.line for p in problems] == [101, 102]
    assert problems[0].message.startswith(f"{amount} has more decimals than {amount[-3:]} has (")


def test_what_fits_or_is_foreign_is_fine(book: type[Book]) -> None:
    scope = book.scope(
        book.transaction("#invoice x", f"{AR} 1.0000 EUR", "Income -10 JPY"),
        book.transaction("x", f"{AR} 1.005 EUR", "Income -1.005 EUR", seal=False),
    )
    assert list(digits_exceeded(scope)) == []
