"""Whatever happens to payments, every cent that is settled is settled by one of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.books import Books
from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.money import Money
from billcli.domain.payment_share import shares_of

if TYPE_CHECKING:
    from billcli.domain.open_item import Movement

START = dt.date(2026, 1, 1)
ROOT = "Assets:Receivable"
ACME = f"{ROOT}:Acme"
ACTS = "bill bill pay pay spend spend unapply shift shift return".split()
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 9), st.integers(0, 9), st.integers(1, 50)),
    min_size=10,
    max_size=30,
)


T = TypeVar("T")


def one_of(found: list[T], who: int) -> T | None:
    """Return one of some things, None of none."""
    return found[who % len(found)] if found else None


class Ledger:
    """Makes entries of Acme that never take more than there is, and keeps what is left."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.open: dict[str, int] = {}
        self.rest: dict[str, int] = {}
        self.settled: dict[tuple[str, str], int] = defaultdict(int)

    def write(self, tag: str, meta: dict[str, str], *legs: tuple[str, int]) -> None:
        postings = [
            Posting(ACME, Money.of(number, "EUR"), {"invoice": item}) for item, number in legs
        ]
        if rest := -sum(number for _, number in legs):
            postings.append(Posting("Assets:Bank", Money.of(rest, "EUR")))
        day = START + dt.timedelta(days=len(self.entries))
        items = [item for item, _ in legs]
        links = links_of(next(iter(meta.values())), items)
        self.entries.append(Entry(day, "Acme", "", (tag,), links, tuple(postings), dict(meta)))

    def number(self) -> str:
        return f"E-{len(self.entries)}"

    def bill(self, _who: int, _what: int, amount: int) -> None:
        name = f"INV-{len(self.entries)}"
        self.write("invoice", {"invoice": name}, (name, amount))
        self.open[name] = amount

    def pay(self, _who: int, what: int, amount: int) -> None:
        name = self.number()
        legs, left = self._taken(name, what, amount)
        self.rest[name] = left
        self.write("payment", {"id": name}, *legs, *([(name, -left)] if left else []))

    def spend(self, who: int, what: int, amount: int) -> None:
        if name := one_of([p for p, left in self.rest.items() if left], who):
            take = min(amount, self.rest[name])
            legs, left = self._taken(name, what, take)
            if used := take - left:
                self.rest[name] -= used
                self.write("application", {"id": self.number()}, (name, used), *legs)

    def unapply(self, who: int, _what: int, amount: int) -> None:
        if found := self._held(who):
            payment, item = found
            take = min(amount, self.settled[found])
            self._give_back(payment, item, take)
            self.rest[payment] += take
            meta = {"id": self.number(), "corrects": payment}
            self.write("application", meta, (item, take), (payment, -take))

    def shift(self, who: int, what: int, amount: int) -> None:
        if found := self._held(who):
            payment, item = found
            take = min(amount, self.settled[found])
            legs, left = self._taken(payment, what, take, item)
            if moved := take - left:
                self._give_back(payment, item, moved)
                meta = {"id": self.number(), "corrects": payment}
                self.write("application", meta, (item, moved), *legs)

    def return_(self, _who: int, _what: int, _amount: int) -> None:
        """Take back the last entry that was a payment, if nothing came after it."""
        last = self.entries[-1] if self.entries else None
        if last and "payment" in last.tags:
            name = str(last.meta["id"])
            legs = [(str(p.meta["invoice"]), -int(p.amount.number))
                    for p in last.postings if "invoice" in p.meta]  # fmt: skip
            for item, number in legs:
                if item != name:
                    self._give_back(name, item, number)
            self.rest[name] = 0
            self.write("reversal", {"id": self.number(), "reverses": name}, *legs)

    def _taken(
        self, payment: str, what: int, amount: int, but: str = ""
    ) -> tuple[list[tuple[str, int]], int]:
        legs: list[tuple[str, int]] = []
        names = [item for item, left in self.open.items() if left and item != but]
        for item in names[what % 3 :][:2]:
            if take := min(amount, self.open[item]):
                self.open[item] -= take
                self.settled[payment, item] += take
                legs.append((item, -take))
                amount -= take
        return legs, amount

    def _give_back(self, payment: str, item: str, amount: int) -> None:
        self.settled[payment, item] -= amount
        self.open[item] += amount

    def _held(self, who: int) -> tuple[str, str] | None:
        return one_of([pair for pair, left in self.settled.items() if left], who)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_the_shares_of_all_payments_are_what_is_settled(
    steps: list[tuple[str, int, int, int]],
) -> None:
    ledger = Ledger()
    for amount in (40, 30, 20):
        ledger.bill(0, 0, amount)
    ledger.pay(0, 0, 90)
    for act, who, what, amount in steps:
        getattr(ledger, "return_" if act == "return" else act)(who, what, amount)
    books = Books.of(Facts(entries=tuple(ledger.entries)), (ROOT,), dt.date.max)
    groups: dict[int, list[Movement]] = {}
    for moved in books.movements:
        groups.setdefault(id(moved.entry), []).append(moved)
    told: dict[tuple[str, str], int] = {}
    for payment in ledger.rest:
        for share in shares_of(payment, list(groups.values())):
            told[payment, share.item] = int(share.amount.number)
    assert told == {pair: number for pair, number in ledger.settled.items() if number}
    for row in books.items:
        by_all = sum(number for (_, item), number in told.items() if item == row.item)
        if row.item.startswith("INV-"):
            assert Decimal(by_all) == row.amount.number - row.balance_open.number
        else:
            assert -row.balance_open.number == ledger.rest[row.item]
