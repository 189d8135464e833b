"""Texts that a bank broke into rows of fixed width, in one piece again.

A row that is full was broken anywhere, also inside a number: nothing goes between. A row that is
not full ended there, or its last blank was cut off: a blank goes between.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 65
"""Characters of a row of field 86 (SWIFT: 6*65x)."""
NARROW = 64
NARROW_MIN = 2
TAG = len(":86:")
CHUNK = 27
"""Characters of a subfield such as ?20 (German and Polish banks)."""


class Widths(NamedTuple):
    """How long a full row is: the first one, where the tag may count, and those below."""

    first: int = WIDTH
    other: int = WIDTH


def widths_of(fields: Sequence[Sequence[str]]) -> Widths:
    """Return how long full rows of a file are: 65, or 64 where several are just that long.

    >>> widths_of([("x" * 65, "y")]), widths_of([("x" * 61, "y")])
    (Widths(first=65, other=65), Widths(first=61, other=65))
    """
    longest = [max(map(len, rows[:-1])) for rows in fields if len(rows) > 1]
    narrow = max(longest, default=0) == NARROW and longest.count(NARROW) >= NARROW_MIN
    other = NARROW if narrow else WIDTH
    first = max((len(rows[0]) for rows in fields if rows), default=0)
    return Widths(other - TAG if first == other - TAG else other, other)


def unwrapped(rows: Sequence[str], widths: Widths) -> str:
    """Return rows as one text.

    >>> unwrapped(["INV-2026-00" + "." * 54, "42", "thanks"], Widths())[-9:]
    '42 thanks'
    """
    text = ""
    for at, row in enumerate(rows):
        full = len(row) >= (widths.other if at else widths.first)
        text += row if full or at == len(rows) - 1 else f"{row.rstrip()} "
    return text


def chunked(chunks: Iterable[str]) -> str:
    """Return subfields as one text, by the same rule for their width.

    >>> chunked(["Rechnung INV-2026-0042 vom 1", "2.3.2026", "danke"])
    'Rechnung INV-2026-0042 vom 12.3.2026 danke'
    """
    return "".join(chunk if len(chunk) >= CHUNK else f"{chunk} " for chunk in chunks).strip()
