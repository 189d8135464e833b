"""Discounts of several documents, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billcli.matching.discount import DiscountTerms, discounts_of, given, is_late
from tests.matching.invented import DAY, day, eur, item

TWO, THREE = DiscountTerms(Decimal("0.02"), DAY), DiscountTerms(Decimal("0.03"), day(5))
ROWS = ((item("A-1", "100.00"), TWO), (item("A-2", "33.33"), THREE), (item("A-3", "70.00"), TWO))


@pytest.mark.parametrize(
    ("short", "items"),
    [
        ("4.40", ["A-1", "A-2", "A-3"]),
        ("4.39", ["A-1", "A-2", "A-3"]),
        ("3.00", ["A-1", "A-2"]),
        ("2.99", ["A-1", "A-2"]),
        ("3.40", ["A-1", "A-3"]),
        ("1.40", ["A-3"]),
        ("0.99", ["A-2"]),
        ("5.00", []),
        ("0.01", []),
    ],
)
def test_all_documents_or_some_are_paid_less_their_discount(short: str, items: list[str]) -> None:
    group = discounts_of(ROWS, eur(short))
    assert [row.item for row, _ in group] == items
    each = given(group, eur(short))
    assert [one.item for one in each] == items
    assert sum((one.amount.number for one in each), Decimal(0)) == (Decimal(short) if items else 0)


def test_of_many_documents_only_all_together_are_tried() -> None:
    many = [(item(f"A-{n}", "100.00"), TWO) for n in range(6)]
    assert len(discounts_of(many, eur("12.00"))) == 6
    assert discounts_of(many, eur("10.00")) == ()
    assert len(discounts_of(many[:5], eur("8.00"))) == 4
    assert discounts_of([], eur("1.00")) == ()


@pytest.mark.parametrize(
    ("on", "grace", "late"), [(0, 0, False), (1, 0, True), (1, 1, False), (6, 5, True)]
)
def test_the_first_that_ran_out_makes_it_late(on: int, grace: int, late: bool) -> None:
    assert is_late(ROWS, day(on), grace) is late
    assert not is_late((), day(on), grace)
