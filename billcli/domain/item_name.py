"""Item names: the open item that an entry or a posting names, before anything is inferred.

Source: docs/reference/ledger-format.md, "Reading order". In this order a posting is known by its
own ``invoice``, its transaction's ``invoice``, its account when that is kept for one document, and
a link (or tag) that stands for exactly one transaction that made somebody owe.

What the reading order leaves open is decided so:

* Refunds, returned payments and late fees make somebody owe too. They do not hide the invoice they
  are linked to: a link stands for the one *billing* transaction that carries it, and only where no
  billing transaction carries it for the one other debit.
* A link stands only for items of the posting's own customer, so that a project's link on entries
  of several customers means nothing. A payee that was never billed may be a bank, and may pay
  anybody's item.
* A link that is itself the name of an item outranks one that merely leads to it.
* A tag without a digit is a topic, not a number, and names nothing.
* A link outranks a document's account nowhere: the account is exact, the link may be a project's.
"""

from __future__ import annotations

import re

from billcli.domain.contract import KIND_TAGS
from billcli.domain.leg import BILLING, OTHER_DEBIT, grouped
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.debtor import Debtors
    from billcli.domain.entry import Entry
    from billcli.domain.leg import Leg

_NUMBERED = re.compile(
    r"(?:inv|invoice|bill|re|rg|rechnung|fa|facture|cn|lf|no|nr)[._-]?[0-9]", re.IGNORECASE
)


def name_items(found: Sequence[Leg], debtors: Debtors) -> None:
    """Set on each posting the items it names, and the customer who owns them.

    Args:
        found: every receivable posting, from ``legs``; those that name nothing stay inferred.
        debtors: who is who, and what the accounts' names say.
    """
    for leg in found:
        _by_own_words(leg, debtors)
    names = _Names(found)
    for group in names.groups:
        if group[0].level:
            names.name_debit(group)
    for leg in found:
        if not leg.items or leg.debtor.by_payee:
            names.follow(leg)


def _by_own_words(leg: Leg, debtors: Debtors) -> None:
    own = leg.posting.meta
    stated = text_of(own.get("invoice")) if own else ""
    if stated := stated or text_of(leg.entry.meta.get("invoice")):
        leg.items, leg.known_by = (stated,), KnownBy.EXPLICIT
        return
    place = debtors.places[leg.posting.account]
    if place is not None and place.item:
        leg.items, leg.known_by = (place.item,), KnownBy.ACCOUNT


class _Names:
    """What the links, tags and ids of a ledger stand for."""

    def __init__(self, found: Sequence[Leg]) -> None:
        self.groups = list(grouped(found))
        self._group = {g[0].index: g for g in self.groups if g[0].level}
        self._bearers: dict[tuple[str, int], list[int]] = {}
        self._owners: dict[str, dict[str, None]] = {}
        self._billed = {leg.debtor.customer for leg in found if leg.level == BILLING}
        for group in self._group.values():
            self._learn(group)
        for leg in found:
            if leg.items and leg.items[0] not in self._owners:
                self._own(leg.items[0], leg.customer)

    def _learn(self, group: Sequence[Leg]) -> None:
        first = group[0]
        for token in _tokens(first.entry):
            self._bearers.setdefault((token, first.level), []).append(first.index)
        for leg in group:
            if leg.items and leg.number > 0:
                self._own(leg.items[0], leg.customer)

    def _own(self, item: str, customer: str) -> None:
        self._owners.setdefault(item, {})[customer] = None

    def _bearer(self, token: str) -> int | None:
        """Return the entry a link or tag stands for, or None when it stands for none or many."""
        for level in (BILLING, OTHER_DEBIT):
            if bearers := self._bearers.get((token, level)):
                return bearers[0] if len(bearers) == 1 else None
        return None

    def name_debit(self, group: Sequence[Leg]) -> None:
        """Name the postings of an entry that makes somebody owe by a link of its own."""
        first, open_legs = group[0], [leg for leg in group if not leg.items]
        entry, level = first.entry, first.level
        if not open_legs:
            return
        own = [token for token in _tokens(entry) if self._bearer(token) == first.index]
        leads = [token for token in _tokens(entry) if self._leads_elsewhere(token, first)]
        if not own or (level == OTHER_DEBIT and leads and "late-fee" not in entry.tags):
            return
        name = min(own, key=lambda token: _rank(token, entry))[1:]
        for leg in open_legs:
            leg.items, leg.known_by = (name,), KnownBy.LINK
            self._own(name, leg.customer)

    def _leads_elsewhere(self, token: str, leg: Leg) -> bool:
        bearer = self._bearer(token)
        return token[1:] in self._owners or (bearer is not None and bearer != leg.index)

    def follow(self, leg: Leg) -> None:
        """Name the items of a posting that names none, and settle whose they are."""
        if not leg.items:
            for mark in "^#":
                tokens = [token for token in _tokens(leg.entry) if token[0] == mark]
                if found := self._followed(tokens, leg):
                    leg.items, leg.known_by = tuple(found), KnownBy.LINK
                    break
        if leg.debtor.by_payee and leg.items:
            owners = self._owners[leg.items[0]]
            shared = leg.known_by is KnownBy.ACCOUNT
            if shared or (leg.customer not in owners and len(owners) == 1):
                leg.customer = next(iter(owners))

    def _followed(self, tokens: Iterable[str], leg: Leg) -> list[str]:
        named: dict[str, None] = {}
        led: dict[str, None] = {}
        for token in tokens:
            if token[1:] in self._owners:
                named[token[1:]] = None
            elif (bearer := self._bearer(token)) is not None and bearer != leg.index:
                led |= {item: None for each in self._group[bearer] for item in each.items}
        strong = [item for item in named if self._may_touch(leg, item)]
        return strong or [item for item in led if self._may_touch(leg, item)]

    def _may_touch(self, leg: Leg, item: str) -> bool:
        owners = self._owners.get(item, {})
        if leg.customer in owners:
            return True
        stranger = leg.debtor.by_payee and leg.debtor.customer not in self._billed
        return stranger and len(owners) == 1


def names_borne(tags: Iterable[str], links: Iterable[str]) -> list[str]:
    """Return the links, then the tags of an entry that may name an item.

    >>> names_borne(["invoice", "q1", "web"], ["INV-7"])
    ['INV-7', 'q1']
    """
    return [*links, *_numbered(tags)]


def _tokens(entry: Entry) -> list[str]:
    """Return what may name an item: links, then tags that are neither kinds nor topics."""
    tags = _numbered(entry.tags)
    return [f"^{link}" for link in entry.links] + [f"#{tag}" for tag in tags]


def _numbered(tags: Iterable[str]) -> list[str]:
    return [t for t in tags if t not in KIND_TAGS and any(c.isdecimal() for c in t)]


def _rank(token: str, entry: Entry) -> tuple[bool, bool, bool, bool]:
    """Return how little a link or tag looks like the entry's own number; the least wins."""
    name = token[1:]
    return (
        token[0] != "^",
        name.casefold() not in f"{entry.narration} {entry.payee}".casefold(),
        not _NUMBERED.match(name),
        not any(c.isdecimal() for c in name),
    )
