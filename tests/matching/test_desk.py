"""What is left of every item while a statement is worked through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.matching.desk import USUAL_DAYS, Desk, age, row_key
from billcli.matching.proposal import Part
from tests.matching.invented import day, eur, item, line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.open_item import OpenItem

OLD = item("A-1", "100.00", issued=day(-40))
NEW = item("A-2", "100.00", issued=day(-10))
SETTLED = item("A-3", "0.00", amount="70.00", issued=day(-90))
DOLLARS = item("A-4", "100.00", currency="USD")
OTHER = item("B-1", "100.00", "Globex", issued=day(-20))
ALL = (NEW, OTHER, DOLLARS, SETTLED, OLD)


def names(rows: Sequence[OpenItem]) -> list[str]:
    return [row.item for row in rows]


def part(row: OpenItem, amount: str) -> Part:
    return Part(row, eur(amount))


def test_open_rows_by_number_customer_and_amount_oldest_due_first() -> None:
    desk = Desk.of(ALL)
    assert names(desk.open_rows("A-1", "EUR", day(0))) == ["A-1"]
    assert desk.open_rows("A-1", "USD", day(0)) == []
    assert desk.open_rows("A-3", "EUR", day(0)) == []
    assert desk.open_rows("X", "EUR", day(0)) == []
    assert names(desk.open_of("Acme", "EUR", day(0))) == ["A-1", "A-2"]
    assert names(desk.open_of("Acme", "EUR", day(-20))) == ["A-1"]
    assert desk.open_of("Umbra", "EUR", day(0)) == []
    assert names(desk.equal_to(eur("100.00"), day(0))) == ["A-1", "B-1", "A-2"]
    assert names(desk.equal_to(eur("100"), day(-20))) == ["A-1", "B-1"]
    assert desk.equal_to(eur("99.00"), day(0)) == []


def test_an_item_in_two_currencies_is_two_rows() -> None:
    euros, dollars = item("A-1", "100.00"), item("A-1", "-50.00", currency="USD")
    desk = Desk.of([euros, dollars])
    assert [str(desk.left(row)) for row in (euros, dollars)] == ["100.00 EUR", "-50.00 USD"]
    desk.settle([part(euros, "100.00")])
    assert [str(desk.left(row)) for row in (euros, dollars)] == ["0.00 EUR", "-50.00 USD"]


def test_credits_are_what_is_open_in_a_customers_favour() -> None:
    credit = item("CN-1", "-20.00")
    desk = Desk.of([*ALL, credit])
    assert names(desk.credits_of("Acme", "EUR", day(0))) == ["CN-1"]
    assert desk.credits_of("Acme", "USD", day(0)) == []
    desk.settle([part(credit, "-20.00"), part(OTHER, "130.00")])
    assert desk.credits_of("Acme", "EUR", day(0)) == []
    assert names(desk.credits_of("Globex", "EUR", day(0))) == ["B-1"]
    assert Desk.of(ALL).credits_of("Globex", "EUR", day(0)) == []


def test_what_is_settled_is_taken_off_and_may_be_taken_back() -> None:
    desk = Desk.of(ALL)
    desk.settle([part(OLD, "100.00"), part(NEW, "40.00")])
    assert (str(desk.left(OLD)), str(desk.left(NEW))) == ("0.00 EUR", "60.00 EUR")
    assert names(desk.open_of("Acme", "EUR", day(0))) == ["A-2"]
    assert names(desk.equal_to(eur("60.00"), day(0))) == ["A-2"]
    assert names(desk.equal_to(eur("100.00"), day(0))) == ["B-1"]
    desk.take_back([part(OLD, "100.00"), part(NEW, "40.00")])
    assert names(desk.open_of("Acme", "EUR", day(0))) == ["A-1", "A-2"]
    assert names(desk.equal_to(eur("100.00"), day(0))) == ["A-1", "B-1", "A-2"]
    assert (desk.sent, desk.put_on(OLD), desk.days) == ({}, (), [])


def test_a_payment_sent_back_opens_a_settled_item() -> None:
    desk = Desk.of([SETTLED])
    assert desk.open_of("Acme", "EUR", day(0)) == []
    desk.settle([part(SETTLED, "-70.00")])
    assert names(desk.open_of("Acme", "EUR", day(0))) == ["A-3"]
    assert names(desk.open_rows("A-3", "EUR", day(0))) == ["A-3"]
    desk = Desk.of([SETTLED._replace(customer="Umbra")])
    desk.settle([part(SETTLED._replace(customer="Umbra"), "-70.00")])
    assert names(desk.equal_to(eur("70.00"), day(0))) == ["A-3"]


@pytest.mark.parametrize(
    ("row", "amounts", "bears"),
    [
        (OLD, ["100.00"], True),
        (OLD, ["60.00", "40.00"], True),
        (OLD, ["60.00", "40.01"], False),
        (OLD, ["100.00", "100.00"], False),
        (OLD, ["-1.00", "-1.00"], False),
        (SETTLED, ["-30.00", "-40.00"], True),
        (SETTLED, ["-70.00", "-70.00"], False),
        (item("CN-1", "-20.00"), ["-10.00", "-10.00"], True),
        (item("CN-1", "-20.00"), ["-20.00", "-20.00"], False),
    ],
)
def test_a_row_bears_what_leaves_it_between_nothing_and_its_amount(
    row: OpenItem, amounts: list[str], bears: bool
) -> None:
    assert Desk.of([row]).bears([part(row, amount) for amount in amounts]) is bears


def test_booking_learns_what_was_paid_and_after_how_many_days() -> None:
    desk = Desk.of(ALL)
    assert desk.usual_days() == USUAL_DAYS
    desk.book([part(OLD, "60.00")], line("", "60.00", end_to_end="E1"))
    desk.book([part(OLD, "40.00"), part(NEW, "1.00")], line("", "41.00"))
    assert desk.put_on(OLD) == [eur("60.00").number, eur("40.00").number]
    assert desk.sent == {"E1": [((row_key(OLD), eur("60.00").number),)]}
    assert desk.days == [10, 40, 40]
    assert desk.usual_days() == 40


def test_rows_are_ordered_by_the_day_they_fall_due() -> None:
    late = item("A-9", "1.00", issued=day(-99), due=day(99))
    first, second = (item("A-8", "1.00", instalment=n, issued=day(-60)) for n in (1, 2))
    bare = item("A-7", "1.00", issued=day(-5))._replace(date_due=None)
    rows = sorted([late, bare, second, first, OLD], key=age)
    assert [(row.item, row.instalment) for row in rows] == [
        ("A-8", 1), ("A-8", 2), ("A-1", None), ("A-7", None), ("A-9", None),
    ]  # fmt: skip
    assert row_key(second) == ("A-8", "Acme", 2, "EUR")
