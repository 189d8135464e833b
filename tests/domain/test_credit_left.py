"""What credit notes leave of an invoice, whoever wrote them."""

from __future__ import annotations

import pytest

from billcli.domain.credit_left import agrees, at_most, left_of, outside, within
from billcli.domain.frozen import replace
from billcli.domain.money import Money
from tests.domain.billed import Billed, bill, line


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def test_of_an_invoice_nobody_corrected_all_is_left() -> None:
    invoice = bill(line("2", "50"), line("1", "7", ""), discount="10")
    left = left_of(invoice, [])
    assert (left.total, left.by_line) == (invoice.total, True)
    assert left.taxes == invoice.taxes
    assert left.allowances == invoice.allowances
    assert [one.line for one in left.lines] == list(invoice.lines)
    assert left.outside == eur("6.30")


def test_each_figure_is_lowered_by_what_was_taken() -> None:
    billed = Billed(bill(line("4", "50"), line("1", "100", "S7"), discount="10"))
    billed.lines({1: "1"})
    left = billed.left
    assert [str(one.amount) for one in left.lines] == ["150.00 EUR", "100.00 EUR"]
    assert [one.quantity for one in left.lines] == [3, 1]
    assert [str(one.amount) for one in left.allowances] == ["-15.00 EUR", "-10.00 EUR"]
    assert [(str(tax.base), str(tax.tax)) for tax in left.taxes] == [
        ("135.00 EUR", "25.65 EUR"),
        ("90.00 EUR", "6.30 EUR"),
    ]
    assert left.total == billed.invoice.total - billed.notes[0].total


@pytest.mark.parametrize(
    "change",
    [
        {"description": "Other"},
        {"price": eur("49.00")},
        {"tax": "S7"},
        {"account": "Income:Books"},
        {"quantity": 9},
    ],
)
def test_another_line_lowers_taxes_and_total_only(change: dict[str, object]) -> None:
    invoice = bill(line("4", "50"))
    other = replace(invoice, lines=(replace(invoice.lines[0], **change),))
    left = left_of(invoice, [other])
    assert not left.by_line
    assert left.lines[0].amount == eur("200.00")
    assert (left.total, left.taxes[0].base) == (eur("0.00"), eur("0.00"))


def test_components_count_their_base_once() -> None:
    invoice = bill(line("1", "100", "BC"), line("1", "9", ""))
    assert outside(invoice.taxes, invoice.total) == eur("9.00")
    assert agrees(left_of(invoice, []))


def test_a_credit_note_without_its_taxes_does_not_agree() -> None:
    invoice = bill(line("1", "100"))
    assert not agrees(left_of(invoice, [replace(invoice, taxes=())]))


@pytest.mark.parametrize(
    ("amount", "most", "found"),
    [
        ("2.00", "3.00", "2.00"),
        ("4.00", "3.00", "3.00"),
        ("-1.00", "3.00", "0.00"),
        ("-2.00", "-3.00", "-2.00"),
        ("-4.00", "-3.00", "-3.00"),
        ("1.00", "-3.00", "0.00"),
        ("1.00", "0.00", "0.00"),
        ("-1.00", "0.00", "0.00"),
    ],
)
def test_a_part_is_no_more_than_the_whole(amount: str, most: str, found: str) -> None:
    assert at_most(eur(amount), eur(most)) == eur(found)
    assert within(eur(found).number, eur(most).number)
