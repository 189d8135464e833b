"""The notes of letters that went, in the ledger: each once, also after a run that was cut off."""

from __future__ import annotations

from billcli.delivery.way import State
from billcli.domain.entry import Note
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import Packed, unpack
from billcli.services.filing import Papers
from billcli.services.writing import Decision, perform

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.delivery.outbox import Outbox
    from billcli.delivery.slip import Slip
    from billcli.domain.entry import Directive
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

GONE = frozenset({State.SENT, State.DRAFTED})
_MAY_BE_OUT = GONE | {State.SENDING, State.UNKNOWN}


def write_notes(workspace: Workspace, outbox: Outbox, consent: Consent) -> int:
    """Append the notes of every letter that went and is not noted yet, then put the letters away.

    Args:
        workspace: the books.
        outbox: held by the caller.
        consent: how far to go; nobody is asked about what has happened already.

    Returns:
        How many letters were put away.

    Raises:
        InvalidError: the ledger has errors.
        ConflictError: somebody else holds the lock or keeps changing the files.
    """
    gone = [slip for slip in outbox.waiting() if slip.state in GONE]
    if not gone:
        return 0
    notes = [note for slip in gone for note in notes_of(slip)]

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[None]:
        facts = books.snapshot.facts
        known = {_same(note) for note in (*facts.notes, *_notes(tail))}
        missing = tuple(note for note in notes if _same(note) not in known)
        return Decision(None, Papers(missing))

    perform(workspace, decide, consent, follows=True)
    for slip in gone:
        outbox.settle(slip)
    return len(gone)


def notes_on_the_way(outbox: Outbox) -> tuple[Note, ...]:
    """Return the notes of letters that may be out, but do not stand in the ledger yet.

    Raises:
        InvalidError: OUTBOX-UNREADABLE.
    """
    return tuple(
        note for slip in outbox.waiting() if slip.state in _MAY_BE_OUT for note in notes_of(slip)
    )


def notes_of(slip: Slip) -> tuple[Note, ...]:
    """Return what the ledger is to say of a letter that went."""
    return tuple(_notes(unpack(Packed("N", date, 0, data), "") for date, data in slip.notes))


def _notes(values: Iterable[object]) -> Iterable[Note]:
    return (value for value in values if isinstance(value, Note))


def _same(note: Note) -> tuple[object, ...]:
    """Return what makes two notes the same act of sending."""
    told = (text_of(note.meta.get(key)) for key in ("to", "message-id", "sha256"))
    tags, links = frozenset(note.tags), frozenset(note.links)
    return (note.date, note.account, note.comment, tags, links, *told)
