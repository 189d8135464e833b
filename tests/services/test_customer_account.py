"""The customer a command names, and the account its open items stand on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import UsageError
from billcli.services.customer_account import account_of, customer_of

if TYPE_CHECKING:
    from shop import Shop


DAY = dt.date(2026, 1, 31)


def test_a_customer_is_found_in_any_case(shop: Shop) -> None:
    books = shop.workspace()
    assert customer_of(books, "Acme", DAY).id == "Acme"
    assert customer_of(books, "aCME", DAY).name == "Acme Inc."


def test_the_customer_is_as_recorded_on_the_day(shop: Shop) -> None:
    shop.done('customer edit Acme --name "Acme AG" --since 2026-02-01')
    books = shop.workspace()
    assert customer_of(books, "Acme", DAY).name == "Acme Inc."
    assert customer_of(books, "Acme", dt.date(2026, 2, 1)).name == "Acme AG"


def test_an_unknown_customer_is_answered_by_the_nearest(shop: Shop) -> None:
    with pytest.raises(UsageError) as caught:
        customer_of(shop.workspace(), "Acne", DAY)
    assert caught.value.problems[0].code == "UNKNOWN-CUSTOMER"
    assert caught.value.problems[0].help == "did you mean Acme (Acme Inc.)?"


def test_the_account_is_the_recorded_one_else_below_the_root(shop: Shop) -> None:
    books = shop.workspace()
    party = customer_of(books, "Acme", DAY)
    assert account_of(books, party) == "Assets:Receivable:Acme"
    assert account_of(books, replace(party, account="")) == "Assets:Receivable:Acme"
    assert account_of(books, replace(party, account="Assets:Other")) == "Assets:Other"
