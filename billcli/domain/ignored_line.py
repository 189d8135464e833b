"""Bank lines that were set aside, and the record by which such a line counts as new again.

Source: docs/reference/ledger-format.md rule 13; docs/decisions/undo-frees-the-line.md.
"""

from __future__ import annotations

from collections import Counter

from billcli.domain.entry import Record
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.reversal_entry import LINE_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.entry import MetaValue


def ignored_lines(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records that set a line aside, without those that were taken back.

    Each record with ``status: "removed"`` takes back one of the same account and key, wherever it
    stands: the order of files does not tell which of one day was written later.
    """
    every = [one for one in records if one.kind == "bank-line" and one.values[1:2] == ("ignored",)]
    gone = Counter(_name(one) for one in every if is_removal(one))
    found: list[Record] = []
    for one in every:
        if is_removal(one):
            continue
        if gone[_name(one)]:
            gone[_name(one)] -= 1
        else:
            found.append(one)
    return tuple(found)


def is_removal(record: Record) -> bool:
    """Return whether a record takes back that a line was set aside."""
    return record.meta.get("status") == "removed"


def removal_of(record: Record) -> Record:
    """Return the record that takes back that a line was set aside, on the same day."""
    meta: dict[str, MetaValue] = {key: record.meta[key] for key in LINE_KEYS if key in record.meta}
    meta["status"] = "removed"
    return Record(record.date, record.kind, record.values, meta, record.accounts)


def _name(record: Record) -> tuple[str, ...]:
    return (text_of(record.values[0]), *(text_of(record.meta.get(key)) for key in LINE_KEYS))
