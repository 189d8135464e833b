"""A credit note is taken back by an invoice that mirrors it; its credit is never counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.test_reverse_act import NOTE, balances
from tests.services.test_unapply_payment import left, refused, sound

if TYPE_CHECKING:
    from shop import Shop

PAID = "payment add Acme 200 EUR --allocate INV-2026-0001"
TOTAL = {"number": "256.56", "currency": "EUR"}
VALUE = '\n[currency]\nbase = "EUR"\nvalue = true\n'
RATE = "\n2026-01-01 price USD 0.90 EUR\n2025-01-01 open Income:FX\n"
SOLD = (
    'invoice create Acme --line "200 Two; tax=VAT" --line "3 x 9.99 Three; tax=LOW" --discount 5%'
)
CREDITS = {
    "void": "invoice void INV-2026-0001",
    "line": "credit create INV-2026-0001 --lines 2=1 --reason Back",
    "amount": "credit create INV-2026-0001 --amount 33.33 --reason Goodwill",
    "kept open": "credit create INV-2026-0001 --lines 1 --no-apply --reason Back",
}


@pytest.fixture
def sold(shop: Shop) -> Shop:
    shop.done(SOLD)
    return shop


@pytest.mark.parametrize("credit", CREDITS)
@pytest.mark.parametrize("paid", ["", PAID])
def test_its_undoing_restores_every_balance(sold: Shop, credit: str, paid: str) -> None:
    sold.done(*filter(None, [paid]))
    was = balances(sold)
    sold.done(CREDITS[credit])
    sold.append(NOTE.format("CN-2026-0001"))
    before = sold.tree()
    sold.done("undo CN-2026-0001 --reverse")
    assert balances(sold) == was
    sound(sold)
    sold.done("undo")
    assert sold.tree() == before
    sold.done("undo CN-2026-0001 --reverse", "invoice void INV-2026-0001")
    assert sold("invoice show CN-2026-0002 --format json").data["invoices"][0]["total"] == TOTAL
    refused(sold, "invoice void INV-2026-0001", "VOID-TWICE")
    sound(sold)


def test_the_invoice_names_the_credit_note_and_takes_its_credit(sold: Shop) -> None:
    sold.done("invoice void INV-2026-0001", "undo CN-2026-0001 --reverse")
    shown = sold("invoice show INV-2026-0002 --format json").data["invoices"][0]
    assert (shown["corrects"], shown["status"]) == ("CN-2026-0001", "credited")
    assert left(sold) == {"INV-2026-0001": TOTAL["number"]}
    document = sold.text("documents/INV-2026-0002.txt").split()
    assert document[document.index("Corrects") + 1] == "CN-2026-0001"
    names = '"RET-2026-0001"', '"INV-2026-0002"', '"APP-2026-0002"'
    places = [sold.text().index(name) for name in names]
    assert places == sorted(places)
    assert sold.text().count("^RET-2026-0001..APP-2026-0002") == len(names)


def test_what_takes_a_credit_note_back_is_not_taken_back(sold: Shop) -> None:
    sold.done("invoice void INV-2026-0001", "undo CN-2026-0001 --reverse")
    refused(sold, "undo CN-2026-0001 --reverse", "UNDO-NO-REVERSAL")
    refused(sold, "undo INV-2026-0002 --reverse", "UNDO-NO-REVERSAL")
    refused(sold, "undo APP-2026-0002 --reverse", "UNDO-NO-REVERSAL")
    refused(sold, "credit unapply APP-2026-0002", "UNDO-NO-REVERSAL")
    refused(sold, "invoice void INV-2026-0002", "VOID-CREDIT-NOTE")
    said = refused(sold, "invoice void CN-2026-0001", "VOID-CREDIT-NOTE")
    assert "billcli undo CN-2026-0001 --reverse takes it back by an invoice" in said


def test_what_used_its_credit_otherwise_comes_first(sold: Shop) -> None:
    sold.done(PAID, "credit create INV-2026-0001 --lines 1 --reason Back")
    sold.done("refund create CN-2026-0001 10")
    said = refused(sold, "undo CN-2026-0001 --reverse", "UNDO-NOT-LAST")
    assert "first run: billcli undo REF-2026-0001 --reverse" in said
    sold.done("undo REF-2026-0001 --reverse")
    refused(sold, "undo CN-2026-0001 --reverse --date 2026-01-30", "CREDIT-BEFORE")
    sold.done("undo CN-2026-0001 --reverse")
    sound(sold)


def test_what_was_billed_again_since_comes_first(shop: Shop) -> None:
    shop.done("time add Acme 2:00 Work --rate 50", "time bill Acme", "invoice void INV-2026-0001")
    shop.done("time bill Acme")
    said = refused(shop, "undo CN-2026-0001 --reverse", "UNDO-NOT-LAST")
    assert "first run: billcli undo INV-2026-0002 --reverse" in said
    shop.done("invoice void INV-2026-0002", "undo CN-2026-0001 --reverse")
    assert shop("time bill Acme", yes=True).codes == ["WORK-NOTHING"]
    sound(shop)


def test_a_deposit_counts_again_unless_the_whole_was_billed_without_it(shop: Shop) -> None:
    shop.done('quote create Acme --line "1000 Site"', "quote accept QUO-2026-0001 --deposit 30%")
    shop.done("invoice void INV-2026-0001", "undo CN-2026-0001 --reverse")
    before = shop.tree()
    shop.done("quote issue QUO-2026-0001")
    assert "-357.00" in shop("invoice show INV-2026-0003").out or "-300.00" in shop.text()
    sound(shop)
    shop.done("undo", "invoice void INV-2026-0001", "quote issue QUO-2026-0001")
    said = refused(shop, "undo CN-2026-0002 --reverse", "UNDO-NOT-LAST")
    assert "INV-2026-0003" in said
    assert shop.tree() != before


def test_a_whole_invoice_that_was_voided_holds_no_deposit_back(shop: Shop) -> None:
    shop.done('quote create Acme --line "1000 Site"', "quote accept QUO-2026-0001 --deposit 30%")
    shop.done("quote issue QUO-2026-0001", "invoice void INV-2026-0002 --reason Mistake")
    before = balances(shop)
    shop.done("credit create INV-2026-0001 --full --reason Mistake --no-apply")
    shop.done("undo CN-2026-0002 --reverse")
    assert balances(shop) == before
    sound(shop)


def test_it_keeps_the_value_of_the_credit_note(shop: Shop) -> None:
    shop.setting(VALUE)
    shop.append(RATE)
    shop.done('invoice create Globex --line "119 One; tax=VAT" --line "5 Two"')
    was = balances(shop)
    shop.done("credit create INV-2026-0001 --amount 50 --reason Part")
    shop.append("\n2026-01-31 price USD 0.80 EUR\n")
    shop.done("undo CN-2026-0001 --reverse")
    assert balances(shop) == was
    sound(shop)


def test_cash_basis_counts_the_invoice_once(sold: Shop) -> None:
    sold.done(PAID, "credit create INV-2026-0001 --lines 1 --reason Back")
    cash = "report income --basis cash --from 2026-01-01 --format json"
    sold.done("undo CN-2026-0001 --reverse")
    again = sold(cash).data
    sold.done("undo", "undo")
    assert sold(cash).data == again
