"""Accounts that take fees, rounding and exchange: configured, usual, named, or opened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Account, Entry, Posting
from billcli.domain.money import Money
from billcli.services.adjustment_account import AdjustmentAccounts, opened_for

if TYPE_CHECKING:
    from shop import Shop

DAY = dt.date(2026, 1, 28)


def _found(shop: Shop, kind: str) -> tuple[str, list[str]]:
    accounts = AdjustmentAccounts(shop.workspace())
    name = accounts.name(kind, DAY)
    return name, list(accounts.opened)


def test_the_configured_account_counts(shop: Shop) -> None:
    assert _found(shop, "fees") == ("Expenses:Fees", [])


def test_the_usual_account_is_taken_when_it_is_open(shop: Shop) -> None:
    assert _found(shop, "rounding") == ("Expenses:Rounding", [])
    shop.append("2025-01-01 open Income:Exchange\n2025-01-01 open Income:FX\n")
    assert _found(shop, "fx") == ("Income:FX", [])


@pytest.mark.parametrize(
    ("kind", "name"),
    [("fx", "Income:Kursdifferenzen"), ("card_fees", "Expenses:StripeFees")],
)
def test_the_only_account_whose_name_says_it_is_taken(shop: Shop, kind: str, name: str) -> None:
    shop.append(f"2025-01-01 open {name}\n2025-01-01 open Assets:{name.partition(':')[2]}\n")
    assert _found(shop, kind) == (name, [])


@pytest.mark.parametrize(
    "opened",
    [
        "",
        "2025-01-01 open Income:Exchange\n2025-01-01 open Expenses:Exchange\n",
        "2026-01-29 open Income:Exchange\n",
        "2025-01-01 open Income:Exchange\n2025-06-01 close Income:Exchange\n",
        "2025-01-01 open Equity:Exchange\n",
    ],
    ids=["none", "two", "later", "closed", "elsewhere"],
)
def test_else_the_usual_one_is_opened(shop: Shop, opened: str) -> None:
    shop.append(opened)
    assert _found(shop, "fx") == ("Income:FX", ["Income:FX"])


def test_an_account_is_opened_once_and_early_enough(shop: Shop) -> None:
    accounts = AdjustmentAccounts(shop.workspace())
    assert {accounts.name("fx", day) for day in (DAY, dt.date(2024, 5, 1), DAY)} == {"Income:FX"}
    (one,) = accounts.opened.values()
    assert (one.name, one.date) == ("Income:FX", dt.date(2024, 5, 1))


def test_accounts_that_entries_need_are_opened_once(shop: Shop) -> None:
    books = shop.workspace()
    day = dt.date(2025, 1, 1)
    legs = tuple(Posting(name, Money.of(1, "EUR")) for name in
                 ("Income:FX", "Income:Discounts", "Income:FX", "Assets:Nowhere"))  # fmt: skip
    entry = Entry(dt.date(2026, 1, 31), "", "", (), (), legs)
    assert opened_for(books, entry, entry) == (Account(day, "Income:FX"),)


def test_an_exchange_difference_opens_its_account_and_undo_closes_it(shop: Shop) -> None:
    shop.setting('\n[currency]\nbase = "EUR"\nvalue = true\n')
    shop.append("\n2026-01-01 price USD 0.9000 EUR\n2026-01-20 price USD 0.9500 EUR\n")
    shop.done('invoice create Globex --line "100 Work; tax=ZERO" --date 2026-01-05')
    before = shop.tree()
    shop.done("payment add Globex 100 USD --account Assets:Bank:Dollars --date 2026-01-21")
    assert "open Income:FX" in shop.text("customers.beancount")
    assert shop("check").status == 0
    shop.done("undo")
    assert shop.tree() == before
