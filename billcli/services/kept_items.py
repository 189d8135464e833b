"""The items of a day: as they are kept, told from what came later, or worked out from the facts."""

from __future__ import annotations

from functools import cached_property

from billcli.domain.named import TYPE_CHECKING
from billcli.services.past_items import PastItems, past_items
from billcli.store.item_column import (
    CUSTOMER,
    FIRST,
    IS_OPEN,
    ISSUED,
    ITEM,
    NTH,
    SHARD,
    by_column,
)
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from typing import TypeAlias

    from billcli.domain.books import Books
    from billcli.domain.open_item import OpenItem
    from billcli.services.shelf import Shelf
    from billcli.store.index_schema import Row

_Place: TypeAlias = tuple[str, tuple[str, int, int], int]


class KeptItems:
    """The items of a ledger as of a day on which most kept rows hold."""

    def __init__(
        self,
        shelf: Shelf,
        as_of: dt.date,
        late: frozenset[int],
        books_of: Callable[[frozenset[int]], Books],
    ) -> None:
        """Keep what is to be asked.

        Args:
            shelf: the read model.
            as_of: the day.
            late: shards with later facts.
            books_of: works out the books of some shards on that day.
        """
        self._shelf, self._as_of, self._late, self._books_of = shelf, as_of, late, books_of

    def every(self) -> tuple[OpenItem, ...]:
        """Return every item ever made, settled ones included, in the order of ``Books.items``."""
        rows = ItemQuery(order="date").rows(self._shelf.model)
        return self._merged(rows, self._past.rows, lambda live: live.items)

    def open(self, customer: str) -> tuple[OpenItem, ...]:
        """Return what is not exactly zero, of one customer id or of all, in the same order."""
        rows = ItemQuery(customer=customer, order="date", settled=False).rows(self._shelf.model)
        past = [r for r in self._past.rows if r[IS_OPEN] and customer in ("", r[CUSTOMER])]
        return self._merged(rows, past, lambda live: live.open_items(customer))

    @property
    def unsure(self) -> frozenset[int]:
        """The shards of which later facts may change more than what is open."""
        return self._past.worked_out

    @cached_property
    def worked_out(self) -> Books | None:
        """The books of these shards; None when there are none."""
        return self._books_of(self.unsure) if self.unsure else None

    @cached_property
    def _past(self) -> PastItems:
        if not self._late:
            return PastItems(self._late, {}, [])
        return past_items(self._shelf, self._as_of.isoformat(), self._late)

    def _merged(
        self,
        rows: Sequence[Row],
        past: Sequence[Row],
        worked_out: Callable[[Books], Sequence[OpenItem]],
    ) -> tuple[OpenItem, ...]:
        """Return kept items, those told and those worked out, in order."""
        apart, touched = self.unsure, self._past.touched
        kept = [row for row in rows if row[SHARD] not in apart and row[ITEM] not in touched]
        kept += past
        first = self._shelf.ask.positions(row[FIRST] for row in kept)
        keys: list[_Place] = [(row[ISSUED], first[row[FIRST]], row[NTH]) for row in kept]
        found = list(zip(keys, self._shelf.items(by_column(kept)), strict=True))
        if live := self.worked_out:
            firsts = self._firsts(live)
            for nth, row in enumerate(worked_out(live)):
                place = firsts[row.customer, row.item, row.amount.currency]
                found.append(((row.date_issued.isoformat(), place, nth), row))
        found.sort(key=lambda pair: pair[0])
        return tuple(row for _, row in found)

    def _firsts(self, live: Books) -> Mapping[tuple[str, str, str], tuple[str, int, int]]:
        """Return where the first movement of each item stands: date, order of the file, line."""
        order = {name: at for at, name in enumerate(self._shelf.names.values())}
        found: dict[tuple[str, str, str], tuple[str, int, int]] = {}
        for m in live.movements:
            key, place = (m.customer, m.item, m.amount.currency), m.entry.source
            if key not in found:
                at = order.get(place.file, len(order))
                found[key] = (m.entry.date.isoformat(), at, place.line)
        return found
