"""How a payment of the books stands: found by its id, with what it settles and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.contract import is_unnamed
from billcli.domain.meta import text_of
from billcli.domain.open_item import KnownBy
from billcli.domain.payment_share import shares_of, speaking
from billcli.domain.payment_standing import Standing, granted_by, room_left, worth_of
from billcli.domain.problem import UsageError
from billcli.domain.receivable import is_receivable
from billcli.services.list_payments import payment_of, payments

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
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
    found = payment_of(payments(books), name)
    entry, name = found.entry, text_of(found.entry.meta.get("id"))
    _check_named(entry, name, found.movements)
    if date < entry.date:
        raise UsageError.of(
            "PAYMENT-BEFORE",
            f"--date: {date} is before {name} of {entry.date}",
            hint=f"use --date {entry.date} or later",
        )
    groups = _groups(books)
    entries = [moved[0].entry for moved in groups]
    voices = speaking(name, entries)
    spoken = tuple(one for one in entries if id(one) in voices)
    currency = found.movements[0].amount.currency
    shares = shares_of(name, groups)
    rows = {share.item: books.item(share.item) for share in shares}
    owed = [leg for leg in entry.postings if is_receivable(leg.account, books.roots)]
    return Standing(
        payment=name,
        entry=entry,
        voices=spoken,
        shares=room_left(shares, rows),
        rest=tuple(row for row in books.items if row.item == name and row.balance_open),
        granted=granted_by(spoken, currency),
        at_first=frozenset(m.item for m in found.movements if m.item != name),
        worth=worth_of(entry, owed, granted_by([entry], currency)),
        customers=tuple(dict.fromkeys(m.customer for m in found.movements)),
    )


def _groups(books: Books) -> list[Sequence[Movement]]:
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
