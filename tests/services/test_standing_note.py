"""What stands on a day, asked of the read model and of the ledger's text: the same."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.services.standing_note import (
    Owners,
    Whose,
    disputed_now,
    holds_on,
    left_of,
    promises_on,
)

if TYPE_CHECKING:
    from shop import Shop

DAY, LATER = dt.date(2026, 1, 31), dt.date(2026, 2, 20)


@pytest.fixture(params=["read model", "text"])
def busy(shop: Shop, request: pytest.FixtureRequest) -> Shop:
    if request.param == "read model":
        shop.env["BILLCLI_CACHE"] = str(shop.folder.parent / "cache")
    else:
        shop.env["BILLCLI_CACHE"] = "off"
    shop.sold("100", "50")
    shop.sold("9", customer="Globex")
    shop.done(
        "dispute open INV-2026-0001 --amount 30 --reason Dear",
        "dispute open INV-2026-0002 --reason Wrong",
        "promise add INV-2026-0001 INV-2026-0002 --until 2026-02-10",
        "promise add INV-2026-0003 --until 2026-02-10 --amount 4",
        "hold set INV-2026-0001 --reason Wait --until 2026-02-10",
        "hold set Globex --reason Wait",
        "payment add Acme 20 EUR --allocate INV-2026-0002 --date 2026-02-05",
        "payment add Globex 4 USD --allocate INV-2026-0003 --date 2026-02-05"
        " --account Assets:Bank:Dollars",
        "customer edit Acme --hold insolvent --since 2026-02-15",
    )
    return shop


def test_promises_stand_as_the_books_of_the_day_say(busy: Shop) -> None:
    space = busy.workspace()
    assert [one.status for one in promises_on(space, DAY)] == ["open", "open"]
    assert [one.status for one in promises_on(space, dt.date(2026, 2, 5))] == ["open", "kept"]
    assert [one.status for one in promises_on(space, LATER)] == ["broken", "kept"]


def test_holds_stand_by_notes_and_by_records(busy: Shop) -> None:
    space = busy.workspace()
    found = [(one.id, one.is_open) for one in holds_on(space, DAY)]
    assert found == [("HLD-2026-0001", True), ("HLD-2026-0002", True)]
    found = [(one.id, one.is_open) for one in holds_on(space, LATER)]
    assert found == [("HLD-2026-0001", False), ("HLD-2026-0002", True), ("", True)]


def test_what_is_disputed_falls_with_what_is_open(busy: Shop) -> None:
    space = busy.workspace()
    for day, amounts in ((DAY, ["30.00 EUR", "50.00 EUR"]), (LATER, ["30.00 EUR", "30.00 EUR"])):
        books = space.books(day)
        told = [str(amount) for one in books.disputes for amount in disputed_now(books, one)]
        assert told == amounts


def test_what_is_left_counts_each_item_once(busy: Shop) -> None:
    books = busy.workspace().books(LATER)
    items = ["INV-2026-0001", "INV-2026-0002", "INV-2026-0001", "INV-9"]
    assert [str(amount) for amount in left_of(books, items)] == ["130.00 EUR"]
    assert [str(a) for a in left_of(books, [*items, "INV-2026-0003"])] == ["130.00 EUR", "5.00 USD"]
    assert left_of(books, []) == ()


def test_a_note_is_about_the_customer_of_its_items_or_account(busy: Shop) -> None:
    owners = Owners(busy.workspace().books(LATER))
    acme = Whose("Acme", "Acme Inc.")
    assert owners.of("Assets:Receivable:Globex", ["INV-9", "INV-2026-0001"]) == acme
    assert owners.of("Assets:Receivable:Acme", []) == acme
    assert owners.of("Assets:Receivable:Globex", ["INV-9"]) == Whose("Globex", "Globex Ltd.")
    assert owners.of("Assets:Receivable:Nobody", []) == Whose()
