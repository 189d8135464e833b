"""The legs of an entry that settle open items: one for each part, on the item's own account.

Source: docs/reference/ledger-format.md rules 5, 6 and 12.
"""

from __future__ import annotations

from billcli.domain.entry import Posting
from billcli.domain.money import WIDE, Money, rounded
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from billcli.domain.allocation_part import Part
    from billcli.domain.entry import MetaValue


def settled_legs(parts: Iterable[Part]) -> Iterator[Posting]:
    """Yield what moves each item by its part, named by document and, if it has one, instalment."""
    for part in parts:
        meta: dict[str, MetaValue] = {"invoice": part.open_item.item}
        if part.open_item.instalment is not None:
            meta["instalment"] = WIDE.create_decimal(part.open_item.instalment)
        yield Posting(part.open_item.account, -full(part.amount), meta, given_up(part))


def given_up(part: Part) -> Money | None:
    """Return the value in the base currency that an item gives up, None when it is kept at none.

    An item that is settled wholly has none left to tell what opening it again is worth.
    """
    held, open_ = part.open_item.value_open, part.open_item.balance_open
    if held is None or not open_:
        return None
    if part.amount == open_:
        return Money(held.number.copy_abs(), held.currency)
    exact = WIDE.divide(WIDE.multiply(held.number, part.amount.number), open_.number)
    return Money(rounded(exact.copy_abs(), held.currency), held.currency)


def full(amount: Money) -> Money:
    """Return the same amount with its currency's digits; finer ones stay, so that nothing is lost.

    An item of a ledger written by hand may hold a fraction of the smallest unit.
    """
    fitted = amount.rounded()
    return fitted if fitted == amount else amount
