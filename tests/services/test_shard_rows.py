"""A shard whose postings all name their items gives the same rows by the short way and the long."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.debtor import Debtors
from billcli.domain.entry import (
    Account,
    Directive,
    Entry,
    LedgerOptions,
    Meta,
    MetaValue,
    Note,
    Posting,
    Record,
)  # fmt: skip
from billcli.domain.money import Decimal, Money
from billcli.domain.packed import pack
from billcli.domain.problem import Source
from billcli.domain.whole import Whole
from billcli.services import shard_rows as module
from billcli.services.past_items import later_than, stood_on
from billcli.services.shard_rows import Ground, ShardRows
from billcli.store.index_rows import FactRow
from billcli.store.item_column import FIRST, WORD

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from billcli.store.index_schema import Row

ROOTS = ("Assets:AR",)
ITEMS = ("INV-1", "INV-2", "2026-3", "CN-1", "17")
START = dt.date(2026, 1, 1)
PLAIN = Whole({}, frozenset(), frozenset())
GROUND = Ground(LedgerOptions(), ROOTS, True, PLAIN)


def rows_of(values: Sequence[Directive]) -> list[FactRow]:
    packed = map(pack, sorted(values, key=lambda value: value.date))
    return [FactRow(at, 1, p.line, p.date, p.kind, p.data) for at, p in enumerate(packed, 1)]


def both(values: Sequence[Directive], ground: Ground = GROUND) -> tuple[object, object]:
    """Return what the short way and the long way give, numbers in any order."""
    rows = rows_of(values)
    return plain(rows, ground), sorted_numbers(module._shard_rows(1, rows, ground))


def plain(rows: list[FactRow], ground: Ground = GROUND) -> ShardRows | None:
    found = module._plain(1, rows, ground)
    return found and sorted_numbers(found)


def sorted_numbers(found: ShardRows) -> ShardRows:
    """Return rows without what only the short way knows, numbers in one order."""
    items = [row._replace(told=0) for row in found.items]
    return found._replace(
        shard=found.shard._replace(told=0), items=items, numbers=sorted(found.numbers)
    )


def entry(
    day: int,
    *legs: tuple[str, str] | tuple[str, str, Meta],
    tags: str = "",
    meta: Meta | None = None,
    payee: str = "Acme",
) -> Entry:
    postings = tuple(
        Posting(leg[0], Money.of(*leg[1].split()), leg[2] if len(leg) > 2 else {},  # type: ignore[arg-type, misc]
                None, Source("a", at))
        for at, leg in enumerate(legs, 2)
    )  # fmt: skip
    date = START + dt.timedelta(days=day)
    marks = tuple(tags.split())
    return Entry(date, payee, "", marks, (), postings, meta or {}, "*", Source("a", 1))


def bill(day: int, item: str, number: str = "100.00", **more: object) -> Entry:
    meta: Meta = {"invoice": item, **more}  # type: ignore[dict-item]
    legs = ("Assets:AR:Acme", f"{number} EUR"), ("Income:Work", f"-{number} EUR")
    return entry(day, *legs, tags="invoice", meta=meta)


def paid(day: int, item: str, number: str = "100.00") -> Entry:
    owed = "Assets:AR:Acme", f"-{number} EUR", {"invoice": item}
    return entry(day, ("Assets:Bank", f"{number} EUR"), owed)


def in_parts(day: int, item: str) -> Entry:
    parts = [("Assets:AR:Acme", "50.00 EUR", {"due": START + dt.timedelta(n)}) for n in (9, 2)]
    return entry(day, *parts, ("Income:Work", "-100.00 EUR"), meta={"invoice": item})


def priced(day: int, item: str) -> Entry:
    made = paid(day, item)
    legs = [replace(leg, price=Money.of("95.00", "CHF")) for leg in made.postings]
    return replace(made, postings=tuple(legs))


def moved(day: int, item: str) -> Entry:
    legs = ("Assets:AR:Acme", "-100.00 EUR"), ("Assets:AR:Acme:EUR", "100.00 EUR")
    return entry(day, *legs, meta={"invoice": item})


def disputed(amount: int) -> Note:
    meta: Meta = {"id": "D-1", "amount": Money.of(amount, "EUR")}
    return Note(START, "Assets:AR:Acme", "no", ("dispute",), ("INV-1",), meta)


class Story:
    """A random shard: bills, payments, credit notes, fees, all with names, in odd forms too."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.values: list[Directive] = [*self._heads(), *(self._entry() for _ in range(9))]

    def _heads(self) -> list[Directive]:
        found: list[Directive] = []
        if self.rng.random() < 0.6:
            meta: Meta = {"customer": "Acme Inc.", "terms": "net 30", "email": "a@acme.example"}
            found.append(Account(START, "Assets:AR:Acme", (), meta))
        if self.rng.random() < 0.4:
            values: tuple[MetaValue, ...] = ("Acme", "Assets:AR:Acme")
            meta = {"name": "ACME Corporation", "terms": self.rng.choice(["net 10", "never"])}
            found.append(Record(START, "customer", values, meta, (1,)))
        if self.rng.random() < 0.3:
            status = self.rng.choice(["open", "closed"])
            links = (self.rng.choice(ITEMS),)
            meta = {"status": status, "id": "D-1"}
            if self.rng.random() < 0.5:
                meta["amount"] = Money.of(self.rng.choice([10, 40, 100]), "EUR")
            found.append(Note(START, "Assets:AR:Acme", "no", ("dispute",), links, meta))
        return found

    def _entry(self) -> Entry:
        rng = self.rng
        number = f"{rng.choice(['1', '40.00', '100.00', '0.5', '0'])}"
        signs = rng.choice([("", "-"), ("-", ""), ("", "-")])
        meta: dict[str, MetaValue] = {}
        for key, chance in (("due", 0.4), ("terms", 0.2), ("id", 0.2), ("corrects", 0.2)):
            if rng.random() < chance:
                meta[key] = self._value(key)
        if rng.random() < 0.1:
            meta[rng.choice(["customer", "customer-id"])] = rng.choice(["Acme", " acme", "Globex"])
        legs = [self._owed(f"{signs[0]}{number} EUR")]
        if rng.random() < 0.2:
            legs.append(self._owed(f"{rng.choice(['', '-'])}{number} {rng.choice(['EUR', 'USD'])}"))
        if rng.random() < 0.9 or (len(legs) == 1 and rng.random() < 0.5):
            names = ["Assets:Bank", "Income:Work", "Equity:Opening"]
            legs.append(Posting(rng.choice(names), Money.of(f"{signs[1]}{number}", "EUR")))
        if rng.random() < 0.5:
            meta["invoice"] = rng.choice([rng.choice(ITEMS), Decimal(17)])
        tags = rng.choice(["", "invoice", "payment", "credit-note", "late-fee", "refund", "q1"])
        legs = [
            Posting(p.account, p.amount, p.meta, p.price, Source("a", at))
            for at, p in enumerate(legs, 2)
        ]
        date = START + dt.timedelta(days=rng.randrange(5))
        payee = rng.choice(["Acme", "Bank", ""])
        at = Source("a", 1)
        return Entry(date, payee, "", (tags,) if tags else (), (), tuple(legs), meta, "*", at)

    def _owed(self, amount: str) -> Posting:
        rng = self.rng
        names = ["Assets:AR:Acme"] * 5 + ["Assets:AR:Acme:INV-1", "Assets:AR:Acme:EUR", "Assets:AR"]
        meta: dict[str, MetaValue] = {}
        if rng.random() < 0.9:
            meta["invoice"] = rng.choice(ITEMS)
        for key, chance in (("due", 0.2), ("instalment", 0.2)):
            if rng.random() < chance:
                meta[key] = self._value(key)
        price = Money.of("3.00", "CHF") if rng.random() < 0.1 else None
        return Posting(rng.choice(names), Money.of(*amount.split()), meta, price)

    def _value(self, key: str) -> MetaValue:
        choices: dict[str, list[MetaValue]] = {
            "due": [dt.date(2026, 2, 1), "2026-03-01", "soon", Decimal(3), True],
            "terms": ["net 14", "2026-13-40", Decimal(30)],
            "id": [*ITEMS, "P-1", Decimal(17)],
            "corrects": [*ITEMS],
            "instalment": [Decimal(1), "2", "second", Decimal("1.5")],
        }
        return self.rng.choice(choices[key])


