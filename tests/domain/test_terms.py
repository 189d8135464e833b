from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain import terms
from billcli.domain.dunning.interest import YearLength
from billcli.domain.invoice import Period
from billcli.domain.problem import UsageError
from billcli.domain.spoken_terms import in_short
from billcli.domain.terms import (
    Discount,
    Terms,
    end_of_month,
    later,
    parse_date,
    parse_period,
    parse_terms,
)

D = dt.date
TODAY = D(2026, 1, 15)


@pytest.mark.parametrize(
    ("text", "date", "due"),
    [
        ("net 30", D(2026, 1, 15), D(2026, 2, 14)),
        ("NET   30", D(2026, 1, 15), D(2026, 2, 14)),
        ("net 0", D(2026, 1, 15), D(2026, 1, 15)),
        ("due on receipt", D(2026, 1, 15), D(2026, 1, 15)),
        ("net 30", D(2024, 1, 31), D(2024, 3, 1)),
        ("net 30", D(2023, 1, 31), D(2023, 3, 2)),
        ("net 1", D(2024, 2, 28), D(2024, 2, 29)),
        ("net 1", D(2100, 2, 28), D(2100, 3, 1)),
        ("net 365", D(2024, 2, 29), D(2025, 2, 28)),
        ("eom", D(2026, 1, 1), D(2026, 1, 31)),
        ("eom", D(2024, 2, 29), D(2024, 2, 29)),
        ("eom", D(2026, 12, 31), D(2026, 12, 31)),
        ("eom+15", D(2026, 1, 31), D(2026, 2, 15)),
        ("eom + 15", D(2026, 1, 1), D(2026, 2, 15)),
        ("eom+1", D(2026, 12, 5), D(2027, 1, 1)),
        ("eom+30", D(2024, 1, 31), D(2024, 3, 1)),
        ("2026-03-31", D(2026, 1, 15), D(2026, 3, 31)),
        ("2/10 net 30", D(2026, 1, 15), D(2026, 2, 14)),
        ("2/10 2026-03-31", D(2026, 1, 15), D(2026, 3, 31)),
        ("2/10", D(2026, 1, 15), None),
        ("2/10 eom+5", D(2026, 1, 15), D(2026, 2, 5)),
    ],
)
def test_terms_give_the_due_date(text: str, date: dt.date, due: dt.date | None) -> None:
    assert parse_terms(text).due(date) == due


def test_no_terms_give_no_due_date_and_no_discount() -> None:
    assert Terms().due(TODAY) is None
    assert Terms().discount_until(TODAY) is None
    assert str(Terms()) == ""


