"""The dates of recurring plans: a table of awkward ones, and dateutil for a second opinion."""

from __future__ import annotations

import datetime as dt
from itertools import islice, pairwise

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.entry import Entry
from billcli.domain.invoice import Period
from billcli.domain.plan import Due, Pause, Plan, Rhythm, billed, check_plan, parse_every
from billcli.domain.problem import UsageError

D = dt.date
FAR = D(2199, 12, 31)
END = {"end_of_month": True}
# first day, rhythm, dates
DATES = [
    (
        "2026-01-31",
        "1 month",
        "01-31 02-28 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31",
    ),
    (
        "2024-01-31",
        "1 month",
        "01-31 02-29 03-31 04-30 05-31 06-30 07-31 08-31 09-30 10-31 11-30 12-31",
    ),
    (
        "2026-01-30",
        "1 month",
        "01-30 02-28 03-30 04-30 05-30 06-30 07-30 08-30 09-30 10-30 11-30 12-30",
    ),
    (
        "2024-01-30",
        "1 month",
        "01-30 02-29 03-30 04-30 05-30 06-30 07-30 08-30 09-30 10-30 11-30 12-30",
    ),
    (
        "2026-01-29",
        "1 month",
        "01-29 02-28 03-29 04-29 05-29 06-29 07-29 08-29 09-29 10-29 11-29 12-29",
    ),
    (
        "2024-01-29",
        "1 month",
        "01-29 02-29 03-29 04-29 05-29 06-29 07-29 08-29 09-29 10-29 11-29 12-29",
    ),
    (
        "2026-01-28",
        "1 month",
        "01-28 02-28 03-28 04-28 05-28 06-28 07-28 08-28 09-28 10-28 11-28 12-28",
    ),
    (
        "2026-01-01",
        "1 month",
        "01-01 02-01 03-01 04-01 05-01 06-01 07-01 08-01 09-01 10-01 11-01 12-01",
    ),
    ("2026-01-31", "2 months", "01-31 03-31 05-31 07-31 09-30 11-30"),
    ("2026-01-31", "3 months", "01-31 04-30 07-31 10-31"),
    ("2026-02-28", "3 months", "02-28 05-28 08-28 11-28"),
    ("2026-08-31", "6 months", "08-31 2027-02-28 2027-08-31 2028-02-29"),
    ("2025-11-30", "1 month", "11-30 12-30 2026-01-30 2026-02-28 2026-03-30"),
    ("2023-12-31", "1 month", "12-31 2024-01-31 2024-02-29 2024-03-31"),
    ("2026-10-31", "4 months", "10-31 2027-02-28 2027-06-30 2027-10-31 2028-02-29"),
    ("2024-02-29", "1 year", "02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29 2029-02-28"),
    ("2024-02-29", "12 months", "02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29 2029-02-28"),
    ("2023-02-28", "1 year", "02-28 2024-02-28 2025-02-28 2026-02-28"),
    ("2024-02-29", "4 years", "02-29 2028-02-29 2032-02-29 2036-02-29"),
    ("2096-02-29", "4 years", "02-29 2100-02-28 2104-02-29"),
    ("1996-02-29", "4 years", "02-29 2000-02-29 2004-02-29"),
    ("2024-12-31", "1 year", "12-31 2025-12-31 2026-12-31"),
    ("2026-12-29", "1 week", "12-29 2027-01-05 2027-01-12"),
    ("2024-02-22", "1 week", "02-22 02-29 03-07"),
    ("2026-12-18", "2 weeks", "12-18 2027-01-01 2027-01-15"),
    ("2024-02-28", "1 day", "02-28 02-29 03-01"),
    ("2026-02-28", "1 day", "02-28 03-01 03-02"),
    ("2026-12-31", "10 days", "12-31 2027-01-10 2027-01-20"),
    ("2024-01-31", "30 days", "01-31 03-01 03-31"),
]
# the same at the ends of months
ENDS = [
    ("2026-01-31", "1 month", "01-31 02-28 03-31 04-30 05-31 06-30"),
    ("2026-02-28", "1 month", "02-28 03-31 04-30 05-31 06-30 07-31"),
    ("2024-02-29", "1 month", "02-29 03-31 04-30 05-31"),
    ("2026-02-01", "1 month", "02-28 03-31 04-30 05-31"),
    ("2026-02-15", "1 month", "02-28 03-31 04-30 05-31"),
    ("2023-12-01", "1 month", "12-31 2024-01-31 2024-02-29 2024-03-31"),
    ("2026-01-01", "3 months", "03-31 06-30 09-30 12-31 2027-03-31"),
    ("2026-04-30", "6 months", "09-30 2027-03-31 2027-09-30"),
    ("2023-03-01", "1 year", "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
    ("2026-01-01", "1 year", "12-31 2027-12-31 2028-12-31"),
]


def spelled(start: str, dates: str) -> list[dt.date]:
    year = start[:4]
    return [D.fromisoformat(day if len(day) > 5 else f"{year}-{day}") for day in dates.split()]


def plan(start: dt.date, every: str, **more: object) -> Plan:
    return Plan("p", parse_every(every), start, **more)  # type: ignore[arg-type]


def first(found: Plan, number: int) -> list[Due]:
    return list(islice(found.dues(FAR), number))


@pytest.mark.parametrize(("start", "every", "dates"), DATES)
def test_dates_are_counted_from_the_first(start: str, every: str, dates: str) -> None:
    wanted = spelled(start, dates)
    found = first(plan(D.fromisoformat(start), every), len(wanted))
    assert [due.date for due in found] == wanted
    assert [due.period.start for due in found] == wanted


@pytest.mark.parametrize(("start", "every", "dates"), ENDS)
def test_ends_of_months(start: str, every: str, dates: str) -> None:
    wanted = spelled(start, dates)
    found = first(plan(D.fromisoformat(start), every, **END), len(wanted))
    assert [due.date for due in found] == wanted
    assert [due.period.end for due in found] == wanted


def test_the_tables_hold_many_dates() -> None:
    assert sum(len(row[2].split()) for row in (*DATES, *ENDS)) >= 200


UNITS = {"day": DAILY, "week": WEEKLY, "month": MONTHLY, "year": YEARLY}
STARTS = st.dates(D(1990, 1, 1), D(2090, 12, 31))
RHYTHMS = st.builds(Rhythm, st.integers(1, 13), st.sampled_from(list(UNITS)))


def by_rrule(start: dt.date, every: Rhythm, number: int) -> list[dt.date]:
    """Return what dateutil says; of a day that a month lacks, its last."""
    more: dict[str, object] = {}
    if every.by_month and start.day > 28:
        more = {"bymonthday": tuple(range(28, start.day + 1)), "bysetpos": -1}
        if every.unit == "year":
            more["bymonth"] = start.month
    begin = dt.datetime.combine(start, dt.time())
    rule = rrule(UNITS[every.unit], begin, interval=every.number, count=number, **more)  # type: ignore[arg-type]
    return [found.date() for found in rule]


@given(STARTS, RHYTHMS)
def test_dateutil_agrees(start: dt.date, every: Rhythm) -> None:
    found = first(Plan("p", every, start), 30)
    wanted = by_rrule(start, every, 30)
    assert [due.date for due in found] == [day for day in wanted if day <= FAR][: len(found)]


@given(STARTS, RHYTHMS, st.booleans(), st.booleans())
def test_periods_leave_no_day_out_and_bill_none_twice(
    start: dt.date, every: Rhythm, at_end: bool, pro_rata: bool
) -> None:
    at_end = at_end and every.by_month
    found = first(Plan("p", every, start, end_of_month=at_end, pro_rata=pro_rata), 20)
    for before, after in pairwise(found):
        assert after.period.start == before.period.end + dt.timedelta(days=1)
        assert before.date < after.date
    begins = start if pro_rata or not at_end else start.replace(day=1)
    assert found[0].period.start == begins
    assert all(1 <= due.days <= due.whole for due in found)
    assert not any(due.is_partial for due in found[1:])


@given(STARTS, RHYTHMS, st.integers(0, 1500), st.booleans())
def test_pro_rata_bills_exactly_the_days_of_the_plan(
    start: dt.date, every: Rhythm, length: int, at_end: bool
) -> None:
    until = start + dt.timedelta(days=length)
    at_end = at_end and every.by_month
    found = list(Plan("p", every, start, until, end_of_month=at_end, pro_rata=True).dues(FAR))
    assert sum(due.days for due in found) == length + 1
    assert found[0].period.start == start
    assert found[-1].period.end == until
    assert all(due.date <= until for due in found)
    assert sum(due.is_partial for due in found) <= 2


@given(STARTS, RHYTHMS, st.integers(1, 40))
def test_so_many_dates_and_no_more(start: dt.date, every: Rhythm, times: int) -> None:
    found = list(Plan("p", every, start, times=times).dues(FAR))
    assert len(found) == times or found[-1].date > D(2100, 1, 1)


@given(STARTS, RHYTHMS, st.integers(0, 3000))
def test_a_later_look_sees_the_same_dates_first(start: dt.date, every: Rhythm, days: int) -> None:
    found = Plan("p", every, start)
    early = list(found.dues(start + dt.timedelta(days=days)))
    assert early == first(found, len(early))


@pytest.mark.parametrize(
    ("start", "every", "more", "periods"),
    [
        (
            "2026-01-15",
            "1 month",
            {"until": D(2026, 3, 20)},
            "01-15..02-14 02-15..03-14 03-15..04-14",
        ),
        (
            "2026-01-15",
            "1 month",
            {"until": D(2026, 3, 20), "pro_rata": True},
            "01-15..02-14 02-15..03-14 03-15..03-20",
        ),
        ("2026-01-15", "1 month", END | {"until": D(2026, 3, 20)}, "01-01..01-31 02-01..02-28"),
        (
            "2026-01-15",
            "1 month",
            END | {"until": D(2026, 3, 20), "pro_rata": True},
            "01-15..01-31 02-01..02-28 03-01..03-20",
        ),
        (
            "2026-01-15",
            "1 month",
            END | {"until": D(2026, 1, 20), "pro_rata": True},
            "01-15..01-20",
        ),
        (
            "2026-01-01",
            "1 month",
            END | {"until": D(2026, 2, 28), "pro_rata": True},
            "01-01..01-31 02-01..02-28",
        ),
        ("2026-01-31", "1 month", {"times": 3}, "01-31..02-27 02-28..03-30 03-31..04-29"),
        (
            "2026-02-10",
            "3 months",
            END | {"times": 2, "pro_rata": True},
            "02-10..04-30 05-01..07-31",
        ),
    ],
)
def test_days_of_service(start: str, every: str, more: dict[str, object], periods: str) -> None:
    found = list(plan(D.fromisoformat(start), every, **more).dues(FAR))
    spans = [f"{due.period.start:%m-%d}..{due.period.end:%m-%d}" for due in found]
    assert " ".join(spans) == periods


@pytest.mark.parametrize(
    ("pause", "kept"),
    [
        (Pause(D(2026, 2, 1), D(2026, 3, 1)), "1 4 5"),
        (Pause(D(2026, 2, 2), D(2026, 2, 28)), "1 2 3 4 5"),
        (Pause(D(2026, 2, 1), D(2026, 2, 1)), "1 3 4 5"),
        (Pause(D(2026, 3, 1)), "1 2"),
        (Pause(D(2025, 1, 1)), ""),
    ],
)
def test_a_pause_takes_dates_out(pause: Pause, kept: str) -> None:
    found = plan(D(2026, 1, 1), "1 month", times=5, pauses=(pause,)).dues(FAR)
    assert " ".join(str(due.date.month) for due in found if not due.is_paused) == kept


def test_a_due_date_knows_its_days() -> None:
    due = Due(D(2026, 1, 31), Period(D(2026, 1, 15), D(2026, 1, 31)), 31)
    assert (due.days, due.is_partial) == (17, True)
    assert not due._replace(whole=17).is_partial
    assert str(Pause(D(2026, 1, 1))) == "2026-01-01.."
    assert str(Pause(D(2026, 1, 1), D(2026, 2, 1))) == "2026-01-01..2026-02-01"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1 month", "1 month"),
        ("month", "1 month"),
        ("3 Months", "3 months"),
        ("  2   weeks ", "2 weeks"),
        ("1 years", "1 year"),
        ("10 days", "10 days"),
    ],
)
def test_how_often(text: str, written: str) -> None:
    assert str(parse_every(text)) == written
    assert parse_every(written) == parse_every(text)