def the_same(seed: int) -> bool:
    """Compare both ways on a random shard; return whether it was plain."""
    rng = Random(seed)  # noqa: S311 - a test's
    ground = GROUND._replace(apart=rng.random() < 0.5)
    short, long = both(Story(rng).values, ground)
    assert short in (None, long)
    return short is not None


@settings(max_examples=50)
@given(st.integers(0, 10**9))
def test_both_ways_give_the_same_rows(seed: int) -> None:
    the_same(seed)


def test_many_random_shards_are_plain() -> None:
    assert sum(the_same(seed) for seed in range(60)) >= 5


@pytest.mark.long
def test_ten_thousand_random_shards() -> None:
    assert sum(the_same(seed) for seed in range(10_000)) > 1_000


def days_told(seed: int) -> tuple[int, int]:
    """Tell each day of a random shard from what came later; return how many, and of how many.

    It has to be what the facts up to that day say, worked out the long way.
    """
    rng = Random(seed)  # noqa: S311 - a test's
    ground = GROUND._replace(apart=rng.random() < 0.5)
    rows = rows_of(Story(rng).values)
    found = module._plain(1, rows, ground)
    days = [str(START + dt.timedelta(days=day)) for day in range(-1, 6)]
    if found is None or not found.shard.told:
        return 0, 0
    told = [day for day in days if is_told(day, found, rows, ground)]
    return len(told), len(days)


