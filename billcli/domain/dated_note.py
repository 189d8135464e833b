"""Notes with an id: what was said last of a dispute, a promise, a hold or a contact.

Source: docs/reference/ledger-format.md rule 14. The latest note of an id is the one that counts,
by date, then by the order of the ledger; a note without an id goes by its account and links.
"""

from __future__ import annotations

from billcli.domain.entry_link import RANGE
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.entry import Note

OPEN = "open"


@frozen
class DatedNote:
    """What stands of an id on a day.

    Attributes:
        id: as written, or an empty text.
        since: date of its first note.
        reason: what its latest note that is open says; of none, what the first one says.
        note: its latest note.
    """

    id: str
    since: dt.date
    reason: str
    note: Note

    @property
    def status(self) -> str:
        """Status as written: open where nothing is said."""
        return status_of(self.note)

    @property
    def links(self) -> tuple[str, ...]:
        """The items its latest note links, each once; its own id is none of them."""
        return items_of(self.note, self.id)

    @property
    def amount(self) -> Money | None:
        """What it is about, positive; None for the whole of its items."""
        found = self.note.meta.get("amount")
        return found if isinstance(found, Money) and found.number > 0 else None


def items_of(note: Note, own: str) -> tuple[str, ...]:
    """Return the items a note links, each once: not itself, nor what was written with it.

    Args:
        note: of a ledger.
        own: its id, or an empty text; a note without one is written by hand, and links items only.
    """
    links = (link for link in note.links if link != own and not (own and RANGE in link))
    return tuple(dict.fromkeys(links))


def status_of(note: Note) -> str:
    """Return the status a note states: open where it states none."""
    return text_of(note.meta.get("status")) or OPEN


def latest(notes: Iterable[Note], tag: str, as_of: dt.date) -> tuple[DatedNote, ...]:
    """Return what stands of each id of a tag at the end of a day, in the order first written.

    Args:
        notes: of a ledger, in its order.
        tag: such as ``dispute``.
        as_of: the last day that counts.
    """
    found: dict[object, DatedNote] = {}
    for note in sorted(notes, key=lambda n: n.date):
        if note.date > as_of or tag not in note.tags:
            continue
        own = text_of(note.meta.get("id"))
        key = own or (note.account, note.links)
        known = found.get(key)
        if known is None:
            found[key] = DatedNote(own, note.date, note.comment, note)
        else:
            reason = note.comment if status_of(note) == OPEN else known.reason
            found[key] = DatedNote(own, known.since, reason, note)
    return tuple(found.values())
