"""What a payment settled becomes credit again, by an entry that sums to zero."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from billcli.services.check_ledger import check_ledger

if TYPE_CHECKING:
    from shop import Shop

HEAD = '2026-01-31 * "Acme Inc."'


def left(shop: Shop) -> dict[str, str]:
    """Return what is open, by item."""
    return {row[0]: row[9] for row in shop("report open --sort date").rows[1:]}


def sound(shop: Shop) -> None:
    """Assert that nothing is wrong with the books, and that items add up to the accounts."""
    books = shop.workspace()
    assert check_ledger(books, strict=True).problems == ()
    owed: dict[tuple[str, str], Decimal] = {}
    for row in books.all_books().open_items():
        key = row.account, row.balance_open.currency
        owed[key] = owed.get(key, Decimal(0)) + row.balance_open.number
    held = books.all_books().account_balances()
    assert {key: sum_.number for key, sum_ in held.items() if sum_} == {
        key: number for key, number in owed.items() if number
    }


def refused(shop: Shop, line: str, code: str) -> str:
    """Assert that a command is refused and writes nothing; return what it said."""
    before = shop.tree()
    answer = shop(line, yes=True)
    assert (answer.status, answer.codes) == (2, [code]), answer.err
    assert shop.tree() == before
    return answer.err


def entries(shop: Shop, since: str) -> list[str]:
    """Return the lines of the ledger from an entry on, without seals and blank lines."""
    rows = shop.text().splitlines()
    at = next(n for n, row in enumerate(rows) if since in row and " * " in row)
    return [row for row in rows[at:] if row.strip() and "seal:" not in row]


def test_unreconciling_one_does_not_remove_all(shop: Shop) -> None:
    """erpnext#37117, #49458: unreconciling one invoice of a payment removed all of them."""
    shop.sold("100", "200", "300")
    shop.done("payment add Acme 600 EUR", "payment unapply PMT-2026-0001 INV-2026-0002")
    assert left(shop) == {"INV-2026-0002": "200.00", "PMT-2026-0001": "-200.00"}
    sound(shop)
    again = refused(shop, "payment unapply PMT-2026-0001 INV-2026-0002", "PAYMENT-UNAPPLIED")
    assert "PMT-2026-0001 settles nothing of INV-2026-0002" in again
    shop.done("payment unapply PMT-2026-0001")
    assert left(shop) == {"INV-2026-0001": "100.00", "INV-2026-0002": "200.00",
                          "INV-2026-0003": "300.00", "PMT-2026-0001": "-600.00"}  # fmt: skip
    sound(shop)
    refused(shop, "payment unapply PMT-2026-0001", "PAYMENT-UNAPPLIED")


def test_another_payment_of_the_same_item_stays(shop: Shop) -> None:
    shop.sold("100")
    shop.done(
        "payment add Acme 60 EUR --allocate INV-2026-0001",
        "payment add Acme 40 EUR",
        "payment unapply PMT-2026-0001",
    )
    assert left(shop) == {"INV-2026-0001": "60.00", "PMT-2026-0001": "-60.00"}
    assert shop("payment unapply PMT-2026-0002 --dry-run").status == 0
    sound(shop)


def test_credit_that_was_unapplied_is_spent_once(shop: Shop) -> None:
    """erpnext#33462: the same credit could be used on every invoice."""
    shop.sold("100", "100")
    shop.done(
        "payment add Acme 100 EUR --allocate INV-2026-0001",
        "payment unapply PMT-2026-0001",
        "payment add Acme 40 EUR --allocate PMT-2026-0001 --allocate INV-2026-0002"
        " --allocate INV-2026-0001=40",
    )
    assert left(shop) == {"INV-2026-0001": "60.00"}
    refused(
        shop, "payment add Acme 10 EUR --allocate PMT-2026-0001=50 --allocate INV-2026-0001",
        "UNKNOWN-ITEM",
    )  # fmt: skip
    shop.done("payment unapply PMT-2026-0001 INV-2026-0002")
    assert left(shop) == {
        "INV-2026-0001": "60.00", "INV-2026-0002": "100.00", "PMT-2026-0001": "-100.00"
    }  # fmt: skip
    sound(shop)


