from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.notation import notation
from billcli.domain.money import Money

BRITISH = notation("en", "GB")
GERMAN = notation("de", "DE")


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "US", "1,234,567.50"),
        ("en", "DE", "1,234,567.50"),
        ("en-DE", "US", "1.234.567,50"),
        ("de", "DE", "1.234.567,50"),
        ("de", "US", "1.234.567,50"),
        ("fr", "CH", "1\u202f234\u202f567,50"),
        ("de", "CH", "1\u2019234\u2019567.50"),
        ("de-CH", "DE", "1\u2019234\u2019567.50"),
        ("en", "IN", "12,34,567.50"),
        ("fr", "FR", "1\u202f234\u202f567,50"),
        ("en", "JP", "1,234,567.50"),
        ("xx", "YY", "1,234,567.50"),
        ("../x", "", "1,234,567.50"),
    ],
)
def test_numbers_follow_language_and_country(language: str, country: str, expected: str) -> None:
    assert notation(language, country).amount(Money.of("1234567.50", "EUR")) == expected


@pytest.mark.parametrize(
    ("number", "currency", "expected"),
    [
        ("1234", "JPY", "1,234"),
        ("1234.5", "KWD", "1,234.500"),
        ("0.00415", "EUR", "0.00415"),
        ("150.000", "EUR", "150.00"),
        ("-10", "EUR", "-10.00"),
        ("1E+3", "EUR", "1,000.00"),
        ("999999999999999.99", "EUR", "999,999,999,999,999.99"),
    ],
)
def test_amounts_have_at_least_the_digits_of_their_currency(
    number: str, currency: str, expected: str
) -> None:
    assert BRITISH.amount(Money.of(number, currency)) == expected


@settings(max_examples=50)
@given(st.decimals(-(10**14), 10**14, places=3))
def test_no_digit_is_ever_lost(number: Decimal) -> None:
    assert Decimal(BRITISH.number(number).replace(",", "")) == number


def test_the_currency_stands_where_the_reader_expects_it() -> None:
    assert BRITISH.money(Money.of("5", "USD")) == "USD\u00a05.00"
    assert GERMAN.money(Money.of("5", "USD")) == "5,00\u00a0USD"


def test_quantities_have_no_needless_zeros() -> None:
    texts = [BRITISH.quantity(Decimal(q)) for q in ("10.00", "1.50", "0.250", "-3", "1E+2")]
    assert texts == ["10", "1.5", "0.25", "-3", "100"]


def test_rates_are_percent() -> None:
    assert BRITISH.percent(Decimal("8.00")) == "8%"
    assert GERMAN.percent(Decimal("7.7")) == "7,7\u00a0%"


def test_dates_name_the_month() -> None:
    day = dt.date(2026, 2, 3)
    assert BRITISH.date(day) == "3 February 2026"
    assert notation("en", "US").date(day) == "February 3, 2026"
    assert GERMAN.date(day) == "3. Februar 2026"


def test_a_period_names_what_both_days_share_once() -> None:
    january = dt.date(2026, 1, 1), dt.date(2026, 1, 31)
    assert BRITISH.period(*january).endswith("31 Jan 2026")
    assert BRITISH.period(dt.date(2025, 12, 1), dt.date(2026, 1, 2)).count("20") == 2


def test_countries_are_named_in_the_readers_language() -> None:
    assert (GERMAN.country("gb"), GERMAN.country("QX")) == ("Vereinigtes Königreich", "QX")


@pytest.mark.parametrize(
    ("texts", "pads"),
    [
        ([], ()),
        (["10", "5"], ("", "")),
        (["10", "1.25", "0.5"], (".00", "", "0")),
        (["1.00", "2.00"], ("", "")),
    ],
)
def test_pads_bring_decimal_marks_together(texts: list[str], pads: tuple[str, ...]) -> None:
    assert BRITISH.pads(texts) == pads


def test_pads_use_the_readers_mark() -> None:
    assert GERMAN.pads(["1", "2,5"]) == (",0", "")
