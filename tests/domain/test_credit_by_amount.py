"""Credit notes for amounts: each tax group gives its share, and the last takes what is left."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from billcli.domain.credit_by_amount import credited_amount
from billcli.domain.credit_left import left_of
from billcli.domain.frozen import replace
from billcli.domain.invoice import TaxGroup
from billcli.domain.money import Money
from billcli.domain.problem import UsageError
from tests.domain.billed import Billed, bill, line, sums
from tests.domain.test_credit_by_line import STEPS, carry_out, exceeds, figures, invoices, judge

if TYPE_CHECKING:
    from billcli.domain.invoice import Invoice


def rest(billed: Billed, steps: list[tuple[int, int, bool]]) -> None:
    carry_out(billed, steps, amounts=True)
    if billed.left.total or billed.left.rounding or not billed.notes:
        billed.rest()
    judge(billed)


@settings(max_examples=60, deadline=None)
@given(invoices(), STEPS)
def test_amounts_and_lines_together_are_the_invoice(
    billed: Billed, steps: list[tuple[int, int, bool]]
) -> None:
    rest(billed, steps)


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(invoices(), STEPS)
def test_amounts_and_lines_together_are_the_invoice_often(
    billed: Billed, steps: list[tuple[int, int, bool]]
) -> None:
    rest(billed, steps)


def printed(note: Invoice) -> list[tuple[str, str, str]]:
    return [(one.description, str(one.amount), one.tax) for one in note.lines]


def test_an_amount_is_one_line_for_each_tax_group() -> None:
    billed = Billed(bill(line("1", "100"), line("2", "50", "S7"), line("1", "7", "", text="Stamp")))
    note = billed.amount("23.30")
    assert printed(note) == [
        ("Goodwill", "10.00 EUR", "S19"),
        ("Goodwill", "10.00 EUR", "S7"),
        ("Goodwill", "0.70 EUR", ""),
    ]
    assert [(tax.code, str(tax.base), str(tax.tax)) for tax in note.taxes] == [
        ("S19", "10.00 EUR", "1.90 EUR"), ("S7", "10.00 EUR", "0.70 EUR")
    ]  # fmt: skip
    assert figures(billed.rest())[2] == "209.70"
    assert sums(billed.entries()) == {}


def test_gross_prices_print_the_amount_with_its_tax() -> None:
    note = Billed(bill(line("1", "119"), gross=True)).amount("50.00")
    assert (printed(note), figures(note)) == (
        [("Goodwill", "50.00 EUR", "S19")], ("42.02", "7.98", "50.00")
    )  # fmt: skip


def test_credit_of_ten_credits_ten_of_fifty() -> None:
    billed = Billed(bill(line("1", "50", "RC")))
    assert figures(billed.amount("10"))[2] == "10.00"
    assert str(billed.left.total) == "40.00 EUR"


def test_more_than_is_left_is_refused_also_line_by_line() -> None:
    billed = Billed(bill(line("1", "100")))
    billed.amount("19.00")
    for amount, code in (("100.01", "CREDIT-EXCEEDS"), ("0", "CREDIT-NOTHING")):
        with pytest.raises(UsageError, match=code):
            billed.amount(amount)
    assert exceeds(billed, {1: None}) == ["CREDIT-EXCEEDS"]
    assert figures(billed.rest())[2] == "100.00"
    assert sums(billed.entries()) == {}


def test_no_tax_is_no_room_for_a_line_without_tax() -> None:
    billed = Billed(bill(line("1", "100"), line("2", "10", "", text="Stamp")))
    billed.amount("13.90")  # 2.00 of it has no tax
    assert exceeds(billed, {2: None}) == ["CREDIT-EXCEEDS"]


def test_coins_that_were_added_are_credited_after_all_else() -> None:
    billed = Billed(bill(line("1", "3.34", "RC"), cash="0.05"))
    assert str(billed.invoice.total) == "3.35 EUR"
    billed.amount("3.34")
    assert str(billed.rest().rounding) == "0.01 EUR"
    again = Billed(billed.invoice)
    again.invoice = replace(again.invoice, rounding=Money.of("0.02", "EUR"))
    note = credited_amount(again.left, Money.of("3.35", "EUR"), "Goodwill")
    assert (str(note.rounding), str(note.total)) == ("0.01 EUR", "3.35 EUR")


def test_a_credit_note_that_does_not_say_its_tax_lowers_every_group() -> None:
    invoice = bill(line("1", "100"), line("1", "100", "S7"))
    other = replace(invoice, lines=(replace(invoice.lines[0], description="x"),), taxes=())
    left = left_of(invoice, [other])  # 100 less, nobody knows of what
    assert (left.by_line, str(left.total)) == (False, "126.00 EUR")
    note = credited_amount(left, left.total, "Rest")
    assert str(note.total) == "126.00 EUR"
    assert [(t.code, str(t.base)) for t in note.taxes] == [
        ("S19", "55.76 EUR"),
        ("S7", "55.75 EUR"),
    ]
    off = bill(line("1", "100"), discount="5").allowances
    strange = replace(invoice.taxes[0], code="X")
    assert not left_of(invoice, [replace(other, lines=(), taxes=(strange,))]).by_line
    assert not left_of(invoice, [replace(other, lines=(), allowances=off)]).by_line


def test_a_document_of_other_tools_without_lines_or_taxes() -> None:
    plain = replace(bill(line("1", "100", "")), taxes=())
    note = credited_amount(left_of(plain, []), Money.of("30", "EUR"), "Goodwill")
    assert (printed(note), note.taxes) == ([("Goodwill", "30.00 EUR", "")], ())
    group = TaxGroup("", "", "S", Decimal(19), Money.of("100", "EUR"), Money.of("19", "EUR"), "L:T")
    named = replace(plain, taxes=(group,))
    note = credited_amount(left_of(named, []), Money.of("11.90", "EUR"), "Goodwill")
    assert figures(note) == ("10.00", "1.90", "11.90")
