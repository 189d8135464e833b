"""Dates: calendar dates by an explicit order, decided from all rows."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.bank.date_text import (
    DateStyle,
    best_order,
    check_pattern,
    date_like,
    parse_date,
    possible_orders,
)

DAY = dt.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-03-31", "ymd"),
        ("2026/3/31", "ymd"),
        ("20260331", "ymd"),
        ("260331", "ymd"),
        ("26-03-31", "ymd"),
        ("31.03.2026", "dmy"),
        ("31. 3. 2026", "dmy"),
        ("31/3/26", "dmy"),
        ("31032026", "dmy"),
        ("03/31/2026", "mdy"),
        ("3/31/26", "mdy"),
        ("31 Mar 2026", "dmy"),
        ("31-mars-2026", "dmy"),
        ("31. März 2026", "dmy"),
        ("31 mrt. 2026", "ymd"),
        ("2026-Mar-31", "mdy"),
        ("Mar 31, 2026", "mdy"),
        ("March 31st, 2026", "dmy"),
        ("2026-03-31T23:59:59Z", "ymd"),
        ("2026-03-31 23:59:59.123+02:00", "ymd"),
        ("31.03.2026 07:05", "dmy"),
        ("3/31/2026 11:05 PM", "mdy"),
        (" 2026-03-31 ", "ymd"),
    ],
)
def test_reads_the_day_as_written(text: str, order: str) -> None:
    assert parse_date(text, DateStyle(order)) == DAY


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-02-30", "ymd"),
        ("2026-13-01", "ymd"),
        ("31.03.2026", "ymd"),
        ("26.03.31", "ymd"),
        ("31.03.26", "ymd"),
        ("2026-03-31", "dmy"),
        ("31.03.202", "dmy"),
        ("31.03.0202", "dmy"),
        ("31-03/2026", "dmy"),
        ("31 Foo 2026", "dmy"),
        ("today", "dmy"),
        ("", "ymd"),
        ("46112", "ymd"),
        ("2026-03-31" + " " * 50, "ymd"),
        ("\u0662\u0660\u0662\u0666-03-31", "ymd"),
    ],
)
def test_refuses_what_is_no_such_date(text: str, order: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text, DateStyle(order))


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("31.03.2026", "DD.MM.YYYY"),
        ("31.3.26", "D.M.YY"),
        ("20260331", "YYYYMMDD"),
        ("31MAR2026", "DDMMMYYYY"),
        ("2026-03-31 10:00", "YYYY-MM-DD"),
    ],
)
def test_an_exact_pattern(text: str, pattern: str) -> None:
    assert check_pattern(pattern)
    assert parse_date(text, DateStyle("ymd", pattern)) == DAY


def test_an_exact_pattern_refuses_another_form() -> None:
    with pytest.raises(ValueError, match="form DD"):
        parse_date("31.3.2026", DateStyle("ymd", "DD.MM.YYYY"))


@pytest.mark.parametrize("pattern", ["DD.MM", "YYYY", "DD.DD.YYYY", "day"])
def test_a_pattern_names_all_three(pattern: str) -> None:
    assert not check_pattern(pattern)


def test_orders_are_decided_by_all_rows() -> None:
    assert possible_orders(["01/02/2026"]) == ("dmy", "mdy")
    assert possible_orders(["01/02/2026", "13/02/2026"]) == ("dmy",)
    assert possible_orders(["01/02/2026", "02/13/2026"]) == ("mdy",)
    assert possible_orders(["13/02/2026", "02/13/2026"]) == ()
    assert possible_orders(["01.02.2026", "3. 4.2026"]) == ("dmy",)
    assert possible_orders(["01.13.2026", "01.02.2026"]) == ("mdy",)
    assert possible_orders(["01.02.26", "03.04.26"]) == ("dmy",)
    assert possible_orders(["01.13.26", "01.02.26"]) == ("mdy",)
    assert possible_orders(["01-02-26"]) != ("dmy",)
    assert possible_orders(["01/01/2026", "02/02/2026"]) == ("dmy",)
    assert possible_orders(["2026-01-02"]) == ("ymd",)


def test_short_years_first_only_with_hyphens() -> None:
    assert possible_orders(["26-01-02"]) == ("ymd", "dmy")
    assert possible_orders(["26.01.02"]) == ("dmy",)
    assert possible_orders(["05-01-26", "31-01-26"]) == ("dmy",)


def test_the_order_of_rows_decides_only_with_four_days() -> None:
    days = ["01/02/2026", "03/02/2026", "09/02/2026"]
    assert len(possible_orders(days)) == 2
    assert possible_orders([*days, "02/03/2026"]) == ("dmy",)
    assert possible_orders([*days, "02/03/2026"][::-1]) == ("dmy",)
    assert len(possible_orders(["01/02/2026", "05/01/2026", "03/04/2026", "02/02/2026"])) == 2


def test_the_best_order_names_the_bad_rows() -> None:
    assert best_order(["31/01/2026", "28/02/2026", "13/13/2026"]) == "dmy"


def test_a_word_is_no_date() -> None:
    assert not date_like("Pending")
    assert date_like("1 Feb 2026")


@settings(max_examples=50)
@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)), min_size=1, max_size=9))
def test_a_written_date_is_read_again_or_ambiguous(days: list[dt.date]) -> None:
    texts = [day.strftime("%d.%m.%Y") for day in days]
    assert [parse_date(t, DateStyle("dmy")) for t in texts] == days
    assert best_order(texts) in {"dmy", "mdy"}


@settings(max_examples=50)
@given(st.text(max_size=45))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    for order in possible_orders([text]):
        assert isinstance(parse_date(text, DateStyle(order)), dt.date)
