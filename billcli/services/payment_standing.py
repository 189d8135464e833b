"""How a payment of the books stands: found by its id, with what it settles and what is left."""

from __future__ import annotations

from billcli.domain.contract import is_unnamed
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy
from billcli.domain.payment_share import shares_of, speaking
from billcli.domain.payment_standing import Standing, granted_by, room_left, worth_of
from billcli.domain.problem import UsageError
from billcli.domain.receivable import is_receivable
from billcli.services.list_payments import payment_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
    from billcli.domain.money import Money
    from billcli.domain.open_item import Movement


def standing_of(books: Books, name: str, date: dt.date) -> Standing:
    """Return how a payment stands.

    Args:
        books: all of the ledger.
        name: its id, or file and line.
        date: of the correction that is meant.

    Raises:
        UsageError: no such payment (UNKNOWN-PAYMENT), it bears no id or only the order of entries
            tells what it settles (ITEM-UNNAMED), or the date is before it (PAYMENT-BEFORE).
    """
    few = books.numbered(name)
    groups = groups_of(few)
    moved = _moved_before(groups, name) or payment_of(books, name).movements
    entry, name = moved[0].entry, text_of(moved[0].entry.meta.get("id"))
    _check_named(entry, name, moved)
    if date < entry.date:
        raise UsageError.of(
            "PAYMENT-BEFORE",
            f"--date: {date} is before {name} of {entry.date}",
            hint=f"use --date {entry.date} or later",
        )
    entries = [group[0].entry for group in groups]
    voices = speaking(name, entries)
    spoken = tuple(one for one in entries if id(one) in voices)
    currency = moved[0].amount.currency
    shares = shares_of(name, groups)
    rows = {share.item: few.item(share.item) for share in shares}
    return Standing(
        payment=name,
        entry=entry,
        voices=spoken,
        shares=room_left(shares, rows),
        rest=tuple(row for row in few.items if row.item == name and row.balance_open),
        granted=granted_by(spoken, currency),
        at_first=frozenset(m.item for m in moved if m.item != name),
        worth=_worth(few, entry, moved),
        customers=tuple(dict.fromkeys(m.customer for m in moved)),
        account=moved[0].account,
    )


def _moved_before(groups: Iterable[Sequence[Movement]], name: str) -> Sequence[Movement]:
    """Return what an application put on account under its own id, nothing for any other name."""
    return [
        m
        for group in groups
        for m in group
        if m.item == name == m.entry.meta.get("id") and "application" in m.entry.tags
    ]


def _worth(books: Books, entry: Entry, moved: Sequence[Movement]) -> tuple[Money, Money] | None:
    """Return value and amount of the money: as it arrived, or as it was moved here."""
    first = moved[0]
    if "application" in entry.tags:
        return (-first.value, -first.amount) if first.value else None
    owed = [leg for leg in entry.postings if is_receivable(leg.account, books.roots)]
    return worth_of(entry, owed, granted_by([entry], first.amount.currency))


def groups_of(books: Books) -> list[Sequence[Movement]]:
    """Return the movements of the books, those of each entry together, in order."""
    by_entry: dict[int, list[Movement]] = {}
    for movement in books.movements:
        by_entry.setdefault(id(movement.entry), []).append(movement)
    return list(by_entry.values())


def _check_named(entry: Entry, name: str, moved: Sequence[Movement]) -> None:
    """Refuse a payment that cannot be named, or of which only the order tells what it settles.

    Raises:
        UsageError: as said (ITEM-UNNAMED).
    """
    told = all(m.known_by is not KnownBy.INFERRED and not is_unnamed(m.item) for m in moved)
    if name and told:
        return
    what = "the items it settles are" if name else "it is"
    line = 'invoice: "NUMBER"` below its receivable posting' if name else 'id: "PMT-1"` to it'
    raise UsageError.of(
        "ITEM-UNNAMED",
        f"{name or entry.source} cannot be corrected by an entry: {what} told by no number",
        hint=f"add a line `{line}",
    )
