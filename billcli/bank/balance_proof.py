"""The running balance of a statement: does it agree with the amounts, and in which row order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Proof:
    """How balances and amounts agree under the better of the two orders of rows.

    Attributes:
        newest_first: the file runs from the newest row to the oldest.
        checked: how many steps were compared.
        broken: positions of rows whose balance does not follow from the row before in time.
    """

    newest_first: bool
    checked: int
    broken: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Return whether something was compared and all of it agrees."""
        return self.checked > 0 and not self.broken


def prove(amounts: Sequence[Decimal], balances: Sequence[Decimal]) -> Proof:
    """Return the proof of a statement of one currency, rows in the order of the file.

    >>> from decimal import Decimal
    >>> prove([Decimal(5), Decimal(-2)], [Decimal(5), Decimal(3)]).holds
    True
    """
    steps = range(len(amounts) - 1)
    up = tuple(i + 1 for i in steps if balances[i] + amounts[i + 1] != balances[i + 1])
    down = tuple(i for i in steps if balances[i + 1] + amounts[i] != balances[i])
    newest_first = len(down) < len(up)
    return Proof(newest_first, len(steps), down if newest_first else up)


def runs_down(dates: Sequence[dt.date]) -> bool:
    """Return whether dates never rise and fall at least once: the newest row stands first."""
    pairs = list(pairwise(dates))
    return any(a != b for a, b in pairs) and all(a >= b for a, b in pairs)
