"""A statement in slices, or in another order, is proposed for as the whole of it is."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billcli.domain.early_discount import DiscountTerms
from billcli.domain.money import EXACT, Money
from billcli.matching.assign import Agreed, propose
from billcli.matching.desk import row_key
from billcli.matching.policy import EqualItems, Policy
from billcli.matching.proposal import Proposal, Verdict
from tests.matching.invented import ACME_IBAN, PAYERS, day, eur, item, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem

CERTAIN = Verdict.CERTAIN
CI = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
prices = st.sampled_from(["50.00", "80.00", "119.00", "130.00", "200.00"])


@st.composite
def items_of(draw: st.DrawFn) -> list[OpenItem]:
    made = draw(
        st.lists(
            st.tuples(prices, st.sampled_from(["Acme", "Globex"]), st.integers(-40, 4)),
            min_size=1,
            max_size=7,
        )
    )
    rows = [
        item(f"INV-2026-{n:04}", price, who, issued=day(on))
        for n, (price, who, on) in enumerate(sorted(made, key=lambda one: one[2]), 1)
    ]
    if draw(st.booleans()):
        rows.append(item("CN-2026-0001", "-19.00"))
    return rows


@st.composite
def lines_of(draw: st.DrawFn, items: Sequence[OpenItem]) -> BankLine:
    """Return a line that pays items wholly, in part or less a discount, or sends money back."""
    paid = draw(
        st.lists(st.sampled_from(items), min_size=1, max_size=2, unique_by=lambda r: r.item)
    )
    whole = sum((row.amount.number for row in paid), Decimal(0))
    amount = draw(
        st.sampled_from([whole] * 5 + [whole / 2, EXACT.multiply(whole, Decimal("0.98")), -whole])
    )
    text = " ".join(row.item for row in paid)
    text = draw(st.sampled_from([text, text, text.lower(), text[4:], text[-4:], "thanks"]))
    payer = draw(st.sampled_from(["Acme Trading", "Globex Holding", "Treuhand Graz", ""]))
    return line(
        text, str(amount.quantize(Decimal("0.01"))), payer,
        draw(st.sampled_from(["", "", ACME_IBAN])), on=day(draw(st.integers(0, 4))),
        end_to_end=draw(st.sampled_from(["", "", "E1", "E2"])),
    )  # fmt: skip


@st.composite
def statements(draw: st.DrawFn) -> tuple[list[OpenItem], list[BankLine], Agreed]:
    items = draw(items_of())
    lines = draw(st.lists(lines_of(items), min_size=1, max_size=8))
    discounts = {row.item: DiscountTerms(Decimal("0.02"), day(2)) for row in items[::2]}
    equal = draw(st.sampled_from(EqualItems))
    agreed = Agreed(discounts=discounts, policy=Policy(identical_amounts_same_customer=equal))
    return items, lines, agreed


def told(one: Proposal) -> tuple[object, ...]:
    """Return what is proposed; of a question only that and why it is one."""
    doubts = tuple(sorted(doubt.words for doubt in one.doubts))
    if one.verdict is not CERTAIN:
        return one.verdict, doubts
    parts = sorted((p.item.item, str(p.amount)) for p in one.parts)
    kept = [(a.kind, str(a.amount), a.item) for a in one.suggestions[0].adjustments]
    return one.verdict, tuple(parts), tuple(kept), str(one.residual)


def booked(items: Sequence[OpenItem], found: Sequence[Proposal]) -> list[OpenItem]:
    """Return the items after booking what is certain."""
    left = {row_key(row): row.balance_open for row in items}
    for one in found:
        for part in one.parts if one.verdict is CERTAIN else ():
            left[row_key(part.item)] -= part.amount
    return [row._replace(balance_open=left[row_key(row)]) for row in items]


def without_returns(lines: Sequence[BankLine]) -> list[BankLine]:
    """Return the lines but those that a later statement cannot prove to send a payment back."""
    return [one for one in lines if one.amount.number > 0]


def check_slices(
    items: list[OpenItem], lines: list[BankLine], agreed: Agreed, cuts: list[int]
) -> None:
    """Whole days, one slice after the other, give what the whole statement gives."""
    lines = sorted(without_returns(lines), key=lambda one: one.date)
    whole = [told(one) for one in propose(lines, items, PAYERS, agreed)]
    sliced = []
    for low, high in pairwise([-1, *sorted(cuts), 9]):
        days = [one for one in lines if low < (one.date - day(0)).days <= high]
        found = propose(days, items, PAYERS, agreed)
        items = booked(items, found)
        sliced += [told(one) for one in found]
    assert sliced == whole


@CI
@given(statements(), st.lists(st.integers(0, 4), max_size=3))
def test_slices_in_time_order_give_what_the_whole_gives(
    statement: tuple[list[OpenItem], list[BankLine], Agreed], cuts: list[int]
) -> None:
    check_slices(*statement, cuts)


@pytest.mark.long
@LONG
@given(statements(), st.lists(st.integers(0, 4), max_size=3))
def test_slices_in_time_order_give_what_the_whole_gives_long(
    statement: tuple[list[OpenItem], list[BankLine], Agreed], cuts: list[int]
) -> None:
    check_slices(*statement, cuts)


def check_order(
    items: list[OpenItem], lines: list[BankLine], agreed: Agreed, order: list[BankLine]
) -> None:
    """A permutation of the lines gives the same proposals, suggestions and all."""
    found = propose(lines, items, PAYERS, agreed)
    again = propose(order, items, PAYERS, agreed)
    assert Counter((one.line, told(one), one.suggestions) for one in found) == Counter(
        (one.line, told(one), one.suggestions) for one in again
    )


@CI
@given(st.data())
def test_the_order_of_lines_in_a_file_does_not_matter(data: st.DataObject) -> None:
    items, lines, agreed = data.draw(statements())
    check_order(items, lines, agreed, data.draw(st.permutations(lines)))


@pytest.mark.long
@LONG
@given(st.data())
def test_the_order_of_lines_in_a_file_does_not_matter_long(data: st.DataObject) -> None:
    items, lines, agreed = data.draw(statements())
    check_order(items, lines, agreed, data.draw(st.permutations(lines)))


def check_books(items: list[OpenItem], lines: list[BankLine], agreed: Agreed) -> None:
    """Nothing certain overdraws an item, pays before it is issued, or loses a cent of the line."""
    found = propose(lines, items, PAYERS, agreed)
    for row in booked(items, found):
        low, high = sorted([Money.zero("EUR").number, row.amount.number])
        assert low <= row.balance_open.number <= high
    for one in found:
        if one.verdict is CERTAIN:
            assert not one.doubts
            assert all(p.item.date_issued <= one.line.date for p in one.parts)
            parts = sum((p.amount.number for p in one.parts), Decimal(0))
            kept = sum((a.amount.number for a in one.suggestions[0].adjustments), Decimal(0))
            assert parts - kept + one.residual.number == one.line.amount.number


@CI
@given(statements())
def test_nothing_certain_overdraws_an_item(
    statement: tuple[list[OpenItem], list[BankLine], Agreed],
) -> None:
    check_books(*statement)


@pytest.mark.long
@LONG
@given(statements())
def test_nothing_certain_overdraws_an_item_long(
    statement: tuple[list[OpenItem], list[BankLine], Agreed],
) -> None:
    check_books(*statement)


def test_the_statements_are_telling() -> None:
    """Guard against statements that prove nothing: many lines must be certain, and many not."""
    counts: Counter[tuple[bool, bool]] = Counter()

    @settings(max_examples=60, deadline=None, database=None, derandomize=True)
    @given(statements())
    def count(statement: tuple[list[OpenItem], list[BankLine], Agreed]) -> None:
        items, lines, agreed = statement
        for one in propose(lines, items, PAYERS, agreed):
            counts[one.verdict is CERTAIN, one.line.text == "thanks"] += 1

    count()
    assert min(counts.values()) > 4
    assert counts[True, False] > 20


def test_a_balance_before_the_statement_counts() -> None:
    part = item("INV-2026-0001", "19.00", amount="119.00")
    found = propose([line("INV-2026-0001", "19.00")], [part], PAYERS)
    assert (found[0].verdict, found[0].parts[0].amount) == (CERTAIN, eur("19.00"))
