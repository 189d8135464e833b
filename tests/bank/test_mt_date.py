"""Booking dates of MT940, whose entry dates have no year."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.bank.mt_date import Span, booking_date

YEAR = Span(dt.date(2025, 12, 31), dt.date(2026, 12, 31))
JANUARY = Span(dt.date(2025, 12, 31), dt.date(2026, 1, 31))


@pytest.mark.parametrize(
    ("value", "entry", "span", "day"),
    [
        ("260331", "", Span(), "2026-03-31"),
        ("260331", "0401", Span(), "2026-04-01"),
        ("260102", "1231", Span(), "2025-12-31"),
        ("251231", "0102", Span(), "2026-01-02"),
        ("991231", "0103", Span(), "2000-01-03"),
        ("000101", "1231", Span(), "1999-12-31"),
        ("250630", "0115", JANUARY, "2026-01-15"),
        ("260105", "0105", YEAR, "2026-01-05"),
        ("240229", "0229", Span(), "2024-02-29"),
    ],
)
def test_the_year_of_an_entry(value: str, entry: str, span: Span, day: str) -> None:
    found = booking_date(value, entry, span)
    assert (str(found.date), found.warning) == (day, "")


@pytest.mark.parametrize(
    ("value", "entry", "day"),
    [
        ("260228", "0230", "2026-02-28"),
        ("260331", "0000", "2026-03-31"),
        ("260331", "1399", "2026-03-31"),
        ("260230", "0301", "2026-03-01"),
        ("260230", "", "2026-02-28"),
        ("240230", "", "2024-02-29"),
        ("260431", "0501", "2026-05-01"),
        ("260230", "0231", "2026-02-28"),
    ],
)
def test_a_day_that_never_was_gives_way_and_is_told(value: str, entry: str, day: str) -> None:
    found = booking_date(value, entry, Span())
    assert str(found.date) == day
    assert "there is no day" in found.warning


def test_a_month_that_never_was_takes_its_year_from_the_statement() -> None:
    assert str(booking_date("261301", "0115", JANUARY).date) == "2026-01-15"


@pytest.mark.parametrize(
    ("value", "entry"), [("261301", "0115"), ("260431", ""), ("000000", "0000")]
)
def test_two_days_that_never_were_are_refused(value: str, entry: str) -> None:
    with pytest.raises(ValueError, match="there is no day"):
        booking_date(value, entry, Span())


@given(st.dates(dt.date(1981, 1, 1), dt.date(2078, 12, 31)), st.integers(-150, 150))
def test_an_entry_near_its_value_is_found_again(value: dt.date, apart: int) -> None:
    entry = value + dt.timedelta(days=apart)
    assert booking_date(f"{value:%y%m%d}", f"{entry:%m%d}", Span()).date == entry