def is_told(day: str, found: ShardRows, rows: list[FactRow], ground: Ground) -> bool:
    before = [row for row in rows if row.date <= day]
    after = [row for row in rows if row.date > day]
    if any(row.kind != "T" for row in after):
        return False
    later = later_than(after, Debtors.bare(ROOTS, {}).places)
    there = [row for row in found.items if row.first not in later.facts]
    stood = [stood_on(day, row, later) if row.item in later.sums else row for row in there]
    if None in stood:
        return False
    wanted = module._shard_rows(1, before, ground) if before else None
    assert [shown(row) for row in stood] == [shown(row) for row in (wanted.items if wanted else ())]
    assert found.parties == (wanted.parties if wanted else [])
    since = found.shard.apart_from
    assert bool(since and since <= day) is bool(wanted and wanted.shard.apart_from)
    return True


def shown(row: Row | None) -> object:
    """Return what lists show of an item."""
    assert row is not None
    return row[:WORD], row[FIRST]


@settings(max_examples=50)
@given(st.integers(0, 10**9))
def test_a_day_is_told_from_what_came_later(seed: int) -> None:
    days_told(seed)


def test_most_days_of_recorded_customers_are_told() -> None:
    told, days = map(sum, zip(*map(days_told, range(300)), strict=True))
    assert days > 50
    assert told > days / 4


@pytest.mark.long
def test_days_of_ten_thousand_random_shards() -> None:
    told, _ = map(sum, zip(*map(days_told, range(10_000)), strict=True))
    assert told > 1_000


@pytest.mark.parametrize(
    "values",
    [
        pytest.param([bill(0, "INV-1"), paid(3, "INV-1")], id="paid"),
        pytest.param([bill(0, "INV-1", due=START), paid(3, "INV-1", "40")], id="part"),
        pytest.param([paid(0, "INV-1"), bill(3, "INV-1", due="2026-02-01")], id="paid before"),
        pytest.param([bill(0, "INV-1", terms="net 14")], id="terms"),
        pytest.param([bill(0, "INV-1", id="X-9"), bill(1, "INV-2")], id="two"),
        pytest.param([in_parts(0, "INV-1"), paid(3, "INV-1", "70")], id="instalments"),
        pytest.param([bill(0, "INV-1"), priced(3, "INV-1")], id="priced"),
        pytest.param([bill(0, "INV-1"), moved(3, "INV-1")], id="moved"),
        pytest.param([bill(0, "INV-1"), disputed(40)], id="disputed in part"),
        pytest.param([bill(0, "INV-1"), paid(3, "INV-1", "60"), disputed(40)], id="disputed rest"),
    ],
)
def test_plain_shards_take_the_short_way(values: list[Directive]) -> None:
    short, long = both(values)
    assert short is not None
    assert short == long


UNSURE: dict[str, Callable[[], Entry]] = {
    "no name": lambda: entry(1, ("Assets:AR:Acme", "-5 EUR"), ("Assets:Bank", "5 EUR")),
    "another currency": lambda: entry(1, ("Assets:AR:Acme", "-5 USD", {"invoice": "INV-1"})),
    "another customer": lambda: entry(1, ("Assets:AR:Globex", "-5 EUR", {"invoice": "INV-1"})),
}


@pytest.mark.parametrize("made", UNSURE.values(), ids=UNSURE)
def test_what_is_not_plain_takes_the_long_way(made: Callable[[], Entry]) -> None:
    assert both([bill(0, "INV-1"), made()])[0] is None


def test_a_posting_that_stands_elsewhere_is_not_plain() -> None:
    row = rows_of([bill(0, "INV-1")])[0]
    assert plain([row]) is not None
    assert plain([row._replace(data=row.data.replace(",0,0,1]", ',0,0,["b",7]]', 1))]) is None
