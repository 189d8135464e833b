"""Asking a read model: plain tuples in the order of ``index_rows``, checked as they are read."""

from __future__ import annotations

import os

from billcli.store.index_file import READ_WAIT, ModelLost, connect, listed, plain, rows

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from typing import Any

    from billcli.store.index_file import Place
    from billcli.store.index_schema import Row

# The orders of services.list_items.SORTS; what they leave open stands as it was made.
ORDERS = {
    "due": "due_key, item, instalment, date_issued, nth, rowid",
    "date": "date_issued, item, instalment, nth, rowid",
    "customer": "customer, date_issued, item, nth, rowid",
    "amount": "date_issued, nth, rowid",
    "open": "date_issued, nth, rowid",
}
_KEYS = {
    "due": lambda row: (row[19], row[1], row[2] or 0, row[7]),
    "date": lambda row: (row[7], row[1], row[2] or 0),
}
_EXACT = {"amount": 9, "open": 11}
_ITEM = 1
_NAMED = "WHERE item = ? ORDER BY date_issued, nth, rowid"
_LEDGER_ORDER = "ORDER BY date, (SELECT ord FROM file WHERE file.id = fact.file), line, id"
_MEMBERS = "SELECT fact FROM member WHERE shard IN"
_AT_ONCE = 500


def open_model(place: Place, wait: float = READ_WAIT) -> tuple[Model | None, str]:
    """Return a model that is there, whole and ours, else None and why not in words.

    Whether it is fresh is ``index_key.check``. Once anybody else writes to it, it answers no more.
    """
    connection, meta, reason = connect(place, wait)
    return (None, reason) if connection is None else (_Opened(connection, meta, place), "")


