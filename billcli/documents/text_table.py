"""Tables of plain text whose columns are as wide as what stands in them, within a fixed width.

Figures never break and stay aligned; texts wrap. Where the figures leave the texts too little room
they stand on a line below, and where they do not fit on one line, each on its own.
"""

from __future__ import annotations

from itertools import zip_longest

from billcli.documents.columns import GAP, fitted, width, wrapped
from billcli.domain.frozen import frozen, replace
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROLES = ("fill", "text", "right", "figure")
_FILL_MIN = 20
_TEXT_MAX = 24
_WORD_MAX = 16
_DETAIL = "  "


@frozen
class Column:
    """A column of a table.

    Attributes:
        heading: its name; may be empty.
        role: ``fill`` takes the room that is left, ``text`` wraps at the left edge, ``right`` at
            the right edge, ``figure`` is aligned to the right and never breaks.
        cells: per row a text, and the details that stand below it.
        columns: how wide it is.
    """

    heading: str
    role: str
    cells: Sequence[Sequence[str]]
    columns: int = 0

    @property
    def content(self) -> int:
        """Return the width of the longest text."""
        return max((width(text) for cell in self.cells for text in cell), default=0)

    @property
    def word(self) -> int:
        """Return the width of the longest word of the heading, which is cut when it is too long."""
        return min(_WORD_MAX, max(map(width, self.heading.split(" "))))

    def measured(self, total: int, *, tight: bool) -> Column:
        """Return the column with the width it wants; a tight one has its heading wrapped."""
        heading = self.word if tight else width(self.heading)
        if self.role == "figure":
            return replace(self, columns=max(self.content, heading))
        most = min(_TEXT_MAX, total * 9 // 20)
        return replace(self, columns=max(1, min(most, max(self.content, heading))))

    def head(self) -> tuple[str, ...]:
        """Return the lines of the heading."""
        return self._set(wrapped(self.heading, self.columns))

    def lines(self, number: int) -> tuple[str, ...]:
        """Return the lines of a cell, its details indented."""
        text, *details = self.cells[number]
        if self.role == "figure":
            return self._set((text,))
        found = list(wrapped(text, self.columns))
        indent = _DETAIL if self.columns > 2 * len(_DETAIL) else ""
        for detail in details:
            found += [indent + part for part in wrapped(detail, self.columns - len(indent))]
        return self._set(found)

    def _set(self, lines: Iterable[str]) -> tuple[str, ...]:
        columns = self.columns if self.role in {"fill", "text"} else -self.columns
        return tuple(fitted(line, columns) for line in lines)


def table(columns: Sequence[Column], total: int = 80, rule: str = "-") -> str:
    """Return a table of at most ``total`` columns, its headings above a rule when it has any.

    >>> print(table([Column("Item", "fill", [["Poster"]]), Column("Sum", "figure", [["9.00"]])], 16))
    Item         Sum
    ----------------
    Poster      9.00
    """  # noqa: E501 - one call
    bands = _bands(columns, total)
    rows = len(columns[0].cells) if columns else 0
    lines: list[str] = []
    if any(column.heading for column in columns):
        lines += [line for band in bands for line in _heading(band, total)]
        lines.append(rule * total)
    for number in range(rows):
        lines += [line for band in bands for line in _row(band, number, total)]
    return "\n".join(lines)


def strip(columns: Sequence[Column], total: int = 80) -> str:
    """Return figures side by side under their names, spread evenly, or one below the other.

    >>> print(strip([Column("late", "figure", [["9.00"]]), Column("due", "figure", [["1.00"]])], 20))
         late        due
         9.00       1.00
    """  # noqa: E501 - one call
    if not columns:
        return ""
    each = (total - len(GAP) * (len(columns) - 1)) // len(columns)
    if all(column.measured(total, tight=True).columns <= each for column in columns):
        rest = total - len(GAP) * (len(columns) - 1) - each * len(columns)
        even = [replace(c, columns=each + (rest if not i else 0)) for i, c in enumerate(columns)]
        return "\n".join((*_heading(even, total), *_row(even, 0, total)))
    return "\n".join(line for column in columns for line in _labelled(column, 0, total))


def _bands(columns: Sequence[Column], total: int) -> tuple[Sequence[Column], ...]:
    """Return the columns with their widths: all in one band, or texts above figures."""
    for tight in (False, True):
        found = _filled(columns, total, tight=tight)
        if found:
            return (found,)
    before = next((i for i, c in enumerate(columns) if c.role == "figure"), len(columns))
    texts, figures = columns[:before], columns[before:]
    together = _filled(texts, total, tight=True)
    above = [together] if together else [[replace(c, columns=total)] for c in texts]
    measured = [c.measured(total, tight=True) for c in figures]
    if not figures or _room(measured, total) >= 0:
        return tuple(filter(None, (*above, measured)))
    return (*above, *([replace(c, columns=total + 1)] for c in figures))


def _room(columns: Sequence[Column], total: int) -> int:
    return total - sum(c.columns for c in columns) - len(GAP) * max(len(columns) - 1, 0)


def _filled(columns: Sequence[Column], total: int, *, tight: bool) -> Sequence[Column]:
    """Return the columns with widths that fill the line; none when they do not fit."""
    found = [c.measured(total, tight=tight) for c in columns]
    fills = [i for i, column in enumerate(found) if column.role == "fill"]
    if not fills:
        return found if _room(found, total) >= 0 else ()
    at = fills[0]
    wish = max(columns[at].content, width(columns[at].heading))
    rest = _room(found, total) + found[at].columns
    if rest < min(wish, _FILL_MIN if tight else total // 3):
        return ()
    found[at] = replace(found[at], columns=rest)
    return found


def _heading(band: Sequence[Column], total: int) -> Iterable[str]:
    """Yield the headings, standing on the rule below them."""
    if _alone(band, total):
        return
    parts = [column.head() for column in band]
    height = max(map(len, parts))
    parts = [(" " * c.columns,) * (height - len(p)) + p for c, p in zip(band, parts, strict=True)]
    yield from (_joined(cells, band, total) for cells in zip(*parts, strict=True))


def _row(band: Sequence[Column], number: int, total: int) -> Iterable[str]:
    if _alone(band, total):
        yield from _labelled(band[0], number, total)
        return
    parts = [column.lines(number) for column in band]
    for cells in zip_longest(*parts, fillvalue=None):
        known = [c if c is not None else " " * b.columns for c, b in zip(cells, band, strict=True)]
        yield _joined(known, band, total)


def _joined(cells: Sequence[str], band: Sequence[Column], total: int) -> str:
    line = GAP.join(cells)
    below = band[0].role != "fill" and band[-1].role == "figure"
    return (" " * (total - width(line)) + line if below else line).rstrip()


def _alone(band: Sequence[Column], total: int) -> bool:
    return len(band) == 1 and band[0].columns > total


def _labelled(column: Column, number: int, total: int) -> Iterable[str]:
    """Yield a figure with its name before it, at the right edge."""
    text = column.cells[number][0]
    if not text.strip():
        return
    if column.role == "figure":
        room = total - width(text) - len(GAP)
        parts = list(wrapped(column.heading, room)) if room >= column.word else []
        if parts:
            yield from parts[:-1]
            yield fitted(parts[-1], room) + GAP + text
            return
        yield from filter(None, wrapped(column.heading, total))
        yield fitted(text, -total)
        return
    yield from (fitted(part, -total) for part in wrapped(text, total))
