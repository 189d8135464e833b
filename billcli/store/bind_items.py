"""Making the bundles of open items (``item_bundle``), and keeping them as their items are."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate, groupby, pairwise

from billcli.domain.cell_run import APART, BELOW, is_sure
from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING
from billcli.store import item_column as at
from billcli.store.index_file import listed
from billcli.store.index_read import groups
from billcli.store.index_schema import columns, insertion, sealed
from billcli.store.item_bundle import HELD, HERE, REST, ROWID, TAIL

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from billcli.store.index_schema import Row

Strip: TypeAlias = "tuple[str, ...]"
"""What a bundle holds of an item: a text for each of ``HELD``."""

_DAYS = len("2026-01-3")
_OWN = ", ".join(f"item.{name}" for name in columns("item"))
_PLACED = (
    f"SELECT {_OWN}, NULL, fact.file, fact.line + line_offset, item.rowid"  # noqa: S608 - names of ours
    " FROM item LEFT JOIN fact ON fact.id = item.fact WHERE is_open"
)
_ORDERED = " ORDER BY due_key, item, instalment, date_issued, nth"
_WITHIN = " AND due_key >= ? AND due_key < ?"
_ROWS = f"SELECT rowid FROM item WHERE is_open{_WITHIN}{_ORDERED}"  # noqa: S608 - names of ours


def bind_all(connection: sqlite3.Connection) -> None:
    """Write the bundles of a new model, in which items and facts stand."""
    _put(connection, bundles(connection.execute(_PLACED + _ORDERED)))


def bind_again(connection: sqlite3.Connection, period: str, loose: Collection[int]) -> int:
    """Write a bundle anew; return how many more there are then than before.

    What it holds of items that are still the same is taken over.

    Args:
        connection: with the items as they are to be.
        period: of the bundle.
        loose: rows of items that were not, or stood elsewhere, when the bundle was written.
    """
    within = (period, period[:-1] + chr(ord(period[-1]) + 1))
    wanted = [row[0] for row in connection.execute(_ROWS, within)]
    strips: dict[int, Strip | None] = {
        row: strip
        for bundle in listed(connection, "bundle", "WHERE period = ?", [period])
        for row, strip in strips_of(bundle)
        if row not in loose
    }
    for group in groups({*wanted} - strips.keys()):
        found = connection.execute(f"{_PLACED} AND item.rowid IN ({group})")
        strips.update((row[ROWID], strip_of(row)) for row in found)
    gone = connection.execute("DELETE FROM bundle WHERE period = ?", [period]).rowcount
    made = [bundle_of(period, [strips[row] for row in wanted])] if wanted else []
    return _put(connection, made) - gone


def bundles_of(connection: sqlite3.Connection) -> set[Row]:
    """Return the bundles that a model should have, each with its checksum."""
    return {*sealed(bundles(connection.execute(_PLACED + _ORDERED)))}


def made_by(connection: sqlite3.Connection, facts: Collection[int]) -> dict[int, str]:
    """Return the rows of open items that some facts made, and the bundles that hold them."""
    if not facts:
        return {}
    sql = "SELECT fact, due_key, rowid FROM item WHERE is_open AND fact BETWEEN ? AND ?"
    found = connection.execute(sql, (min(facts), max(facts)))
    return {row: period_of(due) for fact, due, row in found if fact in facts}


def period_of(due_key: str) -> str:
    """Return the name of the bundle of a day, ISO.

    >>> period_of("2026-03-31")
    '2026-03-3'
    """
    return due_key[:_DAYS]


def _put(connection: sqlite3.Connection, found: Iterable[Row]) -> int:
    return max(0, connection.executemany(insertion("bundle"), sealed(found)).rowcount)


def bundles(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield bundles of open items, without checksums.

    Args:
        rows: items in the order of ``due``: an ``ItemRow`` each, and behind it None, file and line
            of the item, and its row.
    """
    for period, found in groupby(rows, lambda row: period_of(row[at.DUE_KEY])):
        yield bundle_of(period, [*map(strip_of, found)])


def bundle_of(period: str, strips: Sequence[Strip | None]) -> Row:
    """Return a bundle of items, without its checksum."""
    sure = [strip for strip in strips if strip is not None]
    if len(sure) < len(strips):
        return (period, len(strips), 0, "", "", *(None for _ in HELD))
    texts = [*zip(*sure, strict=True)]
    files = sorted({tail.partition(HERE)[2].partition(APART)[0] for tail in texts[_TAIL]})
    care = [str(nth) for nth, head in enumerate(texts[0]) if not all(map(is_sure, _cells(head)))]
    disputed = sum(_cells(rest)[_DISPUTED] != "0" for rest in texts[-1])
    return (period, len(strips), disputed, " ".join(care), " ".join(files), *map(BELOW.join, texts))


def strips_of(bundle: Row) -> Iterator[tuple[int, Strip]]:
    """Yield what a bundle holds of its items, by their rows; nothing where it holds no texts."""
    texts = [bundle[place].split(BELOW) for place in HELD if bundle[place] is not None]
    for strip in zip(*texts, strict=True):
        yield int(_cells(strip[-1])[-1]), strip


def strip_of(row: Row) -> Strip | None:
    """Return what a bundle holds of an item.

    Nothing where a cell holds a sign that keeps cells apart, where the fact that made the item is
    missing, or where a number does not stand as it is shown.
    """
    cells = ["" if row[one] is None else str(row[one]) for held in HELD.values() for one in held]
    joined = APART.join(cells)
    fits = (
        joined.count(APART) == len(cells) - 1
        and HERE not in joined
        and BELOW not in joined
        and row[at.FILE] is not None
        and is_sure(row[at.CURRENCY])
        and _is_plain(row[at.AMOUNT])
        and _is_plain(row[at.OPEN])
    )
    if not fits:
        return None
    cells[_FILE - 1 : _FILE + 1] = [HERE.join(cells[_FILE - 1 : _FILE + 1])]
    return tuple(APART.join(cells[start:end]) for start, end in _PLACES)


_ALL = [column for held in HELD.values() for column in held]
_FILE = _ALL.index(at.FILE)
_TAIL = [*HELD].index(TAIL)
_DISPUTED = HELD[REST].index(at.DISPUTED)
_ENDS = [*accumulate(len(held) - (at.FILE in held) for held in HELD.values())]
_PLACES = [*pairwise((0, *_ENDS))]


def _cells(text: str) -> list[str]:
    return text.split(APART)


def _is_plain(number: str) -> bool:
    odd = "E" in number.upper() or number.startswith("-0")
    return not odd or plain(Decimal(number)) == number
