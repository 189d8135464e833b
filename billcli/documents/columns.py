"""Columns of plain text: widths as a terminal shows them, wrapping, and rows of cells."""

from __future__ import annotations

import re
import unicodedata
from itertools import zip_longest

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GAP = "  "
_LEFT_MIN = 12
# Blanks at which a line may end; those of Unicode that hold words together are not among them.
_BLANKS = re.compile(
    "[ \t-\r\x1c-\x1f\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]+"
)
_JAMO = range(0x1160, 0x1200)  # vowels and finals of Hangul join the consonant before them


def width(text: str) -> int:
    """Return how many columns a fixed-width display needs for the text.

    East Asian wide characters take two columns (Unicode Annex 11), combining marks none.

    >>> width("abc"), width("株式会社"), width("e\u0301")
    (3, 8, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"} or ord(character) in _JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, limit: int) -> tuple[str, ...]:
    """Return the text in lines of at most ``limit`` columns; long words are cut, nothing is lost.

    Blanks that hold together, as within an amount, hold.

    >>> wrapped("Consulting in January", 12)
    ('Consulting', 'in January')
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(filter(None, _BLANKS.split(text)), limit):
        joined = f"{line} {word}" if line else word
        if line and width(joined) > limit:
            lines.append(line)
            line = word
        else:
            line = joined
    return (*lines, line)


def _pieces(words: Iterable[str], limit: int) -> Iterator[str]:
    for word in words:
        piece, used = "", 0
        for character in word:
            columns = _columns(character)
            if piece and used + columns > limit:
                yield piece
                piece, used = "", 0
            piece += character
            used += columns
        yield piece


def fitted(text: str, columns: int) -> str:
    """Return the text padded to a column: to the left edge, or to the right edge when negative.

    A text too long for its column is never cut.

    >>> fitted("ab", 4), fitted("ab", -4)
    ('ab  ', '  ab')
    """
    blank = " " * (abs(columns) - width(text))
    return blank + text if columns < 0 else text + blank


def row(cells: Iterable[tuple[str, int]]) -> str:
    """Return cells side by side, each a text and its columns (negative: right-aligned).

    Left-aligned cells wrap below themselves, right-aligned ones (figures) never break: one that is
    too long takes room from the texts beside it, and when they have none it stands below them.

    >>> print(row([("Consulting in January", 12), ("150.00", -8)]))
    Consulting      150.00
    in January
    """
    found = list(cells)
    total = sum(abs(c) for _, c in found) + len(GAP) * (len(found) - 1)
    found = _shared(found)
    if sum(abs(c) for _, c in found) + len(GAP) * (len(found) - 1) > total:
        below = [fitted(t, -total) for t, c in found if c < 0 and t.strip()]
        return "\n".join([*(r for t, c in found if c > 0 and t for r in wrapped(t, total)), *below])
    table = [(wrapped(t, c) if c > 0 else (t,), c) for t, c in found]
    height = max((len(lines) for lines, _ in table), default=0)
    return "\n".join(
        GAP.join(fitted(lines[i] if i < len(lines) else "", c) for lines, c in table).rstrip()
        for i in range(height)
    )


def _shared(cells: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the cells with figures as wide as they are, at the cost of blank and wide texts."""
    over = sum(max(0, width(t) + c) for t, c in cells if c < 0)
    room = [c if c > 0 else -max(width(t), -c) for t, c in cells]
    texts = [i for i, (_, c) in enumerate(cells) if c > 0]
    for most in (sum(abs(c) for _, c in cells), _LEFT_MIN):
        for i in reversed(texts):
            taken = min(over, max(0, room[i] - max(min(width(cells[i][0]), most), 1)))
            room[i] -= taken
            over -= taken
    return [(t, c) for (t, _), c in zip(cells, room, strict=True)]


def beside(left: str, right: str, columns: int) -> str:
    r"""Return two blocks of lines side by side, the left one ``columns`` wide.

    >>> print(beside("Acme\nTown", "Date", 6))
    Acme    Date
    Town
    """
    pairs = zip_longest(left.split("\n"), right.split("\n"), fillvalue="")
    return "\n".join((fitted(a, columns) + GAP + b).rstrip() for a, b in pairs)
