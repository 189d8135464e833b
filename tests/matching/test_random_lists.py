"""Random lists, returns and waiting lines: what is booked adds up, what is offered exists."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.money import ZERO
from billcli.matching.assign import Agreed, propose
from billcli.matching.desk import age, row_key
from billcli.matching.policy import Policy, ShortList
from billcli.matching.proposal import Proposal, Verdict
from billcli.matching.waiting import OFFERED_MAX
from tests.matching.invented import PAYERS, day, eur, item, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem
    from billcli.matching.desk import RowKey
    from billcli.matching.proposal import Part

ACME = "Acme Trading Inc."
CI = settings(max_examples=40, deadline=None)
LONG = settings(max_examples=2000, deadline=None)
cents = st.integers(1, 90_000).map(lambda n: Decimal(n).scaleb(-2))


@dataclass(frozen=True)
class Books:
    """Documents of two customers, and a statement."""

    items: tuple[OpenItem, ...]
    lines: tuple[BankLine, ...]


@st.composite
def lists(draw: st.DrawFn) -> tuple[tuple[OpenItem, ...], tuple[OpenItem, ...], Decimal]:
    """Return documents, some of them in the order in which a payer names them, and what is paid."""
    amounts = draw(st.lists(cents, min_size=2, max_size=5))
    rows = tuple(
        item(f"INV-2026-{n:04}", str(amount), issued=day(-draw(st.integers(1, 90))))
        for n, amount in enumerate(amounts, 1)
    )
    named = tuple(draw(st.permutations(rows)))[: draw(st.integers(2, len(rows)))]
    whole = sum((row.amount.number for row in named), ZERO)
    return rows, named, draw(st.integers(1, int(whole * 100))) * Decimal("0.01")


@st.composite
def statements(draw: st.DrawFn) -> Books:
    """Return few amounts and many equal ones: lines with a number, with a name, with neither."""
    prices = st.sampled_from(["50.00", "100.00", "150.00"])
    items = tuple(
        item(f"INV-2026-{n:04}", draw(prices), draw(st.sampled_from(["Acme", "Globex"])))
        for n in range(1, draw(st.integers(2, 9)))
    )
    lines = tuple(
        line(
            draw(st.sampled_from(["", "thanks", *(row.item for row in items)])),
            draw(prices),
            draw(st.sampled_from(["", "Stranger", ACME, "Globex Holding AG"])),
            on=day(draw(st.integers(0, 9))),
        )
        for _ in range(draw(st.integers(1, 7)))
    )
    return Books(items, lines)


def put(parts: Iterable[Part]) -> Counter[RowKey]:
    """Return what parts put on each row, in cents."""
    found: Counter[RowKey] = Counter()
    for part in parts:
        found[row_key(part.item)] += int(part.amount.number * 100)
    return found


def settled_in_order(found: Proposal, order: Sequence[OpenItem], paid: Decimal) -> None:
    """Check that documents are paid whole one after the other, and the last as far as it goes."""
    parts = found.parts
    assert [part.item for part in parts] == list(order[: len(parts)])
    assert all(part.amount == part.item.amount for part in parts[:-1])
    assert ZERO < parts[-1].amount.number <= parts[-1].item.amount.number
    assert sum(part.amount.number for part in parts) == paid
    assert not found.residual


def check_lists(case: tuple[tuple[OpenItem, ...], tuple[OpenItem, ...], Decimal]) -> None:
    rows, named, paid = case
    told = line(" ".join(row.item for row in named), str(paid), ACME)
    orders = {ShortList.NAMED: named, ShortList.OLDEST_FIRST: sorted(named, key=age)}
    (asked,) = propose([told], rows, PAYERS)
    for order, meant in orders.items():
        (found,) = propose([told], rows, PAYERS, Agreed(policy=Policy(short_list=order)))
        if asked.verdict is Verdict.CERTAIN:
            assert found == asked
        elif found.verdict is Verdict.CERTAIN:
            settled_in_order(found, meant, paid)


def check_statements(books: Books) -> None:
    found = propose(books.lines, books.items, PAYERS)
    sure = [part for one in found if one.verdict is Verdict.CERTAIN for part in one.parts]
    taken = put(sure)
    whole = {row_key(row): int(row.amount.number * 100) for row in books.items}
    assert all(taken[key] <= most for key, most in whole.items())
    for one in found:
        if one.verdict is not Verdict.ASK:
            continue
        assert len(one.suggestions) <= OFFERED_MAX
        for way in one.suggestions:
            more = put(way.parts)
            assert all(taken[key] + more[key] <= whole[key] for key in more)
            kept = sum(one.amount.number for one in way.adjustments)
            parts = sum(part.amount.number for part in way.parts)
            assert parts - kept + way.residual.number == one.line.amount.number
    turned = propose(books.lines[::-1], books.items, PAYERS)[::-1]
    assert [one.verdict for one in turned] == [one.verdict for one in found]


def check_returns(amounts: Sequence[Decimal], back: int) -> None:
    rows = [
        item("P-1", "0.00", instalment=n, amount=str(amount), due=day(n))
        for n, amount in enumerate(amounts, 1)
    ]
    paid = {f"E-{row.instalment}": [((row_key(row), row.amount.number),)] for row in rows}
    meant = rows[back % len(rows)]
    told = line(
        "Returned debit", f"-{meant.amount.number}", ACME, end_to_end=f"E-{meant.instalment}"
    )
    (found,) = propose([told], rows, PAYERS, paid=paid)
    assert found.verdict is Verdict.CERTAIN
    assert [(part.item, part.amount) for part in found.parts] == [(meant, -meant.amount)]
    unnamed = line("Returned debit P-1", f"-{meant.amount.number}", ACME)
    (asked,) = propose([unnamed], rows, PAYERS)
    assert asked.verdict is Verdict.ASK
    assert any([part.item for part in way.parts] == [meant] for way in asked.suggestions[:1]) or (
        amounts.count(meant.amount.number) > 1
    )


@given(lists())
@CI
def test_a_list_is_paid_in_order_or_asked_about(
    case: tuple[tuple[OpenItem, ...], tuple[OpenItem, ...], Decimal],
) -> None:
    check_lists(case)


@given(statements())
@CI
def test_what_is_offered_is_still_there(books: Books) -> None:
    check_statements(books)


@given(st.lists(cents, min_size=1, max_size=5), st.integers(0, 4))
@CI
def test_a_return_opens_the_instalment_it_paid(amounts: list[Decimal], back: int) -> None:
    check_returns(amounts, back)


@pytest.mark.long
@given(lists(), statements())
@LONG
def test_lists_and_statements_at_length(
    case: tuple[tuple[OpenItem, ...], tuple[OpenItem, ...], Decimal], books: Books
) -> None:
    check_lists(case)
    check_statements(books)


def test_the_order_of_what_is_named_is_kept() -> None:
    rows = (item("INV-2026-0001", "10.00"), item("INV-2026-0002", "80.00"))
    agreed = Agreed(policy=Policy(short_list=ShortList.NAMED))
    (found,) = propose([line("INV-2026-0002 0001", "5.00", ACME)], rows, PAYERS, agreed)
    assert (found.verdict, found.parts[0].amount) == (Verdict.CERTAIN, eur("5.00"))
    assert found.parts[0].item == rows[1]
