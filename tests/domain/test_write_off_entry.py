"""A write-off as an entry, and recoveries of it: together they leave nothing, in whatever parts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.discount_share import TaxShare
from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money, quantum
from billcli.domain.write_off_entry import WriteOff, recovered_entry, write_off_entry
from tests.domain.item_part import OWED, whole

if TYPE_CHECKING:
    from billcli.domain.allocation_part import Part

DAY = dt.date(2026, 3, 20)
LOSS = "Expenses:BadDebt"
TAX = "Liabilities:SalesTax"


def usd(number: str) -> Money:
    return Money.of(number, "USD")


def plan(*parts: Part, taxes: tuple[TaxShare, ...] = (), adjustment: str = "") -> WriteOff:
    return WriteOff(
        number="WO-2026-0001",
        payee="Globex",
        date=DAY,
        parts=parts,
        account=LOSS,
        reason="Insolvent",
        taxes=taxes,
        adjustment=adjustment,
    )


def share(tax: str, base: str, code: str = "CA-8", group: str = "") -> TaxShare:
    return TaxShare(code, group, TAX, usd(tax), usd(base))


def test_a_write_off_with_relief_is_as_in_the_worked_example() -> None:
    loss = plan(whole("INV-4", "108.00", "USD"), taxes=(share("8.00", "100.00"),))
    assert (loss.amount, loss.tax) == (usd("108.00"), usd("8.00"))
    assert write_off_entry(loss) == Entry(
        DAY,
        "Globex",
        "Write-off",
        ("write-off",),
        ("WO-2026-0001", "INV-4"),
        (
            Posting(OWED, usd("-108.00"), {"invoice": "INV-4"}),
            Posting(LOSS, usd("100.00"), {}),
            Posting(TAX, usd("8.00"), {"tax": "CA-8", "base": usd("-100.00")}),
        ),
        {"id": "WO-2026-0001", "reason": "Insolvent"},
    )


def test_components_of_a_tax_name_their_group() -> None:
    taxes = (
        share("5.00", "100.00", "GST", "BC"),
        share("7.00", "100.00", "PST", "BC"),
    )
    entry = write_off_entry(plan(whole("INV-4", "112.00", "USD"), taxes=taxes))
    assert [leg.meta.get("group") for leg in entry.postings] == [None, None, "BC", "BC"]
    assert [leg.meta.get("tax") for leg in entry.postings] == [None, None, "GST", "PST"]


@pytest.mark.parametrize(
    ("rest", "moved", "booked"),
    [
        ("0.03", "-0.03", "0.03"),
        ("-0.02", "0.02", "-0.02"),
    ],
)
def test_a_small_difference_says_so(rest: str, moved: str, booked: str) -> None:
    entry = write_off_entry(plan(whole("INV-4", rest, "USD"), adjustment="rounding"))
    assert entry.narration == "Small difference"
    owed, other = entry.postings
    assert (owed.amount, owed.meta) == (usd(moved), {"invoice": "INV-4"})
    assert (other.amount, other.meta) == (usd(booked), {"adjustment": "rounding"})


def test_a_part_that_is_recovered_gives_back_its_share() -> None:
    taken = write_off_entry(plan(whole("INV-4", "108.00", "USD"), taxes=(share("8.00", "100.00"),)))
    entry = recovered_entry("RET-1", taken, (), usd("54.00"), dt.date(2026, 5, 4))
    assert entry == Entry(
        dt.date(2026, 5, 4),
        "Globex",
        "Recovered of WO-2026-0001",
        ("reversal",),
        ("RET-1", "WO-2026-0001", "INV-4"),
        (
            Posting(OWED, usd("54.00"), {"invoice": "INV-4"}),
            Posting(LOSS, usd("-50.00"), {}),
            Posting(TAX, usd("-4.00"), {"tax": "CA-8", "base": usd("50.00")}),
        ),
        {"id": "RET-1", "corrects": "WO-2026-0001"},
    )


def _sum(entries: list[Entry]) -> dict[tuple[str, object], Decimal]:
    found: defaultdict[tuple[str, object], Decimal] = defaultdict(Decimal)
    for entry in entries:
        for leg in entry.postings:
            key = leg.account, leg.meta.get("instalment")
            found[key] += leg.amount.number
    return {key: number for key, number in found.items() if number}


@st.composite
def losses(draw: st.DrawFn) -> tuple[Entry, list[Money]]:
    """Return a write-off of one to three instalments, and amounts that recover all of it."""
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    unit = quantum(currency)
    owed = [draw(st.integers(1, 50_000)) for _ in range(draw(st.integers(1, 3)))]
    count = sum(owed)
    parts = [
        whole("INV-4", f"{number * unit:f}", currency, instalment=at if len(owed) > 1 else None)
        for at, number in enumerate(owed, 1)
    ]
    tax = draw(st.integers(0, count // 5))
    base = Money((count - tax) * unit, currency)
    taxes = (TaxShare("S19", "", TAX, Money(tax * unit, currency), base),) if tax else ()
    cuts = draw(st.sets(st.integers(1, count), max_size=5)) | {0, count}
    steps = sorted(cuts)
    amounts = [Money((after - before) * unit, currency) for before, after in pairwise(steps)]
    return write_off_entry(plan(*parts, taxes=taxes)), amounts


@settings(max_examples=80, deadline=None)
@given(losses())
def test_recoveries_in_any_parts_leave_nothing(case: tuple[Entry, list[Money]]) -> None:
    taken, amounts = case
    found: list[Entry] = []
    for amount in amounts:
        entry = recovered_entry(f"RET-{len(found)}", taken, tuple(found), amount, DAY)
        owed = [leg.amount.number for leg in entry.postings if "invoice" in leg.meta]
        assert sum(owed) == amount.number
        assert min(owed) >= 0
        assert not sum(leg.amount.number for leg in entry.postings)
        found.append(entry)
    assert _sum([taken, *found]) == {}
