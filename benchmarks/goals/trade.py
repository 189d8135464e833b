"""Invented years of trade: the same size and seed give the same dealings.

A dealing is a transaction in no particular language. Invoices of one to four lines are paid in
full, in two parts, together with others, in part or never; some are credited. Around them stand
expenses by bank and by card, suppliers' bills, card settlements and transfers.
"""

from __future__ import annotations

import datetime as dt
import heapq
import random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

END = dt.date(2026, 6, 30)
BANK = "Assets:Bank:Checking"
CARD = "Liabilities:Credit-Card"
PAYABLE = "Liabilities:Payable"
TAX = "Liabilities:Tax:VAT"
SAVINGS = "Assets:Bank:Savings"
INCOME = ("Income:Services", "Income:Hosting", "Income:Licences", "Income:Recharged")
COSTS = tuple(f"Expenses:{one}" for one in ("Rent", "Meals", "Travel", "Telecom", "Software"))
_PERCENT = 20
_WORK = ("Consulting", "Training", "Site visit", "Hosting", "Licence", "Review of drafts")
_SHOPS = (
    "Initech Supplies",
    "Umbrella Rail",
    "Hooli Telecom",
    "Stark Stationery",
    "Wonka Catering",
)
_FORMS = ("GmbH", "Ltd", "LLC", "AG", "SARL")
_FATES = ("full", "halves", "together", "part", "never", "credit")
_WEIGHTS = (66, 12, 8, 5, 7, 2)


class Size(NamedTuple):
    """How large books are: transactions, customers, calendar years."""

    transactions: int
    customers: int
    years: int


class Leg(NamedTuple):
    """One posting: account, cents, and what is noted with it."""

    account: str
    cents: int
    notes: tuple[tuple[str, str], ...] = ()


class Deal(NamedTuple):
    """One transaction; ``notes`` hold text, and a date where one is meant."""

    date: dt.date
    payee: str
    narration: str
    legs: tuple[Leg, ...]
    links: tuple[str, ...] = ()
    notes: tuple[tuple[str, str | dt.date], ...] = ()


class _Bill(NamedTuple):
    number: str
    customer: int
    cents: int


def customer_id(n: int) -> str:
    """Return the id of the n-th customer."""
    return f"C{n:04}"


def customer_name(n: int) -> str:
    """Return the name of the n-th customer."""
    return f"Customer {n:04} {_FORMS[n * 7 % len(_FORMS)]}"


def receivable(n: int) -> str:
    """Return the account of the n-th customer."""
    return f"Assets:Receivable:{customer_id(n)}"


def first_day(size: Size) -> dt.date:
    """Return the day on which the books begin."""
    return dt.date(END.year - size.years + 1, 1, 1)


def deals(size: Size, seed: int = 4) -> Iterator[Deal]:
    """Yield as many dealings as a size has transactions, in order of date.

    >>> [deal.narration for deal in deals(Size(2, 3, 1))]
    ['Invoice INV-2026-00001', 'Payment INV-2026-00001']
    """
    return _Trade(size, random.Random(seed)).run()  # noqa: S311 - invented figures


