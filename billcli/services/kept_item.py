"""Rows of the read model as the domain's values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from operator import itemgetter

from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Extent, Kind, KnownBy, OpenItem, Owed
from billcli.domain.problem import Source
from billcli.store.item_column import (
    CURRENCY,
    CUSTOMER,
    DISPUTED,
    DUE,
    FILE,
    KIND,
    LINE,
    NAME,
    OPEN,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from billcli.domain.party import Party
    from billcli.store.index_schema import Row

KINDS = {kind.value: kind for kind in Kind}
WAYS = {way.value: way for way in KnownBy}
EXTENTS = {extent.value: extent for extent in Extent}


def open_item(row: Row, names: Mapping[int, str]) -> OpenItem:
    """Return an item.

    Args:
        row: as ``item_query`` gives it.
        names: of the files, by id.
    """
    (
        _shard, item, instalment, kind, customer, customer_name, account, issued, due, amount,
        currency, balance, known_by, disputed, _fact, offset, value, value_currency, *_,
    ) = row  # fmt: skip
    day = dt.date.fromisoformat
    return OpenItem(
        item,
        KINDS[kind],
        customer,
        customer_name,
        account,
        day(issued),
        day(due) if due else None,
        instalment,
        Money(Decimal(amount), currency),
        Money(Decimal(balance), currency),
        WAYS[known_by],
        EXTENTS[disputed],
        Source(names[row[FILE]], row[LINE] + offset),
        Money(Decimal(value), value_currency) if value is not None else None,
    )


counted = itemgetter(CUSTOMER, NAME, CURRENCY, OPEN, DUE, KIND, DISPUTED)
"""What counts of an ``ItemRow`` where many are added up, in the order of ``OwingRow``."""


def owed(rows: Iterable[Row]) -> Iterator[Owed]:
    """Yield what counts of items where many are added up.

    Args:
        rows: ``ItemRow`` as tuples.
    """
    return _owed(map(counted, rows))


def owing(rows: Iterable[Row]) -> Iterator[Owed]:
    """Yield what counts of all that is open.

    Args:
        rows: ``OwingRow`` as tuples.
    """
    from json import loads  # noqa: PLC0415 - lists need none

    return _owed(one for _shard, owed in rows for one in loads(owed))


def _owed(found: Iterable[Sequence[Any]]) -> Iterator[Owed]:
    """Yield what counts of items, of which many are due on one day.

    Args:
        found: seven each, as ``OwingRow`` has them.
    """
    days: dict[str | None, dt.date | None] = {None: None}
    for customer, name, currency, number, due, kind, disputed in found:
        if due not in days:
            days[due] = dt.date.fromisoformat(due)
        exact = Decimal(number)
        yield Owed(customer, name, currency, exact, days[due], KINDS[kind], EXTENTS[disputed])


def party_of(row: Row) -> Party:
    """Return a party.

    Args:
        row: ``PartyRow`` as a tuple.
    """
    from billcli.domain.packed_value import meta_of_packed, parsed  # noqa: PLC0415 - items need none
    from billcli.domain.party import Party  # noqa: PLC0415

    party, _shard, _folded, account, values, *_ = row
    return Party(party, account, meta_of_packed(parsed(values)))