def test_a_discount_goes_back_with_its_tax_and_a_fee_stays(shop: Shop) -> None:
    shop.done('invoice create Acme --line "100 Work"', 'invoice create Acme --line "100 Work"')
    shop.done("payment add Acme 114.43 EUR --discount 3.57 --fee 1 --allocate INV-2026-0001")
    answer = shop("payment unapply PMT-2026-0001 --format json", yes=True)
    data: Any = answer.data
    assert data["entries"] == ["RET-2026-0001", "APP-2026-0001"]
    assert data["on_account"]["amount"] == {"number": "115.43", "currency": "EUR"}
    assert data["taken_back"] == {"number": "3.57", "currency": "EUR"}
    assert data["reopened"] == [{"item": "INV-2026-0001", "instalment": None,
                                 "amount": {"number": "119.00", "currency": "EUR"}}]  # fmt: skip
    said = '"Unapply PMT-2026-0001" #application'
    assert entries(shop, "Discount taken back") == [
        f'{HEAD} "Discount taken back" #reversal ^RET-2026-0001 ^PMT-2026-0001 ^INV-2026-0001',
        '  id: "RET-2026-0001"',
        '  corrects: "PMT-2026-0001"',
        "  Income:Discounts        -3.00 EUR",
        '    adjustment: "discount"',
        "  Liabilities:Tax         -0.57 EUR",
        '    adjustment: "discount"',
        '    tax: "VAT"',
        "    base: 3.00 EUR",
        "  Assets:Receivable:Acme   3.57 EUR",
        '    invoice: "INV-2026-0001"',
        f"{HEAD} {said} ^APP-2026-0001 ^PMT-2026-0001 ^INV-2026-0001",
        '  id: "APP-2026-0001"',
        '  corrects: "PMT-2026-0001"',
        "  Assets:Receivable:Acme   115.43 EUR",
        '    invoice: "INV-2026-0001"',
        "  Assets:Receivable:Acme  -115.43 EUR",
        '    invoice: "PMT-2026-0001"',
    ]
    sound(shop)
    before = shop.text()
    shop.done("undo")  # both entries are one act
    assert "RET-2026-0001" in before
    assert "RET-2026-0001" not in shop.text()
    assert left(shop) == {"INV-2026-0002": "119.00"}


