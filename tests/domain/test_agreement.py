"""The order in which money settles what nobody named."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.agreement import OLDEST_FIRST, Agreement, Sort, is_interest
from billcli.domain.allocation import Allocations, Mode, decide
from billcli.domain.application_order import Order
from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money, total
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.domain.problem import UsageError
from billcli.domain.wanted import Wanted

DAY = dt.date(2026, 3, 1)


def usd(number: str | int) -> Money:
    return Money.of(number, "USD")


def row(name: str, number: str | int, due: int, instalment: int | None = None) -> OpenItem:
    """Return an open item; LF- and IT- are late fees, the second ones interest."""
    kind = Kind.LATE_FEE if name[:2] in {"LF", "IT"} else Kind.INVOICE
    money = usd(number)
    return OpenItem(
        name, kind, "Acme", "Acme Inc.", "Assets:AR:Acme", dt.date(2026, 1, 1),
        dt.date(2026, 2, due), instalment, money, money, KnownBy.EXPLICIT,
    )  # fmt: skip


OLD, NEW, FEE, LATER, INTEREST = (
    row("INV-1", "100.00", 1), row("INV-2", "50.00", 5), row("LF-1", "10.00", 8),
    row("LF-2", "5.00", 9), row("IT-1", "3.00", 7),
)  # fmt: skip
EVERY = (NEW, INTEREST, LATER, FEE, OLD)


def agreed(order: Order) -> Agreement:
    return Agreement(order, frozenset({"IT-1"}))


FEES, PRINCIPAL = agreed(Order.FEES_FIRST), agreed(Order.PRINCIPAL_FIRST)


@pytest.mark.parametrize(
    ("agreement", "names"),
    [
        (OLDEST_FIRST, ["INV-1", "INV-2", "IT-1", "LF-1", "LF-2"]),
        (FEES, ["LF-1", "LF-2", "IT-1", "INV-1", "INV-2"]),
        (PRINCIPAL, ["INV-1", "INV-2", "IT-1", "LF-1", "LF-2"]),
        (Agreement(Order.PRINCIPAL_FIRST), ["INV-1", "INV-2", "IT-1", "LF-1", "LF-2"]),
        (Agreement(Order.FEES_FIRST), ["IT-1", "LF-1", "LF-2", "INV-1", "INV-2"]),
    ],
)
def test_items_of_a_sort_stand_together_the_oldest_first(
    agreement: Agreement, names: list[str]
) -> None:
    assert [one.item for one in agreement.ordered(EVERY)] == names


def test_principal_comes_before_a_fee_that_fell_due_earlier() -> None:
    early = row("LF-0", "1.00", 1)._replace(date_due=dt.date(2026, 1, 1))
    assert [one.item for one in PRINCIPAL.ordered([early, OLD])] == ["INV-1", "LF-0"]
    assert [one.item for one in OLDEST_FIRST.ordered([OLD, early])] == ["LF-0", "INV-1"]


def test_an_item_is_a_fee_interest_or_principal() -> None:
    assert [FEES.sort_of(one) for one in (FEE, INTEREST, OLD)] == [
        Sort.FEE, Sort.INTEREST, Sort.PRINCIPAL,
    ]  # fmt: skip
    assert OLDEST_FIRST.sort_of(INTEREST) is Sort.FEE


def test_what_comes_before_is_passed_over() -> None:
    def names(agreement: Agreement, *chosen: OpenItem) -> list[str]:
        return [one.item for one in agreement.passed_over(chosen, EVERY)]

    assert names(FEES, OLD) == ["LF-1", "LF-2", "IT-1"]
    assert names(FEES, OLD, FEE) == ["LF-2", "IT-1"]
    assert names(FEES, INTEREST) == ["LF-1", "LF-2"]
    assert names(FEES, FEE) == []
    assert names(FEES, *EVERY) == []
    assert names(FEES) == []
    assert names(PRINCIPAL, OLD) == []
    assert names(PRINCIPAL, FEE) == ["INV-1", "INV-2", "IT-1"]
    assert names(OLDEST_FIRST, NEW) == []
    credit = row("CN-1", "-10.00", 1)
    assert FEES.passed_over([credit], EVERY) == ()
    assert FEES.passed_over([OLD], [OLD, row("LF-9", "-1.00", 1)]) == ()


def test_interest_is_a_late_fee_for_a_time() -> None:
    legs = (Posting("Assets:AR:Acme", usd("3.00")), Posting("Income:LateFees", usd("-3.00")))
    timed = (legs[0], Posting("Income:LateFees", usd("-3.00"), {"period-start": DAY}))
    fee = Entry(DAY, "Acme", "Late fee", ("late-fee",), (), legs, {"invoice": "LF-1"})
    assert not is_interest(fee)
    assert is_interest(Entry(DAY, "", "", ("late-fee",), (), legs, {"period-start": DAY}))
    assert is_interest(Entry(DAY, "", "", ("late-fee",), (), timed, {}))
    assert not is_interest(Entry(DAY, "", "", ("invoice",), (), timed, {}))


def shown(found: Allocations) -> list[str]:
    parts = [f"{p.open_item.item} {p.amount.number}" for p in found.parts]
    return parts + ([f"rest {found.residual.number}"] if found.residual else [])


@pytest.mark.parametrize(
    ("agreement", "amount", "parts"),
    [
        (FEES, "12.00", ["LF-1 10.00", "LF-2 2.00"]),
        (FEES, "30.00", ["LF-1 10.00", "LF-2 5.00", "IT-1 3.00", "INV-1 12.00"]),
        (FEES, "100.00", ["LF-1 10.00", "LF-2 5.00", "IT-1 3.00", "INV-1 82.00"]),
        (PRINCIPAL, "120.00", ["INV-1 100.00", "INV-2 20.00"]),
        (PRINCIPAL, "5.00", ["INV-1 5.00"]),
        (
            FEES, "170.00",
            ["LF-1 10.00", "LF-2 5.00", "IT-1 3.00", "INV-1 100.00", "INV-2 50.00", "rest 2.00"],
        ),
    ],
)  # fmt: skip
def test_money_nobody_gave_a_purpose_follows_the_order(
    agreement: Agreement, amount: str, parts: list[str]
) -> None:
    found = decide(usd(amount), EVERY, agreed=agreement)
    assert shown(found) == parts
    assert found.agreed is agreement


@pytest.mark.parametrize(
    ("agreement", "amount", "parts"),
    [
        (FEES, "5.00", ["LF-2 5.00"]),
        (FEES, "168.00", ["INV-1 100.00", "INV-2 50.00", "IT-1 3.00", "LF-1 10.00", "LF-2 5.00"]),
        (PRINCIPAL, "50.00", ["INV-2 50.00"]),
        (PRINCIPAL, "100.00", ["INV-1 100.00"]),
    ],
)
def test_an_amount_that_fits_one_item_is_that_item_while_nothing_comes_before(
    agreement: Agreement, amount: str, parts: list[str]
) -> None:
    found = decide(usd(amount), EVERY, agreed=agreement)
    assert shown(found) == parts
    assert found.agreed is None


def test_nothing_open_is_refused_whatever_is_agreed() -> None:
    for items in ([], [row("CN-1", "-10.00", 1)]):
        with pytest.raises(UsageError) as caught:
            decide(usd("5.00"), items, agreed=FEES)
        assert caught.value.problems[0].code == "PAYMENT-AMBIGUOUS"


def test_what_is_named_wins_and_so_does_the_word_on_the_command_line() -> None:
    named = decide(usd("60.00"), EVERY, [Wanted("INV-2")], agreed=FEES)
    assert shown(named) == ["INV-2 50.00", "rest 10.00"]
    assert named.agreed is None
    oldest = decide(usd("60.00"), EVERY, mode=Mode.OLDEST_FIRST, agreed=FEES)
    assert shown(oldest) == ["INV-1 60.00"]
    assert oldest.agreed is OLDEST_FIRST
    both = decide(usd("60.00"), EVERY, [Wanted("INV-2")], Mode.OLDEST_FIRST, agreed=FEES)
    assert shown(both) == ["INV-2 50.00", "INV-1 10.00"]
    assert both.agreed is OLDEST_FIRST
    kept = decide(usd("60.00"), EVERY, mode=Mode.ON_ACCOUNT, agreed=FEES)
    assert (shown(kept), kept.agreed) == (["rest 60.00"], None)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 500),
    st.lists(
        st.tuples(st.sampled_from(["INV", "LF", "IT"]), st.integers(-40, 150), st.integers(1, 28)),
        max_size=6,
    ),
    st.integers(0, 6),
)
def test_whatever_the_order_sums_are_the_same_and_a_named_item_wins(
    amount: int, made: list[tuple[str, int, int]], wish: int
) -> None:
    items = [row(f"{kind}-{n}", number, due) for n, (kind, number, due) in enumerate(made)]
    owed = [one for one in items if one.balance_open.number > 0]
    sums = set()
    for order in Order:
        agreement = Agreement(order, frozenset(i.item for i in items if i.item[:2] == "IT"))
        try:
            found = decide(usd(amount), items, agreed=agreement)
        except UsageError:
            assert order is Order.OLDEST or not owed
            continue
        settled = total([part.amount for part in found.parts], "USD")
        assert settled + found.residual == usd(amount)
        for part in found.parts:
            assert part.amount.number * part.open_item.balance_open.number > 0
            assert abs(part.amount.number) <= abs(part.open_item.balance_open.number)
        if found.agreed:
            sums.add(settled.number)
            left = [one for one in found.parts if one.amount != one.open_item.balance_open]
            assert left in ([], [found.parts[-1]])
            assert not agreement.passed_over([p.open_item for p in found.parts], owed)
        if wish < len(owed):
            named = decide(usd(amount), items, [Wanted(owed[wish].item)], agreed=agreement)
            most = min(usd(amount).number, owed[wish].balance_open.number)
            first = named.parts[0]
            assert (first.open_item, first.amount.number) == (owed[wish], most)
    assert len(sums) <= 1
