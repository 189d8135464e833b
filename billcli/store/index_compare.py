"""Whether two read models of one ledger say the same.

Facts, files and shards have other numbers in a model that was brought up to date than in one just
made, so a fact is named by where it stands here. Two things may differ without a wrong answer:
shards that were once tied together stay together, and sums of postings that are gone are kept as
zero.
"""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.store.bind_items import bundles_of
from billcli.store.index_file import ModelLost, listed, plain, rows
from billcli.store.index_schema import STANDING, TABLES, selection
from billcli.store.index_stamp import (
    CRC,
    ID,
    LEDGER,
    MADE,
    NEWLINE,
    ORD,
    PATH,
    SHA,
    SIZE,
)
from billcli.store.index_sums import months_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row

    Place: TypeAlias = tuple[str, int, int]

_SAID = ("options", "problems", "roots", "whole", "apart_from", "valid_from", "entry_count")
_ITEM, _ISSUED, _FACT, _FIRST, _NTH, _TOLD = 1, 7, 14, 21, 22, 23
_SHARD_TOLD = 3
_NOWHERE: Place = ("", 0, 0)


class Difference(NamedTuple):
    """What differs in one table.

    Attributes:
        table: its name, ``meta`` included.
        missing: rows that the model should have and has not.
        surplus: rows that it has and should not have.
        example: one of them, in words.
    """

    table: str
    missing: int
    surplus: int
    example: str

    def __str__(self) -> str:
        """Return it in words.

        >>> str(Difference("item", 1, 0, "INV-1"))
        'item: 1 missing, 0 too many, such as INV-1'
        """
        return (
            f"{self.table}: {self.missing} missing, {self.surplus} too many, such as {self.example}"
        )


def differences(kept: Model, made: Model) -> list[Difference]:
    """Return what a kept model says otherwise than one that was just made; nothing when equal.

    Raises:
        ModelLost: one of them is damaged.
    """
    if broken := integrity(kept):
        raise ModelLost(broken)
    ours, theirs = _Reader(kept), _Reader(made)
    found = [
        difference
        for table, read in _TABLES.items()
        if (difference := _difference(table, read(ours), read(theirs)))
    ]
    # Who belongs together is told by facts: where those differ, it must too.
    return found or list(_untied(ours, theirs)) or [*_unbound(kept), *_miscounted(kept)]


def integrity(model: Model) -> str:
    """Return what SQLite finds wrong with the file, its indexes included, or nothing."""
    found = [row[0] for row in plain(model.connection, "PRAGMA integrity_check(1)")]
    return "" if found == ["ok"] else f"the read model is damaged: {found[0]}"


class _Reader:
    """One model, read so that numbers given to rows do not matter."""

    def __init__(self, model: Model) -> None:
        self.model = model
        files = model.files()
        self.paths = {row[ID]: row[PATH] for row in files}
        self.ledger = [row for row in files if row[MADE] == LEDGER]
        self.places: dict[int, Place] = {0: _NOWHERE}

    def table(self, name: str) -> list[Row]:
        return listed(self.model.connection, name)

    def place(self, fact: int) -> Place:
        """Return file, line and place among the facts of that line."""
        return self.places.get(fact, _NOWHERE)

    def facts(self) -> Iterator[Row]:
        """Yield the facts; where they stand is known afterwards."""
        before, nth = ("", -1), 0
        for fact, file, line, date, kind, data in rows(
            self.model.connection, "fact", "ORDER BY file, line, id"
        ):
            here = (self.paths.get(file, ""), line)
            nth = nth + 1 if here == before else 0
            before = here
            self.places[fact] = (*here, nth)
            yield (*here, nth, date, kind, data)

    def files(self) -> Iterator[Row]:
        for row in self.ledger:
            yield (row[PATH], row[ORD], row[SIZE], row[SHA], row[CRC], row[NEWLINE])

    def patterns(self) -> Iterator[Row]:
        for file, *said in self.table("pattern"):
            yield (self.paths.get(file, ""), *said)

    def by_fact(self, table: str, at: int = 0) -> Iterator[Row]:
        for row in self.table(table):
            yield (*row[:at], self.place(row[at]), *row[at + 1 :])

    def items(self) -> Iterator[Row]:
        """Yield the items; their order within a day and a fact counts, not their place."""
        found = sorted(self.table("item"), key=lambda row: row[_NTH])
        after: Counter[Row] = Counter()
        for row in found:
            key = (row[_ISSUED], row[_FIRST])
            after[key] += 1
            places = self.place(row[_FACT]), self.place(row[_FIRST])
            yield (*row[1:_FACT], *row[_FACT + 1 : _FIRST], *places, after[key])

    def parties(self) -> Iterator[Row]:
        for name, _shard, *said, fact in self.table("party"):
            yield (name, *said, self.place(fact))

    def balances(self) -> Iterator[Row]:
        for customer, currency, _shard, number in self.table("balance"):
            yield (customer, currency, number)

    def owing(self) -> Iterator[Row]:
        for _shard, owed in self.table("owing"):
            yield from map(tuple, json.loads(owed))

    def totals(self) -> Iterator[Row]:
        for account, currency, months, moved in self.table("total"):
            if moved:
                yield (account, currency, "", "moved")
            for month, number in months_of(months).items():
                if value := Decimal(number):
                    yield (account, currency, month, format(value.normalize(), "f"))

    def said(self) -> Iterator[Row]:
        for key in _SAID:
            text = self.model.meta.get(key, "")
            yield (key, _sorted(text) if text[:1] in {"{", "["} else text)

    def shard_of(self) -> Mapping[Place, int]:
        return {self.place(fact): shard for shard, fact in self.table("member")}


