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
from billcli.domain.exchange_leg import uneven_in
from billcli.domain.frozen import replace
from billcli.domain.money import Money, quantum, split
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


def valued(part: Part, value: Money) -> Part:
    return replace(part, open_item=part.open_item._replace(value_open=value))


def test_what_is_kept_at_a_value_is_lost_at_it() -> None:
    part = valued(whole("INV-4", "108.00", "USD"), Money.of("97.20", "EUR"))
    entry = write_off_entry(plan(part, taxes=(share("8.00", "100.00"),)))
    eur = [Money.of(text, "EUR") for text in ("97.20", "90.00", "7.20", "-90.00")]
    assert entry.postings == (
        Posting(OWED, usd("-108.00"), {"invoice": "INV-4"}, eur[0]),
        Posting(LOSS, eur[1], {"amount": usd("100.00")}),
        Posting(TAX, eur[2], {"tax": "CA-8", "base": eur[3], "amount": usd("8.00")}),
    )


def test_a_value_in_whole_units_is_written_so_that_beancount_sees_it_balance() -> None:
    parts = [
        valued(whole("INV-4", amount, "KWD", instalment=at), Money.of(yen, "JPY"))
        for at, (amount, yen) in enumerate((("333.334", "70001"), ("166.791", "35003")), 1)
    ]
    entry = write_off_entry(plan(*parts))
    assert uneven_in(entry.postings) == []
    assert sum(leg.price.number for leg in entry.postings if leg.price) == 105004
    assert entry.postings[-1].amount.number == 105004


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 50_000), st.integers(1, 90_000), st.integers(1, 100), st.integers(0, 20),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)  # fmt: skip
def test_a_value_that_is_lost_in_parts_leaves_nothing(
    count: int, value: int, percent: int, tax: int, base: str
) -> None:
    """Each entry sums to exactly zero in the base currency, and both give up all of the value."""
    part = whole("INV-4", f"{Decimal(count).scaleb(-2):f}", "USD")
    held = Money(value * quantum(base), base)
    first = Money((part.amount.number * percent / 100).quantize(Decimal("0.01")), "USD")
    given_up = Decimal(0)
    for amount in (first, part.amount - first):
        if not amount:
            continue
        row = part.open_item._replace(balance_open=part.amount, value_open=held)
        part = replace(part, open_item=row, amount=amount)
        of_it = Money((amount.number * tax / 100).quantize(Decimal("0.01")), "USD")
        taxes = (TaxShare("S", "", TAX, of_it, amount - of_it),) if of_it else ()
        owed, *others = write_off_entry(plan(part, taxes=taxes)).postings
        assert owed.price is not None
        assert sum(leg.amount.number for leg in others) == owed.price.number
        given_up += owed.price.number
        held = Money(held.number - owed.price.number, base)
        part = replace(part, amount=part.open_item.balance_open - amount)
    assert (given_up, held.number) == (value * quantum(base), 0)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(1, 50_000), min_size=1, max_size=3), st.integers(0, 90_000),
    st.integers(0, 20), st.sets(st.integers(1, 99), max_size=4),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)  # fmt: skip
def test_a_lost_value_that_is_recovered_in_parts_comes_back(
    counts: list[int], value: int, tax: int, cuts: set[int], base: str
) -> None:
    """Each entry sums to exactly zero in the base currency; together they undo the write-off."""
    held = Money(value * quantum(base), base)
    parts = [
        valued(whole("INV-4", f"{Decimal(n).scaleb(-2):f}", "USD", instalment=at), worth)
        for at, (n, worth) in enumerate(zip(counts, split_value(held, counts), strict=True), 1)
    ]
    count = sum(counts)
    off = Decimal(count * tax // 100).scaleb(-2)
    taxes = (share(f"{off:f}", f"{Decimal(count).scaleb(-2) - off:f}"),) if off else ()
    taken = write_off_entry(plan(*parts, taxes=taxes))
    steps = [0, *sorted(count * cut // 100 for cut in cuts), count]
    found: list[Entry] = []
    for before, after in pairwise(steps):
        if before == after:
            continue
        amount = usd(f"{Decimal(after - before).scaleb(-2):f}")
        entry = recovered_entry("RET-1", taken, tuple(found), amount, DAY)
        owed = [leg for leg in entry.postings if leg.price is not None]
        assert sum(leg.amount.number for leg in owed) == amount.number
        rest = [leg.amount for leg in entry.postings if leg.price is None]
        assert {leg.currency for leg in rest} == {base}
        assert (
            sum(leg.price.number for leg in owed if leg.price is not None)
            + sum(r.number for r in rest)
            == 0
        )
        stated = [leg.meta["amount"] for leg in entry.postings if leg.price is None]
        assert sum(one.number for one in stated if isinstance(one, Money)) == -amount.number
        assert uneven_in(entry.postings) == []
        found.append(entry)
    for at, leg in enumerate(taken.postings):
        back = [entry.postings[at] for entry in found]
        assert sum(one.amount.number for one in back) == -leg.amount.number
        assert sum(one.price.number for one in back if one.price is not None) == (
            0 if leg.price is None else leg.price.number
        )


def split_value(value: Money, counts: list[int]) -> list[Money]:
    return list(split(value, [Decimal(count) for count in counts]))
