"""Which groups of amounts add up to a sum: all of them are counted, since two are a question."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.money import Money

SIZE_MAX = 5
AMOUNTS_MAX = 40
HALF = 2
SCALE = 6


def scaled(amount: Money) -> int:
    """Return an amount in millionths of its currency: groups are added up as whole numbers."""
    return int(amount.number.scaleb(SCALE))


def subsets(amounts: Sequence[int], wanted: int, size: int = SIZE_MAX) -> list[tuple[int, ...]]:
    """Return the groups of up to ``size`` positions whose amounts add up to a sum, smallest first.

    More than 40 amounts are not searched beyond pairs, so that a line costs bounded work: n squared
    for groups of up to four (meeting in the middle), and n cubed for five.

    >>> subsets([5, 7, 12, 1], 12)
    [(2,), (0, 1)]
    """
    found: list[tuple[int, ...]] = [(i,) for i, amount in enumerate(amounts) if amount == wanted]
    most = min(size, HALF if len(amounts) > AMOUNTS_MAX else size)
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for i, j in combinations(range(len(amounts)), HALF):
        pairs[amounts[i] + amounts[j]].append((i, j))
    for count in range(HALF, most + 1):
        found += sorted(set(_of_size(amounts, wanted, count, pairs)))
    return found


def _of_size(
    amounts: Sequence[int], wanted: int, count: int, pairs: dict[int, list[tuple[int, int]]]
) -> Iterator[tuple[int, ...]]:
    """Yield the groups of a size: a pair, and what is before it."""
    for first in combinations(range(len(amounts)), count - HALF):
        rest = wanted - sum(map(amounts.__getitem__, first))
        for pair in pairs.get(rest, ()):
            if not first or first[-1] < pair[0]:
                yield (*first, *pair)