class Model:
    """A read model that is open for reading. Every question may raise ``ModelLost``.

    Attributes:
        meta: its texts by key.
        place: where it lives.
    """

    __slots__ = ("connection", "meta", "place")

    def __init__(self, connection: sqlite3.Connection, meta: dict[str, str], place: Place) -> None:
        """Keep an open connection; see ``open_model``."""
        self.connection, self.meta, self.place = connection, meta, place

    def close(self) -> None:
        """End the reading."""
        self.connection.close()

    def files(self) -> list[Row]:
        """Return the files (``FileRow``) in order, the main one first."""
        found = listed(self.connection, "file", "ORDER BY ord, id")
        self._complete("file", len(found))
        return found

    def patterns(self) -> list[Row]:
        """Return the include patterns (``PatternRow``)."""
        found = listed(self.connection, "pattern", "ORDER BY rowid")
        self._complete("pattern", len(found))
        return found

    def open_items(
        self,
        *,
        customer: str = "",
        overdue_on: str = "",
        disputed: bool = False,
        since: str = "",
        until: str = "",
        order: str = "due",
        limit: int = 0,
    ) -> list[Row]:
        """Return open items (``ItemRow``).

        Args:
            customer: id, or all.
            overdue_on: only debts due before this ISO date.
            disputed: only those under dispute.
            since: ISO date; none that was issued before.
            until: ISO date; none that was issued after.
            order: a key of ``ORDERS``; ``amount`` and ``open`` sort by exact decimals.
            limit: how many at most, 0 for all.
        """
        wanted = [
            ("customer = ?", customer),
            ("due_key < ? AND date_due < ? AND balance_open NOT LIKE '-%'", overdue_on),
            ("disputed = ?", 1 if disputed else ""),
            ("date_issued >= ?", since),
            ("date_issued <= ?", until),
        ]
        tests, values = ["is_open"], []
        for test, value in wanted:
            if value != "":
                tests.append(test)
                values += [value] * test.count("?")
        found = self._items(f"WHERE {' AND '.join(tests)}", values, order, limit)
        if len(tests) == 1:
            self._complete("open", len(found), limit)
        return found

    def items(self, customer: str = "", order: str = "date", limit: int = 0) -> list[Row]:
        """Return items (``ItemRow``), settled ones too; see ``open_items`` for the arguments."""
        values = [customer] if customer else []
        found = self._items("WHERE customer = ?" if customer else "", values, order, limit)
        if not customer:
            self._complete("item", len(found), limit)
        return found

    def _items(self, where: str, values: list[Any], order: str, limit: int) -> list[Row]:
        exact = _EXACT.get(order)
        rest = f"{where} ORDER BY {ORDERS[order]}"
        if limit > 0 and exact is None:
            rest, values = f"{rest} LIMIT ?", [*values, limit]
        found = listed(self.connection, "item", rest, values)
        if exact is None:
            if limit > 0 and order in _KEYS and found != sorted(found, key=_KEYS[order]):
                raise ModelLost("the read model is damaged: its items are out of order")
            return found
        from decimal import Decimal  # noqa: PLC0415 - 3 ms, and only these orders need it

        found.sort(key=lambda row: (Decimal(row[exact]), row[_ITEM]))
        return found[: limit or None]

    def each_item(self) -> Iterator[Row]:
        """Yield all items (``ItemRow``) by date of issue without keeping them in memory."""
        return rows(self.connection, "item", f"ORDER BY {ORDERS['date']}")

    def item(self, text: str) -> list[Row]:
        """Return the rows of one item: by its very id, else without regard to case, else none."""
        found = listed(self.connection, "item", _NAMED, [text])
        if found:
            return found
        folded = _folded(text)
        names = plain(self.connection, "SELECT DISTINCT item FROM item")
        like = [name for (name,) in names if _folded(str(name)) == folded]
        found = [row for name in like for row in listed(self.connection, "item", _NAMED, [name])]
        if found:
            first = min(found, key=lambda row: row[7])[_ITEM]
            return [row for row in found if row[_ITEM] == first]
        # There is none: no index is believed, because a damaged one may hide it.
        if any(_folded(name) == folded for name in self.item_names()):
            raise ModelLost("the read model is damaged: an index hides an item")
        return []

    def item_names(self) -> list[str]:
        """Return the ids of all items, each once, by date of issue."""
        names = [row[_ITEM] for row in self.each_item()]
        self._complete("item", len(names))
        return list(dict.fromkeys(names))

    def balances(self, customer: str = "") -> list[Row]:
        """Return what customers owe (``BalanceRow``), by customer and currency; zeros included."""
        if customer:
            return listed(self.connection, "balance", "WHERE customer = ?", [customer])
        found = listed(self.connection, "balance", "ORDER BY customer, currency")
        self._complete("balance", len(found))
        return found

    def owing(self) -> list[Row]:
        """Return what is open, shard by shard (``OwingRow``)."""
        found = listed(self.connection, "owing", "ORDER BY shard")
        self._complete("owing", len(found))
        return found

    def parties(self) -> list[Row]:
        """Return all customers (``PartyRow``) by id."""
        found = listed(self.connection, "party", "ORDER BY id")
        self._complete("party", len(found))
        return found

    def party(self, text: str, folded: str = "") -> Row | None:
        """Return one customer (``PartyRow``): by the very id, else by the folded one."""
        rest = "WHERE id = ? OR folded = ? ORDER BY id <> ?, rowid LIMIT 1"
        values = [text, folded or text.casefold(), text]
        return next(rows(self.connection, "party", rest, values), None)

    def fact(self, fact: int) -> Row | None:
        """Return one fact (``FactRow``)."""
        return next(rows(self.connection, "fact", "WHERE id = ?", [fact]), None)

    def facts(
        self, *, shards: Iterable[int] = (), kinds: str = "", file: int | None = None
    ) -> Iterator[Row]:
        """Yield facts (``FactRow``) in ledger order: date, order of the file, line, id.

        Args:
            shards: only members of these shards, each fact once; all when empty.
            kinds: letters of kinds, such as ``CN``; empty for all.
            file: only one file's.
        """
        tests: list[str] = []
        values: list[Any] = []
        if chosen := list(shards):
            tests.append(f"id IN ({_MEMBERS} ({', '.join(str(int(one)) for one in chosen)}))")
        if kinds:
            # Written out, because only then SQLite sees that the index of the rare kinds will do.
            rare = "kind <> 'T' AND " if "T" not in kinds else ""
            tests.append(f"{rare}kind IN ({', '.join('?' for _ in kinds)})")
            values += list(kinds)
        if file is not None:
            tests.append("file = ?")
            values.append(file)
        where = f"WHERE {' AND '.join(tests)} " if tests else ""
        count = 0
        for row in rows(self.connection, "fact", where + _LEDGER_ORDER, values):
            count += 1
            yield row
        if not tests:
            self._complete("fact", count)

    def facts_by_id(self, ids: Iterable[int]) -> list[Row]:
        """Return some facts (``FactRow``) by id, the lowest first."""
        found: list[Row] = []
        for group in _groups(ids):
            found += rows(self.connection, "fact", f"WHERE id IN ({group}) ORDER BY id")
        return found

    def sources(self, facts: Iterable[int]) -> dict[int, tuple[str, int]]:
        """Return (path, line) of facts by id."""
        paths = {row[0]: row[2] for row in self.files()}
        found: dict[int, tuple[str, int]] = {}
        for group in _groups(facts):
            sql = f"SELECT id, file, line FROM fact WHERE id IN ({group})"  # noqa: S608 - numbers
            for fact, file, line in plain(self.connection, sql):
                found[fact] = (paths[file], line)
        return found

    def shards_of(self, facts: Iterable[int]) -> set[int]:
        """Return the shards that facts take part in."""
        found: set[int] = set()
        for group in _groups(facts):
            found |= {row[0] for row in rows(self.connection, "member", f"WHERE fact IN ({group})")}
        return found

    def members(self, shards: Iterable[int]) -> set[int]:
        """Return the facts that take part in shards."""
        found: set[int] = set()
        for group in _groups(shards):
            within = f"WHERE shard IN ({group})"
            found |= {row[1] for row in rows(self.connection, "member", within)}
        return found

    def ties(self, names: Iterable[str]) -> dict[str, int]:
        """Return the shards of names that have one."""
        found: dict[str, int] = {}
        for name in dict.fromkeys(names):
            found.update(rows(self.connection, "tie", "WHERE name = ?", [name]))
        return found

    def next_fact(self) -> int:
        """Return a fact id from which on all are free."""
        return self._after("SELECT max(id) FROM fact")

    def next_shard(self) -> int:
        """Return a shard number from which on all are free."""
        return self._after("SELECT max(shard) FROM member")

    def _after(self, sql: str) -> int:
        return int(next(plain(self.connection, sql))[0] or 0) + 1

    def numbers(self, prefix: str = "") -> list[tuple[str, int]]:
        """Return document numbers that begin with a text, and how they are taken (``NumberRow``).

        A number comes once for each way.
        """
        rest = "WHERE number >= ? AND substr(number, 1, ?) = ? ORDER BY number"
        within = f"{rest} " if prefix else "ORDER BY number"
        values = [prefix, len(prefix), prefix] if prefix else []
        found = listed(self.connection, "number", within, values)
        if not prefix:
            self._complete("number", len(found))
        return list(dict.fromkeys((number, taken) for number, _fact, taken in found))

    def has_number(self, number: str) -> bool:
        """Return whether a document number is in use."""
        return any(rows(self.connection, "number", "WHERE number = ?", [number]))

    def status(self) -> dict[str, str]:
        """Return figures for ``ledger index --status``: all of ``meta`` and its size in bytes."""
        try:
            size = os.stat(self.place.path).st_size  # noqa: PTH116 - pathlib costs a third of a query
        except OSError:
            size = 0
        return {**self.meta, "bytes": str(size), "path": self.place.path}

    def _complete(self, what: str, count: int, limit: int = 0) -> None:
        """Compare how many rows a list has with what was counted when they were written."""
        if not self.meta:  # it is being made, and counted in the end
            return
        counted = int(self.meta.get(f"count_{what}", "-1"))
        if (min(limit, counted) if limit > 0 else counted) != count:
            raise ModelLost(f"the read model is damaged: {count} rows of {what}")


def _folded(text: str) -> str:
    """Return text as ``domain.dated_record.folded`` compares it."""
    return " ".join(text.split()).casefold()


class _Opened(Model):
    """A model that ends the reading when nobody holds it any more.

    A connection alone does not: it holds itself in a cycle, which ends when cycles are collected,
    and until then nobody can write.
    """

    __slots__ = ()

    def __del__(self) -> None:
        """End the reading."""
        self.close()


def _groups(ids: Iterable[int]) -> Iterator[str]:
    """Yield whole numbers, sorted, as texts for a query, some hundred at a time."""
    known = sorted(set(ids))
    for start in range(0, len(known), _AT_ONCE):
        yield ", ".join(str(int(one)) for one in known[start : start + _AT_ONCE])