def test_a_payment_that_is_not_there_yet_or_has_no_number_is_refused(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 100 EUR")
    said = refused(shop, "payment unapply PMT-2026-0001 --date 2026-01-30", "PAYMENT-BEFORE")
    assert "use --date 2026-01-31 or later" in said
    refused(shop, "payment unapply PMT-2026-0009", "UNKNOWN-PAYMENT")
    shop.append(
        '\n2026-01-20 * "Globex" "Bill" ^g-1\n'
        "  Assets:Receivable:Globex  50 USD\n  Income:Services\n"
        '\n2026-01-21 * "Globex" "Wire" ^g-1\n'
        "  Assets:Bank:Dollars  50 USD\n  Assets:Receivable:Globex\n"
        '\n2026-01-22 * "Globex" "Wire"\n  id: "W-1"\n'
        "  Assets:Bank:Dollars  50 USD\n  Assets:Receivable:Globex\n"
    )
    place = next(row[0] for row in shop("payment list").rows if "main.beancount" in row[0])
    assert "it is told by no number" in refused(shop, f"payment unapply {place}", "ITEM-UNNAMED")
    assert "the items it settles" in refused(shop, "payment unapply W-1", "ITEM-UNNAMED")


def test_a_payment_for_several_customers_is_unapplied_one_by_one(shop: Shop) -> None:
    shop.sold("100")
    shop.sold("70", customer="Globex")
    shop.append("""
2026-01-31 * "Processor" "Payout" #payment #payout ^PMT-2026-0001 ^INV-2026-0001 ^INV-2026-0002
  id: "PMT-2026-0001"
  Assets:Bank:Checking      170.00 USD
  Assets:Receivable:Acme   -100.00 USD
    invoice: "INV-2026-0001"
  Assets:Receivable:Globex  -70.00 USD
    invoice: "INV-2026-0002"
""".replace("100.00 USD", "100.00 EUR").replace("170.00 USD", "100.00 EUR\n"
            "  Assets:Bank:Dollars        70.00 USD"))  # fmt: skip
    refused(shop, "payment unapply PMT-2026-0001", "PAYMENT-CUSTOMERS")
    shop.done("payment unapply PMT-2026-0001 INV-2026-0001")
    assert left(shop) == {"INV-2026-0001": "100.00", "APP-2026-0001": "-100.00"}
    sound(shop)


@pytest.mark.parametrize("payment", ["100.02", "99.98"])
def test_a_small_difference_goes_back_too(shop: Shop, payment: str) -> None:
    shop.sold("100")
    shop.append(f"""
2026-01-31 * "Acme Inc." "Payment" #payment ^PMT-2026-0001 ^INV-2026-0001
  id: "PMT-2026-0001"
  Assets:Bank:Checking     {payment} EUR
  Expenses:Rounding        {100 - float(payment):.2f} EUR
    adjustment: "rounding"
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "INV-2026-0001"
""")
    shop.done("payment unapply PMT-2026-0001")
    assert left(shop) == {"INV-2026-0001": "100.00", "PMT-2026-0001": f"-{payment}"}
    sound(shop)


def test_a_discount_on_several_items_goes_back_for_all_or_for_none(shop: Shop) -> None:
    shop.sold("100", "200")
    shop.append("""
2026-01-31 * "Acme Inc." "Payment" #payment ^PMT-2026-0001 ^INV-2026-0001 ^INV-2026-0002
  id: "PMT-2026-0001"
  Assets:Bank:Checking     291.00 EUR
  Income:Discounts           9.00 EUR
    adjustment: "discount"
  Assets:Receivable:Acme  -100.00 EUR
    invoice: "INV-2026-0001"
  Assets:Receivable:Acme  -200.00 EUR
    invoice: "INV-2026-0002"
""")
    said = refused(shop, "payment unapply PMT-2026-0001 INV-2026-0001", "PAYMENT-SHARED")
    assert "INV-2026-0002" in said
    shop.done("payment unapply PMT-2026-0001")
    assert left(shop) == {
        "INV-2026-0001": "100.00", "INV-2026-0002": "200.00", "PMT-2026-0001": "-291.00"
    }  # fmt: skip
    sound(shop)


def test_what_exchange_rates_made_of_it_goes_back(shop: Shop) -> None:
    shop.append("""
2025-01-01 open Income:FX
2026-01-10 * "Acme Inc." "Invoice" #invoice ^F-1
  invoice: "F-1"
  Assets:Receivable:Acme   1000.00 USD @@ 900.00 EUR
  Income:Services          -900.00 EUR
2026-01-20 * "Acme Inc." "Wire" #payment ^PMT-2026-0001 ^F-1
  id: "PMT-2026-0001"
  Assets:Bank:Checking      890.00 EUR
  Expenses:Fees              20.00 EUR
    adjustment: "bank_fee"
  Assets:Receivable:Acme  -1000.00 USD @@ 900.00 EUR
    invoice: "F-1"
  Income:FX                 -10.00 EUR
    adjustment: "fx"
""")
    shop.done("payment unapply PMT-2026-0001")
    assert left(shop) == {"F-1": "1000.00", "PMT-2026-0001": "-1000.00"}
    assert entries(shop, "Unapply")[3:] == [
        "  Assets:Receivable:Acme   1000.00 USD @@ 900.00 EUR",
        '    invoice: "F-1"',
        "  Assets:Receivable:Acme  -1000.00 USD @@ 910.00 EUR",
        '    invoice: "PMT-2026-0001"',
        "  Income:FX                  10.00 EUR",
        '    adjustment: "fx"',
    ]
    sound(shop)
