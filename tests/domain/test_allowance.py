"""What is expected to be lost of what is overdue, and the entry that books its change."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.aging import aged, labels, totals
from billcli.domain.allowance import Allowance, allowance_entry, edges_in, expected_of, held_in
from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money, total
from billcli.domain.open_item import Kind, Owed

DAY = dt.date(2026, 6, 30)
HELD, LOSS = "Assets:Allowance:BadDebt", "Expenses:BadDebt"
RATES = {"1-30": Decimal(2), "31-60": Decimal("12.5"), "over 90": Decimal(50)}


def usd(number: str) -> Money:
    return Money.of(number, "USD")


def owed(number: str, days: int) -> Owed:
    due = DAY - dt.timedelta(days)
    return Owed("Acme", "Acme", "USD", Decimal(number), due, Kind.INVOICE, disputed=False)


def plan(*rows: Owed, held: str = "0.00") -> Allowance:
    (row,) = totals(aged(rows, DAY, edges_in(RATES)))
    expected = expected_of(row, RATES)
    return Allowance("WO-2026-0002", DAY, DAY, "USD", expected, usd(held), HELD, LOSS)


@pytest.mark.parametrize(
    ("buckets", "edges"),
    [
        (["1-30", "31-60", "61-90", "over 90"], (30, 60, 90)),
        (["over 90", "1-30"], (30, 90)),
        (["31-60"], (30, 60)),
        (["over 30", "31-60"], ()),
        (["1-30", "1-60"], ()),
        (["90+"], ()),
        (["0-30"], ()),
        (["not due"], ()),
    ],
)
def test_buckets_are_those_of_the_aging(buckets: list[str], edges: tuple[int, ...]) -> None:
    assert edges_in(buckets) == edges
    assert not edges or {*buckets} <= {*labels(edges)}


def test_each_bucket_has_its_percentage_of_the_debts_in_it() -> None:
    rows = (owed("70", 0), owed("100", 1), owed("0.20", 45), owed("8", 75), owed("10.01", 91))
    made = plan(*rows, owed("-500", 100))
    assert [(e.bucket, str(e.open.number), str(e.allowance.number)) for e in made.expected] == [
        ("1-30", "100.00", "2.00"),
        ("31-60", "0.20", "0.03"),  # 0.025, half up
        ("61-90", "8.00", "0.00"),
        ("over 90", "10.01", "5.01"),
    ]
    assert (made.open, made.needed) == (usd("118.21"), usd("7.04"))


@pytest.mark.parametrize(("held", "change"), [("0.00", "2.00"), ("1.50", "0.50"), ("5", "-3.00")])
def test_an_entry_brings_what_is_held_to_what_is_needed(held: str, change: str) -> None:
    made = plan(owed("100", 9), held=held)
    entry = allowance_entry(made)
    assert entry == Entry(
        DAY,
        "",
        "Allowance for bad debts as of 2026-06-30",
        (),
        ("WO-2026-0002",),
        (Posting(LOSS, usd(change), {}), Posting(HELD, -usd(change), {})),
        {"id": "WO-2026-0002"},
    )
    assert not total([leg.amount for leg in entry.postings], "USD")
    before = Entry(DAY, "", "", (), (), (Posting(HELD, -usd(held)),))
    later = Entry(DAY + dt.timedelta(1), "", "", (), (), (Posting(HELD, usd("9")),))
    assert held_in([before, entry, later], HELD, DAY) == {"USD": made.needed}


DEBTS = st.lists(st.tuples(st.integers(1, 10**9), st.integers(-40, 400)), min_size=1, max_size=4)


@given(DEBTS, DEBTS)
def test_after_each_booking_exactly_what_is_needed_is_held(
    first: list[tuple[int, int]], then: list[tuple[int, int]]
) -> None:
    booked: list[Entry] = []
    for debts in (first, then):
        rows = [owed(f"{cents // 100}.{cents % 100:02}", days) for cents, days in debts]
        held = held_in(booked, HELD, DAY).get("USD", usd("0.00"))
        made = plan(*rows, held=str(held.number))
        booked.append(allowance_entry(made))
        assert held_in(booked, HELD, DAY) == {"USD": made.needed}
        assert 0 <= made.needed.number <= made.open.number
        assert not plan(*rows, held=str(made.needed.number)).change


@given(st.sets(st.integers(1, 400), min_size=1, max_size=6))
def test_every_bucket_that_the_aging_names_is_known(edges: set[int]) -> None:
    named = labels(sorted(edges))[1:]
    assert edges_in(named) == tuple(sorted(edges))
    for bucket in named:
        assert bucket in labels(edges_in([bucket]))
