"""What is said of something that may be meant, in a few words."""

from __future__ import annotations

import json

import pytest

from billcli.services.suggestion import (
    Suggestion,
    by_item,
    customer_of,
    document_of,
    entry_of,
    may_be_void,
)
from billcli.store.index_rows import FactRow, ItemRow, PartyRow


def item(name: str = "INV-1", **more: object) -> ItemRow:
    """Return a row of an item of ten euros, open unless told."""
    plain: dict[str, object] = {
        "shard": 1, "item": name, "instalment": None, "kind": "invoice", "customer": "Acme",
        "customer_name": "Acme Inc.", "account": "Assets:AR", "date_issued": "2026-01-01",
        "date_due": "2026-02-01", "amount": "10.00", "currency": "EUR", "balance_open": "10.00",
        "known_by": "explicit", "disputed": 0, "fact": 1, "line_offset": 1, "value_open": None,
        "value_currency": None, "is_open": 1, "due_key": "2026-02-01",
    }  # fmt: skip
    return ItemRow(**(plain | more))  # type: ignore[arg-type]


SETTLED = {"balance_open": "0.00", "is_open": 0}


@pytest.mark.parametrize(
    ("rows", "about"),
    [
        ([item()], "Acme Inc., 10.00 EUR, due 2026-02-01"),
        ([item(date_due=None)], "Acme Inc., 10.00 EUR"),
        ([item(customer_name="")], "Acme, 10.00 EUR, due 2026-02-01"),
        ([item(customer="", customer_name="", date_due=None)], "10.00 EUR"),
        ([item(**SETTLED)], "Acme Inc., 10.00 EUR, settled"),
        ([item(balance_open="4.00")], "Acme Inc., 10.00 EUR, 4.00 EUR open, due 2026-02-01"),
        (
            [item(**SETTLED), item(date_due="2026-03-01")],
            "Acme Inc., 20.00 EUR, 10.00 EUR open, due 2026-03-01",
        ),
        (
            [item(date_due="2026-03-01"), item()],
            "Acme Inc., 20.00 EUR, due 2026-02-01",
        ),
        (
            [item(**SETTLED), item(currency="USD", amount="7.00", balance_open="7.00")],
            "Acme Inc., 10.00 EUR, 7.00 USD open, due 2026-02-01",
        ),
        (
            [item(kind="credit-note", amount="-10.00", balance_open="-10.00", date_due=None)],
            "Acme Inc., -10.00 EUR",
        ),
    ],
)
def test_a_document_says_who_how_much_and_what_is_open(rows: list[ItemRow], about: str) -> None:
    assert document_of(rows) == Suggestion("INV-1", about)


def test_rows_of_one_item_are_taken_together() -> None:
    rows = [item("B"), item("B"), item("A")]
    assert [[row[1] for row in group] for group in by_item(rows)] == [["B", "B"], ["A"]]
    assert list(by_item([])) == []


@pytest.mark.parametrize(
    ("more", "may"),
    [
        ({}, True),
        ({"kind": "late-fee"}, True),
        ({"kind": "credit-note"}, False),
        ({"kind": "payment"}, False),
        ({**SETTLED, "word": "void"}, False),
        ({**SETTLED, "word": "credited"}, True),
        (SETTLED, True),
    ],
)
def test_what_is_billed_and_not_void_may_be_void(more: dict[str, object], may: bool) -> None:
    assert may_be_void([item(**more)]) is may


def entry(meta: object, tags: tuple[str, ...] = (), legs: tuple[object, ...] = ()) -> FactRow:
    """Return a transaction."""
    said = ["*", "Acme Inc.", "", tags, [], meta, legs]
    return FactRow(1, 1, 1, "2026-01-05", "T", json.dumps(said))


def test_a_transaction_says_when_who_and_how_much() -> None:
    leg = ["Assets:Bank", "5.00", "EUR", 0, 0, 1]
    row = entry({"id": "PMT-1"}, ("payment",), (leg,))
    said = Suggestion("PMT-1", "2026-01-05, Acme Inc., 5.00 EUR")
    assert entry_of(row, "") == entry_of(row, "payment") == said
    assert entry_of(row, "refund") is None
    assert entry_of(entry({"id": "R-1"}), "") == Suggestion("R-1", "2026-01-05, Acme Inc.")


@pytest.mark.parametrize("meta", [{}, {"id": ""}, {"ref": "id"}])
def test_a_transaction_without_an_id_is_nothing_to_type(meta: object) -> None:
    assert entry_of(entry(meta), "") is None


@pytest.mark.parametrize(
    ("values", "name"),
    [('{"name":"Acme Inc."}', "Acme Inc."), ("{}", ""), ('{"name":["n","7"]}', "7")],
)
def test_a_customer_says_its_name(values: str, name: str) -> None:
    assert customer_of(PartyRow("Acme", 1, "acme", "Assets:AR", values)) == Suggestion("Acme", name)
