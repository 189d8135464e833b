"""A part of an allocation: what is settled of one open item, and in which order items fall due."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.open_item import OpenItem


@frozen
class Part:
    """What is settled of one open item.

    Attributes:
        open_item: the item, or one instalment of it.
        amount: of the sign of the item's balance: negative when a credit is used up.
    """

    open_item: OpenItem
    amount: Money


def row_name(row: OpenItem) -> str:
    """Return how an open item is named, an instalment as in ``INV-7#2``."""
    return row.item if row.instalment is None else f"{row.item}#{row.instalment}"


def by_due(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Return items in the order in which they fall due; without a due date by date of issue."""
    return sorted(items, key=lambda i: (i.date_due or i.date_issued, i.date_issued, i.item))


def sum_of(parts: Iterable[Part], currency: str) -> Money:
    """Return what parts settle together, zero for none."""
    return total([part.amount for part in parts], currency)
