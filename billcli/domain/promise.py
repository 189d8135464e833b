"""Promises to pay: what a customer said it would pay until when, and whether it did.

Source: docs/reference/ledger-format.md rule 14. Nobody has to keep the books on promises: whether
one was kept is worked out from what was received. A note may state it all the same, and counts.
"""

from __future__ import annotations

from billcli.domain.dated_note import OPEN, DatedNote, latest
from billcli.domain.frozen import frozen
from billcli.domain.meta import date_of
from billcli.domain.money import EXACT, ZERO, Money
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.entry import Entry, Note
    from billcli.domain.open_item import Movement

KEPT, BROKEN, CLOSED = "kept", "broken", "closed"
_NO_MONEY = frozenset({"credit-note", "write-off"})


@frozen
class Promise:
    """A promise as it stands on a day.

    Attributes:
        id: ``PTP-...``, or an empty text where the ledger gives none.
        account: the receivable account of the note.
        items: ids of the items that are to be paid.
        amount: what is to be paid of them in all, positive; None for all that is open.
        until: the last day; the day it was made where the note names none.
        reason: what was said.
        made: date of its first note.
        status: ``open``, ``kept``, ``broken`` or ``closed``.
    """

    id: str
    account: str
    items: tuple[str, ...]
    amount: Money | None
    until: dt.date
    reason: str
    made: dt.date
    status: str


def promises(
    notes: Iterable[Note], as_of: dt.date, history: Callable[[str], Iterable[Movement]]
) -> tuple[Promise, ...]:
    """Return all promises as they stand at the end of a day, oldest first.

    Args:
        notes: of a ledger, in its order.
        as_of: the last day that counts.
        history: returns what happened to an item until that day, by its id.
    """
    return tuple(_promise(one, as_of, history) for one in latest(notes, "promise", as_of))


def promised(found: Iterable[Promise]) -> dict[str, Promise]:
    """Return the items that somebody still has time to pay, each with the promise that ends last.

    Args:
        found: promises as they stand.
    """
    standing = sorted((one for one in found if one.status == OPEN), key=lambda one: one.until)
    return {item: one for one in standing for item in one.items}


def _promise(
    one: DatedNote, as_of: dt.date, history: Callable[[str], Iterable[Movement]]
) -> Promise:
    note = one.note
    until = date_of(note.meta.get("until")) or one.since
    status = one.status
    if status == OPEN:
        moved = [tuple(history(item)) for item in one.links]
        if _is_settled(moved, until) or _is_received(one, until, moved, history):
            status = KEPT
        elif as_of > until:
            status = BROKEN
    elif status not in {KEPT, BROKEN}:
        status = CLOSED
    return Promise(
        one.id, note.account, one.links, one.amount, until, one.reason, one.since, status
    )


def _counts(m: Movement, until: dt.date) -> bool:
    """Return whether a movement counts: what is taken back later was never received."""
    return m.date <= until or m.amount.number > 0


def _is_settled(moved: Iterable[Sequence[Movement]], until: dt.date) -> bool:
    """Return whether nothing was left of any item in time."""
    left: dict[tuple[str, str], Decimal] = {}
    for m in (m for of_item in moved for m in of_item if _counts(m, until)):
        key = m.item, m.amount.currency
        left[key] = EXACT.add(left.get(key, ZERO), m.amount.number)
    return bool(left) and all(number <= 0 for number in left.values())


def _is_received(
    one: DatedNote,
    until: dt.date,
    moved: Iterable[Sequence[Movement]],
    history: Callable[[str], Iterable[Movement]],
) -> bool:
    """Return whether the amount that was promised was received in time; credit is no money."""
    if one.amount is None:
        return False
    received = ZERO
    for of_item in moved:
        for m in of_item:
            is_later = m.date >= one.since and m.entry is not of_item[0].entry
            if is_later and m.amount.currency == one.amount.currency and _counts(m, until):
                is_money = not any(_NO_MONEY & {*entry.tags} for entry in _sources(m, history))
                received = EXACT.subtract(received, m.amount.number if is_money else ZERO)
    return received >= one.amount.number


def _sources(m: Movement, history: Callable[[str], Iterable[Movement]]) -> Iterator[Entry]:
    """Yield the entry of a movement, and those that made what it applies."""
    yield m.entry
    if "application" in m.entry.tags:
        for link in m.entry.links:
            if link != m.item:
                yield from (other.entry for other in list(history(link))[:1])
