"""Receipts and statements as documents: what they say is what the ledger says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.money import Money
from billcli.domain.problem import UsageError
from billcli.services.document_sheet import receipt_of
from billcli.services.list_payments import payment_of

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.receipt import Receipt


def receipt(shop: Shop, name: str = "PMT-2026-0001") -> Receipt:
    books = shop.workspace().all_books()
    return receipt_of(books, payment_of(books, name))


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def test_a_receipt_says_what_was_settled_and_what_remained(shop: Shop) -> None:
    shop.sold("119", "238")
    shop.done("payment add Acme 150 EUR --oldest-first --text Transfer")
    found = receipt(shop)
    assert (found.received, found.method, found.customer) == (eur("150"), "Transfer", "Acme")
    assert [(x.number, x.amount, x.applied, x.remaining) for x in found.lines] == [
        ("INV-2026-0001", eur("119"), eur("119"), eur("0")),
        ("INV-2026-0002", eur("238"), eur("31"), eur("207")),
    ]
    assert (found.adjusted, found.on_account, found.remaining) == (None, eur("0"), eur("207"))


def test_a_later_payment_does_not_change_an_earlier_receipt(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 19 EUR --allocate INV-2026-0001")
    before = receipt(shop)
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    assert receipt(shop) == before
    assert before.remaining == eur("100")
    assert receipt(shop, "PMT-2026-0002").remaining == eur("0")


def test_money_too_much_is_kept_on_account(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 150 EUR --allocate INV-2026-0001 --on-account")
    found = receipt(shop)
    assert (found.applied, found.on_account) == (eur("119"), eur("31"))


def test_discount_and_fees_settle_beside_the_money(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 116 EUR --allocate INV-2026-0001 --fee 3")
    found = receipt(shop)
    assert (found.received, found.adjusted, found.applied) == (eur("116"), eur("3"), eur("119"))
    assert (found.on_account, found.remaining) == (eur("0"), eur("0"))


def test_other_money_is_stated_in_the_documents_currency(shop: Shop) -> None:
    shop.append(
        """
2026-01-20 * "Acme Inc." "Bill" #invoice
  invoice: "A-1"
  Assets:Receivable:Acme  100.00 EUR @@ 110.00 USD
  Income:Services  -110.00 USD

2026-01-25 * "Acme Inc." "Dollars" #payment
  id: "P-1"
  Assets:Bank:Dollars  110.00 USD
  Assets:Receivable:Acme  -100.00 EUR @@ 110.00 USD
    invoice: "A-1"
"""
    )
    found = receipt(shop, "P-1")
    assert (found.received, found.adjusted, found.remaining) == (eur("100"), None, eur("0"))


def test_a_payment_of_several_customers_has_no_one_receipt(shop: Shop) -> None:
    shop.append(
        """
2026-01-25 * "Transfer" "" #payment
  id: "P-1"
  Assets:Bank:Checking  20.00 EUR
  Assets:Receivable:Acme  -10.00 EUR
  Assets:Receivable:Globex  -10.00 EUR
"""
    )
    with pytest.raises(UsageError, match="several customers"):
        receipt(shop, "P-1")


def test_a_payment_without_an_id_gets_a_file_named_by_its_place(shop: Shop) -> None:
    shop.append(
        """
2026-01-25 * "Acme Inc." "By hand"
  Assets:Bank:Checking  20.00 EUR
  Assets:Receivable:Acme  -20.00 EUR
"""
    )
    name = shop("payment list --format ids").out.strip()
    assert name.startswith("main.beancount:")
    shop.done(f"receipt render {name}")
    line = name.rpartition(":")[2]
    assert (shop.folder / f"documents/receipt-main.beancount-{line}.txt").is_file()


def test_the_documents_are_made_in_every_form_and_twice_the_same(shop: Shop) -> None:
    shop.sold("119")
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    answer = shop.done("statement render Acme --from 2026-01-01 --to 2026-01-31")
    path = shop.folder / "documents/statement-Acme-2026-01-31.txt"
    text = path.read_text("utf-8")
    assert answer.out == ""
    assert "Wrote documents/statement-Acme-2026-01-31.txt" in answer.err
    assert "19.00" in text
    shop.done("statement render Acme --from 2026-01-01 --to 2026-01-31")
    assert path.read_text("utf-8") == text
    shop.done("receipt render PMT-2026-0001 -o r.html")
    assert b"PMT-2026-0001" in (shop.folder / "r.html").read_bytes()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("statement render Nobody", "UNKNOWN-CUSTOMER"),
        ("statement render Acme Globex -o s.pdf", "RENDER-OUTPUT"),
        ("statement render Acme -o s.docx", "FORMAT-UNKNOWN"),
        ("statement render Acme --from 2026-02-01 --to 2026-01-01", "PERIOD-BACKWARDS"),
        ("receipt render PMT-9", "UNKNOWN-PAYMENT"),
        ("receipt render", "COMMAND-LINE"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    shop: Shop, line: str, code: str
) -> None:
    shop.sold("119")
    before = shop.tree()
    answer = shop(line)
    assert answer.status == 2
    assert answer.codes == [code]
    assert shop.tree() == before


def test_a_dry_run_names_the_files_and_writes_none(shop: Shop) -> None:
    shop.sold("119")
    before = shop.tree()
    answer = shop("statement render Acme --dry-run")
    assert (answer.status, shop.tree()) == (0, before)
    assert "Would write documents/statement-Acme-2026-01-31.txt" in answer.err
