"""The parts of a transaction's text that suggestions need: numbers, ids, what is owed.

Sums are for suggesting what is open. Whatever is not plainly written counts as open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from billcli.domain.contract import KIND_TAGS
from billcli.domain.receivable import is_receivable, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HEAD = re.compile(
    r"\n?(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ \t]+(?:txn|[*!&#?%PSTCURM])(?=[ \t])(.*)"
)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_MARK = re.compile(r"([#^])([A-Za-z0-9/._-]+)")
_LINE = re.compile(
    r"^[ \t]+(?:(invoice|id|due|corrects):[ \t]*([^\n]*)"
    r"|(?:[*!][ \t]+)?((?!\d)[\w-]+(?::[\w-]+)+)"
    r"(?:[ \t]{1,99}([-+]?[ \t]?[\d,]{0,30}\.?\d{1,30})[ \t]{1,99}([A-Z][^\s;]*))?)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """A transaction with an ``id``: a payment, an application, a refund."""

    id: str
    date: str
    payee: str
    kind: str
    amount: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """Something with a number that was owed or still is.

    Attributes:
        kind: kind tag such as ``invoice``, or an empty string.
        amount: what its own entry says; None when that was not seen.
        open: what seems to be open, None when that cannot be told.
        corrected: whether a credit note names it.
    """

    number: str
    date: str
    customer: str
    kind: str
    amount: Decimal | None
    currency: str
    due: str
    open: Decimal | None
    corrected: bool


@dataclass(slots=True)
class Leg:
    """A posting as it stands: account, amount where it is written, the item it names."""

    account: str
    number: Decimal | None
    currency: str
    item: str = ""


@dataclass(slots=True)
class Looked:
    """A transaction as it stands."""

    date: str
    payee: str
    narration: str
    tags: tuple[str, ...]
    links: tuple[str, ...]
    meta: dict[str, str] = field(default_factory=dict)
    legs: list[Leg] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Return the first tag that names a kind."""
        return next((tag for tag in self.tags if tag in KIND_TAGS), "")


def look(block: str) -> Looked | None:
    """Return the transaction that a block of text begins with, or None when it is none."""
    head = _HEAD.match(block)
    if head is None:
        return None
    year, month, day, rest = head.groups()
    strings = [unescaped(text) for text in _STRING.findall(rest)]
    marks = _MARK.findall(rest.rpartition('"')[2])
    entry = Looked(
        f"{year}-{month:0>2}-{day:0>2}",
        strings[0] if len(strings) > 1 else "",
        strings[-1] if strings else "",
        tuple(name for mark, name in marks if mark == "#"),
        tuple(name for mark, name in marks if mark == "^"),
    )
    for key, value, account, number, currency in _LINE.findall(block, head.end()):
        if account:
            entry.legs.append(Leg(account, _number(number), currency))
        elif not entry.legs:
            entry.meta[key] = _plain(value)
        elif key == "invoice":
            entry.legs[-1].item = _plain(value)
    return entry


@dataclass(slots=True)
class _Item:
    entry: Looked | None = None
    customer: str = ""
    amount: Decimal | None = None
    currency: str = ""
    sums: dict[str, Decimal] = field(default_factory=dict)
    sure: bool = True


