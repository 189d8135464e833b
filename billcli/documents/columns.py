"""Columns of plain text: widths as a terminal shows them, wrapping, and rows of cells."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GAP = "  "


def width(text: str) -> int:
    """Return how many columns a fixed-width display needs for the text.

    East Asian wide characters take two columns (Unicode Annex 11), combining marks none.

    >>> width("abc"), width("株式会社"), width("e\u0301")
    (3, 8, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, limit: int) -> tuple[str, ...]:
    """Return the text in lines of at most ``limit`` columns; long words are cut, nothing is lost.

    >>> wrapped("Consulting in January", 12)
    ('Consulting', 'in January')
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(text.split(), limit):
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

    Left-aligned cells wrap below themselves, right-aligned ones (figures) never break.

    >>> print(row([("Consulting in January", 12), ("150.00", -8)]))
    Consulting      150.00
    in January
    """
    table = [(wrapped(t, c) if c > 0 else (t,), c) for t, c in cells]
    height = max((len(lines) for lines, _ in table), default=0)
    return "\n".join(
        GAP.join(fitted(lines[i] if i < len(lines) else "", c) for lines, c in table).rstrip()
        for i in range(height)
    )
