"""Payments as the ledger tells them, also those other tools wrote."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from billcli.services.list_payments import payment_of, payments

if TYPE_CHECKING:
    from shop import Shop


SALE = (
    '2026-01-05 * "Foreign Corp" "Sale"\n'
    "  Assets:Receivable:Foreign  50.00 EUR\n  Income:Services  -50.00 EUR\n"
)
ACCOUNT = "2025-01-01 open Assets:Receivable:Foreign\n"


def _payments(shop: Shop) -> list[tuple[str, str, str]]:
    books = shop.workspace().books(dt.date(2026, 12, 31))
    return [(p.payment, p.customer, str(p.amount)) for p in payments(books)]


def test_a_credit_against_an_asset_is_a_payment_named_by_its_place(shop: Shop) -> None:
    shop.append(
        f'{ACCOUNT}{SALE}2026-01-20 * "Foreign Corp" "Paid"\n'
        "  Assets:Bank:Checking  48.00 EUR\n  Expenses:Fees  2.00 EUR\n"
        "  Assets:Receivable:Foreign  -50.00 EUR\n"
    )
    assert _payments(shop) == [("main.beancount:19", "Foreign", "48.00 EUR")]
    books = shop.workspace().all_books()
    assert payment_of(books, "main.beancount:19").customer_name == "Foreign Corp"


def test_credits_that_bring_no_money_are_no_payments(shop: Shop) -> None:
    shop.append(
        f'{ACCOUNT}{SALE}2026-01-20 * "Foreign Corp" "Bad debt"\n'
        "  Expenses:Fees  50.00 EUR\n  Assets:Receivable:Foreign  -50.00 EUR\n"
    )
    assert _payments(shop) == []


def test_money_that_goes_out_is_no_payment(shop: Shop) -> None:
    shop.append(
        f'{ACCOUNT}2026-01-20 * "Foreign Corp" "Refund"\n'
        "  Assets:Bank:Checking  -50.00 EUR\n  Assets:Receivable:Foreign  50.00 EUR\n"
    )
    assert _payments(shop) == []


def test_sealed_entries_are_payments_only_when_they_say_so(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 100 EUR")
    shop.sold("5")
    shop.done("invoice void INV-2026-0002")
    assert _payments(shop) == [("PMT-2026-0001", "Acme", "100.00 EUR")]


def test_a_tagged_entry_is_a_payment_whatever_it_moves(shop: Shop) -> None:
    shop.append(
        f'{ACCOUNT}{SALE}2026-01-20 * "Foreign Corp" "Barter" #payment\n'
        "  Expenses:Fees  50.00 EUR\n  Assets:Receivable:Foreign  -50.00 EUR\n"
    )
    assert _payments(shop) == [("main.beancount:19", "Foreign", "0.00 EUR")]


def test_of_several_currencies_the_first_counts(shop: Shop) -> None:
    shop.append(
        f'{ACCOUNT}{SALE}2026-01-20 * "Foreign Corp" "Paid"\n'
        "  Assets:Bank:Checking  30.00 EUR\n  Assets:Cash  20.00 EUR\n"
        "  Assets:Cash  1.00 USD\n  Income:Services  -1.00 USD\n"
        "  Assets:Receivable:Foreign  -50.00 EUR\n"
    )
    assert _payments(shop) == [("main.beancount:19", "Foreign", "50.00 EUR")]
