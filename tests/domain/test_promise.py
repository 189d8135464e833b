"""Promises, kept and broken, from ledgers in which money comes in time, late, or not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.money import Money
from billcli.domain.promise import promised, promises

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.books import Books
    from billcli.domain.promise import Promise

BILL = """
    2026-01-01 open Assets:AR:Acme
    2026-01-01 open Assets:Bank
    2026-01-01 open Income:X
    2026-01-10 * "Acme" "Bill" #invoice ^INV-1
      invoice: "INV-1"
      Assets:AR:Acme  100.00 USD
      Income:X
    2026-02-10 * "Acme" "Bill" #invoice ^INV-2
      invoice: "INV-2"
      Assets:AR:Acme  50.00 USD
      Income:X
    2026-02-10 note Assets:AR:Acme "will pay" #promise{links}
      id: "PTP-1"
      {meta}
    """
ALL, SOME = "until: 2026-02-20", "until: 2026-02-20\n      amount: 40.00 USD"


def _entry(day: str, amount: str, tag: str = "payment", item: str = "INV-1", more: str = "") -> str:
    return f"""
    {day} * "Acme" "Paid" #{tag} ^{item}{more}
      invoice: "{item}"
      Assets:AR:Acme  {amount} USD
      Assets:Bank
    """


def _applied(day: str, credit: str) -> str:
    return f"""
    {day} * "Acme" "Apply" #application ^APP-1 ^{credit} ^INV-1
      id: "APP-1"
      Assets:AR:Acme  45.00 USD
        invoice: "{credit}"
      Assets:AR:Acme  -45.00 USD
        invoice: "INV-1"
    """


IN_TIME, LATE = _entry("2026-02-20", "-100.00"), _entry("2026-02-21", "-100.00")
NOTE = _entry("2026-02-11", "-45.00", "credit-note", "CN-1")
MONEY = _entry("2026-02-11", "-45.00", "payment", "PMT-1")
BACK = _entry("2026-02-25", "100.00", "reversal")
CASES = [
    (ALL, "", "2026-02-20", "open"),
    (ALL, "", "2026-02-21", "broken"),
    (ALL, IN_TIME, "2026-02-19", "open"),
    (ALL, IN_TIME, "2026-02-20", "kept"),
    (ALL, IN_TIME, "2026-03-20", "kept"),
    (ALL, IN_TIME + BACK, "2026-02-24", "kept"),
    (ALL, IN_TIME + BACK, "2026-02-25", "broken"),
    (ALL, LATE, "2026-03-20", "broken"),
    (ALL, _entry("2026-02-12", "-99.00"), "2026-03-20", "broken"),
    (SOME, _entry("2026-02-09", "-40.00"), "2026-03-20", "broken"),
    (SOME, _entry("2026-02-10", "-40.00"), "2026-02-10", "kept"),
    (SOME, _entry("2026-02-12", "-39.99"), "2026-03-20", "broken"),
    (SOME, _entry("2026-02-12", "-39.99") + _entry("2026-02-20", "-0.01"), "2026-03-20", "kept"),
    (SOME, _entry("2026-02-12", "-45.00", "credit-note"), "2026-03-20", "broken"),
    (SOME, _entry("2026-02-12", "-100.00", "credit-note"), "2026-03-20", "kept"),
    (SOME, NOTE + _applied("2026-02-12", "CN-1"), "2026-03-20", "broken"),
    (SOME, MONEY + _applied("2026-02-12", "PMT-1"), "2026-03-20", "kept"),
    (SOME, _entry("2026-02-12", "-45.00") + BACK.replace("100", "45"), "2026-03-20", "broken"),
    (SOME.replace("USD", "EUR"), _entry("2026-02-12", "-45.00"), "2026-03-20", "broken"),
    (ALL + '\n      status: "closed"', "", "2026-03-20", "closed"),
    (ALL + '\n      status: "withdrawn"', "", "2026-03-20", "closed"),
    (ALL + '\n      status: "kept"', "", "2026-03-20", "kept"),
    (ALL + '\n      status: "broken"', IN_TIME, "2026-03-20", "broken"),
    ('status: "open"', "", "2026-02-10", "open"),
    ('status: "open"', "", "2026-02-11", "broken"),
]


def _found(
    books_of: Callable[..., Books], meta: str, more: str, on: str, links: str = " ^INV-1"
) -> Promise:
    books = books_of(BILL.format(links=links, meta=meta) + more, dt.date.fromisoformat(on))
    (one,) = promises(books.facts.notes, books.as_of, books.history)
    return one


@pytest.mark.parametrize(("meta", "more", "on", "status"), CASES)
def test_whether_a_promise_was_kept_is_told_by_what_was_received(
    books_of: Callable[..., Books], meta: str, more: str, on: str, status: str
) -> None:
    assert _found(books_of, meta, more, on).status == status


def test_an_invoice_of_the_day_of_the_promise_is_no_money_taken_back(
    books_of: Callable[..., Books],
) -> None:
    paid = _entry("2026-02-12", "-40.00", item="INV-2")
    assert _found(books_of, SOME, paid, "2026-03-20", " ^INV-2").status == "kept"


def test_a_promise_about_several_items_is_kept_when_all_are_settled(
    books_of: Callable[..., Books],
) -> None:
    assert _found(books_of, ALL, IN_TIME, "2026-03-20", " ^INV-1 ^INV-2").status == "broken"
    paid = IN_TIME + _entry("2026-02-12", "-50.00", item="INV-2")
    assert _found(books_of, ALL, paid, "2026-03-20", " ^INV-1 ^INV-2").status == "kept"
    assert _found(books_of, ALL, paid, "2026-03-20", "").status == "broken"


def test_what_a_promise_says(books_of: Callable[..., Books]) -> None:
    one = _found(books_of, SOME, "", "2026-02-15")
    assert (one.id, one.account, one.items) == ("PTP-1", "Assets:AR:Acme", ("INV-1",))
    assert (one.amount, one.until) == (Money.of(40, "USD"), dt.date(2026, 2, 20))
    assert (one.reason, one.made) == ("will pay", dt.date(2026, 2, 10))


def test_items_are_promised_while_there_is_time_by_the_promise_that_ends_last(
    books_of: Callable[..., Books],
) -> None:
    text = BILL.format(links=" ^INV-1 ^INV-2", meta=ALL)
    text += """
    2026-02-10 note Assets:AR:Acme "a little later" #promise ^INV-1
      id: "PTP-2"
      until: 2026-02-28
    """
    for day, names in ((20, {"INV-1": "PTP-2", "INV-2": "PTP-1"}), (21, {"INV-1": "PTP-2"})):
        books = books_of(text, dt.date(2026, 2, day))
        found = promised(promises(books.facts.notes, books.as_of, books.history))
        assert {item: one.id for item, one in found.items()} == names
