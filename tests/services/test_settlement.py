"""How settled items were settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.services.settlement import settled_without_money

if TYPE_CHECKING:
    from shop import Shop


def _words(shop: Shop) -> dict[str, str]:
    return dict(settled_without_money(shop.workspace().all_books()))


def _statuses(shop: Shop, options: str = "") -> dict[str, str]:
    rows = shop(f"invoice list {options} --format json").data["invoices"]
    return {row["invoice"]: row["status"] for row in rows}


def test_a_voided_invoice_is_void_and_its_credit_note_applied(shop: Shop) -> None:
    shop.sold("100", "200", "300")
    shop.done("payment add Acme 200 EUR", "invoice void INV-2026-0001")
    assert _words(shop) == {"INV-2026-0001": "void", "CN-2026-0001": "applied"}
    assert _statuses(shop) == {
        "INV-2026-0001": "void",
        "INV-2026-0002": "paid",
        "INV-2026-0003": "open",
        "CN-2026-0001": "applied",
    }
    shown = shop("invoice show INV-2026-0001 --format json").data["invoices"][0]
    assert shown["status"] == "void"


def test_paid_still_chooses_whatever_is_settled(shop: Shop) -> None:
    shop.sold("100", "200")
    shop.done("payment add Acme 200 EUR", "invoice void INV-2026-0001")
    assert set(_statuses(shop, "--status paid")) == {
        "INV-2026-0001", "INV-2026-0002", "CN-2026-0001",
    }  # fmt: skip
    assert set(_statuses(shop, "--status void")) == {"INV-2026-0001"}
    assert set(_statuses(shop, "--status applied")) == {"CN-2026-0001"}
    assert _statuses(shop, "--status credited") == {}


APPLIED = """
2026-02-01 * "Acme Inc." "Credit" #credit-note ^CN-9
  invoice: "CN-9"
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "CN-9"
  Income:Services          100.00 EUR

2026-02-02 * "Acme Inc." "Apply" #application
  Assets:Receivable:Acme   100.00 EUR
    invoice: "CN-9"
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "INV-2026-0001"
"""


def test_another_credit_note_makes_it_credited(shop: Shop) -> None:
    shop.sold("100")
    shop.append(APPLIED)
    assert _words(shop) == {"INV-2026-0001": "credited", "CN-9": "applied"}


def test_money_among_it_makes_it_paid(shop: Shop) -> None:
    shop.sold("150")
    shop.append(APPLIED)
    shop.done("payment add Acme 50 EUR --allocate INV-2026-0001 --date 2026-02-03")
    assert _words(shop) == {"CN-9": "applied"}
    assert _statuses(shop, "--as-of 2026-12-31")["INV-2026-0001"] == "paid"


def test_money_on_account_is_money(shop: Shop) -> None:
    shop.sold("100")
    shop.append("""
2026-02-01 * "Acme Inc." "Paid ahead" #payment
  id: "PMT-7"
  Assets:Bank:Checking     100.00 EUR
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "PMT-7"

2026-02-02 * "Acme Inc." "Apply" #application
  Assets:Receivable:Acme   100.00 EUR
    invoice: "PMT-7"
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "INV-2026-0001"
""")
    assert "INV-2026-0001" not in _words(shop)


def test_a_credit_note_written_onto_the_invoice(shop: Shop) -> None:
    shop.sold("100")
    shop.append("""
2026-02-01 * "Acme Inc." "Credit" #credit-note
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "INV-2026-0001"
  Income:Services          100.00 EUR
""")
    assert _words(shop).get("INV-2026-0001") == "credited"
