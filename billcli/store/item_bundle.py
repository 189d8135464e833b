"""Open items in bundles: so a list of all that is open is read.

A bundle is one row for all that falls due within ten days, in the order of ``due``. The cells of
its items stand side by side in a few texts, as lists show them, with where the items stand in
their files: SQLite hands over some hundred rows instead of thousands, and no cell is taken out
that nobody asks for. ``bind_items`` makes them.
"""

from __future__ import annotations

from itertools import chain

from billcli.domain.cell_run import APART, BELOW
from billcli.domain.named import TYPE_CHECKING
from billcli.store import item_column as at
from billcli.store.index_file import listed, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row
    from billcli.store.item_column import Columns

# Where the columns of a bundle stand in its row.
PERIOD, COUNT, DISPUTED, CARE, FILES, HEAD, TERM, TAIL, REST = range(9)
HERE = "\x1e"
"""Stands before the file of an item instead of ``APART``: files are named as they are seen."""
ROWID = at.LINE + 1
# The cells of an item that each text of a bundle holds.
HELD = {
    HEAD: (at.ITEM, at.KIND, at.CUSTOMER, at.NAME, at.ISSUED),
    TERM: (at.DUE, at.INSTALMENT),
    TAIL: (at.AMOUNT, at.OPEN, at.CURRENCY, at.KNOWN_BY, at.FILE, at.LINE),
    REST: (at.ACCOUNT, at.DISPUTED, at.VALUE, at.VALUE_CURRENCY, ROWID),
}  # fmt: skip
_READ: dict[int, Callable[[str], object]] = {
    at.INSTALMENT: int, at.DISPUTED: int, at.DUE: str, at.VALUE: str, at.VALUE_CURRENCY: str,
    at.FILE: int, at.LINE: int, ROWID: int,
}  # fmt: skip
"""How cells that are no text, or may be absent, are read: an empty text is None."""

_READ_ONCE = "PRAGMA cache_size = -100"
"""What is read once, page after page, needs no room for 500 of them, each of it new memory."""


def open_bundles(model: Model) -> Sequence[Row]:
    """Return what is open in bundles, the first due first.

    Nothing where none is open, or where a text could not hold an item: then ask item by item.

    Raises:
        ModelLost: the model cannot be read, or a bundle is not what was written.
    """
    list(plain(model.connection, _READ_ONCE))
    found = listed(model.connection, "bundle", "ORDER BY period")
    model.require_all("bundle", len(found))
    model.require_all("open", sum(row[COUNT] for row in found))
    return () if any(row[HEAD] is None for row in found) else found


def unpacked(bundles: Sequence[Row]) -> Columns:
    """Return the items of bundles, at least one, column by column; what no list shows is None.

    Lines are those of the items themselves, so that ``line_offset`` is 0; behind the columns of
    ``item_column`` stands the row of each item (``ROWID``).
    """
    count = sum(row[COUNT] for row in bundles)
    columns: list[Sequence[Any]] = [[None] * count] * (ROWID + 1)
    columns[at.IS_OPEN], columns[at.OFFSET] = [1] * count, [0] * count
    for place, held in HELD.items():
        text = APART.join([row[place] for row in bundles])
        cells = text.replace(BELOW, APART).replace(HERE, APART).split(APART)
        for nth, column in enumerate(held):
            columns[column] = _read(column, cells[nth :: len(held)])
    return columns


def _read(column: int, cells: Sequence[str]) -> Sequence[Any]:
    if not (read := _READ.get(column)):
        return cells
    known = {cell: read(cell) if cell else None for cell in {*cells}}
    return [known[cell] for cell in cells]


def files_of(bundles: Sequence[Row]) -> set[int]:
    """Return the files in which items of bundles stand."""
    return {int(file) for row in bundles for file in row[FILES].split()}


def care_of(bundles: Sequence[Row]) -> list[int]:
    """Return which items of bundles are not ``cell_run.is_sure``, the first of them all is 0.

    >>> care_of([("", 9, 0, "8"), ("", 2, 0, ""), ("", 3, 0, "0 2")])
    [8, 11, 13]
    """
    if not any(row[CARE] for row in bundles):
        return []
    before, found = 0, []
    for row in bundles:
        found.append([before + int(nth) for nth in row[CARE].split()])
        before += row[COUNT]
    return [*chain.from_iterable(found)]
