"""Tables on a terminal, drawn by rich; imported only when one is shown."""

from __future__ import annotations

import io

from rich.box import Box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from billcli.cli.layout import GAP, aligned, texts
from billcli.cli.outcome import ColumnKind
from billcli.cli.table_plain import heading_lines
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.outcome import Column, Table

_BLANK = "    \n"


def drawn(table: Table, widths: Sequence[int], *, color: bool, unicode: bool) -> str:
    """Return a table with a rule under its headings and above its total.

    Args:
        table: what to show.
        widths: of each column, as ``layout.fit`` gave them.
        color: whether escape sequences may be written at all.
        unicode: whether the terminal's encoding has box drawing characters.
    """
    rows = texts(table)
    total = rows.pop() if table.total is not None else None
    rich_table = RichTable(
        box=_box(unicode=unicode),
        show_edge=False,
        pad_edge=False,
        padding=(0, GAP - 1, 0, 0),  # the box itself parts columns by one blank
        show_footer=total is not None,
        header_style="bold",
        footer_style="bold",
    )
    headings = heading_lines(table, widths)
    for i, column in enumerate(table.columns):
        _add_column(rich_table, column, headings[i], total[i] if total else "", widths[i])
    kinds = [column.kind for column in table.columns]
    for row in rows:
        cells = zip(row, widths, kinds, strict=True)
        rich_table.add_row(*(Text(aligned(*cell)) for cell in cells))
    return _printed(table.name, rich_table, sum(widths) + GAP * len(widths) + 1, color=color)


def _add_column(
    rich_table: RichTable, column: Column, heading: Sequence[str], footer: str, columns: int
) -> None:
    folds = column.kind is ColumnKind.TEXT
    rich_table.add_column(
        Text("\n".join(aligned(line, columns, column.kind) for line in heading)),
        Text(aligned(footer, columns, column.kind)),
        style="cyan" if column.kind is ColumnKind.ID else None,
        width=columns,
        no_wrap=not folds,  # such a line is not justified by rich: it comes aligned
        overflow="fold" if folds else "ignore",
    )


def _box(*, unicode: bool) -> Box:
    rule = " \u2500\u2500 \n" if unicode else " -- \n"
    rows = [_BLANK, _BLANK, rule, _BLANK, _BLANK, rule, _BLANK, _BLANK]
    return Box("".join(rows), ascii=not unicode)


def _printed(name: str, rich_table: RichTable, columns: int, *, color: bool) -> str:
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=columns,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},
    )
    if name:
        console.print(Text(name, style="bold"), soft_wrap=True)
    console.print(rich_table)
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())
