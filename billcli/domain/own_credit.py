"""What credit notes took off the document that they correct, by being applied to it.

Source: docs/reference/ledger-format.md rule 8.
"""

from __future__ import annotations

from billcli.domain.money import ZERO, Money
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.open_item import Movement


def credited(own: Iterable[Movement], notes: Iterable[Movement]) -> Money | None:
    """Return what a document was lowered by, None where no note was applied, or none any more.

    Args:
        own: what happened to the document.
        notes: what happened to the credit notes that correct it.
    """
    other = list(notes)
    found = [
        _settled(one, same) for one in own if (same := [m for m in other if m.entry == one.entry])
    ]
    if not found:
        return None
    taken = Money(sum((one.number for one in found), ZERO), found[0].currency)
    return taken if taken.number > 0 else None


def _settled(one: Movement, same: Iterable[Movement]) -> Money:
    """Return what of a movement its entry settles with others; below zero where taken back."""
    unit = one.amount.currency
    other = sum((m.amount.number for m in same if m.amount.currency == unit), ZERO)
    if (other > 0) == (one.amount.number > 0):
        return Money(ZERO, unit)
    part = min(abs(other), abs(one.amount.number))
    return Money(part.copy_sign(-one.amount.number), unit)