@pytest.mark.parametrize(
    ("text", "percent", "days", "until"),
    [
        ("2/10 net 30", "2", 10, D(2026, 1, 25)),
        ("2.5/14", "2.5", 14, D(2026, 1, 29)),
        ("3 / 14 net 30", "3", 14, D(2026, 1, 29)),
        ("1/0 net 0", "1", 0, TODAY),
        ("2/17 eom", "2", 17, D(2026, 2, 1)),
    ],
)
def test_terms_give_the_discount_and_its_last_day(
    text: str, percent: str, days: int, until: dt.date
) -> None:
    terms = parse_terms(text)
    assert terms.discount == Discount(Decimal(percent), days)
    assert terms.discount_until(TODAY) == until


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Net 30", "net 30"),
        ("due  on receipt", "net 0"),
        ("EOM", "eom"),
        ("eom+0", "eom"),
        ("eom +15", "eom+15"),
        ("2/10  net 30", "2/10 net 30"),
        ("2.50/10", "2.50/10"),
        ("2% 10 Tage, 30 netto", "2/10 net 30"),
        ("2 % Skonto innerhalb von 10 Tagen, 30 Tage netto", "2/10 net 30"),
        ("3% Skonto bei Zahlung innerhalb 14 Tagen; netto 30 Tage", "3/14 net 30"),
        ("2,5% 10 jours, net 30 jours", "2.5/10 net 30"),
        ("2% sconto entro 10 giorni, netto 30", "2/10 net 30"),
        ("2% korting binnen 10 dagen, netto 30 dagen", "2/10 net 30"),
        ("2% 10 d\u00edas, neto 30", "2/10 net 30"),
        ("2% 10 days net 30", "2/10 net 30"),
        ("2/10, n/30", "2/10 net 30"),
        ("2/10 n/30", "2/10 net 30"),
        ("2% 10 Tage", "2/10"),
        ("30 Tage netto", "net 30"),
        ("net 30 days", "net 30"),
        ("2026-02-28", "2026-02-28"),
    ],
)
def test_terms_are_written_in_one_form_that_reads_the_same(text: str, written: str) -> None:
    assert str(parse_terms(text)) == written
    assert parse_terms(written) == parse_terms(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2/10 30",
        "30 days",
        "30.0",
        "12345",
        "net",
        "net -1",
        "net 30 nights",
        "2% 10 Tage, 30",
        "3% 7 Tage, 2% 14 Tage, 30 netto",
        "2% bald, 30 netto",
        "2/10, n/",
        "net \uff13\uff10",
        "eom-1",
        "two/10",
        "2/10/30",
        "100/10",
        "-2/10",
        "net 30 2/10",
        "net 30\x00",
        "net 99999",
        "31.12.2026",
    ],
)
def test_other_words_are_no_terms_and_the_forms_are_named(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_terms(text, flag="--terms")
    problem = caught.value.problems[0]
    assert problem.code == "TERMS-UNREADABLE"
    assert problem.message.startswith("--terms: ")
    for form in ("net 30", "2/10 net 30", "eom+15", "due on receipt", "2026-01-31"):
        assert form in problem.help


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("net 3651", "3650 days"),
        ("2/3651", "3650 days"),
        ("eom+9999", "3650 days"),
        ("0/10 net 30", "nothing"),
        ("0.0/10", "nothing"),
        ("2/31 net 30", "longer than the days to pay"),
        ("2/1 due on receipt", "longer than the days to pay"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError, match="TERMS-IMPOSSIBLE") as caught:
        parse_terms(text)
    assert said in caught.value.problems[0].message


def test_ten_years_and_a_discount_to_the_last_day_are_allowed() -> None:
    assert parse_terms("net 3650").days == 3650
    assert parse_terms("2/30 net 30").discount == Discount(Decimal(2), 30)


@pytest.mark.parametrize("text", ["30", " 30 ", "030"])
def test_a_whole_number_is_that_many_days(text: str) -> None:
    assert parse_terms(text) == parse_terms("net 30")
    assert str(parse_terms(text)) == "net 30"


def test_a_date_in_terms_must_exist() -> None:
    with pytest.raises(UsageError, match="DATE-IMPOSSIBLE"):
        parse_terms("2026-02-30")


@given(st.dates(D(1900, 1, 1), D(2199, 12, 31)), st.integers(0, 3650))
@settings(max_examples=50)
def test_net_days_are_days(date: dt.date, days: int) -> None:
    assert (parse_terms(f"net {days}").due(date) - date).days == days


@given(st.dates(D(1900, 1, 1), D(2199, 12, 31)))
@settings(max_examples=50)
def test_the_day_after_the_end_of_a_month_is_a_first(date: dt.date) -> None:
    end = end_of_month(date)
    assert (end.year, end.month) == (date.year, date.month)
    assert (end + dt.timedelta(1)).day == 1


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-01-31", D(2026, 1, 31)),
        ("2024-02-29", D(2024, 2, 29)),
        ("1900-01-01", D(1900, 1, 1)),
        ("2200-12-31", D(2200, 12, 31)),
        ("today", TODAY),
        ("yesterday", D(2026, 1, 14)),
        ("tomorrow", D(2026, 1, 16)),
        ("+30d", D(2026, 2, 14)),
        ("-3d", D(2026, 1, 12)),
        ("-15d", D(2025, 12, 31)),
        ("+0d", TODAY),
        ("eom", D(2026, 1, 31)),
    ],
)
def test_dates_are_read(text: str, date: dt.date) -> None:
    assert parse_date(text, TODAY) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31.01.2026",
        "01/31/2026",
        "2026/01/31",
        "2026-1-31",
        "20260131",
        "2026-01",
        "2026-01-31T00:00",
        " 2026-01-31",
        "2026-01-31\n",
        "2026\u201001\u201031",
        "\uff12\uff10\uff12\uff16-01-31",
        "\u0662\u0660\u0662\u0666-01-31",
        "TODAY",
        "30d",
        "+d",
        "+1w",
        "+99999d",
        "2026-W05-1",
        "x" * 10_000,
    ],
)
def test_other_text_is_no_date_and_the_forms_are_named(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_date(text, TODAY, "--date")
    problem = caught.value.problems[0]
    assert problem.code == "DATE-UNREADABLE"
    assert problem.message.startswith("--date: ")
    assert len(problem.message) < 100
    assert "+30d" in problem.help


@pytest.mark.parametrize("text", ["2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match=f"DATE-IMPOSSIBLE.*{text}"):
        parse_date(text, TODAY)


@pytest.mark.parametrize("text", ["1899-12-31", "2201-01-01", "0026-01-15", "9999-12-31"])
def test_years_out_of_range_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="DATE-RANGE"):
        parse_date(text, TODAY)


@pytest.mark.parametrize(("text", "today"), [("+1d", D(2200, 12, 31)), ("-1d", D(1900, 1, 1))])
def test_a_shift_cannot_leave_the_range(text: str, today: dt.date) -> None:
    with pytest.raises(UsageError, match="DATE-UNREADABLE"):
        parse_date(text, today)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-01-01..2026-01-31", D(2026, 1, 1), D(2026, 1, 31)),
        ("2026-01-15..2026-01-15", TODAY, TODAY),
        ("2026-01", D(2026, 1, 1), D(2026, 1, 31)),
        ("2024-02", D(2024, 2, 1), D(2024, 2, 29)),
        ("2025-12", D(2025, 12, 1), D(2025, 12, 31)),
    ],
)
def test_periods_are_read(text: str, start: dt.date, end: dt.date) -> None:
    assert parse_period(text) == Period(start, end)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "DATE-UNREADABLE"),
        ("2026", "DATE-UNREADABLE"),
        ("2026-01-01", "DATE-UNREADABLE"),
        ("2026-01-01 - 2026-01-31", "DATE-UNREADABLE"),
        ("..2026-01-31", "DATE-UNREADABLE"),
        ("2026-01-01..", "DATE-UNREADABLE"),
        ("2026-01-01...2026-01-31", "DATE-UNREADABLE"),
        ("2026-13", "DATE-IMPOSSIBLE"),
        ("2026-01-01..2026-02-30", "DATE-IMPOSSIBLE"),
        ("1026-01", "DATE-RANGE"),
        ("2026-02-01..2026-01-31", "PERIOD-BACKWARDS"),
    ],
)
def test_other_text_is_no_period(text: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_period(text, flag="--period")
    assert caught.value.problems[0].code == code
    assert "--period" in caught.value.problems[0].message


def test_a_period_written_backwards_is_shown_forwards() -> None:
    with pytest.raises(UsageError) as caught:
        parse_period("2026-02-01..2026-01-31")
    assert caught.value.problems[0].help.endswith("2026-01-31..2026-02-01")


@pytest.mark.parametrize("year", [1, 1900, 2000, 2023, 2024, 2026, 2100, 2200, 9999])
def test_months_and_years_have_the_days_of_the_calendar(year: int) -> None:
    for month in range(1, 13):
        _, last = calendar.monthrange(year, month)
        assert end_of_month(D(year, month, 1)) == D(year, month, last)
        assert later(D(2020, 1, 31), months=(year - 2020) * 12 + month - 1) == D(year, month, last)
    assert YearLength.ACTUAL.days(year) == 365 + calendar.isleap(year)


@settings(max_examples=100)
@given(st.from_regex(terms._TERMS, fullmatch=True))
def test_short_terms_say_the_same_in_the_short_form(text: str) -> None:
    """So that those that are short need not be put into it."""
    words = " ".join(text.lower().split())
    if found := terms._TERMS.fullmatch(words):
        again = terms._TERMS.fullmatch(in_short(words))
        assert again is not None
        assert again.groupdict() == found.groupdict()
