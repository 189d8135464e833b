"""Rows of the read model as facts."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import Packed, facts_of_packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.entry import Facts, LedgerOptions
    from billcli.store.index_schema import Row


class _Nameless(dict[int, str]):
    def __missing__(self, key: int) -> str:
        return ""


NAMELESS: Mapping[int, str] = _Nameless()
"""Names of files where nobody asks for them."""


def packed_row(row: Row) -> Packed:
    """Return a row (``FactRow`` as a tuple) as a packed fact."""
    _, _, line, date, kind, data, *_ = row
    return Packed(kind, date, line, data)


def packed_rows(rows: Iterable[Row], names: Mapping[int, str]) -> Iterator[tuple[str, Packed]]:
    """Yield rows of facts as names of files and packed facts.

    Args:
        rows: ``FactRow`` as tuples.
        names: of the files, by id.
    """
    for row in rows:
        yield names[row[1]], packed_row(row)


def built(rows: Iterable[Row], names: Mapping[int, str], options: LedgerOptions) -> Facts:
    """Return the facts of rows in ledger order."""
    return facts_of_packed(packed_rows(rows, names), options)
