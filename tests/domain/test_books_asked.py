"""Books answer the same whether all is asked of them or little."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from billcli.domain.books import Books
from billcli.domain.entry import Entry, Facts, Posting, Record
from billcli.domain.money import Money
from billcli.domain.numbering import Series
from billcli.domain.shard import Whole

DAY = dt.date(2026, 1, 31)
ROOTS = ("Assets:AR",)


def entry(account: str, number: str, other: str, **meta: str) -> Entry:
    amount = Money(Decimal(number), "EUR")
    legs = Posting(account, amount), Posting(other, -amount)
    return Entry(DAY, meta.pop("payee", ""), "", (), (), legs, meta)


BILL = entry("Assets:AR:Acme", "9", "Income:Sales", invoice="INV-1")
BACK = entry("Assets:AR:Acme", "5", "Assets:Bank", invoice="INV-1")
OLD = entry("Assets:AR:Acme", "7", "Equity:Opening", invoice="OLD-1")
PAID = entry("Assets:AR", "-9", "Assets:Bank", invoice="INV-1", payee="Big Bank")
RENAMED = Record(dt.date(2026, 3, 1), "customer", ("Acme",), {"name": "Acme Inc."})
BOOKS = Books.of(Facts((BILL, BACK, OLD, PAID), (RENAMED,)), ROOTS, DAY)


def test_books_of_another_day_are_books_of_the_same_facts() -> None:
    assert BOOKS.at(DAY) is BOOKS
    before = BOOKS.at(DAY - dt.timedelta(days=1))
    assert (before.facts, before.items) == (BOOKS.facts, ())


def test_books_in_memory_are_asked_about_nobody_in_particular() -> None:
    assert BOOKS.about(customer="Acme", item="INV-1") is BOOKS
    assert BOOKS.among(["Acme"], ["INV-1"]) is BOOKS
    assert BOOKS.numbers_before(Series("invoice", "INV-{n}"), DAY) == BOOKS.numbers()


def test_everybody_is_as_recorded_on_a_day() -> None:
    found = BOOKS.recorded(DAY)
    assert found.keys() == {"Acme", "Big Bank"}
    assert BOOKS.parties.keys() == {"Acme"}
    assert found["Acme"].name == "Acme Inc."
    assert BOOKS.recorded(DAY) is found


def test_a_part_of_a_ledger_knows_whose_accounts_are() -> None:
    whole = Whole({"Assets:AR:Acme": "C-17"}, frozenset(), frozenset())
    part = Books.of(Facts((BILL,)), ROOTS, DAY, apart=True, whole=whole)
    assert part.recorded(DAY).keys() == part.parties.keys() == {"C-17"}


def test_bills_are_told_from_money_given_back() -> None:
    assert [BOOKS.bills(e) for e in (BILL, BACK, OLD, PAID)] == [True, False, True, False]
    assert [leg.entry for leg in BOOKS.legs] == [BILL, BACK, OLD, PAID]
    assert list(BOOKS.billed()) == ["INV-1", "OLD-1"]
    assert BOOKS.numbers() == {"INV-1", "OLD-1"}
    assert BOOKS.taken_over() == {"OLD-1"}
