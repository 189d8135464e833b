"""Which directives of an edited file are still those the read model knows."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.packed import Packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Known(NamedTuple):
    """A fact of the read model."""

    id: int
    row: Packed


class Matched(NamedTuple):
    """What became of a file's directives.

    Attributes:
        removed: facts that no directive says any more.
        added: directives that no fact says yet.
        moved: facts whose directive stands in another line, with that line; their order is the
            same as before.
    """

    removed: list[Known]
    added: list[Packed]
    moved: list[tuple[Known, int]]


def known_facts(rows: Iterable[tuple[int, tuple[str, str, int, str]]]) -> list[Known]:
    """Return the facts of a file as they are kept."""
    return [Known(number, tuple.__new__(Packed, row)) for number, row in rows]


def match(known: Sequence[Known], rows: Sequence[Packed]) -> Matched:
    """Return the difference between the facts of a file and its directives as they are now.

    Facts that kept their order are the same ones, whatever was edited between them; a directive
    that changed places with another is removed and added.

    Args:
        known: by line.
        rows: by line.
    """
    head = _common(known, rows)
    tail = _common(known[head:][::-1], rows[head:][::-1])
    pairs = [(index, index) for index in range(head)]
    pairs += _aligned(known[head : len(known) - tail], rows[head : len(rows) - tail], head)
    pairs += [(len(known) - n, len(rows) - n) for n in range(tail, 0, -1)]
    kept, said = {old for old, _ in pairs}, {new for _, new in pairs}
    return Matched(
        [one for index, one in enumerate(known) if index not in kept],
        [row for index, row in enumerate(rows) if index not in said],
        [(known[o], rows[n].line) for o, n in pairs if known[o].row.line != rows[n].line],
    )


def _common(known: Sequence[Known], rows: Sequence[Packed]) -> int:
    count = 0
    for one, row in zip(known, rows, strict=False):
        if _said(one.row) != _said(row):
            break
        count += 1
    return count


def _said(row: Packed) -> tuple[str, str, str]:
    """Return what a row says wherever it stands."""
    return row[3], row[1], row[0]


def _aligned(known: Sequence[Known], rows: Sequence[Packed], offset: int) -> list[tuple[int, int]]:
    """Return pairs of equal rows, as many as stand in the same order."""
    places: defaultdict[tuple[str, str, str], deque[int]] = defaultdict(deque)
    for index, one in enumerate(known):
        places[_said(one.row)].append(index)
    pairs = []
    for index, row in enumerate(rows):
        found = places.get(_said(row))
        if found:
            pairs.append((found.popleft(), index))
    return [(old + offset, new + offset) for old, new in _rising(pairs)]


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest part of the pairs whose first numbers rise.

    >>> _rising([(3, 0), (0, 1), (1, 2)])
    [(0, 1), (1, 2)]
    """
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (old, _) in enumerate(pairs):
        place = bisect_left(ends, old)
        before.append(at[place - 1] if place else -1)
        ends[place : place + 1] = [old]
        at[place : place + 1] = [index]
    found = []
    index = at[-1] if at else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
