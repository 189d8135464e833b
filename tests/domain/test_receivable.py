from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.assign_item import find_roots
from billcli.domain.entry import Account, Facts, LedgerOptions
from billcli.domain.receivable import Place, is_receivable, place_of, receivable_in

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = ("Assets:Receivable",)


def _ledger(*names: str, assets: str = "Assets") -> Facts:
    accounts = {name: Account(dt.date(2026, 1, 1), name) for name in names}
    return Facts(accounts=accounts, options=LedgerOptions(roots={"Assets": assets}))


@pytest.mark.parametrize(
    ("account", "root"),
    [
        ("Assets:Receivable:Acme", "Assets:Receivable"),
        ("Assets:Current:Receivables:Acme", "Assets:Current:Receivables"),
        ("Assets:AccountsReceivable", "Assets:AccountsReceivable"),
        ("Assets:AR:Acme", "Assets:AR"),
        ("Assets:A-R", "Assets:A-R"),
        ("Assets:Debtors:10001", "Assets:Debtors"),
        ("Assets:Forderungen:Mueller", "Assets:Forderungen"),
        ("Assets:Debitoren", "Assets:Debitoren"),
        ("Assets:Clients:Acme", "Assets:Clients"),
        ("Assets:Clients:Receivable:Acme", "Assets:Clients:Receivable"),
        ("Assets:Receivable:Clients:Acme", "Assets:Receivable"),
    ],
)
def test_the_root_is_found_by_a_whole_component(account: str, root: str) -> None:
    assert find_roots(_ledger(account, "Assets:Bank")) == (root,)


@pytest.mark.parametrize(
    "account",
    [
        "Assets:Receivablex:Acme",
        "Assets:ARchive",
        "Assets:Tax:Receivable",
        "Assets:VAT:Receivables",
        "Assets:Loan:Debtors:Bob",
        "Liabilities:Receivable",
        "Assets:Bank:Checking",
    ],
)
def test_other_accounts_are_no_root(account: str) -> None:
    assert find_roots(_ledger(account)) == ()


def test_several_roots_are_all_used_and_a_renamed_assets_root_is_known() -> None:
    facts = _ledger("Aktiva:Forderungen:A", "Aktiva:Debitoren:B", "Assets:AR", assets="Aktiva")
    assert find_roots(facts) == ("Aktiva:Debitoren", "Aktiva:Forderungen")


def test_roots_are_found_in_postings_of_accounts_that_a_plugin_opens(
    facts_of: Callable[[str], Facts],
) -> None:
    facts = facts_of("""
        2026-01-01 * "Acme" "x"
          Assets:AR  1.00 USD
          Income:X  -1.00 USD
        """)
    assert find_roots(facts) == ("Assets:AR",)


@pytest.mark.parametrize(
    ("configured", "roots"),
    [
        ("Assets:Other", ("Assets:Other",)),
        ("Assets:Other:", ("Assets:Other",)),
        (["Assets:A", "Assets:B", "Assets:A"], ("Assets:A", "Assets:B")),
        ("", ("Assets:AR",)),
        ([], ("Assets:AR",)),
    ],
)
def test_a_configured_root_is_used_as_given(
    configured: str | list[str], roots: tuple[str, ...]
) -> None:
    assert find_roots(_ledger("Assets:AR:Acme"), configured) == roots


def test_a_root_ends_at_a_colon() -> None:
    assert is_receivable("Assets:Receivable", ROOT)
    assert is_receivable("Assets:Receivable:Acme", ROOT)
    assert not is_receivable("Assets:ReceivableOther", ROOT)
    assert not is_receivable("Assets", ROOT)


@pytest.mark.parametrize(
    ("leaf", "place"),
    [
        ("", Place()),
        (":Acme", Place("Assets:Receivable:Acme", "Acme")),
        (":Domestic:Acme", Place("Assets:Receivable:Domestic:Acme", "Acme")),
        (":Acme:EUR", Place("Assets:Receivable:Acme", "Acme")),
        (":EUR", Place("Assets:Receivable:EUR", "EUR")),
        (":INV-2026-0001", Place(item="INV-2026-0001")),
        (":Inv7", Place(item="Inv7")),
        (":2026-014", Place(item="2026-014")),
        (":ACME-2026-04", Place(item="ACME-2026-04")),
        (":Acme:INV-7", Place("Assets:Receivable:Acme", "Acme", "INV-7")),
        (":Acme:USD:INV-7", Place("Assets:Receivable:Acme", "Acme", "INV-7")),
        (":10001", Place("Assets:Receivable:10001", "10001")),
        (":Studio54", Place("Assets:Receivable:Studio54", "Studio54")),
        (":Reno-2", Place("Assets:Receivable:Reno-2", "Reno-2")),
    ],
)
def test_a_leaf_is_a_customer_or_a_document(leaf: str, place: Place) -> None:
    assert place_of(f"Assets:Receivable{leaf}", ROOT) == place


def test_an_account_that_a_customers_record_names_is_never_a_document() -> None:
    owners = {"Assets:Receivable:RE-2000"}
    found = place_of("Assets:Receivable:RE-2000", ROOT, owners)
    assert found == Place("Assets:Receivable:RE-2000", "RE-2000")


def test_what_stands_below_a_customers_own_account_is_the_customers() -> None:
    owners = {"Assets:Receivable:Acme"}
    own = "Assets:Receivable:Acme"
    assert place_of(f"{own}:Retainers", ROOT, owners) == Place(own, "Acme")
    assert place_of(f"{own}:INV-7", ROOT, owners) == Place(own, "Acme", "INV-7")


def test_the_longest_root_counts() -> None:
    roots = ("Assets:AR", "Assets:AR:Foreign")
    assert place_of("Assets:AR:Foreign:Acme", roots).customer == "Acme"
    assert place_of("Assets:AR:Foreign", roots) == Place()


@pytest.mark.parametrize(
    ("account", "root"),
    [
        ("Assets:Accounts-Receivable:Acme", "Assets:Accounts-Receivable"),
        ("Assets:A-R:Acme", "Assets:A-R"),
        ("Assets:Receivables:Acme", "Assets:Receivables"),
    ],
)
def test_hyphens_in_a_name_of_receivables_mean_nothing(account: str, root: str) -> None:
    assert find_roots(_ledger(account)) == (root,)


@pytest.mark.parametrize("word", ["Steuer", "USt", "MwSt", "Umsatzsteuer", "Tax", "VAT"])
def test_what_the_tax_office_owes_is_no_receivable(word: str) -> None:
    tax = f"Assets:Forderungen:{word}:Erstattung"
    assert find_roots(_ledger(tax)) == ()
    assert find_roots(_ledger(f"Assets:{word}:Forderungen")) == ()
    facts = _ledger(tax, "Assets:Forderungen:Mueller")
    assert find_roots(facts) == ("Assets:Forderungen",)
    assert receivable_in(facts, find_roots(facts)) == ("Assets:Forderungen:Mueller",)
    assert receivable_in(facts, [f"Assets:Forderungen:{word}"]) == (tax,)
