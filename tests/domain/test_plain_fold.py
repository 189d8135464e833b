"""Plain folding: items of rows that say all in full; compared with the books by services' tests."""

from __future__ import annotations

import datetime as dt

from billcli.domain.books import Books
from billcli.domain.entry import Account, Entry, Facts, Posting
from billcli.domain.money import Money
from billcli.domain.open_item import KnownBy
from billcli.domain.packed import pack
from billcli.domain.plain_fold import PlainFold
from billcli.domain.problem import Source

ROOT = "Assets:Receivable"
OWN = f"{ROOT}:Acme:INV-7"
DAY = dt.date(2026, 1, 2)


def entry(number: str, other: str, **meta: str) -> Entry:
    amount = Money.of(number, "EUR")
    first, second = (Source("a.beancount", line) for line in (2, 3))
    legs = (Posting(OWN, amount, source=first), Posting(other, -amount, source=second))
    return Entry(DAY, "Acme Inc.", "", (), (), legs, dict(meta), source=Source("a.beancount", 1))


def folded(*entries: Entry) -> PlainFold:
    opened = {name: Account(DAY, name) for name in (OWN, "Assets:Bank", "Income:Services")}
    fold = PlainFold(Books.of(Facts(accounts=opened), (ROOT,), dt.date.max))
    rows = [(nth, row.date, row.data) for nth, row in enumerate(map(pack, entries), 1)]
    assert fold.take(rows)
    return fold


def test_an_item_that_is_told_in_two_ways_is_known_by_the_less_sure_one() -> None:
    by_account = entry("100", "Income:Services")
    by_name = entry("-40", "Assets:Bank", invoice="INV-7")
    (found,) = folded(by_account, by_name).folded()
    assert found.row is not None
    assert (found.item, found.row.known_by) == ("INV-7", KnownBy.ACCOUNT)


def test_an_item_that_is_named_each_time_is_known_for_sure() -> None:
    bill = entry("100", "Income:Services", invoice="INV-7")
    (found,) = folded(bill, entry("-40", "Assets:Bank", invoice="INV-7")).folded()
    assert found.row is not None
    assert found.row.known_by is KnownBy.EXPLICIT
