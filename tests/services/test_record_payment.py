"""Payments a person tells of: what cannot be meant is refused before anything is written."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.services.early_payment import EarlyPayments

if TYPE_CHECKING:
    from shop import Shop


def _refused(shop: Shop, words: str, code: str) -> str:
    before = shop.tree()
    answer = shop(f"payment add {words}", yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert shop.tree() == before
    return answer.err


@pytest.mark.parametrize(
    ("flag", "code"), [("discount", "PAYMENT-AMOUNT"), ("fee", "PAYMENT-AMOUNT")]
)
@pytest.mark.parametrize("amount", ["-3", "0", "-0.01", "0.00"])
def test_a_fee_or_discount_is_more_than_zero(shop: Shop, flag: str, code: str, amount: str) -> None:
    shop.sold("300")
    said = _refused(shop, f"Acme 297 EUR --allocate INV-2026-0001 --{flag} {amount}", code)
    assert f"--{flag}: " in said
    assert "help: " in said


def test_a_discount_never_ends_on_account(shop: Shop) -> None:
    shop.sold("300")
    said = _refused(
        shop, "Acme 294 EUR --allocate INV-2026-0001=294 --discount 6", "DISCOUNT-RESIDUAL"
    )
    assert "6.00 EUR" in said
    assert "--allocate INV-2026-0001=300.00" in said
    assert "leave the amount out" in said
    shop.done("payment add Acme 294 EUR --allocate INV-2026-0001=300.00 --discount 6")
    assert shop("report open").rows[1:] == []


def test_a_discount_on_less_than_is_open_is_refused_too(shop: Shop) -> None:
    shop.sold("300")
    shop.done("payment add Acme 100 EUR --allocate INV-2026-0001")
    said = _refused(shop, "Acme 200 EUR --allocate INV-2026-0001 --discount 6", "DISCOUNT-RESIDUAL")
    assert "only 200.00 EUR of INV-2026-0001 is open" in said


def test_a_discount_on_part_of_an_invoice_settles_that_part(shop: Shop) -> None:
    shop.sold("300")
    shop.done("payment add Acme 94 EUR --allocate INV-2026-0001 --discount 6")
    assert [row[9] for row in shop("report open").rows[1:]] == ["200.00"]


@pytest.mark.parametrize("account", ["Income:Services", "Equity:Opening-Balances", "Assets"])
def test_money_arrives_on_an_assets_account(shop: Shop, account: str) -> None:
    shop.sold("300")
    said = _refused(shop, f"Acme 300 EUR --account {account}", "ACCOUNT-NOT-MONEY")
    assert f"--account: {account} " in said


def test_the_name_of_the_assets_comes_from_the_ledger(shop: Shop) -> None:
    for name in ("main.beancount", "customers.beancount", "billcli.toml"):
        head = 'option "name_assets" "Aktiva"\n' if name.endswith("beancount") else ""
        shop.write(name, head + shop.text(name).replace("Assets:", "Aktiva:"))
    _refused(shop, "Acme 300 EUR --account Assets:Cash", "ACCOUNT-NOT-MONEY")
    shop.done("payment add Acme 300 EUR --account Aktiva:Cash --on-account")


def test_a_payment_in_no_currency_is_refused(shop: Shop) -> None:
    said = _refused(shop, "Acme 300 EURO --on-account", "CURRENCY-UNKNOWN")
    assert "did you mean EUR?" in said


@pytest.mark.parametrize("amount", ["-5", "-5.00"])
def test_a_negative_payment_is_told_to_be_positive(shop: Shop, amount: str) -> None:
    before = shop.tree()
    answer = shop(f"payment add Acme {amount} EUR", yes=True)
    assert answer.status == 2
    assert "must be positive" in answer.err
    assert shop.tree() == before


def _sold_with_discount(shop: Shop, *prices: str, terms: str = "2/10 net 30") -> None:
    for price in prices:
        shop.done(f'invoice create Acme --line "{price} Work" --terms "{terms}"')


def _open(shop: Shop) -> list[tuple[str, str]]:
    return [(row[0], row[9]) for row in shop("report open --as-of 2026-12-31").rows[1:]]


@pytest.mark.parametrize("terms", ["2/10 net 30", "2% 10 Tage, 30 netto"])
def test_the_discounted_total_in_time_settles_the_invoice_with_its_tax(
    shop: Shop, terms: str
) -> None:
    _sold_with_discount(shop, "300", terms=terms)
    shop.done("payment add Acme 349.86 EUR --date 2026-02-10")
    assert _open(shop) == []
    text = shop.text()
    assert "Income:Discounts           6.00 EUR" in text
    assert "Liabilities:Tax            1.14 EUR" in text
    assert shop("check").status == 0


def test_the_named_invoice_is_settled_with_its_discount(shop: Shop) -> None:
    _sold_with_discount(shop, "300", "300")
    shop.done("payment add Acme 349.86 EUR --allocate INV-2026-0002")
    assert _open(shop) == [("INV-2026-0001", "357.00")]


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("357 EUR --allocate INV-2026-0001", []),
        ("357 EUR --allocate INV-2026-0001 --dry-run", []),
        ("349.86 EUR --allocate INV-2026-0001", ["INV-2026-0001"]),
        ("119 EUR", ["INV-2026-0001", "INV-2026-0002"]),
        ("476 EUR", []),
    ],
)
def test_terms_are_looked_up_where_a_payment_leaves_something_open(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, words: str, asked: list[str]
) -> None:
    _sold_with_discount(shop, "300", "100")
    found: list[str] = []
    look = EarlyPayments._terms
    monkeypatch.setattr(
        EarlyPayments, "_terms", lambda early, row: (found.append(row.item), look(early, row))[1]
    )
    shop.done(f"payment add Acme {words}")
    assert found == asked


def test_a_stated_amount_is_a_part_payment(shop: Shop) -> None:
    _sold_with_discount(shop, "300")
    shop.done("payment add Acme 349.86 EUR --allocate INV-2026-0001=349.86")
    assert _open(shop) == [("INV-2026-0001", "7.14")]


def test_a_fee_counts_towards_the_discounted_total(shop: Shop) -> None:
    _sold_with_discount(shop, "300")
    shop.done("payment add Acme 347.86 EUR --fee 2")
    assert _open(shop) == []


def test_all_invoices_less_the_discount_of_those_that_grant_one(shop: Shop) -> None:
    _sold_with_discount(shop, "300", "100")
    shop.sold("50")
    amount = Decimal("526.00") - Decimal("9.52")
    found = shop(f"payment add Acme {amount} EUR --format json", yes=True)
    assert [one["amount"]["number"] for one in found.data["discounts"]] == ["7.14", "2.38"]
    assert _open(shop) == []


def test_a_discount_that_ran_out_is_refused_and_named(shop: Shop) -> None:
    _sold_with_discount(shop, "300")
    said = _refused(shop, "Acme 349.86 EUR --date 2026-02-11", "PAYMENT-AMBIGUOUS")
    assert "granted until 2026-02-10: --discount 7.14 grants it all the same" in said
    shop.done("payment add Acme 349.86 EUR --date 2026-02-11 --discount 7.14")
    assert _open(shop) == []


@pytest.mark.parametrize("agreed", ["project", "customer"])
def test_days_of_grace_count(shop: Shop, agreed: str) -> None:
    _sold_with_discount(shop, "300")
    if agreed == "project":
        shop.append("[matching]\ndiscount_grace_days = 2\n", "billcli.toml")
    else:
        shop.done("customer edit Acme --discount-grace-days 2")
    _refused(shop, "Acme 349.86 EUR --date 2026-02-13", "PAYMENT-AMBIGUOUS")
    shop.done("payment add Acme 349.86 EUR --date 2026-02-12")
    assert _open(shop) == []


def test_an_amount_with_two_explanations_is_asked_about(shop: Shop) -> None:
    _sold_with_discount(shop, "300")
    shop.sold("349.86")
    said = _refused(shop, "Acme 349.86 EUR", "PAYMENT-AMBIGUOUS")
    assert "INV-2026-0001 less a discount of 7.14 EUR" in said
    shop.done("payment add Acme 349.86 EUR --allocate INV-2026-0002")
    assert _open(shop) == [("INV-2026-0001", "357.00")]


def test_two_equal_invoices_with_discount_are_asked_about(shop: Shop) -> None:
    _sold_with_discount(shop, "300", "300")
    _refused(shop, "Acme 349.86 EUR", "PAYMENT-AMBIGUOUS")


def test_of_a_part_paid_invoice_no_discount_is_taken(shop: Shop) -> None:
    _sold_with_discount(shop, "300")
    shop.done("payment add Acme 57 EUR --allocate INV-2026-0001=57")
    _refused(shop, "Acme 294 EUR", "PAYMENT-AMBIGUOUS")
    _refused(shop, "Acme 292.86 EUR", "PAYMENT-AMBIGUOUS")


def test_money_on_account_takes_no_discount(shop: Shop) -> None:
    _sold_with_discount(shop, "300")
    shop.done("payment add Acme 349.86 EUR --on-account")
    assert _open(shop) == [("PMT-2026-0001", "-349.86"), ("INV-2026-0001", "357.00")]


def test_undo_takes_back_the_discount(shop: Shop) -> None:
    _sold_with_discount(shop, "300")
    before = shop.tree()
    shop.done("payment add Acme 349.86 EUR")
    shop.done("undo")
    assert shop.tree() == before


FOREIGN = """
2025-01-01 open Assets:Receivable:Anna
2025-01-01 open Assets:Bank EUR
2025-01-01 open Income:Work
2025-01-01 open Income:Skonto
2025-01-01 open Expenses:Bankgebuehren
2025-01-05 * "Anna" "Work" ^R-1
  invoice: "R-1"
  Assets:Receivable:Anna  100.00 EUR
  Income:Work
