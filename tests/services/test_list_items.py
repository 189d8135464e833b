"""States of items, and the buckets of an aging."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import UsageError
from billcli.services.item_state import is_in, state
from billcli.services.list_items import Choice, edges_of, list_invoices, list_open

if TYPE_CHECKING:
    from shop import Shop


DAY = dt.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", (30, 60, 90)), ("7", (7,)), ("14, 30", (14, 30)), ("1,99999", (1, 99999))],
)
def test_edges(text: str, expected: tuple[int, ...]) -> None:
    assert edges_of(text) == expected


@pytest.mark.parametrize("text", [",", "0", "5,4", "5,5", "100000", "٣٠", "a", "-1", "1e2"])
def test_edges_that_are_none(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        edges_of(text)
    assert caught.value.problems[0].code == "BUCKETS-UNREADABLE"


def test_an_invoice_is_late_from_the_day_after_it_is_due(shop: Shop) -> None:
    shop.sold("100", date="2026-01-01")  # due 2026-01-31
    (row,) = list_open(shop.workspace(), DAY, Choice())
    assert state(row, DAY) == "open"
    assert state(row, dt.date(2026, 2, 1)) == "overdue"
    assert is_in(row, DAY, "")
    assert is_in(row, DAY, "open")
    assert not is_in(row, DAY, "paid")


def test_what_is_settled_is_paid_and_not_open(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 100 EUR")
    books = shop.workspace()
    assert list_open(books, DAY, Choice()) == ()
    (row,) = list_invoices(books, DAY, Choice())
    assert state(row, dt.date(2027, 1, 1)) == "paid"


def test_money_on_account_is_no_document_and_never_overdue(shop: Shop) -> None:
    shop.done("payment add Acme 100 EUR --on-account")
    books = shop.workspace()
    assert list_invoices(books, DAY, Choice()) == ()
    (row,) = list_open(books, DAY, Choice())
    assert not is_in(row, dt.date(2030, 1, 1), "overdue")
    assert is_in(row, DAY, "open")
