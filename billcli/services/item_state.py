"""The state of an item on a day, in one word."""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from billcli.domain.open_item import OpenItem
    from billcli.services.kept_list import ItemColumns

WORDS = ("void", "credited", "applied")
STATUSES = ("open", "overdue", "paid", "disputed", *WORDS)
NO_WORDS: Mapping[str, str] = {}


def is_in(row: OpenItem, as_of: dt.date, status: str, words: Mapping[str, str] = NO_WORDS) -> bool:
    """Return whether an item is in a state; an empty state is any, ``paid`` whatever is settled.

    Args:
        row: the item.
        as_of: the day.
        status: one of ``STATUSES``.
        words: how items were settled without money (``settlement.settled_without_money``).
    """
    if status in WORDS:
        return not row.balance_open and words.get(row.item) == status
    return {
        "": True,
        "open": bool(row.balance_open),
        "overdue": _is_late(row.balance_open.number, row.days_overdue(as_of)),
        "paid": not row.balance_open,
        "disputed": bool(row.disputed),
    }[status]


def _is_late(left: Decimal, days: int | None) -> bool:
    return left > 0 and (days or 0) > 0


def state(row: OpenItem, as_of: dt.date, words: Mapping[str, str] = NO_WORDS) -> str:
    """Return an item's state in one word: the first of paid, disputed, overdue that fits.

    An item that is disputed in part is open or overdue for the rest. What was settled without money
    is ``void``, ``credited`` or ``applied`` by ``words``.
    """
    left, days = row.balance_open.number, row.days_overdue(as_of)
    return _word(row.item, left, days, words, disputed=row.disputed)


def states(rows: ItemColumns, as_of: dt.date, words: Mapping[str, str]) -> list[str]:
    """Return the states of many items, as ``state`` tells each."""
    left = map(Decimal, rows.balance_open.numbers)
    each = zip(rows.item, left, rows.days_overdue(as_of), rows.disputed, strict=True)
    return [_word(item, left, days, words, disputed=is_so) for item, left, days, is_so in each]


def _word(
    item: str, left: Decimal, days: int | None, words: Mapping[str, str], *, disputed: int
) -> str:
    if not left:
        return words.get(item, "paid")
    from billcli.domain.open_item import Extent  # noqa: PLC0415 - ready rows need none

    if disputed == Extent.ALL:
        return "disputed"
    return "overdue" if _is_late(left, days) else "open"
