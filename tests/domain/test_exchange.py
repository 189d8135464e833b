from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.entry import ExchangeRate
from billcli.domain.exchange import Rates
from billcli.domain.money import Money, quantum
from billcli.domain.problem import UsageError


def rate(day: str, currency: str, number: str, base: str) -> ExchangeRate:
    return ExchangeRate(dt.date.fromisoformat(day), currency, Money.of(number, base))


KNOWN = Rates(
    [
        rate("2026-03-01", "GBP", "1.20", "EUR"),
        rate("2026-01-01", "GBP", "1.17", "EUR"),
        rate("2026-02-01", "EUR", "0.80", "GBP"),
        rate("2026-03-01", "EUR", "0.5", "GBP"),
        rate("2026-01-01", "JPY", "0.0061", "EUR"),
        rate("2026-01-05", "USD", "0", "EUR"),
        rate("2026-04-01", "GBP", "1.30", "EUR"),
        rate("2026-04-01", "GBP", "1.31", "EUR"),
    ]
)


@pytest.mark.parametrize(
    ("amount", "base", "day", "expected"),
    [
        ("100.00 GBP", "EUR", "2026-01-01", "117.00 EUR"),
        ("100.00 GBP", "EUR", "2026-01-31", "117.00 EUR"),
        ("100.00 GBP", "EUR", "2026-02-01", "125.00 EUR"),  # the later price, the other way round
        ("100.00 GBP", "EUR", "2026-03-01", "120.00 EUR"),  # of one day the direct one
        ("100.00 GBP", "EUR", "2026-04-02", "131.00 EUR"),  # of one day the last one
        ("1.00 EUR", "GBP", "2026-01-02", "0.85 GBP"),
        ("100 JPY", "EUR", "2026-01-02", "0.61 EUR"),
        ("150 JPY", "EUR", "2026-01-02", "0.92 EUR"),  # half up
        ("-150 JPY", "EUR", "2026-01-02", "-0.92 EUR"),
        ("1.00 EUR", "JPY", "2026-01-02", "164 JPY"),
        ("5.00 CHF", "CHF", "2020-01-01", "5.00 CHF"),
    ],
)
def test_worth(amount: str, base: str, day: str, expected: str) -> None:
    number, currency = amount.split()
    found = KNOWN.worth(Money.of(number, currency), base, dt.date.fromisoformat(day))
    assert str(found) == expected


@pytest.mark.parametrize(
    ("currency", "base", "day"),
    [
        ("GBP", "EUR", "2025-12-31"),  # only later prices
        ("USD", "EUR", "2026-02-01"),  # zero is none
        ("GBP", "JPY", "2026-02-01"),  # nothing is chained over EUR
    ],
)
def test_a_missing_price_is_named(currency: str, base: str, day: str) -> None:
    assert KNOWN.price(currency, base, dt.date.fromisoformat(day)) is None
    with pytest.raises(UsageError) as missing:
        KNOWN.worth(Money.of(1, currency), base, dt.date.fromisoformat(day))
    (problem,) = missing.value.problems
    assert problem.code == "RATE-MISSING"
    assert f"{currency} in {base} on {day}" in problem.message


def test_a_quote_reads_as_the_ledger_has_it() -> None:
    found = KNOWN.price("GBP", "EUR", dt.date(2026, 2, 3))
    assert str(found) == "2026-02-01 price EUR 0.80 GBP"


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_worth_is_the_nearest_amount(cents: int, price: int, base: str) -> None:
    one = ExchangeRate(dt.date(2026, 1, 1), "XAU", Money(Decimal(price).scaleb(-4), base))
    amount = Money(Decimal(cents).scaleb(-2), "XAU")
    found = Rates([one]).worth(amount, base, dt.date(2026, 1, 1))
    assert abs(found.number - amount.number * one.amount.number) * 2 <= quantum(base)