"""
PAID = "payment add Anna 90 EUR --account Assets:Bank --allocate R-1 --fee 2 --discount 3"


@pytest.mark.parametrize(
    ("more", "settings", "used"),
    [
        ("", "", {"Income:Skonto", "Expenses:Bankgebuehren"}),
        ("2025-02-01 open Income:Rabatt\n", "", {"Income:Discounts", "Expenses:Bankgebuehren"}),
        ("2025-01-01 open Income:Discounts\n", "", {"Income:Discounts", "Expenses:Bankgebuehren"}),
        ("", '[accounts]\nfees = "Expenses:Mine"\n', {"Income:Skonto", "Expenses:Mine"}),
        ("2025-03-01 close Income:Skonto\n", "", {"Income:Discounts", "Expenses:Bankgebuehren"}),
    ],
)
def test_fees_and_discounts_go_where_the_ledger_has_an_account_for_them(
    shop: Shop, more: str, settings: str, used: set[str]
) -> None:
    shop.write("main.beancount", FOREIGN + more)
    shop.write("billcli.toml", f'[ledger]\nfile = "main.beancount"\n{settings}')
    shop.done(PAID)
    paid = shop.workspace().snapshot.facts.entries_with("id")[0]
    accounts = {leg.account for leg in paid.postings}
    assert accounts == {"Assets:Bank", "Assets:Receivable:Anna", *used}
