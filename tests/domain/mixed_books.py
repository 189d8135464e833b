"""Random books in several conventions at once, made by a generator that knows what is owed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import strategies as st

START = dt.date(2026, 1, 1)
LAST = 200
CONVENTIONS = (
    "link", "transaction-metadata", "posting-metadata", "account-per-customer",
    "account-per-invoice", "payee-only", "tag",
)  # fmt: skip
WITHOUT_IDS = frozenset({"account-per-customer", "payee-only"})
CUSTOMERS = (
    "Acme", "Globex", "Initech", "Mueller", "Umbra", "Vandelay", "Wonka", "Hooli",
)  # fmt: skip
CURRENCIES = ("USD", "EUR", "JPY")
BANK, INCOME, TAX = "Assets:Bank:Checking", "Income:Services", "Liabilities:SalesTax"


@dataclass(frozen=True)
class Fact:
    """One transaction: what it does to whom, and its text in the customer's convention.

    Attributes:
        items: number and signed amount of each document it touches; empty numbers without ids.
    """

    date: dt.date
    customer: str
    currency: str
    items: tuple[tuple[str, int], ...]
    text: str

    @property
    def amount(self) -> int:
        return sum(number for _, number in self.items)


@dataclass(frozen=True)
class World:
    """Books, and the truth about them.

    Attributes:
        conventions: of each customer.
        facts: in date order; amounts in hundredths (yen: whole).
        later: a transaction after all of them, in the convention of its customer.
    """

    conventions: dict[str, str]
    facts: tuple[Fact, ...]
    later: Fact
    notes: tuple[str, ...] = field(default=())

    def owed(self, until: dt.date | None = None) -> dict[tuple[str, str], Decimal]:
        """Return what each customer owes by currency, what is zero left out."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for fact in self.until(until):
            sums[fact.customer, fact.currency] += fact.amount
        return {key: units(n, key[1]) for key, n in sums.items() if n}

    def owed_by_item(
        self, until: dt.date | None = None, conventions: frozenset[str] = frozenset(CONVENTIONS)
    ) -> dict[tuple[str, str], Decimal]:
        """Return what is left of each document of customers whose convention has ids."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for fact in self.until(until):
            if self.conventions[fact.customer] in conventions - WITHOUT_IDS:
                for item, number in fact.items:
                    sums[item, fact.currency] += number
        return {key: units(n, key[1]) for key, n in sums.items() if n}

    def until(self, day: dt.date | None) -> list[Fact]:
        return [f for f in self.facts if day is None or f.date <= day]

    def text(self, until: dt.date | None = None) -> str:
        return self.head() + "\n".join([*(f.text for f in self.until(until)), ""])

    def head(self) -> str:
        """Return the accounts, opened before anything happens."""
        accounts = {BANK, INCOME, TAX}
        for fact in (*self.facts, self.later):
            accounts |= {w for w in fact.text.split() if w.startswith("Assets:AR")}
        return "".join(f"2025-12-31 open {account}\n" for account in sorted(accounts)) + "\n"


def units(number: int, currency: str) -> Decimal:
    return Decimal(number) if currency == "JPY" else Decimal(number).scaleb(-2)


def shown(number: int, currency: str) -> str:
    return f"{units(number, currency)} {currency}"


def account_of(customer: str, convention: str, item: str) -> str:
    if convention == "payee-only":
        return "Assets:AR"
    if convention == "account-per-invoice":
        return f"Assets:AR:{customer}:{item}"
    return f"Assets:AR:{customer}"


def entry_text(
    date: dt.date, customer: str, convention: str, currency: str, items: list[tuple[str, int]]
) -> str:
    """Return a bill (positive amounts) or a payment in a convention."""
    names = list(dict.fromkeys(item for item, _ in items))
    marks = ""
    if convention == "link":
        marks = "".join(f" ^{name}" for name in names)
    if convention == "tag":
        marks = "".join(f" #{name}" for name in names)
    text = f'{date} * "{customer}" "x"{marks}\n'
    if convention == "transaction-metadata":
        text += f'  invoice: "{names[0]}"\n'
    for item, number in items:
        text += f"  {account_of(customer, convention, item)}  {shown(number, currency)}\n"
        if convention == "posting-metadata":
            text += f'    invoice: "{item}"\n'
    whole = -sum(number for _, number in items)
    return f"{text}  {INCOME if whole < 0 else BANK}  {shown(whole, currency)}\n"


class _Maker:
    """Draws the story of one ledger, one transaction after another."""

    def __init__(self, draw: st.DrawFn, conventions: dict[str, str]) -> None:
        self._draw = draw
        self._conventions = conventions
        self._open: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        self._count = 0

    def fact(self, date: dt.date) -> Fact:
        customer = self._draw(st.sampled_from(sorted(self._conventions)))
        held = self._open[customer]
        unpaid = [key for key, left in held.items() if left > 0]
        if unpaid and self._draw(st.integers(0, 2)):
            return self._payment(date, customer, unpaid)
        return self._bill(date, customer)

    def _bill(self, date: dt.date, customer: str) -> Fact:
        self._count += 1
        item = f"INV-2026-{self._count:04}"
        currency = self._draw(st.sampled_from(CURRENCIES))
        number = self._draw(st.integers(1, 90_000))
        self._open[customer][item, currency] = number
        return self._made(date, customer, currency, [(item, number)])

    def _payment(self, date: dt.date, customer: str, unpaid: list[tuple[str, str]]) -> Fact:
        convention = self._conventions[customer]
        first = self._draw(st.sampled_from(unpaid))
        currency, held = first[1], self._open[customer]
        chosen = [first]
        if convention != "transaction-metadata":
            others = [k for k in unpaid if k != first and k[1] == currency]
            chosen += others[: self._draw(st.integers(0, 2))]
        parts: list[tuple[str, int]] = []
        for key in chosen:
            # Links and tags cannot say how a part of a sum is divided: all but one are paid whole.
            several = convention in {"link", "tag"} and len(chosen) > 1
            take = held[key] if several else self._draw(st.integers(1, held[key]))
            held[key] -= take
            parts.append((key[0], -take))
        return self._made(date, customer, currency, parts)

    def _made(
        self, date: dt.date, customer: str, currency: str, parts: list[tuple[str, int]]
    ) -> Fact:
        convention = self._conventions[customer]
        written = parts
        if convention in {"link", "tag"} | WITHOUT_IDS:
            written = [(parts[0][0], sum(n for _, n in parts))]
        text = entry_text(date, customer, convention, currency, written)
        if convention in {"link", "tag"}:
            mark = "^" if convention == "link" else "#"
            more = "".join(f" {mark}{item}" for item, _ in parts[1:])
            head, rest = text.split("\n", 1)
            text = f"{head}{more}\n{rest}"
        return Fact(date, customer, currency, tuple(parts), text)


@st.composite
def worlds(draw: st.DrawFn, least: int = 2) -> World:
    """Return books of two to five customers, in at least two conventions."""
    used = draw(st.lists(st.sampled_from(CONVENTIONS), min_size=least, max_size=5, unique=True))
    conventions = dict(zip(CUSTOMERS, used, strict=False))
    maker = _Maker(draw, conventions)
    gaps = draw(st.lists(st.integers(0, 12), min_size=1, max_size=16))
    facts, day = [], START
    for gap in gaps:
        day += dt.timedelta(days=gap)
        facts.append(maker.fact(day))
    return World(
        conventions, tuple(facts), maker.fact(day + dt.timedelta(days=draw(st.integers(0, 30))))
    )


@st.composite
def same_day_orders(draw: st.DrawFn, world: World) -> list[Fact]:
    """Return the facts in another order, those of one day kept in theirs."""
    queues: dict[dt.date, list[Fact]] = defaultdict(list)
    for fact in world.facts:
        queues[fact.date].append(fact)
    order = draw(st.permutations([fact.date for fact in world.facts]))
    return [queues[day].pop(0) for day in order]