def _sorted(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


_TABLES: Mapping[str, Callable[[_Reader], Iterable[Row]]] = {
    "file": _Reader.files,
    "pattern": _Reader.patterns,
    "fact": _Reader.facts,  # before what names facts
    **{table: lambda one, table=table: one.by_fact(table) for table in STANDING},  # type: ignore[misc]
    "total": _Reader.totals,
    "number": lambda one: one.by_fact("number", 1),
    "member": lambda one: ((place,) for place in one.shard_of()),
    "item": _Reader.items,
    "party": _Reader.parties,
    "balance": _Reader.balances,
    "owing": _Reader.owing,
    "meta": _Reader.said,
}


def _difference(table: str, kept: Iterable[Row], made: Iterable[Row]) -> Difference | None:
    count = Counter(kept)
    count.subtract(made)
    surplus = sum(n for n in count.values() if n > 0)
    missing = -sum(n for n in count.values() if n < 0)
    example = next((row for row, n in count.items() if n), None)
    return Difference(table, missing, surplus, _words(example)) if example else None


_LONGEST = 100


def _words(row: Row) -> str:
    text = " ".join(str(cell) for cell in row if cell not in (None, ""))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _untied(kept: _Reader, made: _Reader) -> Iterator[Difference]:
    """Yield what is tied together in the ledger and not in the model, by facts, then by names."""
    ours, theirs = kept.shard_of(), made.shard_of()
    within: dict[int, int] = {}
    parted = [
        place
        for place, shard in theirs.items()
        if within.setdefault(shard, ours[place]) != ours[place]
    ]
    if parted:
        yield Difference("shard", len(parted), 0, _words(parted[0]))
        return
    known: dict[str, int] = dict(kept.table("tie"))
    lost = [name for name, shard in made.table("tie") if known.get(name) != within.get(shard)]
    if lost:
        yield Difference("tie", len(lost), 0, lost[0])
    lots = {row[0] for row in made.table("lot")} - {row[0] for row in kept.table("lot")}
    if lots:
        yield Difference("lot", len(lots), 0, min(lots))
    yield from _dates(kept, made, within)


def _dates(kept: _Reader, made: _Reader, within: Mapping[int, int]) -> Iterator[Difference]:
    """Yield the shards of which a day is wrong, or that tell earlier days and should not.

    The days are the last, and when credits begin to name debts.
    """
    last: dict[int, str] = {}
    apart: dict[int, list[str]] = {}
    unsure: set[int] = set()
    for shard, day, since, told in made.table("shard"):
        at = within.get(shard, 0)
        last[at] = max(day, last.get(at, ""))
        apart.setdefault(at, []).extend([since] if since else [])
        unsure.update(() if told else (at,))
    wanted = {at: (day, min(apart[at], default="")) for at, day in last.items()}
    have = {shard: (day, since) for shard, day, since, _ in kept.table("shard")}
    wrong = [at for at in wanted.keys() | have.keys() if wanted.get(at) != have.get(at)]
    told_of = {row[0] for row in kept.table("shard") if row[_SHARD_TOLD]}
    wrong += told_of & unsure
    if wrong:
        yield Difference("shard", len(wrong), 0, str(have.get(wrong[0]) or wanted[wrong[0]]))
    sure = {row[_ITEM] for row in made.table("item") if row[_TOLD]}
    bold = {r[_ITEM] for r in kept.table("item") if r[_TOLD] and r[0] in told_of} - sure
    if bold:
        yield Difference("item", 0, len(bold), min(bold))


def _unbound(model: Model) -> Iterator[Difference]:
    """Yield the table of bundles where they do not say what their items and facts do."""
    kept = {*plain(model.connection, selection("bundle"))}
    made = bundles_of(model.connection)
    if kept != made:
        example = min(row[0] for row in kept ^ made)
        yield Difference("bundle", len(made - kept), len(kept - made), example)


def _miscounted(model: Model) -> Iterator[Difference]:
    """Yield the tables whose rows are not as many as the model says."""
    for table in TABLES:
        counted = model.meta.get(f"count_{table}", "")
        if table in _UNCOUNTED or not counted:
            continue
        sql = f"SELECT count(*) FROM {table}"  # noqa: S608 - a name of ours
        count = next(plain(model.connection, sql))[0]
        if count != int(counted):
            yield Difference(table, int(counted) - count, 0, "its count")


_UNCOUNTED = frozenset({"meta", "total", "lot"})
"""Tables whose rows are counted when a model is made and not when it is brought up to date."""
