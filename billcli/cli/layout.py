"""How wide each column of a table may be, so that ids, dates and amounts are never cut."""

from __future__ import annotations

import datetime as dt
import unicodedata
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from billcli.cli.outcome import ColumnKind, Show, Table
from billcli.domain.contract import shown
from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from billcli.cli.outcome import Cell, Column, Row

GAP = 2
TEXT_LEAST = 10
WORD_MOST = 20
RIGHT = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.INT})


IN_WORDS: Mapping[type, Callable[..., str]] = {
    str: str,
    int: str,
    bool: lambda truth: "yes" if truth else "no",
    dt.date: dt.date.isoformat,
    Decimal: plain,
    type(None): lambda _: "",
}
"""How cells of the commonest types are written; ``cell_text`` knows the others too."""


def cell_text(cell: Cell) -> str:
    """Return a cell in words: full digits, ISO dates, nothing for None.

    >>> cell_text(Decimal("1E+3")), cell_text(True), cell_text(None)
    ('1000', 'yes', '')
    """
    write = IN_WORDS.get(type(cell))
    if write is not None:
        return write(cell)
    if isinstance(cell, Enum):
        return cell_text(cell.value)
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


def screen_text(cell: Cell) -> str:
    """Return a cell for a terminal: one line, without characters that move the cursor."""
    if not isinstance(cell, str):
        return cell_text(cell)
    line = " ".join(cell.split())
    return line if line.isprintable() else shown(line)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> width("Acme"), width("株式会社")
    (4, 8)
    """
    if text.isascii():
        return len(text)
    return sum(_advance(char) for char in text)


@lru_cache(maxsize=4096)
def _advance(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "FW" else 1


def chosen(table: Table, limit: int, *, details: bool) -> tuple[Table, tuple[int, ...] | None]:
    """Return the table as a terminal of ``limit`` columns shows it, and its column widths.

    Detail columns stay only when wanted, and some only where they say anything. Columns that ask
    for room are dropped from the right until the rest fits; when nothing is left to drop the widths
    are None.
    """
    dropped = {i for i, c in enumerate(table.columns) if c.show is Show.DETAIL and not details}
    rare = [i for i, column in enumerate(table.columns) if column.show is Show.FILLED]
    dropped.update(i for i in rare if not any(table.cells()[i]))
    spare = [i for i, column in enumerate(table.columns) if column.show is Show.ROOM]
    while True:
        smaller = _without(table, dropped)
        widths = fit(smaller, texts(smaller), limit)
        if widths is not None:
            return smaller, widths
        if not spare:
            return _without(table, dropped - _roomy(table)), None
        dropped.add(spare.pop())


def _roomy(table: Table) -> set[int]:
    """Return the columns a stacked table has room for after all."""
    return {i for i, column in enumerate(table.columns) if column.show is Show.ROOM}


def _without(table: Table, dropped: set[int]) -> Table:
    if not dropped:
        return table
    kept = [i for i in range(len(table.columns)) if i not in dropped]

    def narrowed(row: Row) -> Row:
        return tuple(row[i] for i in kept)

    return Table(
        table.name,
        tuple(table.columns[i] for i in kept),
        tuple(map(narrowed, table.rows)),
        None if table.total is None else narrowed(table.total),
        table.empty,
    )


def texts(table: Table) -> list[list[str]]:
    """Return every row, and the total when there is one, as texts for a terminal."""
    rows = [*table.rows, *([table.total] if table.total is not None else [])]
    return [[screen_text(cell) for cell in row] for row in rows]


def fit(table: Table, rows: Sequence[Sequence[str]], limit: int) -> tuple[int, ...] | None:
    """Return the width of each column, or None when the table cannot stand in ``limit`` columns.

    Everything but text gets the width it needs. Text shares what is left, the shortest columns
    first; it is never narrower than 10 columns, its own width, or its longest word up to 20.

    Args:
        table: gives kinds and headings.
        rows: its cells as texts.
        limit: columns of the terminal.
    """
    wanted = [
        max([_longest_word(column.title), *(width(row[i]) for row in rows)])
        for i, column in enumerate(table.columns)
    ]
    least = [
        _least(column, wanted[i], [row[i] for row in rows])
        for i, column in enumerate(table.columns)
    ]
    room = limit - GAP * (len(wanted) - 1) - sum(least)
    if room < 0:
        return None
    granted = list(least)
    for i in sorted(range(len(wanted)), key=lambda i: wanted[i]):
        more = min(wanted[i] - granted[i], room)
        granted[i] += more
        room -= more
    for i, column in enumerate(table.columns):
        more = width(column.title) - granted[i]
        if 0 < more <= room:
            granted[i] += more
            room -= more
    return tuple(granted)


def _least(column: Column, wanted: int, cells: Sequence[str]) -> int:
    """Return the width below which a column is unreadable: ids inside a text stay whole too."""
    if column.kind is not ColumnKind.TEXT:
        return wanted
    word = max(map(_longest_word, cells), default=0)
    return min(wanted, max(TEXT_LEAST, min(word, WORD_MOST), _longest_word(column.title)))


def _longest_word(title: str) -> int:
    return max((width(word) for word in title.split()), default=0)


def fold(text: str, limit: int) -> list[str]:
    """Return text as lines of at most ``limit`` columns, broken at blanks where possible.

    >>> fold("Consulting in January", 11)
    ['Consulting', 'in January']
    """
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= limit:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, limit)
        lines += full
    return [*lines, line]


def _pieces(word: str, limit: int) -> list[str]:
    """Return a word cut into pieces that fit; a single wide character always counts as fitting."""
    pieces, piece, taken = [], "", 0
    for char in word:
        advance = _advance(char)
        if piece and taken + advance > limit:
            pieces.append(piece)
            piece, taken = "", 0
        piece += char
        taken += advance
    return [*pieces, piece]


def aligned(text: str, columns: int, kind: ColumnKind) -> str:
    """Return text filled with blanks to a width: figures to the right, the rest to the left."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if kind in RIGHT else text + blanks
