"""What was open of an item, or of one instalment, at the end of each day on which it changed."""

from __future__ import annotations

from itertools import groupby

from billcli.domain.fold_item import rows
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.entry import Entry
    from billcli.domain.open_item import Movement


def balance_history(
    moved: Sequence[Movement], made_by: Entry, instalment: int | None
) -> tuple[tuple[dt.date, Money], ...]:
    """Return what was open at the end of each day on which the item changed, by day.

    Days before the entry that made the item, on which it was paid in advance, are left out.

    Args:
        moved: all movements of the item, in order.
        made_by: the entry that made it.
        instalment: which one is meant, or None for the item as a whole.
    """
    found: list[tuple[dt.date, Money]] = []
    seen: list[Movement] = []
    currency = moved[0].amount.currency
    for day, changes in groupby(sorted(moved, key=lambda m: m.date), key=lambda m: m.date):
        seen += changes
        if day < made_by.date:
            continue
        left = {row.instalment: row.balance for row in rows(seen, made_by)}
        if instalment in left:
            found.append((day, Money(left[instalment], currency)))
    return tuple(found)
