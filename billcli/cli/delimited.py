"""Tables for programs: tab-separated text and CSV, one record per line, every value whole.

An amount is written as its number; its currency stands in a column ``currency`` after the last
amount. An amount in another currency than the row's first carries its own (``1080.00 USD``).
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from billcli.cli.json_form import whole
from billcli.cli.layout import cell_text
from billcli.cli.outcome import ColumnKind
from billcli.domain.contract import shown
from billcli.domain.money import Money, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.cli.outcome import Cell, Row, Table

CURRENCY = "currency"
FIGURES = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.INT, ColumnKind.DATE})
_BREAK = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - spreadsheets take the wide forms too


def tab_separated(table: Table) -> str:
    """Return a header of column keys and one line per row, parted by tabs.

    Tabs, line breaks and control characters inside a value become spaces or vanish, so that
    ``cut`` and ``awk`` can rely on the columns.
    """
    lines = [keys(table), *([_flat(cell) for cell in row] for row in _rows(table))]
    return "".join("\t".join(line) + "\n" for line in lines)


def comma_separated(table: Table) -> str:
    """Return CSV as in RFC 4180, safe to open in a spreadsheet.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; plain numbers do
    not.
    """
    import csv  # noqa: PLC0415 - tab-separated text does without it

    figures = [kind in FIGURES for kind in _kinds(table)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(keys(table))
    for row in _rows(table):
        cells = zip(row, figures, strict=True)
        writer.writerow([_flat(cell) if figure else _harmless(cell) for cell, figure in cells])
    return buffer.getvalue()


def keys(table: Table) -> list[str]:
    """Return the header: column keys, and ``currency`` after the last amount."""
    names = [column.key for column in table.columns]
    at = _currency_at(table)
    return names if at is None else [*names[:at], CURRENCY, *names[at:]]


def _kinds(table: Table) -> list[ColumnKind]:
    kinds = [column.kind for column in table.columns]
    at = _currency_at(table)
    return kinds if at is None else [*kinds[:at], ColumnKind.TEXT, *kinds[at:]]


def _currency_at(table: Table) -> int | None:
    """Return where the currency column goes, or None when there is one or nothing needs it."""
    money = [i for i, column in enumerate(table.columns) if column.kind is ColumnKind.MONEY]
    if not money or any(column.key == CURRENCY for column in table.columns):
        return None
    return money[-1] + 1


def _rows(table: Table) -> Iterator[list[str]]:
    at = _currency_at(table)
    own = next((i for i, column in enumerate(table.columns) if column.key == CURRENCY), None)
    for row in table.rows:
        currency = _currency(row) if own is None else cell_text(row[own])
        texts = [_text(cell, currency) for cell in row]
        yield texts if at is None else [*texts[:at], currency, *texts[at:]]


def _currency(row: Row) -> str:
    return next((cell.currency for cell in row if isinstance(cell, Money)), "")


def _text(cell: Cell, currency: str) -> str:
    if isinstance(cell, Money) and cell.currency == currency:
        return plain(cell.number)
    return whole(cell) if isinstance(cell, str) else cell_text(cell)


def _flat(text: str) -> str:
    return shown(_BREAK.sub(" ", text))


def _harmless(text: str) -> str:
    r"""Return text no spreadsheet runs.

    >>> _harmless("=cmd|'/c calc'!A0"), _harmless("-5.00"), _harmless("\t=1")
    ("'=cmd|'/c calc'!A0", '-5.00', "' =1")
    """
    flat = _flat(text)
    if _NUMBER.fullmatch(flat):
        return flat
    starts = {text[:1], flat[:1], flat.lstrip()[:1]}
    return f"'{flat}" if starts & _FORMULA else flat
