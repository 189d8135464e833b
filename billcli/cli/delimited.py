"""Tables for programs: tab-separated text and CSV, one record per line, every value whole.

An amount is written as its number; its currency stands in a column ``currency`` after the last
amount. An amount in another currency than the row's first carries its own (``1080.00 USD``).
"""

from __future__ import annotations

import re
from enum import Enum
from types import NoneType

from billcli.cli.outcome import ColumnKind, Woven
from billcli.domain.amounts import Amounts
from billcli.domain.contract import shown
from billcli.domain.money import Money, plain
from billcli.domain.named import TYPE_CHECKING, cast
from billcli.domain.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.cli.outcome import Cells, Row, Table

CURRENCY = "currency"
FIGURES = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.INT, ColumnKind.DATE})
_BREAK = pattern(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]")
_NUMBER = pattern(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - spreadsheets take the wide forms too
_DOUBTFUL = pattern("\n[ =+@＝＋－＠-]")  # noqa: RUF001 - as above
_ASCII = bytes(range(0x20, 0x7F))


def tab_separated(table: Table) -> str:
    """Return a header of column keys and one line per row, parted by tabs.

    Tabs, line breaks and control characters inside a value become spaces or vanish, so that
    ``cut`` and ``awk`` can rely on the columns.
    """
    return "".join(tab_parts(table))


def comma_separated(table: Table) -> str:
    """Return CSV as in RFC 4180, safe to open in a spreadsheet.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; plain numbers do
    not.
    """
    return "".join(comma_parts(table))


def tab_parts(table: Table) -> Iterator[str]:
    """Yield ``tab_separated``, a long list part by part."""
    head = "\t".join(keys(table))
    if isinstance(table.rows, Woven):
        from billcli.cli.woven_lines import woven_lines  # noqa: PLC0415 - long lists alone

        yield f"{head}\n"
        yield from woven_lines(table.rows, "\t", "\n", _flat_cell)
        return
    columns = [_flat_column(texts) for texts in _columns(table)]
    yield "\n".join([head, *map("\t".join, zip(*columns, strict=True)), ""])


def comma_parts(table: Table) -> Iterator[str]:
    """Yield ``comma_separated``, a long list part by part."""
    head = ",".join(keys(table))
    if isinstance(table.rows, Woven):
        from billcli.cli.woven_lines import woven_lines  # noqa: PLC0415 - as above

        yield f"{head}\r\n"
        yield from woven_lines(table.rows, ",", "\r\n", _comma_cell)
        return
    kinds = _kinds(table)
    columns = [
        _comma_column(texts, is_figure=kind in FIGURES)
        for texts, kind in zip(_columns(table), kinds, strict=True)
    ]
    if len(columns) == 1:  # an empty line would be no row
        columns = [[text or '""' for text in columns[0]]]
    yield "\r\n".join([head, *map(",".join, zip(*columns, strict=True)), ""])


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
    from billcli.cli.layout import IN_WORDS, cell_text  # noqa: PLC0415 - a long list has texts

    if isinstance(cells, Amounts):
        if cells.currencies == currencies:
            return cells.numbers
        cells = [*cells]
    if types <= {str, NoneType}:
        texts = cast("Sequence[str]", cells)
        return texts if types == {str} else [text or "" for text in texts]
    if len(types) == 1 and (write := IN_WORDS.get(*types)):
        return [*map(write, cells)]
    if types <= IN_WORDS.keys():
        return [IN_WORDS[type(cell)](cell) for cell in cells]
    if all(issubclass(kind, Enum) for kind in types):
        words = {cell: cell_text(cell) for cell in {*cells}}
        return [words[cell] for cell in cells]
    return [
        plain(cell.number)
        if isinstance(cell, Money) and cell.currency == currency
        else cell_text(cell)
        for cell, currency in zip(cells, currencies, strict=True)
    ]


def _flat_column(texts: Sequence[str]) -> Sequence[str]:
    """Return texts without breaks and control characters; printable text has none."""
    plain_enough = _are_printable("\n".join(texts), len(texts))
    return texts if plain_enough else [_flat(_whole(text)) for text in texts]


def _comma_column(texts: Sequence[str], *, is_figure: bool) -> Sequence[str]:
    """Return texts as they stand between commas: flat, harmless, in quotes where need be."""
    joined = "\n".join(texts)
    if not _are_printable(joined, len(texts)) or not (is_figure or _are_harmless(joined)):
        safe = _flat if is_figure else _harmless
        texts = [safe(_whole(text)) for text in texts]
        joined = "".join(texts)
    return _quoted(texts) if "," in joined or '"' in joined else texts


def _are_printable(joined: str, count: int) -> bool:
    r"""Return whether so many texts, which were joined by line breaks, are printable.

    ASCII is looked at in an eighth of the time that ``isprintable`` takes.

    >>> _are_printable("a\nb", 2), _are_printable("a\nb", 1), _are_printable("ä\n\t", 2)
    (True, False, False)
    """
    if joined.isascii():
        return len(joined.encode().translate(None, _ASCII)) == count - 1
    return joined.count("\n") == count - 1 and joined.replace("\n", "").isprintable()


def _are_harmless(joined: str) -> bool:
    """Return whether no text, of those that were joined by line breaks, begins as formulas do."""
    return not _DOUBTFUL.match(f"\n{joined[:1]}") and not _DOUBTFUL.search(joined)


def _whole(text: str) -> str:
    from billcli.cli.json_form import whole  # noqa: PLC0415 - printable text has no surrogates

    return whole(text)


def _flat(text: str) -> str:
    return shown(_BREAK.sub(" ", text))


def _flat_cell(text: str) -> str:
    return _flat(_whole(text))


def _comma_cell(text: str) -> str:
    return _comma_column([text], is_figure=False)[0]


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


def _quoted(texts: Sequence[str]) -> Sequence[str]:
    """Return texts in quotes where a comma or a quote stands in them."""
    doubled = (text.replace('"', '""') for text in texts)
    return [f'"{text}"' if "," in text or '"' in text else text for text in doubled]
