"""A whole world from a seed: customers, documents, deals, and labels that are proved."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from benchmarks.cash_application import mix, noise
from benchmarks.cash_application.chance import happens
from benchmarks.cash_application.numbering import SCHEMES
from benchmarks.cash_application.party import new_customers
from benchmarks.cash_application.proof import Books
from benchmarks.cash_application.reference import REFERENCES
from benchmarks.cash_application.site import Site
from benchmarks.cash_application.values import AUTO, DAYS, START, TODAY, World
from benchmarks.cash_application.wording import Teller

if TYPE_CHECKING:
    from benchmarks.cash_application.numbering import Scheme
    from benchmarks.cash_application.values import Line

_TRIES = 12
_AMOUNT_IS_FREE = frozenset({"prepayment", "part_without_number"})
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Order:
    """What a world is asked to be.

    Attributes:
        open_items: at least so many documents are open when the statement begins.
        numbers: a name of `numbering.SCHEMES`.
        references: a name of `reference.REFERENCES`.
        level: how much noise, a key of `noise.LEVELS`.
    """

    seed: int = 1
    lines: int = 1000
    language: str = "de"
    open_items: int = 0
    numbers: str = "inv"
    references: str = "rf"
    level: int = 2


def make(order: Order) -> World:
    """Return the world of an order; the same order gives the same world."""
    rng = Random(repr(order))  # noqa: S311 - invented data, not secrets
    wanted = max(order.open_items, order.lines * 8 // 5)
    customers = new_customers(max(order.lines * 14 // 100, wanted // 12, 24), order.language, rng)
    site = Site(rng, order.language, customers)
    site.history()
    for date, kind in _calendar(order.lines, rng):
        line = mix.deal(kind)(site, date)
        line.kind = kind
        site.done.append(line)
    missing = wanted - sum(item.open != 0 for item in site.items)
    for _ in range(max(missing, 0)):
        day = START + dt.timedelta(days=rng.randrange(DAYS))
        terms = rng.choice(((2, 10), (3, 14))) if happens(rng, 0.05) else None
        site.invoice(site.customer(), day, terms=terms)
    _number(site, order, rng)
    world = World(
        order.seed, order.language, site.currency, customers, site.items, site.paid, site.done,
        site.payouts, rng.randrange(5_000_000, 90_000_000),
    )  # fmt: skip
    _tell(world, order, rng)
    return world


def _calendar(lines: int, rng: Random) -> list[tuple[dt.date, str]]:
    """Return the days and kinds of the lines in order; what follows another line comes late."""
    days = []
    for kind, count in mix.counts(lines).items():
        for _ in range(count):
            first = DAYS // 4 if kind in mix.FOLLOWING else 0
            day = START + dt.timedelta(days=rng.randrange(first, DAYS))
            days.append(
                (
                    min(
                        day
                        + dt.timedelta(
                            days=max(7 - day.weekday(), 0) * (day.weekday() >= _SATURDAY)
                        ),
                        TODAY,
                    ),
                    rng.random(),
                    kind,
                )
            )
    return [(day, kind) for day, _, kind in sorted(days)]


def _number(site: Site, order: Order, rng: Random) -> None:
    """Number the documents in the order of their dates, and give each its reference."""
    scheme = SCHEMES[order.numbers]
    for item in site.items:
        item.issued = min(item.issued, TODAY)
    site.items.sort(key=lambda item: item.issued)
    begun = rng.choice((0, 0, 180, 2300))
    last: Counter[tuple[int, bool]] = Counter()
    for item in site.items:
        credit = item.gross < 0
        year = item.issued.year
        key = (year if "y" in scheme.pattern else 0, credit)
        last[key] += 1
        item.number = scheme.number(year, last[key] + (0 if credit else begun), credit)
        item.reference = "" if credit else REFERENCES[order.references](item.number)


def _tell(world: World, order: Order, rng: Random) -> None:
    """Tell each line until it shows what its label says; else the label becomes what is shown."""
    scheme = SCHEMES[order.numbers]
    teller = Teller(world, scheme, noise.LEVELS[order.level], rng)
    books = Books(world, scheme)
    balance = world.opening
    for place, line in enumerate(world.lines):
        if line.kind in _AMOUNT_IS_FREE:
            _told_freely(line, teller, books)
        else:
            _told(line, teller, books)
        books.book(line)
        balance += line.amount
        line.balance = balance
        line.bank_ref = f"{line.date:%y%j}{place + 1:06}"
    _proved(world, scheme)


def _told(line: Line, teller: Teller, books: Books) -> None:
    meant = line.expect
    for attempt in range(_TRIES):
        if attempt and meant == AUTO and line.manner in {"silent", "cut"}:
            _made_dearer(line, books)
        teller.tell(line, calm=attempt == _TRIES - 1)
        if meant != AUTO:
            if books.told(line):
                return
            continue
        line.expect = books.judged(line)
        if line.expect == AUTO:
            return


def _made_dearer(line: Line, books: Books) -> None:
    """Change a little what a document was billed at, so that its amount tells it from others."""
    item, amount = line.allocations[0]
    if line.adjustments or amount != item.gross:
        return
    item.gross += 7
    books.owe(item, item.open)
    line.allocations[0] = (item, item.gross)
    line.amount += 7


def _proved(world: World, scheme: Scheme) -> None:
    """Go through the whole statement again and take back labels that do not hold any more."""
    books = Books(world, scheme)
    for line in world.lines:
        if line.expect == AUTO:
            line.expect = books.judged(line)
        books.book(line)


def _told_freely(line: Line, teller: Teller, books: Books) -> None:
    """Tell a line whose amount must have no explanation; change the amount while it has."""
    while True:
        teller.tell(line)
        if not books.explanations(line):
            return
        line.amount -= 1
        if line.unallocated:
            line.unallocated -= 1
        else:
            line.allocations = [(item, amount - 1) for item, amount in line.allocations]
