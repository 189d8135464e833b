"""A project file for a ledger that is there, made from how its accounts are used."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from billcli.services.adopt_ledger import config_for

if TYPE_CHECKING:
    from shop import Shop


PLAIN = """2025-01-01 open Assets:Bank:Giro
2025-01-01 open Assets:Cash
2025-01-01 open Assets:AR:Acme
2025-01-01 open Income:Sales
2025-01-01 open Income:Consulting
2025-01-01 open Liabilities:VAT
2025-01-05 * "Acme" "Sale"
  Assets:AR:Acme       10.00 EUR
  Income:Consulting   -10.00 EUR
"""


def _config(shop: Shop, text: str, currency: str = "") -> dict[str, dict[str, str]]:
    shop.write("main.beancount", text)
    ledger = shop.folder / "main.beancount"
    return tomllib.loads(config_for(ledger, shop.folder, currency)[0])


def test_accounts_are_those_in_use_then_those_named_so(shop: Shop) -> None:
    found = _config(shop, PLAIN)
    assert found["ledger"] == {"file": "main.beancount"}
    assert found["accounts"] == {
        "receivable": "Assets:AR",
        "bank": "Assets:Bank:Giro",
        "income": "Income:Consulting",
        "tax": "Liabilities:VAT",
    }


def test_what_is_not_there_stays_a_comment(shop: Shop) -> None:
    shop.write("main.beancount", PLAIN)
    text, problems = config_for(shop.folder / "main.beancount", shop.folder, "")
    assert problems == ()
    for purpose in ("discounts", "fees", "rounding", "opening"):
        assert f'# {purpose} = "..."\n' in text
    assert '# currency = "EUR"\n' in text
    assert "# [tax.DE-19]\n" in text


@pytest.mark.parametrize(
    ("head", "named", "expected"),
    [
        ("", "CHF", "CHF"),
        ('option "operating_currency" "USD"\n', "", "USD"),
        ('option "operating_currency" "USD"\n', "CHF", "CHF"),
    ],
)
def test_the_currency_is_named_or_the_ledgers_own(
    shop: Shop, head: str, named: str, expected: str
) -> None:
    assert _config(shop, head + PLAIN, named)["defaults"] == {"currency": expected}


def test_several_receivable_roots_are_left_to_the_person(shop: Shop) -> None:
    text = PLAIN + "2025-01-01 open Assets:Debtors:Globex\n"
    assert "receivable" not in _config(shop, text)["accounts"]


def test_the_ledgers_own_root_names_are_followed(shop: Shop) -> None:
    text = 'option "name_assets" "Aktiva"\n' + PLAIN.replace("Assets:", "Aktiva:")
    assert _config(shop, text)["accounts"]["bank"] == "Aktiva:Bank:Giro"


def test_a_ledger_elsewhere_is_named_by_its_whole_path(shop: Shop) -> None:
    shop.write("main.beancount", PLAIN)
    other = shop.folder / "project"
    other.mkdir()
    found = tomllib.loads(config_for(shop.folder / "main.beancount", other, "")[0])
    assert found["ledger"]["file"] == f"{shop.folder.as_posix()}/main.beancount"
