"""Rows of the read model as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.packed import Packed, facts_of_packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.entry import Facts, LedgerOptions
    from billcli.store.index_schema import Row


def packed_rows(rows: Iterable[Row], names: Mapping[int, str]) -> Iterator[tuple[str, Packed]]:
    """Yield rows of facts as names of files and packed facts.

    Args:
        rows: ``FactRow`` as tuples.
        names: of the files, by id.
    """
    for _, file, line, date, kind, data, *_ in rows:
        yield names[file], Packed(kind, date, line, data)


def built(rows: Iterable[Row], names: Mapping[int, str], options: LedgerOptions) -> Facts:
    """Return the facts of rows in ledger order."""
    return facts_of_packed(packed_rows(rows, names), options)
