"""What a ledger says: the directives billcli reads and writes, as frozen values.

The same values flow both ways: ``ledger.read`` makes them from the text, ``ledger.render`` makes
text from them, and rendering what was read gives the same values again. ``source`` is where a value
stood; it never takes part in comparisons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from billcli.domain.frozen import field, frozen
from billcli.domain.meta import text_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import NOWHERE, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import TypeAlias

__all__ = [
    "NOWHERE", "Account", "Asserted", "Directive", "Document", "Entry", "ExchangeRate", "Fact",
    "Facts", "LedgerOptions", "Meta", "MetaValue", "Note", "Posting", "Record",
]  # fmt: skip

MetaValue: TypeAlias = str | Decimal | dt.date | Money | bool
Meta: TypeAlias = Mapping[str, MetaValue]


@frozen
class Posting:
    """One leg of an entry.

    Attributes:
        account: full account name.
        amount: signed amount; debit positive.
        meta: metadata in the order written, keys without the parser's own.
        price: total value (``@@``) of the leg in another currency, positive, or None.
    """

    account: str
    amount: Money
    meta: Meta = field(default_factory=dict)
    price: Money | None = None
    source: Source = field(default=NOWHERE, compare=False)


@frozen
class Entry:
    """A transaction: a dated fact whose legs sum to zero.

    Attributes:
        tags, links: without ``#`` and ``^``, in the order written.
        flag: ``*`` or ``!`` (or what the ledger carries).
    """

    date: dt.date
    payee: str
    narration: str
    tags: tuple[str, ...]
    links: tuple[str, ...]
    postings: tuple[Posting, ...]
    meta: Meta = field(default_factory=dict)
    flag: str = "*"
    source: Source = field(default=NOWHERE, compare=False)


@frozen
class Account:
    """An opened account; ``currencies`` is empty when it takes any; ``closed`` may be None."""

    date: dt.date
    name: str
    currencies: tuple[str, ...] = ()
    meta: Meta = field(default_factory=dict)
    closed: dt.date | None = None
    source: Source = field(default=NOWHERE, compare=False)


@frozen
class Record:
    """A dated ``custom`` record: customer, issuer, payer or bank-line.

    Attributes:
        kind: the first word of the directive, such as ``customer``.
        values: the values after it, in order; an account is its name as text.
        accounts: positions in ``values`` that are account names.
    """

    date: dt.date
    kind: str
    values: tuple[MetaValue, ...]
    meta: Meta = field(default_factory=dict)
    accounts: tuple[int, ...] = ()
    source: Source = field(default=NOWHERE, compare=False)


@frozen
class Note:
    """Correspondence about an account."""

    date: dt.date
    account: str
    comment: str
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    meta: Meta = field(default_factory=dict)
    source: Source = field(default=NOWHERE, compare=False)


@frozen
class Document:
    """A file that belongs to an account.

    Attributes:
        path: as written, relative to the ledger file that names it.
    """

    date: dt.date
    account: str
    path: str
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    meta: Meta = field(default_factory=dict)
    source: Source = field(default=NOWHERE, compare=False)


@frozen
class Asserted:
    """A ``balance`` directive: what it asserts holds at the start of its day.

    Attributes:
        account: with all accounts below it.
        amount: what stands on it, in one currency.
        padded: whether a ``pad`` fills the gap up to it, so that it holds whatever comes before.
    """

    date: dt.date
    account: str
    amount: Money
    source: Source = field(default=NOWHERE, compare=False)
    padded: bool = False

    @property
    def currency(self) -> str:
        """Return the currency whose balance is asserted."""
        return self.amount.currency


@frozen
class ExchangeRate:
    """A ``price`` directive: what one unit of a currency is worth in another from its day on.

    Attributes:
        currency: of which one unit is priced.
        amount: what it is worth.
    """

    date: dt.date
    currency: str
    amount: Money
    source: Source = field(default=NOWHERE, compare=False)


Directive: TypeAlias = Entry | Account | Record | Note | Document | Asserted
Fact: TypeAlias = Directive | ExchangeRate  # what billcli reads, besides what it writes too


@frozen
class LedgerOptions:
    """The Beancount options that change what the text means.

    Attributes:
        roots: account root names by their English name (``Assets`` -> ``Aktiva``).
        risky: options that loosen Beancount's own checks, as ``name: value`` texts.
    """

    title: str = ""
    operating_currency: tuple[str, ...] = ()
    roots: Mapping[str, str] = field(
        default_factory=lambda: {
            n: n for n in ("Assets", "Liabilities", "Equity", "Income", "Expenses")
        }
    )
    risky: tuple[str, ...] = ()


@frozen
class Facts:
    """Everything billcli needs to know of a ledger, in date order and file order within a day.

    Attributes:
        entries: every transaction that touches a receivable or cash account, or carries a key or
            tag of the contract.
        accounts: every opened account by name.
        pads: (account, place) of ``pad`` directives, for the checks.
        balances: ``balance`` directives, which a new entry before them must not move.
        rates: ``price`` directives.
        options: title, operating currencies, the five root names and the rest the checks read.
    """

    entries: tuple[Entry, ...] = ()
    records: tuple[Record, ...] = ()
    notes: tuple[Note, ...] = ()
    documents: tuple[Document, ...] = ()
    accounts: Mapping[str, Account] = field(default_factory=dict)
    pads: tuple[tuple[str, Source], ...] = ()
    balances: tuple[Asserted, ...] = ()
    rates: tuple[ExchangeRate, ...] = ()
    options: LedgerOptions = field(default_factory=LedgerOptions)

    def with_entry(self, entry: Entry) -> Facts:
        """Return plain facts with one more entry, which stands last."""
        said = {name: getattr(self, name) for name in Facts.__match_args__}
        return Facts(**said | {"entries": (*self.entries, entry)})

    def records_of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind, such as ``issuer``, in order."""
        return tuple(record for record in self.records if record.kind == kind)

    def notes_of(self, tag: str) -> tuple[Note, ...]:
        """Return the notes of a tag, such as ``dispute``, in order."""
        return tuple(note for note in self.notes if tag in note.tags)

    def entries_with(self, key: str) -> tuple[Entry, ...]:
        """Return the transactions that state a key of metadata, in order."""
        return tuple(entry for entry in self.entries if key in entry.meta)

    def entries_posting(self, key: str) -> tuple[Entry, ...]:
        """Return the transactions of which a posting states a key of metadata, in order."""
        return tuple(one for one in self.entries if any(key in leg.meta for leg in one.postings))

    def entries_naming(self, *words: str) -> tuple[Entry, ...]:
        """Return the transactions with one of some words as a tag or a key of metadata, in order.

        Args:
            words: tags, or keys of the transaction's own metadata or of a posting's.
        """
        wanted = frozenset(words)
        return tuple(one for one in self.entries if not wanted.isdisjoint(_names(one)))

    def entries_of_id(self, *names: str) -> tuple[Entry, ...]:
        """Return the transactions with one of some ids, or numbers of an ``invoice``, in order."""
        wanted = frozenset(filter(None, names))
        return tuple(one for one in self.entries if not wanted.isdisjoint(_ids(one)))

    def entries_saying(self, text: str, *keys: str) -> tuple[Entry, ...]:
        """Return the transactions that say a text under one of some keys, in order.

        Args:
            text: an id or a name, as ``text_of`` reads it.
            keys: of the transaction's own metadata or of a posting's.
        """
        return tuple(
            one
            for one in self.entries
            if any(
                text == text_of(meta[key]) for meta in _metas(one) for key in keys if key in meta
            )
        )

    def entries_after(self, day: dt.date) -> tuple[Entry, ...]:
        """Return the transactions dated after a day, in order."""
        return tuple(one for one in self.entries if one.date > day)

    def entries_linked(self, links: Collection[str]) -> tuple[Entry, ...]:
        """Return the transactions with one of some links, in order."""
        wanted = frozenset(links)
        return tuple(one for one in self.entries if not wanted.isdisjoint(one.links))

    def upward(self, file: str, key: str, above: int = 0) -> Iterator[Entry]:
        """Yield the transactions of a file that state a key of metadata, the last line first.

        Args:
            file: its name.
            key: of their own metadata.
            above: a line that they stand above; 0 for all.
        """
        there = (one for one in self.entries_with(key) if one.source.file == file)
        found = [one for one in there if not above or one.source.line < above]
        yield from sorted(found, key=lambda one: -one.source.line)

    def is_posted(self, account: str, but: Collection[Source]) -> bool:
        """Return whether a transaction posts to an account, other than those in some places."""
        others = (one for one in self.entries if one.source not in but)
        return any(leg.account == account for one in others for leg in one.postings)

    def currencies_used(self) -> frozenset[str]:
        """Return the currencies of all postings."""
        return frozenset(p.amount.currency for entry in self.entries for p in entry.postings)

    def balances_after(self, day: dt.date, currency: str) -> tuple[Asserted, ...]:
        """Return what is asserted of a currency after a day, in order."""
        return tuple(b for b in self.balances if b.date > day and b.currency == currency)


def _ids(entry: Entry) -> tuple[str, str]:
    return text_of(entry.meta.get("id")), text_of(entry.meta.get("invoice"))


def _metas(entry: Entry) -> Iterator[Meta]:
    yield entry.meta
    for leg in entry.postings:
        yield leg.meta


def _names(entry: Entry) -> Iterator[str]:
    yield from entry.tags
    for meta in _metas(entry):
        yield from meta
