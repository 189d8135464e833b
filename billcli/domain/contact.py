"""Contacts with a customer: calls, letters and mails that were logged, and mails that came back.

Source: docs/reference/ledger-format.md rule 14: a call is a note ``#call``, what was sent is a
note ``#delivery`` whose second tag tells how. Documents that billcli sent are no contacts.
"""

from __future__ import annotations

from enum import Enum

from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.entry import Note


class ContactKind(Enum):
    """How a customer was, or was not, reached."""

    CALL = "call"
    MAIL = "mail"
    LETTER = "letter"
    BOUNCE = "bounce"

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its note."""
        return ("call",) if self is ContactKind.CALL else ("delivery", self.value)


@frozen
class Contact:
    """One contact.

    Attributes:
        id: ``CON-...``, or an empty text where the ledger gives none.
        account: the customer's receivable account.
        text: what was said, or sent.
    """

    id: str
    account: str
    date: dt.date
    kind: ContactKind
    text: str


@frozen
class Reached:
    """How well a customer is reached.

    Attributes:
        last: the latest contact that is no bounce, None without any.
        bounces: mails that came back since the address was last changed.
    """

    last: Contact | None
    bounces: int


def contacts(notes: Iterable[Note], as_of: dt.date, account: str = "") -> tuple[Contact, ...]:
    """Return the contacts up to a day, oldest first.

    Args:
        notes: of a ledger, in its order.
        as_of: the last day that counts.
        account: the receivable account of the customer, empty for those of all.
    """
    found = []
    for note in sorted(notes, key=lambda n: n.date):
        kind = _kind(note)
        if kind and note.date <= as_of and account in ("", note.account):
            own = text_of(note.meta.get("id"))
            found.append(Contact(own, note.account, note.date, kind, note.comment))
    return tuple(found)


def reached(found: Iterable[Contact], changed: dt.date | None) -> Reached:
    """Return how well a customer is reached.

    Args:
        found: its contacts, oldest first.
        changed: the day on which its mail address was last replaced by another, None for never.
    """
    last, bounces = None, 0
    for one in found:
        if one.kind is not ContactKind.BOUNCE:
            last = one
        elif changed is None or one.date > changed:
            bounces += 1
    return Reached(last, bounces)


def _kind(note: Note) -> ContactKind | None:
    """Return the kind of contact a note logs, None where it is none, such as a document sent."""
    return next((kind for kind in ContactKind if {*kind.tags} <= {*note.tags}), None)
