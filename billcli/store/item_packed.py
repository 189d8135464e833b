"""An open item as one text, beside its columns: so a list of all that is open is read.

SQLite hands over each cell of a row by itself, and a checksum over them needs all of them. With
thousands of rows that takes most of the time; one text a row, taken apart at once, a third of it.
What belongs to no list (shard, facts, places) is left out.
"""

from __future__ import annotations

from binascii import crc32

from billcli.domain.named import TYPE_CHECKING
from billcli.store import item_column as at
from billcli.store.index_schema import insertion, plain_item, sealed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from billcli.store.index_schema import Row
    from billcli.store.item_column import Columns

_APART = "\x1f"  # the ASCII sign between units
_KEPT = (
    at.ITEM, at.INSTALMENT, at.KIND, at.CUSTOMER, at.NAME, at.ACCOUNT, at.ISSUED, at.DUE,
    at.AMOUNT, at.CURRENCY, at.OPEN, at.KNOWN_BY, at.DISPUTED, at.OFFSET, at.VALUE,
    at.VALUE_CURRENCY,
)  # fmt: skip
_READ: dict[int, Callable[[str], object]] = {
    at.INSTALMENT: int, at.DISPUTED: int, at.OFFSET: int,
    at.DUE: str, at.VALUE: str, at.VALUE_CURRENCY: str,
}  # fmt: skip
"""How cells that are no text, or may be absent, are read: an empty text is None."""


def packed(row: Row) -> tuple[str, int] | tuple[None, None]:
    """Return an item (``ItemRow``) as a text with its checksum.

    Settled items have none, nor has one in which the sign that keeps cells apart stands itself.

    >>> row = (1, "INV-1", None, *("",) * 10, 0, 7, 1, None, None, 1)
    >>> packed(row)[0].split(chr(31))[:2], packed((*row[:18], 0))
    (['INV-1', ''], (None, None))
    """
    if not row[at.IS_OPEN]:
        return None, None
    cells = (row[column] for column in _KEPT)
    text = _APART.join(["" if cell is None else str(cell) for cell in cells])
    return (text, crc32(text.encode())) if text.count(_APART) < len(_KEPT) else (None, None)


def unpacked(texts: Sequence[str]) -> Columns:
    """Return open items, at least one, column by column; what no list shows is None."""
    cells = _APART.join(texts).split(_APART)
    columns: list[Sequence[Any]] = [[None] * len(texts)] * at.CRC
    columns[at.IS_OPEN] = [1] * len(texts)
    for place, column in enumerate(_KEPT):
        found = cells[place :: len(_KEPT)]
        if read := _READ.get(column):
            known = {cell: read(cell) if cell else None for cell in {*found}}
            columns[column] = [known[cell] for cell in found]
        else:
            columns[column] = found
    return columns


def are_sound(texts: Iterable[str], sums: Sequence[int]) -> bool:
    """Return whether texts are what was written, by their checksums."""
    return [*map(crc32, map(str.encode, texts))] == [*sums]


def finished(table: str, rows: Iterable[Row]) -> Iterable[Row]:
    """Return rows as they stand in a table: with checksums, items with their texts too."""
    if table != "item":
        return sealed(rows)
    return map(_with_text, sealed(map(plain_item, rows)))


def put(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> int:
    """Write rows with their checksums, items with their texts too; return how many."""
    written = map(_with_text, rows) if table == "item" else rows
    return connection.executemany(insertion(table), written).rowcount


def _with_text(row: Row) -> Row:
    return (*row, *packed(row))


def wrong(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the items whose text is not what their columns say.

    Args:
        rows: whole ones, with checksum and text, as ``put`` writes them.
    """
    for row in rows:
        if row[at.CRC + 1 :] != packed(row):
            yield row[at.ITEM]