class Fold:
    """Adds up what transactions say of documents, in any order."""

    def __init__(self, roots: Sequence[str], owners: Mapping[str, str]) -> None:
        """Take the receivable roots, and customers by their accounts."""
        self._roots, self._owners = roots, owners
        self._items: dict[str, _Item] = {}
        self._linked: list[Looked] = []
        self._corrected: set[str] = set()
        self._entries: list[SeenEntry] = []
        self._places: dict[str, tuple[bool, str, str]] = {}
        self._signs = ("invoice:", " id:", *roots)

    def wants(self, block: str) -> bool:
        """Return whether a block of text can matter."""
        return any(sign in block for sign in self._signs)

    def add(self, entry: Looked) -> None:
        """Take a transaction in."""
        if corrects := entry.meta.get("corrects"):
            self._corrected.add(corrects)
        if name := entry.meta.get("id"):
            first = entry.legs[0] if entry.legs else Leg("", None, "")
            self._entries.append(
                SeenEntry(name, entry.date, entry.payee, entry.kind, first.number, first.currency)
            )
        bare = False
        for leg, customer, item in self._receivables(entry):
            name = leg.item or entry.meta.get("invoice", "") or item
            if name:
                self._book(name, entry, leg, customer)
            else:
                bare = True
        if bare and any(any(c.isdigit() for c in token) for token in _tokens(entry)):
            self._linked.append(entry)

    def _receivables(self, entry: Looked) -> Iterator[tuple[Leg, str, str]]:
        for leg in entry.legs:
            if leg.account not in self._places:
                inside = is_receivable(leg.account, self._roots)
                place = place_of(leg.account, self._roots, self._owners)
                customer = self._owners.get(place.owner, place.customer)
                self._places[leg.account] = inside, customer, place.item
            inside, customer, item = self._places[leg.account]
            if inside:
                yield leg, customer or entry.payee, item

    def _book(self, name: str, entry: Looked, leg: Leg, customer: str) -> None:
        item = self._items.setdefault(name, _Item())
        if leg.number is None:
            item.sure = False
        else:
            item.sums[leg.currency] = item.sums.get(leg.currency, Decimal()) + leg.number
        makes = entry.meta.get("invoice") == name or (leg.number or 0) > 0
        earlier = item.entry is None or entry.date < item.entry.date
        if makes and (entry.meta.get("invoice") == name or earlier):
            same = item.entry is entry
            item.entry, item.customer, item.currency = entry, customer, leg.currency
            before = item.amount if same else Decimal()
            known = leg.number is not None and before is not None
            item.amount = (before or Decimal()) + (leg.number or Decimal()) if known else None

    def _follow(self, entry: Looked) -> None:
        """Name the postings of an entry by its links and tags."""
        tokens = [token for token in _tokens(entry) if any(c.isdigit() for c in token)]
        legs = [(leg, who) for leg, who, item in self._receivables(entry) if not (leg.item or item)]
        said = entry.narration.casefold()
        own = min(tokens, key=lambda token: (token.casefold() not in said, tokens.index(token)))
        for leg, customer in legs:
            named = [own] if (leg.number or 0) > 0 else [t for t in tokens if t in self._items]
            for name in named:
                self._book(name, entry, leg, customer)
                self._items[name].sure &= len(named) == 1

    def documents(self) -> tuple[SeenDocument, ...]:
        """Return everything that bears a number, in the order of dates."""
        billing = [entry for entry in self._linked if self._bills(entry)]
        paying = [entry for entry in self._linked if not self._bills(entry)]
        for entry in [*sorted(billing, key=_date), *sorted(paying, key=_date)]:
            self._follow(entry)
        self._linked.clear()
        items = self._items.items()
        found = [self._document(name, item, item.entry) for name, item in items if item.entry]
        return tuple(sorted(found, key=lambda document: (document.date, document.number)))

    def entries(self) -> tuple[SeenEntry, ...]:
        """Return the transactions with an ``id``, in the order of dates."""
        return tuple(sorted(self._entries, key=lambda entry: (entry.date, entry.id)))

    def _bills(self, entry: Looked) -> bool:
        return any((leg.number or 0) > 0 for leg, _, _ in self._receivables(entry))

    def _document(self, name: str, item: _Item, entry: Looked) -> SeenDocument:
        left = [number for number in item.sums.values() if number]
        return SeenDocument(
            name,
            entry.date,
            item.customer,
            entry.kind,
            item.amount,
            item.currency,
            entry.meta.get("due", ""),
            (left[0] if left else Decimal()) if item.sure else None,
            name in self._corrected,
        )


def _date(entry: Looked) -> str:
    return entry.date


def _tokens(entry: Looked) -> list[str]:
    own = entry.meta.get("id")
    return [t for t in (*entry.links, *entry.tags) if t not in KIND_TAGS and t != own]


def unescaped(text: str) -> str:
    r"""Return what a string of a ledger means.

    >>> unescaped(r'the \"best\"')
    'the "best"'
    """
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


def _plain(text: str) -> str:
    found = _STRING.match(text)
    return unescaped(found[1]) if found else text.partition(";")[0].strip()


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").replace(" ", "")) if text else None
    except InvalidOperation:
        return None
