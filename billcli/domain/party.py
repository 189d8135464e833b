"""Parties: customers and the issuer, as their dated records say on a date.

Source: docs/reference/ledger-format.md rules 1 to 3. Customers of ledgers that billcli did not
write are found by their accounts (metadata on ``open``), else by the payees of their entries.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from billcli.domain.contract import PARTY_KEYS
from billcli.domain.dated_record import (
    PayerAlias,
    Timeline,
    folded,
    merged,
    payer_aliases,
    timelines,
)
from billcli.domain.debtor import Debtors
from billcli.domain.leg import BILLING, legs
from billcli.domain.meta import text_of
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from billcli.domain.debtor import Debtor
    from billcli.domain.entry import Facts, Meta, MetaValue
    from billcli.domain.leg import Leg

__all__ = ["Party", "PayerAlias", "find_customer", "issuer", "nearest", "parties", "payer_aliases"]

_NO = frozenset({"", "no", "false", "off", "none"})
_NEAR = 3
_DIGITS = "0123456789"
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or the issuer on one date.

    Attributes:
        id: customer id.
        account: the receivable account kept for it, or the shared one; empty for the issuer.
        values: its keys (``contract.PARTY_KEYS``) as recorded.
    """

    id: str
    account: str = ""
    values: Mapping[str, MetaValue] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return a value as text, an empty string when it is not recorded."""
        return text_of(self.values.get(key))

    @property
    def name(self) -> str:
        """The real name; the id where none is recorded."""
        return self.text("name") or self.id

    @property
    def email(self) -> str:
        """Where documents and reminders go."""
        return self.text("email")

    @property
    def language(self) -> str:
        """Language of its documents, such as ``de``."""
        return self.text("language")

    @property
    def country(self) -> str:
        """ISO 3166 code."""
        return self.text("country")

    @property
    def currency(self) -> str:
        """Currency of its documents, or an empty string for the ledger's own."""
        return self.text("currency")

    @property
    def terms(self) -> str:
        """Payment terms as text (format rule 16)."""
        return self.text("terms")

    @property
    def is_foreign(self) -> bool:
        """Whether it is recorded as a party abroad."""
        return self._says_yes("foreign")

    @property
    def is_held(self) -> bool:
        """Whether reminders and deliveries are on hold."""
        return self._says_yes("hold")

    def _says_yes(self, key: str) -> bool:
        value = self.values.get(key, False)
        return value if isinstance(value, bool) else text_of(value).casefold() not in _NO


def parties(
    facts: Facts,
    roots: tuple[str, ...],
    on: dt.date,
    debtors: Debtors | None = None,
    groups: Container[str] | None = None,
    found_legs: Sequence[Leg] | None = None,
) -> Mapping[str, Party]:
    """Return every customer by id, as the records stand on a date.

    Args:
        facts: what the ledger says.
        roots: the receivable accounts.
        on: the date; accounts opened and entries made later are not looked at.
        debtors: who is who on that date, where the caller knows already.
        groups: accounts that others stand below, where ``facts`` are but a part of a ledger; such
            an account is a customer only when its ``open`` has metadata.
        found_legs: the receivable postings up to the date, where the caller has found them.

    A record's key outranks the same key on the account's ``open``, and that outranks what entries
    say: ``customer``, else the payee that most of the customer's bills bear.
    """
    debtors = debtors or Debtors.of(facts, roots, on)
    found: dict[str, Party] = {}
    for timeline in debtors.records.values():
        version = timeline.version(on)
        party = Party(timeline.id, timeline.accounts[version], timeline.values[version])
        found[timeline.id] = party
    for account, debtor, values in _opened(facts, debtors, on, groups):
        _add(found, debtor.customer, account, {"name": debtor.name, **values})
    if found_legs is None:
        until = (entry for entry in facts.entries if entry.date <= on)
        found_legs = legs(until, debtors, facts.options.roots.get("Assets", "Assets"))
    billed = _billed(found_legs, debtors)
    names = _names(billed)
    for account, customer in dict.fromkeys((account, d.customer) for account, d, _ in billed):
        _add(found, customer, account, {"name": names.get(customer, "")})
    return found


def issuer(facts: Facts, on: dt.date) -> Party | None:
    """Return who writes the invoices, as recorded on a date; None without any record."""
    known: Iterable[Timeline] = timelines(facts, "issuer").values()
    for timeline in known:
        return Party(timeline.id, "", timeline.values[timeline.version(on)])
    return None


