"""Which groups of amounts add up to a sum: all of them are counted, since two are a question."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from itertools import combinations, islice

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.money import Money

SIZE_MAX = 5
AMOUNTS_MAX, PAIRS_MAX = 40, 200
HALF = 2
SCALE = 6


def scaled(amount: Money) -> int:
    """Return an amount in millionths of its currency: groups are added up as whole numbers."""
    return int(amount.number.scaleb(SCALE))


def subsets(amounts: Sequence[int], wanted: int, size: int = SIZE_MAX) -> list[tuple[int, ...]]:
    """Return the groups of up to ``size`` positions whose amounts add up to a sum, smallest first.

    More than 40 amounts are not searched beyond the first 200 pairs, so that a line costs bounded
    work; of up to 40, groups of four cost n squared (meeting in the middle), and of five n cubed.

    >>> subsets([5, 7, 12, 1], 12)
    [(2,), (0, 1)]
    """
    found: list[tuple[int, ...]] = [(i,) for i, amount in enumerate(amounts) if amount == wanted]
    if len(amounts) > AMOUNTS_MAX:
        return [*found, *(islice(_pairs(amounts, wanted), PAIRS_MAX) if size >= HALF else ())]
    pairs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for i, j in combinations(range(len(amounts)), HALF):
        pairs[amounts[i] + amounts[j]].append((i, j))
    for count in range(HALF, size + 1):
        found += sorted(set(_of_size(amounts, wanted, count, pairs)))
    return found


def _pairs(amounts: Sequence[int], wanted: int) -> Iterator[tuple[int, ...]]:
    """Yield the pairs that add up to a sum, in order of their positions."""
    places: dict[int, list[int]] = defaultdict(list)
    for i, amount in enumerate(amounts):
        places[amount].append(i)
    for i, amount in enumerate(amounts):
        same = places.get(wanted - amount, [])
        yield from ((i, j) for j in same[bisect_right(same, i) :])


def _of_size(
    amounts: Sequence[int], wanted: int, count: int, pairs: dict[int, list[tuple[int, int]]]
) -> Iterator[tuple[int, ...]]:
    """Yield the groups of a size: a pair, and what is before it."""
    for first in combinations(range(len(amounts)), count - HALF):
        rest = wanted - sum(map(amounts.__getitem__, first))
        for pair in pairs.get(rest, ()):
            if not first or first[-1] < pair[0]:
                yield (*first, *pair)
