"""The links of an entry: its own id and the items it touches (format rule 6).

Links are for people, metadata is for arithmetic: an item of a ledger written by hand whose number
cannot be a link goes without one.
"""

from __future__ import annotations

from billcli.domain.contract import LINK
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.entry import Entry, Note

RANGE = ".."
"""Stands in the link of what was written together, between the first id and the last."""


def own_id(entry: Entry | Note) -> str:
    """Return the id an entry, or a note, gives itself (format rules 4, 5 and 14)."""
    return text_of(entry.meta.get("id")) or text_of(entry.meta.get("invoice"))


def links_of(number: str, items: Iterable[str]) -> tuple[str, ...]:
    """Return the links of an entry with an id that touches items, each once.

    >>> links_of("PMT-2026-0001", ["2026/0042", "No 7", "2026/0042"])
    ('PMT-2026-0001', '2026/0042')
    """
    return tuple(dict.fromkeys(name for name in (number, *items) if LINK.fullmatch(name)))
