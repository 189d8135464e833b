"""Facts that stay in the read model until somebody asks for them.

They are the same values that reading the ledger's text gives, in the same order, so that every
command works on them unchanged. What asks for one customer or one account fetches just that.
"""

from __future__ import annotations

from functools import cached_property

from billcli.domain.entry import Account, Asserted, Facts
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.services.kept_accounts import KeptAccounts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from billcli.domain.entry import Document, Entry, ExchangeRate, LedgerOptions, Note, Record
    from billcli.domain.problem import Source
    from billcli.services.shelf import Shelf


_AT_ONCE = 20


class KeptFacts(Facts):
    """The facts of a whole ledger, read from its model kind by kind and only when asked for."""

    def __init__(self, shelf: Shelf) -> None:
        """Keep the way to the model."""
        object.__setattr__(self, "_shelf", shelf)

    _shelf: Shelf

    @property
    def options(self) -> LedgerOptions:
        """Options of the ledger."""
        return self._shelf.options

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every transaction."""
        return self._of("T").entries

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Every dated record."""
        return self._of("C").records

    @cached_property
    def notes(self) -> tuple[Note, ...]:
        """All correspondence."""
        return self._of("N").notes

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every file that belongs to an account."""
        return self._of("D").documents

    @cached_property
    def accounts(self) -> Mapping[str, Account]:
        """Every account by name, fetched by name."""
        return KeptAccounts(self._shelf)

    @cached_property
    def pads(self) -> tuple[tuple[str, Source], ...]:
        """Every ``pad``."""
        return self._of("P").pads

    @cached_property
    def balances(self) -> tuple[Asserted, ...]:
        """Every balance assertion, with whether a pad fills it."""
        return self._of("PB").balances

    @cached_property
    def rates(self) -> tuple[ExchangeRate, ...]:
        """Every ``price``."""
        return self._of("R").rates

    def records_of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind, in order."""
        if "records" in self.__dict__:
            return super().records_of(kind)
        return self._shelf.built(self._shelf.ask.records(kind)).records

    def notes_of(self, tag: str) -> tuple[Note, ...]:
        """Return the notes of a tag, in order."""
        if "notes" in self.__dict__:
            return super().notes_of(tag)
        few = self._shelf.built(self._shelf.ask.notes_naming(tag)).notes
        return tuple(note for note in few if tag in note.tags)

    def entries_with(self, key: str) -> tuple[Entry, ...]:
        """Return the transactions that state a key of metadata, in order."""
        return Facts.entries_with(self._naming(key), key)

    def entries_posting(self, key: str) -> tuple[Entry, ...]:
        """Return the transactions of which a posting states a key of metadata, in order."""
        return Facts.entries_posting(self._naming(key), key)

    def entries_naming(self, *words: str) -> tuple[Entry, ...]:
        """Return the transactions with one of some words as a tag or a key, in order."""
        return Facts.entries_naming(self._naming(*words), *words)

    def entries_of_id(self, *names: str) -> tuple[Entry, ...]:
        """Return the transactions with one of some ids, or numbers of an ``invoice``, in order."""
        if "entries" in self.__dict__:
            return super().entries_of_id(*names)
        ask, wanted = self._shelf.ask, frozenset(filter(None, names))
        ids = {one for name in wanted for one in ask.ids_numbered(name)}
        few = self._some(ids)
        known = {text_of(one.meta.get(key)) for one in few.entries for key in ("id", "invoice")}
        if untold := wanted - known:  # a document that nothing else says to be one
            few = self._some(ids.union(*(ask.ids_saying(name, "invoice") for name in untold)))
        return Facts.entries_of_id(few, *wanted)

    def entries_saying(self, text: str, *keys: str) -> tuple[Entry, ...]:
        """Return the transactions that say a text under one of some keys, in order."""
        if "entries" in self.__dict__:
            return super().entries_saying(text, *keys)
        few = self._some(self._shelf.ask.ids_saying(text, *keys))
        return Facts.entries_saying(few, text, *keys)

    def entries_after(self, day: dt.date) -> tuple[Entry, ...]:
        """Return the transactions dated after a day, in order."""
        if "entries" in self.__dict__:
            return super().entries_after(day)
        return self._shelf.built(self._shelf.ask.transactions_after(day.isoformat())).entries

    def entries_linked(self, links: Collection[str]) -> tuple[Entry, ...]:
        """Return the transactions with one of some links, in order."""
        return Facts.entries_linked(self._naming(*links), links) if links else ()

    def upward(self, file: str, key: str, above: int = 0) -> Iterator[Entry]:
        """Yield the transactions of a file that state a key of metadata, the last line first."""
        if "entries" in self.__dict__:
            yield from super().upward(file, key, above)
            return
        shelf = self._shelf
        place = next((one for one, name in shelf.names.items() if name == file), 0)
        ids = shelf.ask.ids_upward(place, key, above)
        for start in range(0, len(ids), _AT_ONCE):
            few = self._some(ids[start : start + _AT_ONCE])
            yield from Facts.upward(few, file, key)

    def is_posted(self, account: str, but: Collection[Source]) -> bool:
        """Return whether a transaction posts to an account, other than those in some places."""
        if "entries" in self.__dict__:
            return super().is_posted(account, but)
        some = self._shelf.ask.posting_to(account, len(but) + 1)
        return Facts.is_posted(self._shelf.built(some), account, but)

    def _some(self, ids: Iterable[int]) -> Facts:
        if "entries" in self.__dict__:
            return self
        rows = self._shelf.model.facts_by_id(ids)
        place = self._shelf.ask.positions(row[0] for row in rows)
        return self._shelf.built(sorted(rows, key=lambda row: (place[row[0]], row[0])))

    def _naming(self, *words: str) -> Facts:
        """Return facts with all transactions that may state a word, read as few as it can be."""
        if "entries" in self.__dict__:
            return self
        if words not in self._named:
            found = self._shelf.ask.transactions_naming(*words)
            self._named[words] = self._shelf.built(found)
        return self._named[words]

    @cached_property
    def _named(self) -> dict[tuple[str, ...], Facts]:
        return {}

    def currencies_used(self) -> frozenset[str]:
        """Return the currencies of all postings."""
        return frozenset(self._shelf.ask.currencies())

    def balances_after(self, day: dt.date, currency: str) -> tuple[Asserted, ...]:
        """Return what is asserted of a currency after a day, in order."""
        if (day, currency) not in self._asserted:
            self._asserted[day, currency] = self._balances_after(day, currency)
        return self._asserted[day, currency]

    @cached_property
    def _asserted(self) -> dict[tuple[dt.date, str], tuple[Asserted, ...]]:
        return {}

    def _balances_after(self, day: dt.date, currency: str) -> tuple[Asserted, ...]:
        ask = self._shelf.ask
        if "balances" in self.__dict__ or ask.has_pads():
            return super().balances_after(day, currency)
        return self._shelf.built(ask.assertions_after(day.isoformat(), currency)).balances

    def _of(self, kinds: str) -> Facts:
        return self._shelf.built(self._shelf.model.facts(kinds=kinds))
