"""Tables on a terminal without rich: long ones, and those too narrow for columns."""

from __future__ import annotations

from billcli.cli.layout import GAP, aligned, fold, texts, width
from billcli.cli.outcome import ColumnKind
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.outcome import Table

LABEL_MOST = 16


def lined_up(table: Table, widths: Sequence[int], *, ellipsis: str = "...") -> str:
    """Return a table as aligned columns, one line per row; only text is ever shortened.

    Args:
        table: what to show.
        widths: of each column, as ``layout.fit`` gave them.
        ellipsis: what stands for the end of a shortened text.
    """
    kinds = [column.kind for column in table.columns]
    rows = texts(table)
    ruler = (" " * GAP).join("-" * columns for columns in widths)
    lines = [table.name] if table.name else []
    lines += [*_headings(table, widths), ruler]
    body = [_line(_clipped(row, kinds, widths, ellipsis), kinds, widths) for row in rows]
    if table.total is not None:
        body.insert(-1, ruler)
    return "".join(f"{line.rstrip()}\n" for line in [*lines, *body])


def stacked(table: Table, limit: int) -> str:
    """Return a table as one block per row, a heading and a value per line, for narrow terminals.

    Ids, dates and amounts stand on one line whatever the width; text folds.
    """
    label = min(max((width(column.title) for column in table.columns), default=0), LABEL_MOST)
    blocks = [table.name] if table.name else []
    for row in texts(table):
        lines: list[str] = []
        for column, text in zip(table.columns, row, strict=True):
            if text:
                lines += _labelled(column.title, text, column.kind, label, limit)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _labelled(title: str, text: str, kind: ColumnKind, label: int, limit: int) -> list[str]:
    room = limit - label - GAP
    if kind is not ColumnKind.TEXT and width(text) > room:
        return [title, f"  {text}"]
    values = fold(text, max(room, 1)) if kind is ColumnKind.TEXT else [text]
    titles = fold(title, label)
    titles += [""] * (len(values) - len(titles))
    values += [""] * (len(titles) - len(values))
    indent = " " * GAP
    return [
        f"{name}{' ' * (label - width(name))}{indent}{value}".rstrip()
        for name, value in zip(titles, values, strict=True)
    ]


def _headings(table: Table, widths: Sequence[int]) -> list[str]:
    folded = heading_lines(table, widths)
    kinds = [column.kind for column in table.columns]
    return [_line([lines[i] for lines in folded], kinds, widths) for i in range(len(folded[0]))]


def heading_lines(table: Table, widths: Sequence[int]) -> list[list[str]]:
    """Return each heading folded to its column, all with the same number of lines."""
    folded = [fold(c.title, most) for c, most in zip(table.columns, widths, strict=True)]
    deepest = max(map(len, folded), default=0)
    return [[""] * (deepest - len(lines)) + lines for lines in folded]


def _line(cells: Sequence[str], kinds: Sequence[ColumnKind], widths: Sequence[int]) -> str:
    parts = zip(cells, widths, kinds, strict=True)
    return (" " * GAP).join(aligned(cell, columns, kind) for cell, columns, kind in parts)


def _clipped(
    row: Sequence[str], kinds: Sequence[ColumnKind], widths: Sequence[int], ellipsis: str
) -> list[str]:
    return [
        _clip(cell, columns, ellipsis) if kind is ColumnKind.TEXT else cell
        for cell, kind, columns in zip(row, kinds, widths, strict=True)
    ]


def _clip(text: str, columns: int, ellipsis: str) -> str:
    if width(text) <= columns:
        return text
    room, short = columns - width(ellipsis), ""
    for char in text:
        room -= width(char)
        if room < 0:
            break
        short += char
    return short.rstrip() + ellipsis
