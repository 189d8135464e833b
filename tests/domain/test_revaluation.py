from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import ExchangeRate
from billcli.domain.exchange import Rates
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, Owed
from billcli.domain.revaluation import Revaluation

DAY = dt.date(2026, 3, 31)
RATES = Rates([ExchangeRate(dt.date(2026, 1, 1), "GBP", Money.of("1.17", "EUR"))])


def owed(number: str, currency: str) -> Owed:
    return Owed("Acme", "Acme Inc.", currency, Decimal(number), None, Kind.INVOICE, False)


def test_what_has_a_price_is_valued_and_the_rest_stays() -> None:
    values = Revaluation(RATES, "EUR", DAY)
    every = [owed("100.00", "GBP"), owed("5.00", "EUR"), owed("300", "JPY"), owed("0.00", "GBP")]
    found = [(one.number, one.currency) for one in values.revalued(every)]
    assert found == [
        (Decimal("117.00"), "EUR"), (Decimal("5.00"), "EUR"), (Decimal(300), "JPY"),
        (Decimal("0.00"), "EUR"),
    ]  # fmt: skip
    assert values.missing == ("JPY",)
    assert [price.currency for price in values.prices] == ["GBP"]


def test_a_sum_with_a_missing_price_is_none() -> None:
    values = Revaluation(RATES, "EUR", DAY)
    known = [Money.of("100.00", "GBP"), Money.of("5.00", "EUR")]
    assert values.total(known) == Money.of("122.00", "EUR")
    assert values.total([*known, Money.of(1, "JPY")]) is None
    assert values.total([]) == Money.of("0.00", "EUR")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-(10**7), 10**7), max_size=20))
def test_the_sum_is_that_of_the_rows(cents: list[int]) -> None:
    values = Revaluation(RATES, "EUR", DAY)
    amounts = [Money(Decimal(n).scaleb(-2), "GBP") for n in cents]
    rows = [values.of(amount) for amount in amounts]
    whole = values.total(amounts)
    assert whole is not None
    assert whole.number == sum((row.number for row in rows if row), Decimal(0))
