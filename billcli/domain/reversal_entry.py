"""An entry that takes back another one exactly, and which entries were taken back so.

The mirror of an entry that booked a bank line names that very line on its cash leg. So the ledger
says that the line is free again, and a returned payment, which is a line of its own, is told apart.

Source: docs/reference/ledger-format.md rules 5, 7, 8 and 13; docs/decisions/undo-frees-the-line.md.
"""

from __future__ import annotations

from billcli.domain.entry import Entry, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.meta import text_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.entry import Facts, Meta, MetaValue

LINE_KEYS = ("bank-ref", "bank-key")
# What the bank said and what was decided by it stays with the entry that is taken back.
NOT_MIRRORED = frozenset({"bank-text", "payer", "payer-iban", "end-to-end", "evidence", "receipt"})


def reversal_entry(number: str, taken: Entry, date: dt.date | None = None) -> Entry:
    """Return the mirror of an entry: every leg of it, so that nothing is left of both.

    Args:
        number: the new entry's own id, such as ``RET-2026-0001``.
        taken: the entry that is taken back; it has an id.
        date: of the mirror; None for the day of the entry itself.
    """
    old = text_of(taken.meta.get("id"))
    left = NOT_MIRRORED - {"receipt"} if "deposit" in taken.tags else NOT_MIRRORED
    legs = tuple(
        Posting(p.account, -p.amount, _mirrored(p.meta, left), p.price) for p in taken.postings
    )
    items = [text_of(posting.meta.get("invoice")) for posting in taken.postings]
    links = links_of(number, [old, *filter(None, items)])
    meta: dict[str, MetaValue] = {"id": number, "reverses": old}
    return Entry(date or taken.date, taken.payee, "Taken back", ("reversal",), links, legs, meta)


def _mirrored(meta: Meta, left: frozenset[str]) -> dict[str, MetaValue]:
    """Return metadata of a mirrored leg; amounts in it change their sign with the leg."""
    return {
        key: -value if isinstance(value, Money) else value
        for key, value in meta.items()
        if key not in left
    }


def lines_of(entry: Entry) -> frozenset[tuple[str, str]]:
    """Return account and reference (or key) of each bank line that an entry names."""
    return frozenset(
        (posting.account, text)
        for posting in entry.postings
        for key in LINE_KEYS
        if (text := text_of(posting.meta.get(key)))
    )


def freed(facts: Facts) -> frozenset[str]:
    """Return what ``taken_back`` does of all entries of a ledger, looking at few of them."""
    mirrors = [one for one in facts.entries_with("reverses") if lines_of(one)]
    taken = facts.entries_of_id(*(text_of(one.meta["reverses"]) for one in mirrors))
    return taken_back((*mirrors, *taken))


def taken_back(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of entries that booked a bank line which was taken back, both of each pair.

    Args:
        entries: of the whole ledger, in any order.
    """
    every = tuple(entries)
    mirrors = [
        (text_of(entry.meta.get("reverses")), entry)
        for entry in every
        if "reverses" in entry.meta and "reversal" in entry.tags
    ]
    if not mirrors:
        return frozenset()
    by_id = {text_of(entry.meta.get("id")): entry for entry in every if "id" in entry.meta}
    return frozenset(
        name
        for old, entry in mirrors
        if old in by_id and lines_of(by_id[old]) & lines_of(entry)
        for name in (old, text_of(entry.meta.get("id")))
    )
