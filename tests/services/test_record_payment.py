"""Payments a person tells of: what cannot be meant is refused before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
