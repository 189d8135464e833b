"""Numbers and ids that a ledger has given, which may not be given again."""

from __future__ import annotations

import datetime as dt

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.books import Books
    from billcli.domain.entry import Facts


def numbers_used(books: Books) -> frozenset[str]:
    """Return every document number and id in use, whatever its date; see ``Books.numbers``."""
    return frozenset(filter(None, _used(books)))


def numbers_elsewhere(facts: Facts) -> frozenset[str]:
    """Return the document numbers that were given elsewhere: booked against equity."""
    equity = f"{facts.options.roots.get('Equity', 'Equity')}:"
    found = {
        text_of(entry.meta.get("invoice"))
        for entry in facts.entries
        if any(posting.account.startswith(equity) for posting in entry.postings)
    }
    return frozenset(found - {""})


def _used(books: Books) -> Iterator[str]:
    for note in books.facts.notes:
        yield text_of(note.meta.get("id"))
    for entry in books.facts.entries:
        yield text_of(entry.meta.get("id"))
        if not DOCUMENT_KINDS.isdisjoint(entry.tags):
            yield text_of(entry.meta.get("invoice"))
    yield from books.at(dt.date.max).billed()
