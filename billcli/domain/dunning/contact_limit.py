"""How often a customer may be written to or called within some days, over all channels.

Source: docs/reference/ledger-format.md rule 14: letters are notes ``#reminder``, one for each item,
calls and mails that were logged are notes of ``contact``. Documents that were sent do not count,
nor do mails that came back: they were counted when they went.
"""

from __future__ import annotations

import datetime as dt

from billcli.domain.contact import ContactKind, contacts
from billcli.domain.dunning.history import TAG
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.entry import Note


@frozen
class ContactLimit:
    """A limit of contacts.

    Attributes:
        most: so many contacts at most, at least one,
        days: within so many days in a row, at least one.
    """

    most: int
    days: int

    def next_day(self, made: Iterable[dt.date], today: dt.date) -> dt.date:
        """Return the first day from today on that has room for one more contact.

        Args:
            made: days of contacts; those after today do not count.
            today: the day.
        """
        earlier = sorted((day for day in made if day <= today), reverse=True)
        if len(earlier) < self.most:
            return today
        return max(today, earlier[self.most - 1] + dt.timedelta(days=self.days))


class Touch(NamedTuple):
    """A contact with a customer.

    Attributes:
        account: the receivable account on which it is noted.
        day: when it was.
        items: what a letter named; nothing for a contact that was logged.
    """

    account: str
    day: dt.date
    items: frozenset[str] = frozenset()


def touches(notes: Iterable[Note]) -> tuple[Touch, ...]:
    """Return the contacts that notes tell of; a letter about several items is one contact.

    Letters are told apart by what was sent, where the notes say that, else by their day.
    """
    notes = tuple(notes)
    letters: dict[tuple[str, dt.date, str], set[str]] = {}
    for note in notes:
        if TAG in note.tags:
            sent = text_of(note.meta.get("message-id")) or text_of(note.meta.get("sha256"))
            named = note.links or (text_of(note.meta.get("invoice")),)
            letters.setdefault((note.account, note.date, sent), set()).update(named)
    logged = contacts((note for note in notes if TAG not in note.tags), dt.date.max)
    return (
        *(Touch(account, day, frozenset(items)) for (account, day, _), items in letters.items()),
        *(Touch(one.account, one.date) for one in logged if one.kind is not ContactKind.BOUNCE),
    )
