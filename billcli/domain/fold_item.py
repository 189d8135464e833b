"""Folding: the movements of an open item become its rows, one per instalment.

Source: docs/reference/ledger-format.md rules 4, 7 and 16.
"""

from __future__ import annotations

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, ZERO, Money, split, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind, KnownBy, Movement
from billcli.domain.problem import BillcliError
from billcli.domain.terms import parse_terms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence
    from decimal import Decimal

    from billcli.domain.entry import Entry

_CERTAINTY = tuple(KnownBy)
_KINDS = (*((kind.value, kind) for kind in Kind), ("application", Kind.PAYMENT))


class Row:
    """One instalment of an item, or all of it.

    Attributes:
        instalment: its number, or None when the item has no instalments.
        due: as stated by the entry that made the item, or None.
        amount: what it was made for, signed.
        balance: what is left of it.
    """

    __slots__ = ("amount", "balance", "due", "instalment")

    def __init__(
        self, instalment: int | None, due: dt.date | None, amount: Decimal, balance: Decimal
    ) -> None:
        """Keep how it stands."""
        self.instalment, self.due = instalment, due
        self.amount, self.balance = amount, balance

    @property
    def settled(self) -> Decimal:
        """What was taken off it, with the sign of its amount."""
        return EXACT.subtract(self.amount, self.balance)


def opening(moved: Sequence[Movement], bills: Callable[[Entry], bool]) -> Entry:
    """Return the entry that made an item.

    It is the document of that number; else the entry whose id the item bears (the rest of a
    payment); else the first that bills; else the first to touch it.

    Args:
        moved: all movements of the item, at least one, in order.
        bills: whether an entry bills somebody.
    """
    if len(moved) == 1:
        return moved[0].entry
    item = moved[0].item
    for m in moved:
        is_document = not DOCUMENT_KINDS.isdisjoint(m.entry.tags)
        if is_document and text_of(m.entry.meta.get("invoice")) == item:
            return m.entry
    for m in moved:
        if text_of(m.entry.meta.get("id")) == item:
            return m.entry
    return next((m.entry for m in moved if bills(m.entry)), moved[0].entry)


def kind_of(entry: Entry, amount: Decimal, assets: str) -> Kind:
    """Return what an item is, by the tag of the entry that made it, else by where money went.

    Args:
        entry: what made the item.
        amount: what it was made for; a debit bills.
        assets: name of the assets root; a credit against no asset account is a credit note.
    """
    if kind := kind_by_tag(entry.tags):
        return kind
    if amount > 0:
        return Kind.INVOICE
    received = any(
        p.amount.number > 0 and p.account.startswith(f"{assets}:") for p in entry.postings
    )
    return Kind.PAYMENT if received else Kind.CREDIT_NOTE


def kind_by_tag(tags: Sequence[str]) -> Kind | None:
    """Return the kind of an item that the tags of the entry that made it name, or None."""
    return next((kind for tag, kind in _KINDS if tag in tags), None) if tags else None


def rows(moved: Sequence[Movement], made_by: Entry) -> list[Row]:
    """Return what is left of each instalment, by due date; their sum is the item's balance.

    A movement that names no instalment settles the oldest due first and re-opens the other way
    round; what exceeds all of them stays on the last.

    Args:
        moved: all movements of the item, in order.
        made_by: the entry that made it.
    """
    made = [m for m in moved if m.entry is made_by or _adds(m)]
    currency = made[0].amount.currency
    if len(made) == 1:
        amount = EXACT.add(Money.zero(currency).number, made[0].amount.number)
        left = amount if len(moved) == 1 else total([m.amount for m in moved], currency).number
        return [Row(made[0].instalment, made[0].due, amount, left)]
    whole = total([m.amount for m in made], currency).number
    first = [m for m in made if (m.amount.number > 0) == (whole > 0)] or made
    plan = _planned(first)
    if len(plan) == 1:
        plan[0].amount = whole
        plan[0].balance = total([m.amount for m in moved], currency).number
        return plan
    seen = {id(m) for m in first}
    for movement in moved:
        if id(movement) not in seen:
            _apply(movement, plan)
    return plan


