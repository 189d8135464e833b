"""Discounts of several documents, to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.early_discount import (
    DiscountTerms,
    discount_on,
    discounts_of,
    early_terms,
    explanations,
    given,
    granted,
    is_late,
)
from billcli.domain.money import Money, total
from tests.matching.invented import DAY, day, eur, item

if TYPE_CHECKING:
    from billcli.domain.open_item import OpenItem

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
    assert [name for name, _ in each] == items
    taken = sum((amount.number for _, amount in each), Decimal(0))
    assert taken == (Decimal(short) if items else 0)


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2/10 net 30", DiscountTerms(Decimal("0.02"), dt.date(2026, 2, 10))),
        ("2.5% 7 Tage, 30 netto", DiscountTerms(Decimal("0.025"), dt.date(2026, 2, 7))),
        ("3/14", DiscountTerms(Decimal("0.03"), dt.date(2026, 2, 14))),
        ("net 30", None),
        ("when it suits", None),
        ("2/40 net 30", None),
        ("", None),
    ],
)
def test_what_terms_take_off_a_document(text: str, expected: DiscountTerms | None) -> None:
    assert early_terms(text, dt.date(2026, 1, 31)) == expected


ONE, OTHER, PLAIN = item("B-1", "100.00"), item("B-2", "50.00"), item("B-3", "98.00")
TERMS = {"B-1": TWO, "B-2": TWO}


@pytest.mark.parametrize(
    ("settled", "choices", "expected"),
    [
        ("98.00", [[ONE]], [(["B-1"], ["B-1"])]),
        ("98.00", [[ONE], [PLAIN]], [(["B-1"], ["B-1"])]),
        ("147.00", [[ONE], [OTHER], [ONE, OTHER]], [(["B-1", "B-2"], ["B-1", "B-2"])]),
        ("148.00", [[ONE, OTHER]], [(["B-1", "B-2"], ["B-1"])]),
        ("149.00", [[ONE, OTHER]], [(["B-1", "B-2"], ["B-2"])]),
        ("196.00", [[ONE, PLAIN]], [(["B-1", "B-3"], ["B-1"])]),
        ("100.00", [[ONE]], []),
        ("97.99", [[ONE]], []),
        ("98.01", [[ONE]], []),
        ("102.00", [[ONE]], []),
        ("96.04", [[PLAIN]], []),
        ("98.00", [], []),
    ],
)
def test_amounts_that_are_owed_less_a_discount(
    settled: str, choices: list[list[OpenItem]], expected: list[tuple[list[str], list[str]]]
) -> None:
    found = explanations(eur(settled), choices, TERMS)
    assert [
        ([r.item for r in one.rows], [r.item for r, _ in one.group]) for one in found
    ] == expected
    for one in found:
        assert total([r.balance_open for r in one.rows], "EUR") - one.short == eur(settled)


def test_only_whole_documents_have_a_discount() -> None:
    begun = ONE._replace(balance_open=eur("50.00"))
    part = ONE._replace(instalment=1)
    assert explanations(eur("48.00"), [[begun]], TERMS) == []
    assert explanations(eur("49.00"), [[begun]], TERMS) == []
    assert explanations(eur("98.00"), [[part]], TERMS) == []


@pytest.mark.parametrize(
    ("left", "prepaid", "base"),
    [
        ("100", "", "100"),
        ("60", "40", "60"),
        ("100", "40", "100"),
        ("60", "", None),
        ("60", "30", None),
        ("0", "40", None),
    ],
)
def test_a_discount_is_of_what_the_document_asks_for(
    left: str, prepaid: str, base: str | None
) -> None:
    """What it took up in advance is paid; what was settled since ends the discount."""
    terms = DiscountTerms(Decimal("0.02"), DAY, Money.of(prepaid, "EUR") if prepaid else None)
    found = granted(item("A-1", "100"), Money.of(left, "EUR"), terms)
    assert (str(found.base) if found else None) == (f"{base} EUR" if base else None)


def test_an_instalment_has_no_discount() -> None:
    part = item("A-1", "100.00")._replace(instalment=1)
    assert granted(part, part.amount, TWO) is None


@pytest.mark.parametrize(
    ("base", "share", "amount"),
    [("60.25", "0.02", "1.21"), ("60.24", "0.02", "1.20"), ("1000", "0.025", "25.00")],
)
def test_the_amount_of_a_discount(base: str, share: str, amount: str) -> None:
    assert discount_on(Money.of(base, "EUR"), Decimal(share)) == Money.of(amount, "EUR")
