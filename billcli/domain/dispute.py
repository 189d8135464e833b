"""Disputes: what a customer does not accept of an item, which nobody is reminded of meanwhile.

Source: docs/reference/ledger-format.md rule 14. A dispute may be about a part of an item: the rest
stays what it is, open or overdue.
"""

from __future__ import annotations

from billcli.domain.dated_note import OPEN, latest
from billcli.domain.frozen import frozen
from billcli.domain.money import EXACT, ZERO, Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Extent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from billcli.domain.entry import Note


@frozen
class Dispute:
    """A dispute as it stands on a day.

    Attributes:
        id: ``DSP-...``, or an empty text where the ledger gives none.
        account: the receivable account of the note.
        items: ids of the items it is about.
        amount: the part of each item that is disputed, positive; None for all of it.
        reason: in the customer's words, or about so.
        opened: date of its first note.
        is_open: whether it still stands.
    """

    id: str
    account: str
    items: tuple[str, ...]
    amount: Money | None
    reason: str
    opened: dt.date
    is_open: bool


def disputes(notes: Iterable[Note], as_of: dt.date) -> tuple[Dispute, ...]:
    """Return all disputes as they stand at the end of a day, closed ones too, oldest first.

    Args:
        notes: of a ledger, in its order.
        as_of: the last day that counts.
    """
    return tuple(
        Dispute(
            one.id,
            one.note.account,
            one.links,
            one.amount,
            one.reason,
            one.since,
            one.status == OPEN,
        )
        for one in latest(notes, "dispute", as_of)
    )


class Disputed:
    """What open disputes say of items."""

    def __init__(self, found: Iterable[Dispute]) -> None:
        """Keep those that are open, by item."""
        self._by_item: dict[str, list[Dispute]] = {}
        for one in found:
            for item in one.items if one.is_open else ():
                self._by_item.setdefault(item, []).append(one)

    @property
    def items(self) -> tuple[str, ...]:
        """The items about which a dispute is open, each once."""
        return tuple(self._by_item)

    def about(self, item: str) -> tuple[Dispute, ...]:
        """Return the open disputes about an item, oldest first."""
        return tuple(self._by_item.get(item, ()))

    def part(self, item: str, left: Money) -> Money:
        """Return how much of an item is disputed; all where an amount is in another currency.

        Args:
            item: its id.
            left: what is open of it, all instalments together.
        """
        known = self._amount(item, left.currency)
        if known is None:
            return left
        return (
            min(Money.of(known, left.currency), left, key=lambda m: m.number)
            if left.number > 0
            else Money.zero(left.currency)
        )

    def extent(self, item: str, left: Decimal, currency: str) -> Extent:
        """Return whether what is left of an item is disputed: not, all of it, or a part.

        Args:
            item: its id.
            left: what is open of it, all instalments together.
            currency: of the item.
        """
        if item not in self._by_item:
            return Extent.NONE
        known = self._amount(item, currency)
        return Extent.ALL if known is None or ZERO < left <= known else Extent.PART

    def _amount(self, item: str, currency: str) -> Decimal | None:
        """Return what is disputed of an item by the amounts that are stated; None for all of it."""
        found = ZERO
        for one in self._by_item.get(item, ()):
            if one.amount is None or one.amount.currency != currency:
                return None
            found = EXACT.add(found, one.amount.number)
        return found
