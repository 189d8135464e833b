"""What the postings that came and went add to accounts, by day."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from decimal import Decimal
from itertools import accumulate

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.move import plus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.ledger.move import Move


class MovedSum:
    """Sums over the moves of one change."""

    def __init__(self, moves: Iterable[Move]) -> None:
        """Add the moves up; a new file of a year may bring tens of thousands.

        Raises:
            NotLocal: Beancount would round a sum.
        """
        found: defaultdict[tuple[str, str], list[tuple[str, Decimal]]] = defaultdict(list)
        for move in moves:
            found[move.account, move.currency].append((move.date, move.number))
        self._sums: dict[tuple[str, str], tuple[list[str], list[Decimal]]] = {}
        for key, days in found.items():
            days.sort(key=lambda day: day[0])
            sums = list(accumulate((number for _, number in days), plus, initial=Decimal(0)))
            self._sums[key] = [date for date, _ in days], sums

    def before(self, account: str, currency: str, date: str) -> Decimal:
        """Return what moves before a day add to an account and those below it.

        >>> from billcli.ledger.move import Move
        >>> moved = MovedSum([Move("Assets:Bank", "EUR", "2026-01-31", Decimal(5))])
        >>> moved.before("Assets", "EUR", "2026-02-01"), moved.before("Assets", "EUR", "2026-01-31")
        (Decimal('5'), Decimal('0'))
        """
        total = Decimal(0)
        for (name, moved), (days, sums) in self._sums.items():
            if moved == currency and f"{name}:".startswith(f"{account}:"):
                total = plus(total, sums[bisect_left(days, date)])
        return total
