"""Asking a read model: plain tuples in the order of ``index_rows``, checked as they are read."""

from __future__ import annotations


TYPE_CHECKING = False  # typing itself costs more than a query
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, TypeAlias

    Row: TypeAlias = tuple[Any, ...]


class Model:
    """A read model that is open for reading. Every method may raise ``ModelLost``."""

    __slots__ = ("connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection (from ``index_file.connect``)."""
        self.connection = connection

    def meta(self) -> dict[str, str]:
        """Return all texts by key."""
        raise NotImplementedError

    def files(self) -> list[Row]:
        """Return the files (``FileRow``) in order, the main one first."""
        raise NotImplementedError

    def patterns(self) -> list[Row]:
        """Return the include patterns (``PatternRow``)."""
        raise NotImplementedError

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
            since, until: bounds of the date of issue, both included.
            order: a key of ``services.list_items.SORTS``; ``amount`` and ``open`` sort exactly.
            limit: how many at most, 0 for all.
        """
        raise NotImplementedError

    def items(self, *, customer: str = "", order: str = "date") -> Iterator[Row]:
        """Yield every item (``ItemRow``), settled ones too; see ``open_items`` for the order."""
        raise NotImplementedError

    def item(self, text: str) -> list[Row]:
        """Return the rows of one item: by its very id, else without regard to case, else none."""
        raise NotImplementedError

    def item_names(self) -> list[str]:
        """Return the ids of all items, each once."""
        raise NotImplementedError

    def balances(self, customer: str = "") -> list[Row]:
        """Return what customers owe (``BalanceRow``), by customer and currency; zeros included."""
        raise NotImplementedError

    def parties(self) -> list[Row]:
        """Return all customers (``PartyRow``) by id."""
        raise NotImplementedError

    def party(self, text: str) -> Row | None:
        """Return one customer (``PartyRow``): by the very id, else by ``folded`` == text."""
        raise NotImplementedError

    def fact(self, fact: int) -> Row | None:
        """Return one fact (``FactRow``)."""
        raise NotImplementedError

    def facts(
        self, *, shard: int | None = None, kinds: str = "", file: int | None = None
    ) -> Iterator[Row]:
        """Yield facts (``FactRow``) in ledger order: date, order of the file, line, id.

        Args:
            shard: only members of one shard.
            kinds: letters of kinds, such as ``CN``; empty for all.
            file: only one file's.
        """
        raise NotImplementedError

    def facts_by_id(self, ids: Iterable[int]) -> Iterator[Row]:
        """Yield some facts (``FactRow``) in ledger order."""
        raise NotImplementedError

    def lines(self, facts: Iterable[int]) -> dict[int, tuple[str, int]]:
        """Return (path, line) of facts by id."""
        raise NotImplementedError

    def shards_of(self, facts: Iterable[int]) -> set[int]:
        """Return the shards that facts take part in."""
        raise NotImplementedError

    def ties(self, names: Iterable[str]) -> dict[str, int]:
        """Return the shards of names that have one."""
        raise NotImplementedError

    def next_fact(self) -> int:
        """Return a fact id from which on all are free."""
        raise NotImplementedError

    def next_shard(self) -> int:
        """Return a shard number from which on all are free."""
        raise NotImplementedError

    def numbers(self, prefix: str = "") -> list[tuple[str, int]]:
        """Return the document numbers in use that begin with a text, and whether taken over."""
        raise NotImplementedError

    def has_number(self, number: str) -> bool:
        """Return whether a document number is in use."""
        raise NotImplementedError

    def status(self) -> Mapping[str, str]:
        """Return figures for ``ledger index --status``: bytes, facts, items, open, files, made_ns,
        revision, takes_deltas, reason, versions.
        """
        raise NotImplementedError
