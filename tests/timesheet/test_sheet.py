"""Hours and expenses in CSV, with the headings people use."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billcli.domain.problem import UsageError
from billcli.timesheet.sheet import heading_of, read_sheet
from billcli.timesheet.told import Told

DAY = dt.date(2026, 1, 5)


def refused(text: str, *, expenses: bool = False) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read_sheet(text, "hours.csv", expenses=expenses)
    assert {p.code for p in caught.value.problems} == {"WORK-IMPORT"}
    assert all(p.help for p in caught.value.problems)
    return [f"{p.where} {p.message}" for p in caught.value.problems]


@pytest.mark.parametrize(
    ("heading", "delimiter", "names"),
    [
        ("date,hours", ",", ("date", "hours")),
        ("Customer;Date;Hours;Description", ";", ("customer", "date", "hours", "description")),
        ("Kunde\tDatum\tStunden\tNotiz", "\t", ("customer", "date", "hours", "description")),
        ("Client,Date,Heures,What", ",", ("customer", "date", "hours", "description")),
        ("Datum;Von;Bis;Projekt", ";", ("date", "start", "end", "project")),
        ("Start Time,End Time,Project", ",", ("start", "end", "project")),
        ("Date,Duration,Rate,Billable", ",", ("date", "hours", "rate", "")),
        ("Datum;Betrag;MwSt;Beleg", ";", ("date", "amount", "tax", "receipt")),
        ('"Date","Hours"', ",", ("date", "hours")),
    ],
)
def test_headings_in_several_languages(
    heading: str, delimiter: str, names: tuple[str, ...]
) -> None:
    assert heading_of(f"\n{heading}\n1,2\n") == (delimiter, names)


@pytest.mark.parametrize("text", ["", "2026-01-05,1:30", "date", "a,b,c", "hours,rate", "[{}]"])
def test_what_is_no_heading(text: str) -> None:
    assert heading_of(text) is None


def test_hours_of_a_day() -> None:
    text = """customer,project,date,hours,description,rate,tax
Acme,logo,2026-01-05,1:30,"Draft, first round",100,LOW

,website,2026-01-05,0.5,"said ""yes"" twice",,
Globex,,2026-01-06,90min,,,
"""
    assert read_sheet(text, "hours.csv", expenses=False) == (
        Told(
            2,
            DAY,
            ("Acme", "logo"),
            "Draft, first round",
            5400,
            price=Decimal(100),
            tax="LOW",
        ),
        Told(4, DAY, ("website",), 'said "yes" twice', 1800),
        Told(5, dt.date(2026, 1, 6), ("Globex",), "", 5400),
    )


@pytest.mark.parametrize(
    ("row", "day", "seconds", "start"),
    [
        ("2026-01-05;09:00;10:30", 5, 5400, "2026-01-05T09:00:00"),
        ("2026-01-05;09:00:30;10:30:00", 5, 5370, "2026-01-05T09:00:30"),
        ("2026-01-05;23:30;00:30", 5, 3600, "2026-01-05T23:30:00"),
        (";2026-01-05 09:00;2026-01-05 10:30", 5, 5400, "2026-01-05T09:00:00"),
        (";2026-01-05T09:00:00;2026-01-06T09:00:00", 5, 86_400, "2026-01-05T09:00:00"),
        ("2026-01-05;2026-01-05 23:00;2026-01-06 01:00", 5, 7200, "2026-01-05T23:00:00"),
    ],
)
def test_hours_from_a_start_to_an_end(row: str, day: int, seconds: int, start: str) -> None:
    (found,) = read_sheet(f"date;start;end\n{row}\n", "hours.csv", expenses=False)
    assert (found.date.day, found.seconds, found.start) == (day, seconds, start)


def test_an_end_before_its_start_on_another_day_is_refused() -> None:
    text = "date;start;end\n2026-01-05;2026-01-05 10:00;2026-01-05 09:00\n"
    assert refused(text) == ["hours.csv:2 it ends at 09:00, not after 10:00"]


def test_everything_that_is_wrong_is_named_with_its_line() -> None:
    text = """customer,date,hours,rate
Acme,2026-01-05,1:30,
Acme,05.01.2026,1:30,
Acme,2026-01-05,long,
Acme,2026-01-05,0,
Acme,2026-01-05,1,ten
Acme,2026-02-30,1,
"""
    found = refused(text)
    assert [row.split()[0] for row in found] == [f"hours.csv:{n}" for n in (3, 4, 5, 6, 7)]
    assert "'long' is no length of time" in found[1]
    assert found[2].endswith("it took no time")


@pytest.mark.parametrize(
    ("text", "expenses", "column"),
    [
        ("customer,date\nAcme,2026-01-05\n", False, "end"),
        ("customer,date,start\nAcme,2026-01-05,09:00\n", False, "end"),
        ("customer,start,hours\nAcme,2026-01-05 09:00,1\n", True, "amount"),
        ("customer,date,hours\nAcme,2026-01-05,1\n", True, "amount"),
        ("nothing\n", True, "amount"),
    ],
)
def test_a_column_that_is_missing_is_named(text: str, expenses: bool, column: str) -> None:
    (said,) = refused(text, expenses=expenses)
    assert said == f"hours.csv:1 no column is called {column}"


def test_a_start_tells_the_day_of_hours() -> None:
    (found,) = read_sheet("start,hours\n2026-01-05 09:00,1.5\n", "hours.csv", expenses=False)
    assert (found.date, found.seconds, found.start) == (DAY, 5400, "2026-01-05 09:00")


def test_expenses() -> None:
    text = """Customer;Date;Amount;Description;Tax;Markup;Receipt
Acme;2026-01-05;84.50;Train;LOW;10 %;receipts/77.pdf
Globex;2026-01-06;120;Hotel;;;
"""
    assert read_sheet(text, "spent.csv", expenses=True) == (
        Told(
            2,
            DAY,
            ("Acme",),
            "Train",
            price=Decimal("84.50"),
            markup=Decimal(10),
            tax="LOW",
            receipt="receipts/77.pdf",
        ),
        Told(3, dt.date(2026, 1, 6), ("Globex",), "Hotel", price=Decimal(120)),
    )


@pytest.mark.parametrize("amount", ["0", "-5", "", "1,50", "NaN", "1e5"])
def test_an_expense_comes_to_more_than_zero(amount: str) -> None:
    text = f'customer,date,amount\nAcme,2026-01-05,"{amount}"\n'
    assert len(refused(text, expenses=True)) == 1
