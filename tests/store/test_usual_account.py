from __future__ import annotations

from billcli.store.settings import Settings, parse_settings
from billcli.store.usual_account import under_roots

GERMAN = {
    "Assets": "Aktiva",
    "Liabilities": "Passiva",
    "Equity": "Kapital",
    "Income": "Ertrag",
    "Expenses": "Aufwand",
}
NAMED = """
[accounts]
discounts = "Income:Skonto"
[tax.DE-19]
rate = 19
[tax.DE-7]
rate = 7
account = "Liabilities:Mine"
"""


def parse(text: str) -> Settings:
    return parse_settings(text.encode(), "billcli.toml")


def test_usual_accounts_stand_under_the_roots_of_the_ledger() -> None:
    accounts = under_roots(Settings(), GERMAN).accounts
    assert (accounts.discounts, accounts.fees) == ("Ertrag:Discounts", "Aufwand:Fees:Bank")
    assert (accounts.tax, accounts.undeposited) == ("Passiva:Tax", "Aktiva:UndepositedFunds")
    assert (accounts.opening, accounts.bank) == ("Kapital:Opening-Balances", "")
    roots = {name.partition(":")[0] for name in map(accounts.__getattribute__, accounts.__slots__)}
    assert roots == {"", *GERMAN.values()}


def test_what_the_file_names_stays_as_it_is_written() -> None:
    settings = under_roots(parse(NAMED), GERMAN)
    assert (settings.accounts.discounts, settings.accounts.fx) == ("Income:Skonto", "Ertrag:FX")
    assert settings.taxes.find("DE-19").account == "Passiva:Tax"
    assert settings.taxes.find("DE-7").account == "Liabilities:Mine"
    own = parse(NAMED.replace("[tax", 'tax = "Passiva:USt"\n[tax', 1))
    assert under_roots(own, GERMAN).taxes.find("DE-19").account == "Passiva:USt"


def test_one_root_of_another_name_moves_its_accounts_alone() -> None:
    settings = under_roots(
        Settings(), {**dict(zip(GERMAN, GERMAN, strict=True)), "Income": "Revenue"}
    )
    assert settings.accounts.fx == "Revenue:FX"
    assert settings.accounts.fees == "Expenses:Fees:Bank"


def test_the_roots_of_beancount_change_nothing() -> None:
    settings = parse(NAMED)
    assert under_roots(settings, {name: name for name in GERMAN}) is settings
