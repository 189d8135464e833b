"""Money that a customer does not ask back: a write-off of it is income, and not a loss.

A debt that is given up never came. Money on account, and what was paid beyond a document, did.

Source: docs/reference/ledger-format.md rules 4, 7 and 11.
"""

from __future__ import annotations

from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, ZERO
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from typing import TypeAlias

    from billcli.domain.open_item import Movement

    ItemKey: TypeAlias = tuple[str, str, str]


class KeptMoney:
    """Follows what is open of items, entry by entry, in the order of the ledger."""

    def __init__(self, kinds: Mapping[ItemKey, Kind]) -> None:
        """Begin with nothing open.

        Args:
            kinds: what each item is.
        """
        self._kinds = kinds
        self._open: dict[ItemKey, Decimal] = {}
        self._billed: dict[ItemKey, Decimal] = {}
        self._said: dict[str, bool] = {}

    def follow(self, found: Sequence[Movement], made: Iterable[Movement]) -> bool | None:
        """Return whether an entry gives up money that came; None when it gives nothing up.

        What takes a write-off back, wholly or in part, is as that was.

        Args:
            found: all movements of the entry.
            made: those of items that it makes and bills.
        """
        entry = found[0].entry
        is_over = all(map(self._is_over, found))
        _add(self._open, found)
        _add(self._billed, made)
        if "write-off" in entry.tags:
            self._said[text_of(entry.meta.get("id"))] = is_over
            return is_over
        names = entry.meta.get("reverses"), entry.meta.get("corrects")
        taken = next(filter(None, map(text_of, names)), None)
        return self._said.get(taken) if taken and "reversal" in entry.tags else None

    def _is_over(self, moved: Movement) -> bool:
        """Return whether what is open of an item is money beyond what it was made for."""
        key = moved.customer, moved.item, moved.amount.currency
        if self._kinds[key] is Kind.PAYMENT:
            return True
        return self._open.get(key, ZERO) * self._billed.get(key, ZERO) < 0


def _add(sums: dict[ItemKey, Decimal], moved: Iterable[Movement]) -> None:
    for one in moved:
        key = one.customer, one.item, one.amount.currency
        sums[key] = EXACT.add(sums.get(key, ZERO), one.amount.number)
