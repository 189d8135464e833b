"""How the accounts of a small ledger stand, looked up in its packed facts: slow, and plainly right.

It answers what ``store.index_standing`` answers from SQLite.
"""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.packed import Packed


class MemoryStanding:
    """A ``Standing`` over (id, path, row)."""

    def __init__(self, facts: Iterable[tuple[int, str, Packed]], lots: Iterable[str]) -> None:
        """Keep the facts, and the accounts that hold lots."""
        self.facts = list(facts)
        self.lots = frozenset(lots)
        self.by_kind: dict[str, list[tuple[int, Packed, list[object]]]] = defaultdict(list)
        for number, _, row in self.facts:
            self.by_kind[row.kind].append((number, row, json.loads(row.data)))
        self.closes = {data[0]: row.date for _, row, data in self.by_kind["X"]}

    def account(self, name: str) -> tuple[str, str | None, tuple[str, ...]] | None:
        """Return opened, closed and currencies."""
        for _, row, data in self.by_kind["O"]:
            if data[0] == name:
                return row.date, self.closes.get(name), tuple(data[1])
        return None

    def assertions_after(self, account: str, date: str) -> Iterator[tuple[str, str, str, int]]:
        """Yield assertions on an account and those above it."""
        for number, row, data in self.by_kind["B"]:
            if row.date > date and f"{account}:".startswith(f"{data[0]}:"):
                yield data[0], data[2], row.date, number

    def sums_before(self, account: str, date: str) -> Mapping[str, Decimal]:
        """Return the sums of an account and those below it."""
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for _, row, data in self.by_kind["T"]:
            for leg in data[6] if row.date < date else ():
                if f"{leg[0]}:".startswith(f"{account}:"):
                    sums[leg[2]] += Decimal(leg[1])
        return sums

    def holds_lots(self, account: str) -> bool:
        """Return whether an account holds lots."""
        return account in self.lots

    def has_commodity(self, name: str) -> bool:
        """Return whether a currency is declared."""
        return any(data == ["Commodity", name] for _, _, data in self.by_kind["-"])

    def facts_of(self, path: str) -> Iterator[tuple[int, Packed]]:
        """Yield the facts of a file by line."""
        found = [(number, row) for number, file, row in self.facts if file == path]
        yield from sorted(found, key=lambda one: (one[1].line, one[0]))
