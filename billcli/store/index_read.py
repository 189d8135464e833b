"""Asking a read model: plain tuples in the order of ``index_rows``, checked as they are read."""

from __future__ import annotations

import os

from billcli.store.index_file import READ_WAIT, ModelLost, connect, listed, plain, rows
from billcli.store.item_column import ORDERS, in_order

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator
    from typing import Any

    from billcli.store.index_file import Place
    from billcli.store.index_schema import Row

LEDGER_ORDER = "ORDER BY date, (SELECT ord FROM file WHERE file.id = fact.file), line, id"
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
        self.require_all("file", len(found))
        return found

    def patterns(self) -> list[Row]:
        """Return the include patterns (``PatternRow``)."""
        found = listed(self.connection, "pattern", "ORDER BY rowid")
        self.require_all("pattern", len(found))
        return found

    def open_items(self, limit: int = 0) -> list[Row]:
        """Return open items (``ItemRow``), the first due first.

        Args:
            limit: how many at most, 0 for all.
        """
        rest = f"WHERE is_open ORDER BY {ORDERS['due']}"
        found = listed(self.connection, "item", f"{rest} LIMIT ?", [limit if limit > 0 else -1])
        self.require_all("open", len(found), limit)
        if limit > 0 and not in_order(found, "due"):
            raise ModelLost("the read model is damaged: its items are out of order")
        return found

    def balances(self, customer: str = "") -> list[Row]:
        """Return what customers owe (``BalanceRow``), by customer and currency; zeros included."""
        if customer:
            return listed(self.connection, "balance", "WHERE customer = ?", [customer])
        found = listed(self.connection, "balance", "ORDER BY customer, currency")
        self.require_all("balance", len(found))
        return found

    def owing(self) -> list[Row]:
        """Return what is open, shard by shard (``OwingRow``)."""
        found = listed(self.connection, "owing", "ORDER BY shard")
        self.require_all("owing", len(found))
        return found

    def parties(self) -> list[Row]:
        """Return all customers (``PartyRow``) by id."""
        found = listed(self.connection, "party", "ORDER BY id")
        self.require_all("party", len(found))
        return found

    def party(self, text: str, folded: str = "") -> Row | None:
        """Return one customer (``PartyRow``): by the very id, else by the folded one."""
        rest = "WHERE id = ? OR folded = ? ORDER BY id <> ?, rowid LIMIT 1"
        values = [text, folded or text.casefold(), text]
        return next(rows(self.connection, "party", rest, values), None)

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
        ids: set[int] = set()
        for row in rows(self.connection, "fact", where + LEDGER_ORDER, values):
            ids.add(row[0])
            yield row
        if not tests:  # one that comes twice does not make up for one that is lost
            self.require_all("fact", len(ids))

    def facts_by_id(self, ids: Iterable[int]) -> list[Row]:
        """Return some facts (``FactRow``) by id, the lowest first."""
        found: list[Row] = []
        for group in groups(ids):
            found += rows(self.connection, "fact", f"WHERE id IN ({group}) ORDER BY id")
        return found

    def shards_of(self, facts: Iterable[int]) -> set[int]:
        """Return the shards that facts take part in."""
        found: set[int] = set()
        for group in groups(facts):
            found |= {row[0] for row in rows(self.connection, "member", f"WHERE fact IN ({group})")}
        return found

    def members(self, shards: Iterable[int]) -> set[int]:
        """Return the facts that take part in shards."""
        found: set[int] = set()
        for group in groups(shards):
            within = f"WHERE shard IN ({group})"
            found |= {row[1] for row in rows(self.connection, "member", within)}
        return found

    def ties(self, names: Iterable[str]) -> dict[str, int]:
        """Return the shards of names that have one."""
        found: dict[str, int] = {}
        wanted = list(dict.fromkeys(names))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            within = f"WHERE name IN ({', '.join('?' * len(some))})"
            found.update(listed(self.connection, "tie", within, some))
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
            self.require_all("number", len(found))
        return list(dict.fromkeys((number, taken) for number, _fact, taken in found))

    def status(self) -> dict[str, str]:
        """Return figures for ``ledger index --status``: all of ``meta`` and its size in bytes."""
        try:
            size = os.stat(self.place.path).st_size  # noqa: PTH116 - pathlib costs a third of a query
        except OSError:
            size = 0
        return {**self.meta, "bytes": str(size), "path": self.place.path}

    def require_all(self, what: str, count: int, limit: int = 0) -> None:
        """Compare how many rows a list has with what was counted when they were written.

        Args:
            what: a table, or ``open`` for open items.
            count: of the rows.
            limit: how many were asked for at most, 0 for all.

        Raises:
            ModelLost: there are more or fewer.
        """
        if not self.meta:  # it is being made, and counted in the end
            return
        counted = int(self.meta.get(f"count_{what}", "-1"))
        if (min(limit, counted) if limit > 0 else counted) != count:
            raise ModelLost(f"the read model is damaged: {count} rows of {what}")


class _Opened(Model):
    """A model that ends the reading when nobody holds it any more.

    A connection alone does not: it holds itself in a cycle, which ends when cycles are collected,
    and until then nobody can write.
    """

    __slots__ = ()

    def __del__(self) -> None:
        """End the reading."""
        self.close()


def groups(ids: Iterable[int]) -> Iterator[str]:
    """Yield whole numbers, sorted, as texts for a query, some hundred at a time."""
    known = sorted(set(ids))
    for start in range(0, len(known), _AT_ONCE):
        yield ", ".join(str(int(one)) for one in known[start : start + _AT_ONCE])
