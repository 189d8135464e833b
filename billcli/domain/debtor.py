"""Debtors: the customer each receivable posting belongs to.

Source: docs/reference/ledger-format.md rules 1 and 3. The customer id is the one recorded for the
account, else ``customer-id``, else the account's leaf, else ``customer``, else the payee; ids are
the same without regard to case, and the first spelling is kept.
"""

from __future__ import annotations

import datetime as dt

from billcli.domain.dated_record import Timeline, folded, payer_aliases, timelines
from billcli.domain.frozen import field, frozen
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.receivable import Place, is_receivable, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.entry import Account, Entry, Facts, Meta, MetaValue, Posting

UNKNOWN = "unknown"
CUSTOMER_KEYS = ("customer-id", "customer")
"""Metadata that says whose a posting or an account is: by id, by name."""

_ID, _NAME = CUSTOMER_KEYS


@frozen
class Debtor:
    """Who a receivable posting belongs to.

    Attributes:
        customer: customer id.
        name: what the entry or account calls the customer, or an empty string.
        by_payee: the id is only the entry's payee: a bank may stand there.
        is_called: the name is ``customer`` metadata, not a payee.
    """

    customer: str
    name: str = ""
    by_payee: bool = False
    is_called: bool = False


@frozen
class Debtors:
    """Who is who as of a date.

    Attributes:
        roots: the receivable accounts.
        on: the date whose records count.
        records: customer records by id in lower case.
        opened: accounts by name, with their metadata.
        owners: accounts that one customer's record names, to the customer's id.
        places: what the name of any account says, None when it is no receivable account.
    """

    roots: tuple[str, ...]
    on: dt.date
    records: Mapping[str, Timeline]
    opened: Mapping[str, Account]
    owners: Mapping[str, str]
    _names: Mapping[str, str] = field(repr=False)
    _spelling: dict[str, str] = field(repr=False)
    places: Mapping[str, Place | None] = field(repr=False)
    _usual: dict[tuple[str, str], Debtor] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        facts: Facts,
        roots: tuple[str, ...],
        on: dt.date,
        owners: Mapping[str, str] | None = None,
    ) -> Debtors:
        """Return the debtors of a ledger as its records stand on a date.

        Args:
            facts: what the ledger says, or a part of it.
            roots: the receivable accounts.
            on: the date.
            owners: whose accounts are by all the ledger's records (``owners_of``), where ``facts``
                are but a part of them.
        """
        records = timelines(facts, "customer")
        spelling = {folded(t.id): t.id for t in records.values()}
        owners = owners_of(records, roots) if owners is None else owners
        names = _names(facts, on, records)
        places = _Places(roots, owners)
        found = cls(roots, on, records, facts.accounts, owners, names, spelling, places)
        for account in sorted(facts.accounts.values(), key=lambda a: (a.date, a.name)):
            if account.date <= on and found.place(account.name):
                found.of_account(account.name)
        return found

    @classmethod
    def bare(cls, roots: tuple[str, ...], owners: Mapping[str, str]) -> Debtors:
        """Return debtors that know what accounts' names say, and nobody."""
        return cls(roots, dt.date.max, {}, {}, owners, {}, {}, _Places(roots, owners))

    def place(self, account: str) -> Place | None:
        """Return what the account's name says, or None when it is no receivable account."""
        return self.places[account]

    def of_posting(self, entry: Entry, posting: Posting) -> Debtor:
        """Return who a receivable posting belongs to."""
        own, every = posting.meta, entry.meta
        if (own and (_ID in own or _NAME in own)) or _ID in every or _NAME in every:
            return self.of_words(posting.account, entry.payee, own, every)
        key = posting.account, entry.payee
        found = self._usual.get(key)
        if found is None:
            found = self._usual[key] = self.of_words(*key, own, every)
        return found

    def of_words(self, account: str, payee: str, own_meta: Meta, every: Meta) -> Debtor:
        """Return who a receivable posting belongs to, by the words that count.

        Args:
            account: of the posting.
            payee: of its entry.
            own_meta: metadata of the posting.
            every: metadata of its entry.
        """
        place = self.place(account) or Place()
        opened = self._opened(account)
        given = text_under(_ID, own_meta, every)
        called = text_under(_NAME, own_meta, every, opened)
        own = given or self._own(place, opened)
        name = called or payee.strip()
        if own:
            return Debtor(self._spelled(own), name, is_called=bool(called))
        known = self._names.get(folded(name))
        customer = known or self._spelled(name or UNKNOWN)
        return Debtor(customer, name, not called and not known, bool(called))

    def of_account(self, account: str) -> Debtor:
        """Return whom an account is kept for; the id is empty when its name tells nobody."""
        opened = self._opened(account)
        own = self._own(self.place(account) or Place(), opened)
        called = text_under(_NAME, opened)
        return Debtor(self._spelled(own or called), called) if own or called else Debtor("")

    def values(self, customer: str, on: dt.date) -> Mapping[str, MetaValue]:
        """Return what the customer's records say on a date, nothing without records."""
        timeline = self.records.get(folded(customer))
        return timeline.values[timeline.version(on)] if timeline else {}

    def _own(self, place: Place, opened: Meta) -> str:
        recorded = self.owners.get(place.owner, "")
        return recorded or text_under(_ID, opened) or place.customer

    def _opened(self, account: str) -> Meta:
        found = self.opened.get(account)
        return found.meta if found else {}

    def _spelled(self, customer: str) -> str:
        return self._spelling.setdefault(folded(customer), " ".join(customer.split()))


class _Places(dict[str, "Place | None"]):
    """Places by account, each found when it is first asked for."""

    def __init__(self, roots: tuple[str, ...], owners: Mapping[str, str]) -> None:
        super().__init__()
        self._roots, self._owners = roots, owners

    def __missing__(self, account: str) -> Place | None:
        found = is_receivable(account, self._roots)
        place = self[account] = place_of(account, self._roots, self._owners) if found else None
        return place


def text_under(key: str, *metas: Meta) -> str:
    """Return the first text that is not empty under a key."""
    for meta in metas:
        if key in meta and (text := text_of(meta[key])):
            return text
    return ""


def owners_of(records: Mapping[str, Timeline], roots: tuple[str, ...]) -> dict[str, str]:
    """Return the id for each account that stands for one customer only."""
    found: dict[str, set[str]] = {}
    for timeline in records.values():
        for account in timeline.accounts:
            found.setdefault(account, set()).add(timeline.id)
    return {a: min(ids) for a, ids in found.items() if a and a not in roots and len(ids) == 1}


def _names(facts: Facts, on: dt.date, records: Mapping[str, Timeline]) -> dict[str, str]:
    """Return the id for each name that stands for one customer only."""
    found: dict[str, set[str]] = {}
    for timeline in records.values():
        values = timeline.values[timeline.version(on)]
        for name in (timeline.id, *map(text_of, (values.get("name"), values.get("trading-name")))):
            found.setdefault(folded(name), set()).add(timeline.id)
    for alias in payer_aliases(facts, on):
        found.setdefault(folded(alias.text), set()).add(alias.customer)
    return {name: min(ids) for name, ids in found.items() if len(ids) == 1 and name}
