"""Voiding: a full credit note; only what is open is settled by it, the rest stays as credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop import Shop


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: row[9] for row in shop("report open").rows[1:]}


def _money(number: str) -> dict[str, str]:
    return {"number": number, "currency": "EUR"}


def test_an_open_invoice_is_settled_wholly(shop: Shop) -> None:
    shop.sold("100")
    answer = shop("invoice void INV-2026-0001 --format json", yes=True)
    assert answer.data["applied"] == _money("100.00")
    assert answer.data["credit"] == _money("0.00")
    assert _open(shop) == {}


def test_of_a_part_paid_invoice_only_what_is_open_is_applied(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 40 EUR --allocate INV-2026-0001")
    answer = shop("invoice void INV-2026-0001", yes=True)
    assert answer.status == 0
    assert answer.err.startswith(
        "Voided INV-2026-0001 with credit note CN-2026-0001 of 100.00 EUR:"
        " 60.00 EUR applied, 40.00 EUR stays as credit (2026.beancount:"
    )
    assert _open(shop) == {"CN-2026-0001": "-40.00"}
    assert shop("check").status == 0


def test_of_a_paid_invoice_the_whole_credit_note_stays_open(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 100 EUR")
    before = shop.tree()
    answer = shop("invoice void INV-2026-0001 --format json", yes=True)
    assert answer.data["applied"] == _money("0.00")
    assert answer.data["credit"] == _money("100.00")
    assert "#application" not in shop.text()
    assert _open(shop) == {"CN-2026-0001": "-100.00"}
    assert shop("check").status == 0
    shop.done("undo")
    assert shop.tree() == before


def test_the_credit_that_stays_pays_the_next_invoice_together_with_money(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 100 EUR", "invoice void INV-2026-0001")
    shop.sold("250")
    shop.done("payment add Acme 150 EUR")
    assert _open(shop) == {}


def test_an_overpaid_invoice_gives_back_no_more_than_it_billed(shop: Shop) -> None:
    shop.sold("100")
    shop.append(
        '2026-01-31 * "Acme Inc." "Paid twice" ^INV-2026-0001\n'
        "  Assets:Bank:Checking  120.00 EUR\n"
        '  Assets:Receivable:Acme  -120.00 EUR\n    invoice: "INV-2026-0001"\n'
    )
    answer = shop("invoice void INV-2026-0001 --format json", yes=True)
    assert answer.data["applied"] == _money("0.00")
    assert answer.data["credit"] == _money("100.00")


def test_a_paid_invoice_is_voided_once(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 40 EUR --oldest-first", "invoice void INV-2026-0001")
    before = shop.tree()
    for number, code in (("INV-2026-0001", "VOID-TWICE"), ("CN-2026-0001", "VOID-CREDIT-NOTE")):
        assert shop(f"invoice void {number}", yes=True).codes == [code]
    assert shop.tree() == before
