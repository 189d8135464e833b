"""A payment of an item kept at a value that the bank sends back: value and exchange difference."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.allocation_part import Part
from billcli.domain.money import Money
from billcli.domain.settled_leg import given_up
from billcli.services.reopened_part import reopened

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date;Payee;Text;Amount;Currency;End-to-end\n"
IN = "2026-01-20;Globex;{item} {amount};{amount};USD;E2E-1\n"
BACK = "2026-02-10;Globex;RETURN {item};-{amount};USD;{end}\n"


@pytest.fixture
def valued(shop: Shop) -> Shop:
    """Return books that keep 1000 USD at 900 EUR, when a dollar is worth 0.95 and then 0.80."""
    shop.append("2026-01-02 price USD 0.90 EUR\n2026-01-20 price USD 0.95 EUR\n")
    shop.append("2026-02-10 price USD 0.80 EUR\n")
    shop.setting("\n[currency]\nvalue = true\n")
    shop.done("invoice create Globex --line '1000 Work; tax=ZERO' --date 2026-01-05")
    shop.today = dt.date(2026, 2, 28)
    return shop


def told(shop: Shop, *rows: str) -> None:
    shop.write("bank.csv", HEAD + "".join(rows))
    answer = shop("reconcile bank.csv --account Assets:Bank:Dollars --format json", yes=True)
    (line,) = answer.data["lines"]
    assert line["fate"] == "booked", line["why"]


def legs_of(shop: Shop, tag: str) -> list[str]:
    entries = [e for e in shop.workspace().snapshot.facts.entries if tag in e.tags]
    return [
        f"{leg.account.rpartition(':')[2]} {leg.amount}" + (f" @@ {leg.price}" if leg.price else "")
        for entry in entries
        for leg in entry.postings
    ]


def row_of(shop: Shop) -> tuple[str, str]:
    (row,) = shop.workspace().all_books().item("INV-2026-0001")
    return str(row.balance_open), str(row.value_open)


def test_a_return_of_a_known_payment_takes_its_exchange_difference_back(valued: Shop) -> None:
    told(valued, IN.format(item="INV-2026-0001", amount="1000.00"))
    assert row_of(valued) == ("0.00 USD", "0.00 EUR")
    assert "FX -50.00 EUR" in legs_of(valued, "payment")
    told(valued, BACK.format(item="INV-2026-0001", amount="1000.00", end="E2E-1"))
    assert legs_of(valued, "reversal") == [
        "Dollars -1000.00 USD @@ 950.00 EUR",
        "Globex 1000.00 USD @@ 900.00 EUR",
        "FX 50.00 EUR",
    ]
    assert row_of(valued) == ("1000.00 USD", "900.00 EUR")
    assert valued("check --strict").status == 0


@pytest.mark.parametrize("named", ["", "PMT-2026-0009"])
def test_a_return_of_money_nobody_knows_opens_the_documents_value(valued: Shop, named: str) -> None:
    valued.done("payment add Globex 1000 USD --account Assets:Bank:Dollars --date 2026-01-20")
    books = valued.workspace().all_books()
    (item,) = books.item("INV-2026-0001")
    back = Part(item, Money.of("-1000.00", "USD"))
    ((part,), worth) = reopened(books, [back], named, valued.today)
    assert (str(given_up(part)), worth) == ("900.00 EUR", None)
    assert part.amount == back.amount


def test_of_an_item_that_was_paid_in_parts_one_comes_back(valued: Shop) -> None:
    valued.done(
        "payment add Globex 333.33 USD --oldest-first --date 2026-01-10"
        " --account Assets:Bank:Dollars"
    )
    told(valued, IN.format(item="INV-2026-0001", amount="666.67"))
    assert row_of(valued) == ("0.00 USD", "0.00 EUR")
    told(valued, BACK.format(item="INV-2026-0001", amount="666.67", end="E2E-1"))
    assert row_of(valued) == ("666.67 USD", "600.00 EUR")
    valued.done("payment add Globex 666.67 USD --account Assets:Bank:Dollars")
    assert row_of(valued) == ("0.00 USD", "0.00 EUR")
    assert valued("check --strict").status == 0


def test_an_item_that_is_open_in_part_keeps_its_rate(valued: Shop) -> None:
    told(valued, IN.format(item="INV-2026-0001", amount="400.00"))
    told(valued, BACK.format(item="INV-2026-0001", amount="400.00", end="E2E-1"))
    assert row_of(valued) == ("1000.00 USD", "900.00 EUR")
    assert "FX 20.00 EUR" in legs_of(valued, "reversal")
