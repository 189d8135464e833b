"""Questions about accounts and parties, each fault seeded."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Ask
    from shop import Shop

ISSUER = """  name: "Studio Linden"
  city: "Bonn"
"""
WHOLE = """  name: "Studio Linden"
  address: "Lindenallee 1"
  postcode: "53113"
  city: "Bonn"
  country: "DE"
  vat-id: "DE136695976"
  iban: "DE89 3704 0044 0532 0130 00"
  email: "desk@linden.example"
"""


def record(shop: Shop, text: str) -> None:
    shop.write("customers.beancount", shop.text("customers.beancount").replace(ISSUER, text))


def test_complete_accounts_are_well(ask: Ask, shop: Shop) -> None:
    record(shop, WHOLE)
    found = ask("accounts")
    left = [question for question, one in found.items() if one["answer"] != "yes"]
    assert left == ["Are the customers' records complete?"]
    assert found["Is there one root of receivables?"]["detail"] == ("Assets:Receivable, 2 accounts")
    assert found["Does the issuer have an address?"]["detail"] == "Lindenallee 1, 53113, Bonn, DE"
    assert found["Does every customer have a record?"]["detail"] == "2 customers"


def test_no_receivable_account(ask: Ask, shop: Shop) -> None:
    shop.write("customers.beancount", "2025-01-01 open Assets:Other\n")
    found = ask("accounts")
    wrong = found["Is there one root of receivables?"]
    assert (wrong["fault"], wrong["code"]) == (True, "RECEIVABLE-NONE")
    assert wrong["fix"] == 'set receivable = "Assets:Receivable" under [accounts] in billcli.toml'
    assert found["Does every customer have a record?"]["answer"] == "info"
    assert found["Does every customer have a record?"]["fix"].startswith("billcli customer add")


def test_several_receivable_accounts(ask: Ask, shop: Shop) -> None:
    shop.append("2025-01-01 open Assets:Old:Debtors:Initech\n")
    wrong = ask("accounts")["Is there one root of receivables?"]
    assert wrong["code"] == "RECEIVABLE-SEVERAL"
    assert wrong["detail"] == "Assets:Old:Debtors, Assets:Receivable"


def test_a_root_of_the_settings_waits_for_its_first_customer(ask: Ask, shop: Shop) -> None:
    shop.write("customers.beancount", "2025-01-01 open Assets:Other\n")
    settings = shop.text("billcli.toml").replace(
        "[accounts]", '[accounts]\nreceivable = "Assets:R"'
    )
    shop.write("billcli.toml", settings)
    found = ask("accounts")["Is there one root of receivables?"]
    assert found["detail"] == "Assets:R, opened with the first customer"


def test_a_configured_account_that_is_not_open_can_be_opened_by_its_fix(
    ask: Ask, shop: Shop
) -> None:
    settings = shop.text("billcli.toml").replace("Expenses:Fees", "Expenses:Costs")
    shop.write("billcli.toml", settings)
    question = "Is every account of billcli.toml open?"
    wrong = ask("accounts")[question]
    assert (wrong["fault"], wrong["code"]) == (True, "ACCOUNT-UNKNOWN")
    assert wrong["detail"] == "Expenses:Costs is not open (billcli.toml:7)"
    os.system(f"cd '{shop.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    assert ask("accounts")[question]["answer"] == "yes"


def test_the_account_of_a_default_that_is_not_open_is_advice(ask: Ask, shop: Shop) -> None:
    text = shop.text("main.beancount").replace("2025-01-01 open Expenses:Rounding\n", "")
    shop.write("main.beancount", text)
    wrong = ask("accounts")["Is every account of billcli.toml open?"]
    assert not wrong["fault"]
    assert wrong["detail"] == "Expenses:Rounding is not open (the default of accounts.rounding)"


@pytest.mark.parametrize(
    "setting",
    [
        '[bank.account."Assets:Bank:Nowhere"]\ncurrency = "EUR"\n',
        '[tax.X]\nrate = 3\naccount = "Assets:Bank:Nowhere"\n',
        '[prices.x]\nprice = 3\ndescription = "X"\naccount = "Assets:Bank:Nowhere"\n',
    ],
)
def test_accounts_of_banks_taxes_and_prices_count_too(ask: Ask, shop: Shop, setting: str) -> None:
    shop.setting(setting)
    wrong = ask("accounts")["Is every account of billcli.toml open?"]
    assert wrong["fault"]
    assert wrong["detail"].startswith("Assets:Bank:Nowhere is not open")


def test_a_closed_account(ask: Ask, shop: Shop) -> None:
    shop.append("2025-12-31 close Expenses:Fees\n")
    wrong = ask("accounts")["Is every account of billcli.toml open?"]
    assert wrong["code"] == "ACCOUNT-CLOSED"
    assert wrong["fix"] == "name another account at billcli.toml:7"


def test_no_issuer_can_be_recorded_by_its_fix(ask: Ask, shop: Shop) -> None:
    text = shop.text("customers.beancount")
    shop.write("customers.beancount", text[text.index("2025-01-01 open") :])
    question = "Is it recorded who writes the invoices?"
    wrong = ask("accounts")[question]
    assert wrong["fault"]
    os.system(f"cd '{shop.folder}' && {wrong['fix']}")  # noqa: S605 - what the doctor says
    assert ask("accounts", "ledger")[question]["detail"] == "... (main.beancount:16)"


@pytest.mark.parametrize(
    ("key", "question", "is_fault"),
    [
        ("name", "Is it recorded who writes the invoices?", True),
        ("postcode", "Does the issuer have an address?", True),
        ("vat-id", "Does the issuer have a tax number?", True),
        ("iban", "Does the issuer have an IBAN?", False),
    ],
)
def test_what_the_issuer_lacks_is_named_with_its_place(
    ask: Ask, shop: Shop, key: str, question: str, *, is_fault: bool
) -> None:
    kept = [line for line in WHOLE.splitlines(keepends=True) if f"  {key}:" not in line]
    record(shop, "".join(kept))
    wrong = ask("accounts")[question]
    assert (wrong["answer"], wrong["fault"]) == ("no", is_fault)
    assert wrong["fix"] == f'write below customers.beancount:1, indented: {key}: "..."'


def test_who_charges_no_tax_needs_no_vat_id(ask: Ask, shop: Shop) -> None:
    settings = shop.text("billcli.toml").replace("rate = 19", 'category = "Z"')
    shop.write("billcli.toml", settings.replace("rate = 7", 'category = "E"'))
    assert not ask("accounts")["Does the issuer have a tax number?"]["fault"]


def test_two_ibans_that_differ(ask: Ask, shop: Shop) -> None:
    record(shop, WHOLE)
    shop.setting('[bank.account."Assets:Bank:Checking"]\niban = "GB33BUKB20201555555555"\n')
    wrong = ask("accounts")["Does the issuer have an IBAN?"]
    assert (
        wrong["detail"] == "DE89370400440532013000 is none of billcli.toml: GB33BUKB20201555555555"
    )


def test_the_record_that_holds_today_is_the_one_to_mend(ask: Ask, shop: Shop) -> None:
    shop.append('2025-06-01 custom "issuer" "Studio"\n  city: "Köln"\n', "customers.beancount")
    shop.append('2027-01-01 custom "issuer" "Studio"\n  city: "Ulm"\n', "customers.beancount")
    line = (
        shop.text("customers.beancount").splitlines().index('2025-06-01 custom "issuer" "Studio"')
    )
    wrong = ask("accounts")["Does the issuer have an address?"]
    assert f"customers.beancount:{line + 1}," in wrong["fix"]


def test_no_currency(ask: Ask, shop: Shop) -> None:
    shop.write("main.beancount", shop.text("main.beancount").replace(
        'option "operating_currency" "EUR"\n', ""))  # fmt: skip
    shop.write("billcli.toml", shop.text("billcli.toml").replace('currency = "EUR"\n', ""))
    wrong = ask("accounts")["Is the currency of invoices set?"]
    assert (wrong["fault"], wrong["code"]) == (True, "CURRENCY-MISSING")


def test_no_bank_account(ask: Ask, shop: Shop) -> None:
    settings = shop.text("billcli.toml").replace('bank = "Assets:Bank:Checking"\n', "")
    shop.write("billcli.toml", settings)
    wrong = ask("accounts")["Is a bank account set, for payments?"]
    assert (wrong["answer"], wrong["fault"], wrong["code"]) == ("no", False, "BANK-MISSING")


def test_customers_without_a_record(ask: Ask, shop: Shop) -> None:
    shop.append("2025-01-01 open Assets:Receivable:Initech\n")
    wrong = ask("accounts")["Does every customer have a record?"]
    assert wrong["detail"] == "1 of 3 have none: Initech"
    shop.done(wrong["fix"].removeprefix("billcli "))
    assert ask("accounts")["Does every customer have a record?"]["answer"] == "yes"


def test_what_is_wrong_in_a_record_is_told_with_what_mends_it(ask: Ask, shop: Shop) -> None:
    record(shop, WHOLE.replace("DE136695976", "DE136695977"))
    wrong = ask("accounts")["Is the record of the issuer valid?"]
    assert wrong["fault"]
    assert wrong["fix"]
    record(shop, "")
    shop.done("customer edit Acme --address Allee --city Ulm --postcode 1 --country DE")
    left = ask("accounts")["Are the customers' records complete?"]
    assert (left["answer"], left["fault"], left["fix"]) == ("no", False, "billcli customer check")


def test_customers_of_whom_nothing_is_missing(ask: Ask) -> None:
    assert ask("accounts")["Are the customers' records complete?"]["answer"] == "yes"
