from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.dunning.interest import InterestTerms, YearLength
from tests.domain.dunning.invented import eur

if TYPE_CHECKING:
    from billcli.domain.money import Money

START = dt.date(2026, 1, 1)
FIVE = InterestTerms(((START, Decimal(5)),))


def on(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


@pytest.mark.parametrize(
    ("first", "last", "interest"),
    [
        (on(1, 2), on(12, 31), "498.63"),  # 364 of 365 days
        (on(1, 2), on(1, 2), "1.37"),
        (on(1, 3), on(1, 2), "0.00"),
    ],
)
def test_every_day_from_the_first_to_the_last_counts(
    first: dt.date, last: dt.date, interest: str
) -> None:
    assert FIVE.interest([(START, eur("10000"))], first, last) == eur(interest)


def test_the_day_of_a_payment_still_counts() -> None:
    paid = [(START, eur("36500")), (on(2, 10), eur("0"))]
    assert FIVE.interest(paid, on(2, 1), on(3, 31)) == eur("50.00")  # ten days at 5.00


def test_a_rate_holds_from_its_day_and_none_before_the_first() -> None:
    terms = InterestTerms(((on(2, 1), Decimal(5)), (on(2, 11), Decimal(10))))
    balance = [(START, eur("36500"))]
    assert terms.interest(balance, on(1, 2), on(2, 20)) == eur("150.00")


def test_what_is_not_open_yet_or_paid_too_much_bears_nothing() -> None:
    balance = [(on(3, 1), eur("36500")), (on(3, 11), eur("-5"))]
    assert FIVE.interest(balance, on(1, 2), on(3, 31)) == eur("50.00")


@pytest.mark.parametrize(
    ("year", "interest"),
    [(YearLength.COMMERCIAL, "1.39"), (YearLength.FIXED, "1.37"), (YearLength.ACTUAL, "1.37")],
)
def test_the_length_of_a_year_is_agreed(year: YearLength, interest: str) -> None:
    terms = InterestTerms(FIVE.rates, year)
    assert terms.interest([(START, eur("10000"))], on(1, 2), on(1, 2)) == eur(interest)


def test_a_cap_is_a_share_of_the_document() -> None:
    assert FIVE.most(eur("123.45")) is None
    assert InterestTerms(FIVE.rates, cap=Decimal(10)).most(eur("123.45")) == eur("12.35")


def by_hand(
    terms: InterestTerms, balances: list[tuple[dt.date, Money]], first: dt.date, last: dt.date
) -> Decimal:
    """Return the interest counted day by day in fractions."""
    exact, day = Fraction(0), first
    while day <= last:
        rate = [rate for since, rate in terms.rates if since <= day][-1:]
        left = [money for changed, money in balances if changed < day][-1:]
        if rate and left:
            length = {"360": 360, "365": 365}.get(
                terms.year.value, (dt.date(day.year, 12, 31) - dt.date(day.year - 1, 12, 31)).days
            )
            exact += Fraction(max(left[0].number, Decimal(0))) * Fraction(rate[0]) / 100 / length
        day += dt.timedelta(days=1)
    whole = Decimal(exact.numerator) / Decimal(exact.denominator)
    return whole.quantize(Decimal("0.01"), ROUND_HALF_UP)


DAYS = st.dates(dt.date(2023, 11, 1), dt.date(2025, 3, 1))
NUMBERS = st.decimals(-10, 100_000, places=2)
RATES = st.decimals(0, 30, places=2)


@st.composite
def loans(draw: st.DrawFn) -> tuple[InterestTerms, list[tuple[dt.date, Money]], dt.date, dt.date]:
    changed = sorted(draw(st.sets(DAYS, min_size=1, max_size=4)))
    balances = [(day, eur(str(draw(NUMBERS)))) for day in changed]
    since = sorted(draw(st.sets(DAYS, min_size=1, max_size=3)))
    rates = tuple((day, draw(RATES)) for day in since)
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return InterestTerms(rates, draw(st.sampled_from(YearLength))), balances, first, last


def agrees(loan: tuple[InterestTerms, list[tuple[dt.date, Money]], dt.date, dt.date]) -> None:
    terms, balances, first, last = loan
    assert terms.interest(balances, first, last).number == by_hand(terms, balances, first, last)


@settings(max_examples=60, deadline=None)
@given(loans())
def test_interest_is_what_counting_day_by_day_gives(
    loan: tuple[InterestTerms, list[tuple[dt.date, Money]], dt.date, dt.date],
) -> None:
    agrees(loan)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None)
@given(loans())
def test_interest_is_what_counting_day_by_day_gives_in_10000_cases(
    loan: tuple[InterestTerms, list[tuple[dt.date, Money]], dt.date, dt.date],
) -> None:
    agrees(loan)
