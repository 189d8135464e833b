"""Many customers at once out of address books: who is known stays, the others are added."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from billcli.domain.contract import CUSTOMER_ID, PARTY_KEYS
from billcli.domain.customer_id import free_id, id_from
from billcli.domain.entry import Account
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source, UsageError
from billcli.services.contact_values import ContactReader, marks_of
from billcli.services.filing import Papers
from billcli.services.keep_customer import record_of, start_of
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from billcli.contacts.contact import Contact
    from billcli.domain.entry import Directive
    from billcli.services.workspace import Workspace

_PLACE = ("address", "address-2", "postcode", "city", "region", "country")
UNREAD_SHOWN = 12
_LOCAL = ("address", "postcode", "city")


class Fate(Enum):
    """What becomes of a contact."""

    ADDED = "added"
    UPDATED = "updated"
    KNOWN = "known"
    NAMELESS = "nameless"


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported.

    Attributes:
        contacts: each with the file it stands in, in their order.
        since: the day from which the records hold.
        update: fill what is empty about customers that are known.
    """

    contacts: Sequence[tuple[str, Contact]]
    since: dt.date
    update: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """One contact, and the customer it is now.

    Attributes:
        customer: id, empty where the contact has no name.
        by: what it has in common with that customer: id, VAT id, e-mail or name; empty when new.
    """

    fate: Fate
    customer: str
    customer_name: str
    by: str
    file: str
    line: int


def import_customers(
    workspace: Workspace, request: ImportRequest, consent: Consent
) -> Written[tuple[Imported, ...]]:
    """Add the contacts that are no customers yet, all in one append, or none.

    Raises:
        UsageError: a contact cannot stand in the ledger; every such contact is named.
    """

    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[tuple[Imported, ...]]:
        reader = ContactReader(books)
        told: list[Problem] = []
        unread: dict[str, dict[str, None]] = {}
        plan = _Plan(books, update=request.update)
        for file, contact in request.contacts:
            values, warnings = reader.values(contact, file)
            if plan.take(contact, values, file) in {Fate.ADDED, Fate.UPDATED}:
                told += warnings
                unread.setdefault(file, {}).update(dict.fromkeys(contact.unread))
        if reader.errors:
            raise UsageError(*reader.errors)
        papers = Papers(tuple(plan.directives(request.since)))
        told += (_unread(file, tuple(names)) for file, names in unread.items() if names)
        return Decision(tuple(plan.fates), papers, tuple(told))

    workspace.snapshot.require_sound()
    first = decide(workspace, ())
    if not first.papers.directives:
        return Written(first.value, "", problems=first.problems, remarks=workspace.remarks)
    return perform(workspace, decide, consent)


def _unread(file: str, headings: Sequence[str]) -> Problem:
    """Return a warning that names columns nothing was taken from, though they hold something."""
    shown = ", ".join(repr(heading[:40]) for heading in headings[:UNREAD_SHOWN])
    more = len(headings) - UNREAD_SHOWN
    return Problem(
        "CONTACT-UNREAD",
        f"columns that are not imported: {shown}{f' and {more} more' if more > 0 else ''}",
        Source(file),
        "say what one means with --map KEY=COLUMN, or that it holds ids with --id-column",
        Severity.WARNING,
    )


class _Plan:
    """Who is known by what, and what is to be written; it grows with every contact."""

    def __init__(self, books: Workspace, *, update: bool) -> None:
        self.fates: list[Imported] = []
        self._books, self._update = books, update
        self._root = books.receivable_root()
        self._values: dict[str, dict[str, str]] = {}
        self._accounts: dict[str, str] = {}
        self._fresh: dict[str, dict[str, str]] = {}
        self._by: dict[tuple[str, str], str] = {}
        for party in books.all_books().parties.values():
            values = {key: party.text(key) for key in party.values if party.text(key)}
            self._accounts[party.id] = party.account or f"{self._root}:{party.id}"
            self._learn(party.id, {"name": party.name, **values})
        opened = books.snapshot.facts.accounts
        below = (name.removeprefix(f"{self._root}:") for name in opened)
        self._taken = {name.partition(":")[0].casefold() for name in below}
        self._taken |= {customer.casefold() for customer in self._values}

    def take(self, contact: Contact, values: dict[str, str], file: str) -> Fate:
        """Decide about one contact, and return what becomes of it."""
        given = contact.id if CUSTOMER_ID.fullmatch(contact.id) else id_from(contact.id)
        customer, by = self._known(given, values)
        name = values.get("name", "")
        if customer:
            filled = self._fill(customer, values) if self._update else False
            fate = Fate.UPDATED if filled else Fate.KNOWN
            name = self._values[customer].get("name", customer)
        elif name:
            customer, fate = free_id(given or name, self._taken), Fate.ADDED
            self._taken.add(customer.casefold())
            self._learn(customer, values)
            self._fresh[customer] = values
        else:
            fate = Fate.NAMELESS
        self.fates.append(Imported(fate, customer, name, by, file, contact.line))
        return fate

    def directives(self, since: dt.date) -> Iterator[Directive]:
        """Yield accounts and records, new and changed customers in the order of the contacts."""
        start = start_of(self._books, since)
        opened = self._books.snapshot.facts.accounts
        for customer, values in self._fresh.items():
            account = self._accounts.get(customer, f"{self._root}:{customer}")
            if account not in opened:
                yield Account(start, account)
            ordered = {key: values[key] for key in PARTY_KEYS if key in values}
            yield record_of(since, customer, account, ordered)

    def _known(self, given: str, values: Mapping[str, str]) -> tuple[str, str]:
        """Return the customer that a contact is already, and by what it is known."""
        marks = {**({"id": given.casefold()} if given else {}), **marks_of(values)}
        for what, text in marks.items():
            if found := self._by.get((what, text)):
                return found, what
        return "", ""

    def _learn(self, customer: str, values: Mapping[str, str]) -> None:
        self._values.setdefault(customer, {}).update(values)
        for mark in {**marks_of(values), "id": customer.casefold()}.items():
            self._by.setdefault(mark, customer)

    def _fill(self, customer: str, values: Mapping[str, str]) -> bool:
        """Add what is empty about a customer; an address is never made of two."""
        old = self._values[customer]
        moved = any(old.get(k) and values.get(k) and old[k] != values[k] for k in _LOCAL)
        fresh = {
            key: text
            for key, text in values.items()
            if not old.get(key) and not (moved and key in _PLACE)
        }
        if fresh:
            self._fresh.setdefault(customer, {}).update(fresh)
            self._learn(customer, fresh)
        return bool(fresh)
