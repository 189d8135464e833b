"""One change of the ledger, carried over into a read model inside a transaction."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal

from billcli.domain.named import TYPE_CHECKING
from billcli.store.bind_items import bind_again, made_by, period_of
from billcli.store.index_file import ModelLost, rows
from billcli.store.index_guard import Overtaken
from billcli.store.index_schema import (
    STANDING,
    insertion,
    plain_item,
    sealed,
    sealed_fact,
    selection,
)
from billcli.store.index_sums import EXACT, add, months_of, standing_row, total_rows
from billcli.store.item_column import DUE_KEY, IS_OPEN

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator

    from billcli.store.index_rows import Delta
    from billcli.store.index_schema import Row

    _Moved = dict[tuple[str, str], dict[str, Decimal]]

_COUNTED = (
    "fact",
    "shard",
    "item",
    "bundle",
    "party",
    "balance",
    "owing",
    "number",
    "member",
    "tie",
    "file",
    "pattern",
    *STANDING,
)

_KEYS = {
    "shard": ("shard",),
    "member": ("shard", "fact"),
    "tie": ("name",),
    "item": ("rowid",),
    "party": ("id",),
    "balance": ("customer", "currency"),
    "owing": ("shard",),
    "number": ("number", "fact"),
}


def apply(connection: sqlite3.Connection, delta: Delta, now_ns: int) -> None:
    """Carry a change over; the caller holds the transaction.

    Raises:
        Overtaken: the model is not the one the change was made from.
        ModelLost: the model is damaged.
        sqlite3.Error: it cannot be written, or the change contradicts it.
    """
    meta: dict[str, str] = dict(rows(connection, "meta"))
    if meta["revision"] != delta.revision:
        raise Overtaken("another process has updated the read model meanwhile")
    change = _Change(connection, meta)
    totals: _Moved = {}
    change.remove(delta.removed, totals)
    change.exchange(delta)
    connection.executemany(
        "UPDATE fact SET line = ? WHERE id = ?", ((line, fact) for fact, line in delta.moved)
    )
    change.add_facts(delta.added, totals)
    change.bind({fact for fact, _line in delta.moved})
    change.add_to_totals(totals)
    change.replace_files(delta)
    for account in delta.lots:
        connection.executemany(
            insertion("lot").replace("INSERT", "INSERT OR IGNORE"), sealed([(account,)])
        )
    change.describe({**delta.meta, "made_ns": str(now_ns), "revision": os.urandom(8).hex()})


class _Change:
    """A change under way; it counts rows as they come and go."""

    def __init__(self, connection: sqlite3.Connection, meta: dict[str, str]) -> None:
        self._connection = connection
        self._meta = meta
        self._counts = dict.fromkeys((*_COUNTED, "open"), 0)
        self._loose: set[int] = set()
        self._periods: set[str] = set()

    def delete(self, table: str, where: str, *values: str | int) -> None:
        sql = f"DELETE FROM {table} WHERE {where}"  # noqa: S608 - names of ours
        self._counts[table] -= self._connection.execute(sql, values).rowcount

    def insert(self, table: str, given: Iterable[Row]) -> None:
        self._put(table, sealed(given))

    def _put(self, table: str, whole: Iterable[Row]) -> None:
        self._counts[table] += self._connection.executemany(insertion(table), whole).rowcount

    def remove(self, facts: Iterable[int], totals: _Moved) -> None:
        for fact in facts:
            row = next(rows(self._connection, "fact", "WHERE id = ?", [fact]), None)
            if row is None:
                raise ModelLost(f"the read model is damaged: there is no fact {fact}")
            add(totals, [row], -1)
            self.delete("fact", "id = ?", fact)
            for table in (*STANDING, "number", "member"):
                self.delete(table, "fact = ?", fact)

    def exchange(self, delta: Delta) -> None:
        """Put the rows of shards in place of what they had; rows that stay are not written."""
        shards = tuple(delta.dropped)
        given: dict[str, Iterable[Row]] = {
            "number": delta.numbers,  # first, while the old members still say whose they are
            "shard": delta.shards,
            "member": delta.members,
            "tie": delta.ties,
            "item": map(plain_item, delta.items),
            "party": delta.parties,
            "balance": delta.balances,
            "owing": delta.owing,
        }
        for table, wanted in given.items():
            old = [row for shard in shards for row in self._of_shard(table, shard)]
            self._exchange(table, old, list(sealed(wanted)))

    def _of_shard(self, table: str, shard: int) -> list[tuple[Row, Row]]:
        """Return the key and the row, with its checksum, of all that a shard has in a table."""
        keys = _KEYS[table]
        inside = "fact IN (SELECT fact FROM member WHERE shard = ?)"
        where = inside if table == "number" else "shard = ?"
        columns = selection(table).removeprefix("SELECT ")
        sql = f"SELECT {', '.join(keys)}, {columns} WHERE {where}"
        found = self._connection.execute(sql, [shard]).fetchall()
        return [(row[: len(keys)], row[len(keys) :]) for row in found]

    def _exchange(self, table: str, old: list[tuple[Row, Row]], wanted: list[Row]) -> None:
        stay = Counter(row for _key, row in old) & Counter(wanted)
        come = list(_without(((row, row) for row in wanted), stay))
        go = list(_without(old, stay))
        where = " AND ".join(f"{key} = ?" for key in _KEYS[table])
        for key, _row in go:
            self.delete(table, where, *key)
        self._put(table, (row for row, _same in come))
        if table == "item":
            self._counts["open"] += sum(row[IS_OPEN] for row, _same in come)
            self._counts["open"] -= sum(row[IS_OPEN] for _key, row in go)
            self._loose |= {row for (row,), _row in go}
            changed = [*(row for row, _same in come), *(row for _key, row in go)]
            self._periods |= {period_of(row[DUE_KEY]) for row in changed if row[IS_OPEN]}

    def bind(self, moved: Collection[int]) -> None:
        """Make the bundles of items anew that changed, or whose facts moved to other lines."""
        elsewhere = made_by(self._connection, moved)
        self._loose |= elsewhere.keys()
        for period in sorted({*self._periods, *elsewhere.values()}):
            self._counts["bundle"] += bind_again(self._connection, period, self._loose)

    def add_facts(self, facts: Iterable[Row], totals: _Moved) -> None:
        for fact in facts:
            add(totals, [fact])
            self._put("fact", [sealed_fact(fact)])
            if found := standing_row(fact):
                self.insert(found[0], [found[1]])

    def add_to_totals(self, totals: _Moved) -> None:
        for key, moved in totals.items():
            where = "WHERE account = ? AND currency = ?"
            old = next(rows(self._connection, "total", where, key), None)
            known = months_of(old[2]) if old else {}
            months = {month: Decimal(number) for month, number in known.items()}
            for month, number in moved.items():
                months[month] = EXACT.add(months.get(month, Decimal(0)), number)
            self._connection.execute(f"DELETE FROM total {where}", key)  # noqa: S608 - names of ours
            self._connection.executemany(insertion("total"), sealed(total_rows({key: months})))

    def replace_files(self, delta: Delta) -> None:
        files = list(delta.files)
        for file in (*delta.files_gone, *(row.id for row in files)):
            self.delete("file", "id = ?", file)
        self.insert("file", files)
        if delta.patterns is not None:
            self.delete("pattern", "? = 0", 0)
            self.insert("pattern", delta.patterns)

    def describe(self, texts: dict[str, str]) -> None:
        for name, change in self._counts.items():
            texts[f"count_{name}"] = str(int(self._meta.get(f"count_{name}", "0")) + change)
        for key, value in texts.items():
            self._connection.execute("DELETE FROM meta WHERE key = ?", [key])
            self._connection.executemany(insertion("meta"), sealed([(key, value)]))


def _without(found: Iterable[tuple[Row, Row]], stay: Counter[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield pairs whose row is not among those that stay, each of which takes one away."""
    left = Counter(stay)
    for key, row in found:
        if left[row] > 0:
            left[row] -= 1
        else:
            yield key, row
