"""Holds: items and customers nobody is reminded of, until a day or until further notice.

Source: docs/reference/ledger-format.md rules 14 and 18. A hold of a level stands for a step taken
already: at ``COLLECTIONS`` somebody else collects. The ``hold`` of a customer's record is one too.
"""

from __future__ import annotations

from billcli.domain.dated_note import OPEN, latest
from billcli.domain.frozen import frozen
from billcli.domain.meta import count_of, date_of
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.entry import Note
    from billcli.domain.party import Party

COLLECTIONS = 4


@frozen
class Hold:
    """A hold as it stands on a day.

    Attributes:
        id: ``HLD-...``, or an empty text: the ledger gives none, or it is the customer's record.
        account: the receivable account it is about.
        items: ids of the items that are held; none for everything on the account.
        until: the last day; None without an end.
        reason: why.
        since: date of its first note; None for that of the customer's record.
        level: step of the reminders that is reached by it, 0 for none; see ``COLLECTIONS``.
        is_open: whether it holds on that day.
    """

    id: str
    account: str
    items: tuple[str, ...]
    until: dt.date | None
    reason: str
    since: dt.date | None
    level: int = 0
    is_open: bool = True

    @property
    def is_handed_off(self) -> bool:
        """Whether somebody else collects."""
        return self.is_open and self.level >= COLLECTIONS


def holds(notes: Iterable[Note], as_of: dt.date) -> tuple[Hold, ...]:
    """Return all holds as they stand at the end of a day, ended ones too, oldest first.

    Args:
        notes: of a ledger, in its order.
        as_of: the last day that counts.
    """
    found = []
    for one in latest(notes, "hold", as_of):
        note, until = one.note, date_of(one.note.meta.get("until"))
        is_open = one.status == OPEN and (until is None or as_of <= until)
        level = count_of(note.meta.get("level")) or 0
        found.append(
            Hold(one.id, note.account, one.links, until, one.reason, one.since, level, is_open)
        )
    return tuple(found)


def record_hold(party: Party) -> Hold | None:
    """Return the hold that a customer's record states, None where it states none.

    Args:
        party: the customer as recorded on the day.
    """
    return Hold("", party.account, (), None, party.text("hold"), None) if party.is_held else None


def held(found: Iterable[Hold], account: str, item: str) -> Hold | None:
    """Return the hold an item is under; a hand-off before others, None where it is free.

    Args:
        found: holds as they stand, that of the customer's record among them.
        account: of the item.
        item: its id.
    """
    about = [
        one
        for one in found
        if one.is_open and (item in one.items or (not one.items and one.account == account))
    ]
    return max(about, key=lambda one: one.level, default=None)
