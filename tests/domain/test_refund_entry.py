"""A refund uses up credits, each on its own account, and sums to zero."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.allocation_part import Part
from billcli.domain.money import Money, total
from billcli.domain.refund_entry import refund_entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.books import Books

DAY = dt.date(2026, 3, 5)
CREDITS = """
    2026-02-20 * "Acme Inc." "ACH" #payment ^PMT-1
      id: "PMT-1"
      Assets:Bank      50.00 EUR
      Assets:AR:Acme  -50.00 EUR
        invoice: "PMT-1"
    2026-02-21 * "Acme Inc." "credit" #credit-note ^CN-1
      invoice: "CN-1"
      Assets:AR:Acme:Old  -30.00 EUR
      Income:Services      30.00 EUR
"""


def parts_of(books: Books, **amounts: str) -> list[Part]:
    rows = {row.item.replace("-", ""): row for row in books.open_items()}
    return [Part(rows[name], Money.of(text, "EUR")) for name, text in amounts.items()]


def test_money_leaves_the_bank_for_each_credit(books_of: Callable[..., Books]) -> None:
    parts = parts_of(books_of(CREDITS), PMT1="-50.00", CN1="-10.00")
    entry = refund_entry(
        "REF-1", "Acme Inc.", DAY, parts, bank="Assets:Bank", meta={"bank-ref": "B1"}
    )
    assert [(p.account, str(p.amount), dict(p.meta)) for p in entry.postings] == [
        ("Assets:Bank", "-60.00 EUR", {"bank-ref": "B1"}),
        ("Assets:AR:Acme", "50.00 EUR", {"invoice": "PMT-1"}),
        ("Assets:AR:Acme:Old", "10.00 EUR", {"invoice": "CN-1"}),
    ]
    assert not total([p.amount for p in entry.postings], "EUR")
    assert (entry.tags, entry.links, entry.meta) == (
        ("refund",), ("REF-1", "PMT-1", "CN-1"), {"id": "REF-1"},
    )  # fmt: skip


def test_a_credit_named_twice_is_linked_once(books_of: Callable[..., Books]) -> None:
    books = books_of(CREDITS)
    parts = [*parts_of(books, PMT1="-20.00"), *parts_of(books, PMT1="-5.00")]
    entry = refund_entry("REF-1", "Acme", DAY, parts, bank="Assets:Bank", meta={})
    assert entry.links == ("REF-1", "PMT-1")
    assert str(entry.postings[0].amount) == "-25.00 EUR"


@pytest.mark.parametrize("amount", ["0.00", "5.00"])
def test_nothing_but_credits_is_paid_back(books_of: Callable[..., Books], amount: str) -> None:
    parts = parts_of(books_of(CREDITS), PMT1="-1.00", CN1=amount)
    with pytest.raises(ValueError, match="uses up credits"):
        refund_entry("REF-1", "Acme", DAY, parts, bank="Assets:Bank", meta={})


def test_without_any_credit_there_is_no_refund() -> None:
    with pytest.raises(ValueError, match="uses up credits"):
        refund_entry("REF-1", "Acme", DAY, [], bank="Assets:Bank", meta={})
