"""In which order money settles items that nobody named: an agreement, and what it comes to.

Late fees and interest are items of their own, so the agreement decides whether they or the invoices
are settled first. What a payment names itself is never put in another order.

Source: docs/decisions/order-of-application.md.
"""

from __future__ import annotations

from enum import StrEnum

from billcli.domain.allocation_part import by_due
from billcli.domain.application_order import Order
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from billcli.domain.entry import Entry
    from billcli.domain.open_item import OpenItem


class Sort(StrEnum):
    """What an open item is a claim to."""

    FEE = "late fee"
    INTEREST = "interest"
    PRINCIPAL = ""


_RANKS = {
    Order.OLDEST: (),
    Order.FEES_FIRST: (Sort.FEE, Sort.INTEREST, Sort.PRINCIPAL),
    Order.PRINCIPAL_FIRST: (Sort.PRINCIPAL, Sort.INTEREST, Sort.FEE),
}


@frozen
class Agreement:
    """The order that holds for a payment.

    Attributes:
        interest: ids of the late fees that are interest.
    """

    order: Order = Order.OLDEST
    interest: Collection[str] = frozenset()

    def sort_of(self, row: OpenItem) -> Sort:
        """Return what an item is a claim to."""
        if row.kind is not Kind.LATE_FEE:
            return Sort.PRINCIPAL
        return Sort.INTEREST if row.item in self.interest else Sort.FEE

    def ordered(self, items: Iterable[OpenItem]) -> list[OpenItem]:
        """Return items in the order in which money settles them."""
        return sorted(by_due(items), key=self._rank)

    def passed_over(
        self, chosen: Iterable[OpenItem], items: Iterable[OpenItem]
    ) -> tuple[OpenItem, ...]:
        """Return what is owed of a sort that comes before some of what is chosen.

        Args:
            chosen: what a payment would settle.
            items: what is open, of one customer and currency.
        """
        own = list(chosen)
        last = max((self._rank(row) for row in own if row.balance_open.number > 0), default=0)
        before = (row for row in items if row.balance_open.number > 0 and self._rank(row) < last)
        return tuple(row for row in self.ordered(before) if row not in own)

    def _rank(self, row: OpenItem) -> int:
        ranks = _RANKS[self.order]
        return ranks.index(self.sort_of(row)) if ranks else 0


OLDEST_FIRST = Agreement()


def is_interest(entry: Entry) -> bool:
    """Return whether the entry of a late fee charges interest: it names the time it is for."""
    if "late-fee" not in entry.tags:
        return False
    return any("period-start" in meta for meta in (entry.meta, *(p.meta for p in entry.postings)))
