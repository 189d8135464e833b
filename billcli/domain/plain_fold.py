"""Plain folding: the items of a shard straight from its packed facts, where all is said in full.

In most shards every receivable posting names its item itself or stands on an account that is kept
for it, and no item has several customers or currencies. Then nothing is inferred: each posting is
one movement, and an item depends on its own postings alone. Here the rules that are left (``leg``,
``fold_item``) are applied to the rows as they are kept; what an item needs beyond them is folded
from values as ever, and a shard that is not plain is refused. The result is that of ``Books``.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.fold_item import kind_by_tag, terms_due
from billcli.domain.item_rows import DUE_KINDS, ItemRows
from billcli.domain.leg import BILLING, Leg, level_of_packed
from billcli.domain.meta import count_of, date_of, text_of
from billcli.domain.money import EXACT, Money
from billcli.domain.movement_part import written
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.open_item import Kind, KnownBy
from billcli.domain.packed import Packed, unpack
from billcli.domain.packed_value import (
    compact,
    meta_of_packed,
    parsed,
    text_of_packed,
    value_of_packed,
)
from billcli.domain.parties import Heard
from billcli.domain.problem import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from billcli.domain.books import Books
    from billcli.domain.debtor import Debtor
    from billcli.domain.entry import Entry
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.domain.packed_value import Json


class Said(NamedTuple):
    """A transaction as it is kept, with what its postings come to.

    Attributes:
        data: as packed.
        level: whether it bills (``leg.debit_level``).
        is_inside: whether all its postings are receivable.
        items: those its receivable postings name.
        billed: of these, those that are debited.
    """

    fact: int
    date: str
    data: Json
    level: int
    is_inside: bool
    items: list[str]
    billed: list[str]


class Moved(NamedTuple):
    """A receivable posting, all of which belongs to one item.

    Attributes:
        posting: as packed.
    """

    said: Said
    debtor: Debtor
    posting: Json
    number: Decimal
    known_by: KnownBy


class PlainItem(NamedTuple):
    """An item that has one row; ISO dates, otherwise as in ``OpenItem``.

    Attributes:
        offset: the line of the posting that made it, below that of its transaction.
        is_told: whether an earlier day differs in nothing but what its postings come to.
    """

    kind: Kind
    account: str
    date_issued: str
    date_due: str | None
    instalment: int | None
    amount: Decimal
    balance: Decimal
    known_by: KnownBy
    offset: int
    is_told: bool


class Folded(NamedTuple):
    """An item and how it came about.

    Attributes:
        moved: at least one, in the order of the ledger.
        made_by: the transaction that made it.
        row: of an item that has one, None where it is to be folded from values.
    """

    item: str
    moved: list[Moved]
    made_by: Said
    row: PlainItem | None


class PlainFold:
    """What the transactions of a plain shard say.

    Attributes:
        moves: every receivable posting, in order.
        items: by name, in the order in which they were first touched.
        early, late: who was heard of in debits and in credits, and the fact that said so first.
    """

    def __init__(self, books: Books) -> None:
        """Begin; ``books`` know the other facts of the shard."""
        self._debtors = books.debtors
        self._assets = books.assets
        self._disputed = books.disputed
        self._usual: dict[tuple[str, str], Debtor] = {}
        self._entries: dict[int, Entry] = {}
        self.said: list[Said] = []
        self.items: dict[str, list[Moved]] = {}
        self.early: dict[tuple[str, int, bool], list[Any]] = {}
        self.late: dict[tuple[str, int, bool], list[Any]] = {}

    def take(self, facts: Iterable[tuple[int, str, str]]) -> bool:
        """Take the transactions (id, date, data), in order; return whether the shard is plain."""
        return all(self._take(fact, date, parsed(data)) for fact, date, data in facts)

    def _take(self, fact: int, date: str, data: Json) -> bool:
        _, payee, _, _, _, meta, postings = data
        places, usual = self._debtors.places, self._usual
        owed = [posting for posting in postings if places[posting[0]] is not None]
        level = level_of_packed(data, owed, places, self._assets)
        items: list[str] = []
        billed: list[str] = []
        is_inside = len(owed) == len(postings)
        said = _NEW(Said, (fact, date, data, level, is_inside, items, billed))
        stated = text_of_packed(meta["invoice"]) if "invoice" in meta else ""
        is_called = "customer" in meta or "customer-id" in meta
        for posting in owed:
            account, written_number, currency, own, _, offset = posting
            number = Decimal(written_number)
            item, known_by = stated, KnownBy.EXPLICIT
            if own and "invoice" in own:
                item = text_of_packed(own["invoice"]) or stated
            if not item:
                place = places[account]
                item, known_by = place.item if place else "", KnownBy.ACCOUNT
            if not item or type(offset) is not int:
                return False
            debtor = usual.get((account, payee))
            if debtor is None or is_called or (own and ("customer" in own or "customer-id" in own)):
                debtor = self._debtor(account, payee, own, meta)
            moved = _NEW(Moved, (said, debtor, posting, number, known_by))
            items.append(item)
            is_debit = number > 0
            if is_debit:
                billed.append(item)
            known = self.items.get(item)
            if known is None:
                self.items[item] = [moved]
            else:
                first = known[0]
                if first.debtor.customer != debtor.customer or first.posting[2] != currency:
                    return False
                known.append(moved)
            self._hear(account, debtor, is_debit, level, fact)
        self.said.append(said)
        return True

    def _debtor(self, account: str, payee: str, own: Json, meta: Json) -> Debtor:
        own_meta = meta_of_packed(dict(own)) if own else {}
        found = self._debtors.of_words(account, payee, own_meta, meta_of_packed(dict(meta)))
        keys = {"customer", "customer-id"}
        if keys.isdisjoint(own_meta) and keys.isdisjoint(meta):
            self._usual[account, payee] = found
        return found

    def _hear(self, account: str, debtor: Debtor, is_debit: bool, level: int, fact: int) -> None:
        count = self.early if is_debit else self.late
        key = account, id(debtor), is_debit and level == BILLING
        known = count.get(key)
        if known is None:
            count[key] = [debtor, 1, fact]
        else:
            known[1] += 1

    def heard(self) -> Iterator[tuple[Heard, bool, int]]:
        """Yield who was heard of, whether in a debit, and in which fact first; debits first."""
        for count, is_debit in ((self.early, True), (self.late, False)):
            for (account, _, is_bill), (debtor, times, fact) in count.items():
                yield Heard(account, debtor, is_bill, times), is_debit, fact

    def folded(self) -> Iterator[Folded]:
        """Yield every item in the order in which they were first touched."""
        for item, moved in self.items.items():
            made_by = moved[0].said if len(moved) == 1 else _opening(item, moved)
            yield Folded(item, moved, made_by, self._row(moved, made_by))

    def _row(self, moved: Sequence[Moved], made_by: Said) -> PlainItem | None:
        made, *more = [one for one in moved if one.said is made_by]
        if more:
            return None
        account, known_by, is_told = moved[0].posting[0], moved[0].known_by, True
        zero = balance = Money.zero(moved[0].posting[2]).number
        for one in moved:
            if one.posting[0] != account or one.posting[4]:
                return None
            if "corrects" in one.said.data[5] and one.said is not made_by:
                return None  # the rest of a payment to which more was put
            if one.known_by is not known_by:
                known_by, is_told = KnownBy.ACCOUNT, False
            balance = EXACT.add(balance, one.number)
        amount = EXACT.add(zero, made.number)
        meta, own = made_by.data[5], made.posting[3] or _NOTHING
        due = _date(own.get("due")) or _date(meta.get("due"))
        kind = kind_by_tag(made_by.data[3]) or self._kind(made_by, amount)
        if due is None and kind in DUE_KINDS:
            due = self._due(made_by, moved[0].debtor.customer)
        nth = count_of(value_of_packed(own["instalment"])) if "instalment" in own else None
        return PlainItem(
            kind, account, made_by.date, due, nth, amount, balance, known_by, made.posting[5],
            is_told,
        )  # fmt: skip

    def _kind(self, made_by: Said, amount: Decimal) -> Kind:
        if amount > 0:
            return Kind.INVOICE
        under = f"{self._assets}:"
        received = any(p[0].startswith(under) and Decimal(p[1]) > 0 for p in made_by.data[6])
        return Kind.PAYMENT if received else Kind.CREDIT_NOTE

    def _due(self, made_by: Said, customer: str) -> str | None:
        day = dt.date.fromisoformat(made_by.date)
        own = text_of_packed(made_by.data[5].get("terms"))
        usual = text_of(self._debtors.values(customer, day).get("terms"))
        found = terms_due(day, (own, usual)) if own or usual else None
        return found.isoformat() if found else None

    def rows_of(self, folded: Folded, names: Mapping[str, str]) -> Sequence[OpenItem]:
        """Return the rows of an item that is folded from values.

        Args:
            folded: the item.
            names: of customers, by id.
        """
        levels: dict[int, int] = {}
        moves: list[Movement] = []
        for one in folded.moved:
            entry = self._entry(one.said)
            levels[id(entry)] = one.said.level
            moves += written(_leg(one, entry), [(folded.item, one.number, one.known_by)])
        rows = ItemRows(self._debtors, levels, names, self._disputed, self._assets)
        return rows.of(moves)

    def _entry(self, said: Said) -> Entry:
        """Return a transaction as a value; always the same one."""
        entry = self._entries.get(said.fact)
        if entry is None:
            made: Any = unpack(Packed("T", said.date, 0, compact(said.data)), str(said.fact))
            entry = self._entries[said.fact] = made
        return entry

    def settlers(self, folded: Folded) -> set[str]:
        """Return the items that settled an item, an empty name for money; none for no movement."""
        found: set[str] = set()
        for one in folded.moved:
            said = one.said
            if said is folded.made_by:
                continue
            if "credit-note" in said.data[3]:  # other tools write it onto the invoice itself
                named = text_of_packed(said.data[5].get("invoice"))
                found.add(named or str(Source(str(said.fact), 0)))
            elif not said.is_inside:
                return {""}
            else:
                found |= {item for item in said.items if item != folded.item} or {""}
        return found

    def apart_from(self) -> str:
        """Return what ``Books.apart_from`` does."""
        found = ""
        for moved in self.items.values():
            made = next((one.said for one in moved if one.number > 0), None)
            if made is None:
                continue
            for one in moved:
                if one.number < 0 and one.said is not made and one.known_by is KnownBy.EXPLICIT:
                    day = max(one.said.date, made.date)
                    found = min(found, day) if found else day
        return found


_NOTHING: Mapping[str, Json] = {}
_NEW: Any = tuple.__new__


def _leg(moved: Moved, entry: Entry) -> Leg:
    said, debtor, packed, number, known_by = moved
    at = next(at for at, one in enumerate(said.data[6]) if one is packed)
    customer, items = debtor.customer, (said.items[0],)
    posting = entry.postings[at]
    currency = posting.amount.currency
    return Leg(
        0, entry, posting, debtor, 0, customer, said.level, number, currency, items, known_by
    )


def _opening(item: str, moved: Sequence[Moved]) -> Said:
    """Return the transaction that made an item, as ``fold_item.opening`` does."""
    for one in moved:
        _, _, _, tags, _, meta, _ = one.said.data
        is_document = tags and not DOCUMENT_KINDS.isdisjoint(tags)
        if is_document and text_of_packed(meta.get("invoice")) == item:
            return one.said
    for one in moved:
        meta = one.said.data[5]
        if "id" in meta and text_of_packed(meta["id"]) == item:
            return one.said
    return next((one.said for one in moved if one.said.level == BILLING), moved[0].said)


def _date(value: Json) -> str | None:
    """Return a packed value as an ISO date, as ``meta.date_of`` reads it."""
    if value is None:
        return None
    if type(value) is list and value[0] == "d":
        return str(value[1])
    found = date_of(value_of_packed(value))
    return found.isoformat() if found else None