def stated_due(entry: Entry, terms: str) -> dt.date | None:
    """Return the due date that terms give: the entry's own, else the customer's, else None.

    Terms that cannot be read give no date; ``check`` reports them.
    """
    return terms_due(entry.date, (text_of(entry.meta.get("terms")), terms))


def terms_due(day: dt.date, terms: Iterable[str]) -> dt.date | None:
    """Return the due date of the first terms that give one, counted from a day, or None."""
    for text in terms:
        try:
            due = parse_terms(text).due(day) if text else None
        except (BillcliError, OverflowError):
            due = None
        if due:
            return due
    return None


def least_sure(moved: Sequence[Movement]) -> KnownBy:
    """Return the least sure way by which any of the movements was assigned."""
    first = moved[0].known_by
    for movement in moved:
        if movement.known_by is not first:
            return max((m.known_by for m in moved), key=_CERTAINTY.index)
    return first


def account_of(moved: Sequence[Movement], made_by: Entry) -> str:
    """Return the account an item stands on: the last that still holds some of it."""
    first = moved[0].account
    if all(m.account == first for m in moved):
        return first
    held: dict[str, Decimal] = {}
    for movement in moved:
        before = held.pop(movement.account, ZERO)
        held[movement.account] = EXACT.add(before, movement.amount.number)
    origin = next(m.account for m in moved if m.entry is made_by)
    return next((a for a, number in reversed(held.items()) if number), origin)


def values_open(moved: Sequence[Movement], found: Sequence[Row]) -> list[Money | None]:
    """Return what is left of each row in the base currency, None unless every posting is priced."""
    if moved[0].value is None:
        return [None] * len(found)
    known = [m.value for m in moved if m.value is not None]
    if len(known) < len(moved) or len({v.currency for v in known}) > 1:
        return [None] * len(found)
    left = total(known, known[0].currency)
    weights = [row.balance for row in found]
    if len(found) == 1 or not sum(weights, ZERO):
        return [left, *(Money.zero(left.currency) for _ in found[1:])]
    return list(split(left, weights))


def _adds(moved: Movement) -> bool:
    """Return whether a movement adds to the rest of a payment: a correction put money there."""
    entry = moved.entry
    return (
        moved.amount.number < 0
        and "application" in entry.tags
        and text_of(entry.meta.get("corrects")) == moved.item
    )


def _planned(first: Sequence[Movement]) -> list[Row]:
    """Return a row per instalment number, or per due date where none is numbered."""
    numbered = all(m.instalment for m in first)
    grouped: dict[object, Row] = {}
    for movement in first:
        key = movement.instalment if numbered else movement.due
        row = grouped.setdefault(key, Row(movement.instalment, movement.due, ZERO, ZERO))
        row.amount = row.balance = EXACT.add(row.amount, movement.amount.number)
    plan = list(grouped.values())
    plan.sort(key=lambda row: (row.due is None, row.due or 0, row.instalment or 0))
    if len(plan) > 1 and not numbered:
        for number, row in enumerate(plan, start=1):
            row.instalment = number
    return plan


def _apply(movement: Movement, plan: Sequence[Row]) -> None:
    left = movement.amount.number
    named = [row for row in plan if row.instalment == movement.instalment]
    if named:
        named[0].balance = EXACT.add(named[0].balance, left)
        return
    settles = (left > 0) != (plan[0].amount > 0)
    for row in plan if settles else reversed(plan):
        room = row.balance if settles else row.settled
        if room and (room > 0) == (row.amount > 0):
            take = min(left.copy_abs(), room.copy_abs()).copy_sign(left)
            row.balance = EXACT.add(row.balance, take)
            left = EXACT.subtract(left, take)
    plan[-1].balance = EXACT.add(plan[-1].balance, left)