@pytest.mark.parametrize(
    "text", ["", "monthly", "0 months", "1.5 months", "-1 day", "1 moon", "12345 days"]
)
def test_what_says_not_how_often(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_every(text)
    assert [p.code for p in caught.value.problems] == ["PLAN-EVERY"]


@pytest.mark.parametrize(
    ("every", "more"),
    [
        ("1 month", {"until": D(2025, 12, 31)}),
        ("1 month", {"until": D(2026, 12, 31), "times": 3}),
        ("1 month", {"times": 0}),
        ("2 weeks", END),
        ("1 day", END),
    ],
)
def test_days_that_do_not_fit(every: str, more: dict[str, object]) -> None:
    with pytest.raises(UsageError) as caught:
        check_plan(plan(D(2026, 1, 1), every, **more))
    assert [p.code for p in caught.value.problems] == ["PLAN-DATES"]
    check_plan(plan(D(2026, 1, 1), "1 year", end_of_month=True, times=1))


@pytest.mark.parametrize("more", [{}, END])
def test_the_calendar_has_an_end(more: dict[str, object]) -> None:
    found = plan(D(2190, 1, 31), "9999 years", **more)
    assert [due.date.year for due in found.dues(D.max)][:1] in ([2190], [])
    assert list(plan(D(2026, 1, 1), "1 year").dues(D(2025, 1, 1))) == []


def test_what_names_no_date_of_a_plan_bills_none() -> None:
    day = dt.date(2026, 1, 31)
    metas = ({"invoice": "INV-1", "plan": "rent"}, {"invoice": "INV-2"},
             {"invoice": "INV-3", "plan": "rent", "plan-date": day})  # fmt: skip
    entries = [Entry(day, "", "", ("invoice",), (), (), meta) for meta in metas]
    entries.append(Entry(day, "", "", ("payment",), (), (), dict(metas[2])))
    assert billed(entries) == {"rent": {day: "INV-3"}}