class _Trade:
    """What is under way while the days pass."""

    def __init__(self, size: Size, chance: random.Random) -> None:
        self._size = size
        self._chance = chance
        self._due: list[tuple[dt.date, int, Deal]] = []
        self._waits: dict[int, list[_Bill]] = {}
        self._count = 0
        self._numbers: dict[str, int] = {}
        self._card = 0

    def run(self) -> Iterator[Deal]:
        start = first_day(self._size)
        days = (END - start).days
        for n in range(self._size.transactions):
            today = start + dt.timedelta(days=days * n // self._size.transactions)
            if self._due and self._due[0][0] <= today:
                yield heapq.heappop(self._due)[2]._replace(date=today)
            elif n < 2 or self._chance.random() < 0.72:  # noqa: PLR2004 - of ten, seven are sales
                yield self._sell(today)
            else:
                yield self._spend(today)

    def _later(self, date: dt.date, deal: Deal) -> None:
        self._count += 1
        heapq.heappush(self._due, (date, self._count, deal))

    def _number(self, series: str) -> str:
        self._numbers[series] = self._numbers.get(series, 0) + 1
        return f"{series}-{self._numbers[series]:05}"

    def _sell(self, today: dt.date) -> Deal:
        chance = self._chance
        customer = 1 + int(self._size.customers * chance.random() ** 1.7)
        number = self._number(f"INV-{today.year}")
        lines = tuple(
            Leg(
                chance.choice(INCOME), -chance.randrange(2_000, 400_000),
                (("item", chance.choice(_WORK)),),
            )
            for _ in range(chance.choice((1, 1, 2, 3, 4)))
        )  # fmt: skip
        net = -sum(leg.cents for leg in lines)
        tax = (net * _PERCENT + 50) // 100
        terms = chance.choice((14, 30, 30, 60))
        bill = _Bill(number, customer, net + tax)
        self._settle(bill, lines, today, terms)
        return Deal(
            today,
            customer_name(customer),
            f"Invoice {number}",
            (Leg(receivable(customer), net + tax), *lines, Leg(TAX, -tax)),
            (number,),
            (("invoice", number), ("due", today + dt.timedelta(days=terms))),
        )

    def _settle(self, bill: _Bill, lines: tuple[Leg, ...], today: dt.date, terms: int) -> None:
        chance = self._chance
        paid = today + dt.timedelta(days=max(1, terms + chance.randrange(-12, 18)))
        fate = chance.choices(_FATES, _WEIGHTS)[0]
        if fate == "full":
            self._later(paid, _payment(paid, [bill]))
        elif fate == "halves":
            half = bill._replace(cents=bill.cents // 2)
            rest = bill._replace(cents=bill.cents - half.cents)
            self._later(paid, _payment(paid, [half]))
            self._later(paid, _payment(paid, [rest]))
        elif fate == "part":
            part = bill._replace(cents=bill.cents * chance.randrange(20, 80) // 100)
            self._later(paid, _payment(paid, [part]))
        elif fate == "credit":
            self._later(paid, _credit(paid, bill, lines, self._number(f"CN-{paid.year}")))
        elif fate == "together":
            waiting = self._waits.setdefault(bill.customer, [])
            waiting.append(bill)
            if len(waiting) >= chance.choice((2, 3)):
                self._later(paid, _payment(paid, self._waits.pop(bill.customer)))

    def _spend(self, today: dt.date) -> Deal:
        chance = self._chance
        shop, cost, cents = (
            chance.choice(_SHOPS),
            chance.choice(COSTS),
            chance.randrange(500, 90_000),
        )
        kind = chance.choices(("bank", "card", "bill", "settle", "transfer"), (35, 25, 22, 8, 10))[
            0
        ]
        if kind == "settle" and self._card:
            owed, self._card = self._card, 0
            return Deal(today, "Bank", "Card", (Leg(CARD, owed), Leg(BANK, -owed)))
        if kind == "transfer":
            return Deal(today, "Bank", "Transfer", (Leg(SAVINGS, cents), Leg(BANK, -cents)))
        if kind == "bill":
            tax = (cents * _PERCENT + 50) // 100
            legs = (Leg(cost, cents), Leg(TAX, tax), Leg(PAYABLE, -cents - tax))
            paid = Deal(
                today, shop, "Pay supplier", (Leg(PAYABLE, cents + tax), Leg(BANK, -cents - tax))
            )
            self._later(today + dt.timedelta(days=chance.randrange(10, 40)), paid)
            number = f"B{chance.randrange(10**6):06}"
            return Deal(today, shop, "Supplier's bill", legs, notes=(("bill", number),))
        if kind == "card":
            self._card += cents
        return Deal(
            today,
            shop,
            "Everyday",
            (Leg(cost, cents), Leg(CARD if kind == "card" else BANK, -cents)),
        )


def _payment(date: dt.date, bills: list[_Bill]) -> Deal:
    first = bills[0]
    account = receivable(first.customer)
    return Deal(
        date,
        customer_name(first.customer),
        f"Payment {first.number}" + (f" and {len(bills) - 1} more" if bills[1:] else ""),
        (
            Leg(BANK, sum(bill.cents for bill in bills)),
            *(Leg(account, -bill.cents, (("invoice", bill.number),)) for bill in bills),
        ),
        tuple(bill.number for bill in bills),
    )


def _credit(date: dt.date, bill: _Bill, lines: tuple[Leg, ...], number: str) -> Deal:
    tax = bill.cents + sum(leg.cents for leg in lines)
    back = tuple(leg._replace(cents=-leg.cents) for leg in lines)
    return Deal(
        date,
        customer_name(bill.customer),
        f"Credit note {number}",
        (
            Leg(receivable(bill.customer), -bill.cents, (("invoice", bill.number),)),
            *back,
            Leg(TAX, tax),
        ),
        (bill.number,),
        (("credit-note", number),),
    )
