"""Where deals are struck: it hands out customers, amounts, dates and documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.cash_application.chance import happens
from benchmarks.cash_application.values import GRACE, HISTORY, START, Item, Line, Paid
from benchmarks.cash_application.vocabulary import vocabulary

if TYPE_CHECKING:
    from random import Random

    from benchmarks.cash_application.values import Customer

_PRICES = (49, 50, 75, 98, 100, 150, 200, 250, 300, 450, 500, 1000, 1500, 4000)
DISCOUNTS = ((2, 10), (3, 14), (2, 14), (3, 8))
FOREIGN_CURRENCY = "USD"


@dataclass(slots=True)
class Site:
    """What has been agreed so far.

    Attributes:
        done: lines of the statement so far, in the order of time.
        used: lines that a later one has already referred to.
    """

    rng: Random
    language: str
    customers: list[Customer]
    items: list[Item] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    done: list[Line] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    payouts: list[tuple[Line, str]] = field(default_factory=list)

    @property
    def currency(self) -> str:
        """The currency of the books."""
        return vocabulary(self.language).currency

    def customer(self) -> Customer:
        """Return any customer."""
        return self.rng.choice(self.customers)

    def price(self) -> int:
        """Return an amount, half of the time one of a short price list."""
        rng = self.rng
        vat = vocabulary(self.language).vat
        if happens(rng, 0.5):
            return rng.choice(_PRICES) * (100 + vat)
        return self.odd_price()

    def odd_price(self) -> int:
        """Return an amount that hardly comes twice."""
        return int(2000 * 500 ** self.rng.random()) + self.rng.randrange(90_000)

    def invoice(
        self,
        customer: Customer,
        before: dt.date,
        gross: int | None = None,
        age: tuple[int, int] = (6, 70),
        terms: tuple[int, int] | None = None,
        currency: str = "",
    ) -> Item:
        """Return a new invoice, issued some days before a date."""
        issued = before - dt.timedelta(days=self.rng.randrange(*age))
        item = Item(customer, issued, gross or self.price(), currency or self.currency, terms)
        self.items.append(item)
        return item

    def discounted(self, customer: Customer, date: dt.date, late: bool = False) -> Item:
        """Return a new invoice with a discount that is still, or no longer, to be had."""
        percent, days = self.rng.choice(DISCOUNTS)
        age = (days + GRACE + 2, days + GRACE + 14) if late else (2, days + GRACE + 1)
        return self.invoice(customer, date, self.odd_price(), age, (percent, days))

    def credit_note(self, customer: Customer, date: dt.date, most: int) -> Item:
        """Return a new credit note over at most an amount, for an invoice long since paid."""
        corrected = self.invoice(customer, date, self.odd_price() + most, (40, 80))
        self.settle(corrected)
        gross = -min(max(most * self.rng.randrange(10, 60) // 100, 100), corrected.gross)
        note = Item(
            customer, date - dt.timedelta(days=self.rng.randrange(3, 12)), gross, self.currency
        )
        note.corrects = corrected
        self.items.append(note)
        return note

    def settle(self, item: Item, amount: int | None = None) -> None:
        """Let an item be paid before the statement begins, wholly or in part."""
        last = START - dt.timedelta(days=1)
        item.issued = min(item.issued, last - dt.timedelta(days=3))
        date = min(item.issued + dt.timedelta(days=self.rng.randrange(2, 40)), last)
        part = item.gross if amount is None else amount
        item.settled += part
        customer = item.customer
        self.paid.append(
            Paid(date, item, part, customer.name, customer.iban if customer.known else "")
        )

    def earlier(
        self, kinds: tuple[str, ...], date: dt.date, days: int, debit: bool = False
    ) -> Line | None:
        """Return a line of some kinds at least so many days old, each only once."""
        latest = date - dt.timedelta(days=days)
        for place in range(len(self.done) - 1, -1, -1):
            line = self.done[place]
            fits = line.kind in kinds and line.debit == debit and line.date <= latest
            if fits and place not in self.used:
                self.used.add(place)
                return line
        return None

    def history(self) -> None:
        """Let known customers and known payers have paid something last year."""
        for customer in self.customers:
            for _ in range(self.rng.randrange(1, 5) if customer.known else 0):
                self._old_payment(customer, customer.name, customer.iban)
            if customer.alias:
                for _ in range(self.rng.randrange(1, 3)):
                    self._old_payment(customer, *customer.alias)

    def _old_payment(self, customer: Customer, payer: str, iban: str) -> None:
        day = HISTORY + dt.timedelta(days=self.rng.randrange(60, 340))
        item = self.invoice(customer, day, age=(5, 40))
        item.settled = item.gross
        self.paid.append(Paid(day, item, item.gross, payer, iban))
