"""Tables for programs: tab-separated text and CSV, one record per line, every value whole.

An amount is written as its number; its currency stands in a column ``currency`` after the last
amount. An amount in another currency than the row's first carries its own (``1080.00 USD``).
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, cast

from billcli.cli.json_form import whole
from billcli.cli.layout import IN_WORDS, cell_text
from billcli.cli.outcome import ColumnKind
from billcli.domain.amounts import Amounts
from billcli.domain.contract import shown
from billcli.domain.money import Money, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.cli.outcome import Cell, Cells, Row, Table

CURRENCY = "currency"
FIGURES = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.INT, ColumnKind.DATE})
_BREAK = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - spreadsheets take the wide forms too
_DOUBTFUL = _FORMULA | {" "}


def tab_separated(table: Table) -> str:
    """Return a header of column keys and one line per row, parted by tabs.

    Tabs, line breaks and control characters inside a value become spaces or vanish, so that
    ``cut`` and ``awk`` can rely on the columns.
    """
    columns = [_flat_column(texts) for texts in _columns(table)]
    lines = ["\t".join(keys(table)), *map("\t".join, zip(*columns, strict=True)), ""]
    return "\n".join(lines)


def comma_separated(table: Table) -> str:
    """Return CSV as in RFC 4180, safe to open in a spreadsheet.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; plain numbers do
    not.
    """
    kinds = _kinds(table)
    columns = [
        _quoted(_flat_column(texts) if kind in FIGURES else _harmless_column(texts), kinds)
        for texts, kind in zip(_columns(table), kinds, strict=True)
    ]
    lines = [",".join(keys(table)), *map(",".join, zip(*columns, strict=True)), ""]
    return "\r\n".join(lines)


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


def _columns(table: Table) -> Iterator[Sequence[str]]:
    """Yield the texts of each column.

    A long table is done in half the time column by column: the cells of one are mostly of one type
    and seldom hold anything to replace.
    """
    at = _currency_at(table)
    columns = [(cells, _types(cells)) for cells in table.cells()]
    currencies = _currencies(table, columns)
    for i, (cells, types) in enumerate(columns):
        if i == at:
            yield currencies
        yield _texts(cells, types, currencies)
    if at == len(columns):
        yield currencies


def _types(cells: Cells) -> set[type]:
    return {Money} if isinstance(cells, Amounts) else {*map(type, cells)}


def _currencies(table: Table, columns: Sequence[tuple[Cells, set[type]]]) -> Sequence[str]:
    """Return the currency of each row: as its own column says, else that of its first amount."""
    none = [""] * len(table.rows)
    for column, (cells, types) in zip(table.columns, columns, strict=True):
        if column.key == CURRENCY:
            return _texts(cells, types, none)
    first: Cells = next((cells for cells, types in columns if Money in types), ())
    if isinstance(first, Amounts):
        return first.currencies
    found = [cell.currency for cell in first if isinstance(cell, Money)]
    if len(found) in {0, len(none)}:
        return found or none
    return [_currency(row) for row in table.rows]


def _currency(row: Row) -> str:
    return next((cell.currency for cell in row if isinstance(cell, Money)), "")


def _texts(cells: Cells, types: set[type], currencies: Sequence[str]) -> Sequence[str]:
    """Return the cells of a column, which are of some types, in words."""
    if isinstance(cells, Amounts):
        if cells.currencies == currencies:
            return cells.numbers
        cells = [*cells]
    if types == {str}:
        return cast("Sequence[str]", cells)
    if len(types) == 1 and (write := IN_WORDS.get(*types)):
        return [*map(write, cells)]
    if types <= IN_WORDS.keys():
        return [IN_WORDS[type(cell)](cell) for cell in cells]
    if all(issubclass(kind, Enum) for kind in types):
        words = {cell: cell_text(cell) for cell in {*cells}}
        return [words[cell] for cell in cells]
    return [_text(cell, currency) for cell, currency in zip(cells, currencies, strict=True)]


def _text(cell: Cell, currency: str) -> str:
    if isinstance(cell, Money) and cell.currency == currency:
        return plain(cell.number)
    return cell_text(cell)


def _flat_column(texts: Sequence[str]) -> Sequence[str]:
    """Return texts without breaks and control characters; printable text has none."""
    return texts if "".join(texts).isprintable() else [_flat(whole(text)) for text in texts]


def _harmless_column(texts: Sequence[str]) -> Sequence[str]:
    if "".join(texts).isprintable() and _DOUBTFUL.isdisjoint({text[:1] for text in texts}):
        return texts
    return [_harmless(whole(text)) for text in texts]


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


def _quoted(texts: Sequence[str], columns: Sequence[object]) -> Sequence[str]:
    """Return texts in quotes where a comma or a quote stands in them, or a line would be empty."""
    joined = "".join(texts)
    if "," in joined or '"' in joined:
        doubled = (text.replace('"', '""') for text in texts)
        texts = [f'"{text}"' if "," in text or '"' in text else text for text in doubled]
    return texts if len(columns) > 1 else [text or '""' for text in texts]
