"""A part of a period costs its share by days, exact and rounded once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.invoice import Period
from billcli.domain.invoice_draft import InvoiceDraft
from billcli.domain.line_draft import PIECE
from billcli.domain.line_text import parse_line
from billcli.domain.plan import Due
from billcli.domain.pro_rata import pro_rata
from billcli.domain.reduction import Reduction

DAY = dt.date(2026, 1, 15)
UP = "ROUND_HALF_UP"


def part(days: int, whole: int) -> Due:
    return Due(DAY, Period(DAY, DAY + dt.timedelta(days=days - 1)), whole)


def draft(*texts: str, currency: str = "EUR", **more: object) -> InvoiceDraft:
    lines = tuple(parse_line(text, {}) for text in texts)
    return InvoiceDraft("Acme", DAY, currency, lines, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "days", "whole", "currency", "price"),
    [
        ("300 Hosting", 17, 31, "EUR", "164.52"),
        ("300 Hosting", 31, 31, "EUR", "300.00"),
        ("0.01 Hosting", 1, 2, "EUR", "0.01"),
        ("-0.01 Hosting", 1, 2, "EUR", "-0.01"),
        ("10 h x 150.00 Work", 17, 31, "EUR", "822.58"),
        ("3 x 33.335 Box", 1, 3, "EUR", "33.34"),
        ("1000 Hosting", 1, 3, "JPY", "333"),
        ("1000 Hosting", 1, 3, "KWD", "333.333"),
        ("100 Hosting", 1, 366, "EUR", "0.27"),
    ],
)
def test_the_share_is_rounded_once(
    text: str, days: int, whole: int, currency: str, price: str
) -> None:
    (line,) = pro_rata(draft(text, currency=currency), part(days, whole), UP, "x").lines
    assert (line.quantity, line.unit, line.price) == (1, PIECE, Decimal(price))
    assert line.period == part(days, whole).period


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("300 Hosting", "Hosting (17 of 31 days)"),
        ("10 h x 150.00 Work", "Work, 10 h x 150.00 (17 of 31 days)"),
        ("2 x 5 Box", "Box, 2 x 5 (17 of 31 days)"),
        ("1 XBX x 5 Box", "Box, 1 XBX x 5 (17 of 31 days)"),
    ],
)
def test_the_line_says_what_it_is_a_part_of(text: str, description: str) -> None:
    (line,) = pro_rata(draft(text), part(17, 31), UP, "17 of 31 days").lines
    assert line.description == description


def test_percentages_stay_and_amounts_are_shared() -> None:
    asked = draft(
        "100 A; discount=10%",
        "100 B; discount=10",
        "100 C; tax=LOW; account=Income:Work",
        discount=Reduction(Decimal(31), percent=False),
    )
    found = pro_rata(asked, part(17, 31), UP, "x")
    assert found.discount == Reduction(Decimal("17.00"), percent=False)
    assert [line.discount for line in found.lines] == [
        Reduction(Decimal(10), percent=True),
        Reduction(Decimal("5.48"), percent=False),
        None,
    ]
    assert (found.lines[2].tax, found.lines[2].account) == ("LOW", "Income:Work")
    percent = Reduction(Decimal(5), percent=True)
    assert pro_rata(draft("1 A", discount=percent), part(1, 2), UP, "x").discount == percent


@given(
    st.decimals("-9999", "9999", places=2),
    st.decimals("0.1", "99", places=1),
    st.integers(1, 366),
    st.integers(0, 365),
)
def test_no_cent_is_lost_or_made(price: Decimal, quantity: Decimal, days: int, more: int) -> None:
    """Two parts of a period come to the whole, but for the one cent that rounding decides."""
    asked = draft(f"{quantity} x {price} Work")
    whole = days + more
    exact = Fraction(quantity) * Fraction(price) * days / whole
    (line,) = pro_rata(asked, part(days, whole), UP, "x").lines
    assert abs(Fraction(line.price) - exact) <= Fraction(1, 200)
    if more:
        (rest,) = pro_rata(asked, part(more, whole), UP, "x").lines
        off = Fraction(line.price) + Fraction(rest.price) - Fraction(quantity) * Fraction(price)
        assert abs(off) <= Fraction(1, 100)