def find_customer(known: Mapping[str, Party], text: str) -> Party:
    """Return the customer of an id: the very id, else the same without regard to case.

    Raises:
        UsageError: there is no such customer; the nearest three by id and name are named.
    """
    if text in known:
        return known[text]
    for customer, party in known.items():
        if folded(customer) == folded(text):
            return party
    names = {party.id: (party.id, party.name) for party in known.values()}
    near = [f"{i} ({known[i].name})" if known[i].name != i else i for i in nearest(text, names)]
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli customer list"
    raise UsageError.of("UNKNOWN-CUSTOMER", f"there is no customer {text[:40]!r}", hint=hint)


def nearest(text: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Return up to three ids that most resemble a text by any of their names, best first.

    >>> nearest("Acne", {"Acme": ("Acme", "Acme Inc."), "Globex": ("Globex",)})
    ['Acme']
    """
    wanted = folded(text)
    scores = {key: max(_likeness(wanted, folded(n)) for n in given) for key, given in names.items()}
    alike = [key for key, score in scores.items() if score >= _ALIKE]
    return sorted(alike, key=lambda key: (-scores[key], key))[:_NEAR]


def _likeness(wanted: str, name: str) -> float:
    starts = name.startswith(wanted) and bool(wanted)
    same = _short_for(wanted, name)
    return SequenceMatcher(None, wanted, name, autojunk=False).ratio() + starts + same


def _short_for(wanted: str, name: str) -> bool:
    """Return whether a text names a number as people shorten it: ``42`` or ``inv-42``.

    >>> _short_for("inv-42", "inv-2026-0042"), _short_for("inv-4", "inv-2026-0042")
    (True, False)
    """
    front, tail = wanted.rstrip(_DIGITS), name.rstrip(_DIGITS)
    number, theirs = wanted[len(front) :], name[len(tail) :]
    alike = bool(number) and number.lstrip("0") == theirs.lstrip("0")
    return alike and wanted != name and name.startswith(front)


def _add(found: dict[str, Party], customer: str, account: str, values: Meta) -> None:
    """Add what is said in a lower place: it fills in only what is not known yet."""
    old = found.get(customer, Party(customer))
    fresh = {k: v for k, v in values.items() if k in PARTY_KEYS}
    found[customer] = Party(customer, old.account or account, merged(fresh, old.values))


def _opened(
    facts: Facts, debtors: Debtors, on: dt.date, groups: Container[str] | None
) -> Iterator[tuple[str, Debtor, Meta]]:
    if groups is None:
        groups = {name.rpartition(":")[0] for name in facts.accounts}
    for account in sorted(facts.accounts.values(), key=lambda a: a.date):
        place = debtors.place(account.name)
        if place is None or account.date > on:
            continue
        debtor = debtors.of_account(account.name)
        if debtor.customer and (account.meta or account.name not in groups):
            yield place.owner or account.name, debtor, account.meta


def _billed(found: Iterable[Leg], debtors: Debtors) -> dict[tuple[str, Debtor, bool], int]:
    """Return account, customer, and whether it is billed, with their count; debits first.

    A bank may be a payment's payee, so that credits tell of a customer only what nothing else does.
    """
    early: dict[tuple[str, Debtor, bool], int] = {}
    late: dict[tuple[str, Debtor, bool], int] = {}
    for leg in found:
        is_debit = leg.number > 0
        key = leg.posting.account, leg.debtor, is_debit and leg.level == BILLING
        count = early if is_debit else late
        count[key] = count.get(key, 0) + 1
    billed: dict[tuple[str, Debtor, bool], int] = {}
    for (account, debtor, is_bill), count_of in (*early.items(), *late.items()):
        place = debtors.places[account]
        key = (place and place.owner) or account, debtor, is_bill
        billed[key] = billed.get(key, 0) + count_of
    return billed


def _may_name(name: str, customer: str, ids: frozenset[str]) -> bool:
    return folded(name) == folded(customer) or folded(name) not in ids


def _names(billed: Mapping[tuple[str, Debtor, bool], int]) -> dict[str, str]:
    """Return what bills call each customer: as stated most often, else by the payee of most.

    The first of equals counts. A payee that is another customer, as where one stands for a whole
    project, is no name.
    """
    ids = frozenset(folded(customer) for customer in {d.customer for _, d, _ in billed})
    called: dict[str, Counter[str]] = {}
    payees: dict[str, Counter[str]] = {}
    for (_, debtor, is_bill), count in billed.items():
        customer, name = debtor.customer, debtor.name
        if name and debtor.is_called:
            called.setdefault(customer, Counter())[name] += count
        elif name and is_bill and _may_name(name, customer, ids):
            payees.setdefault(customer, Counter())[name] += count
    return {key: max(count, key=count.__getitem__) for key, count in (payees | called).items()}
