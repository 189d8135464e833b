"""Which note is taken back: a dispute, a promise, a hold or a contact that was written down.

Nothing builds on a note but later ones of its id, so the latest of an id may go wherever it stands.
"""

from __future__ import annotations

from billcli.domain.dated_note import status_of
from billcli.domain.entry import Note
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.services.last_written import ends_of, last_written
from billcli.services.whole_act import acts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.entry import Entry, Facts
    from billcli.services.workspace import Workspace

TAGS = frozenset({"dispute", "promise", "hold", "call", "delivery"})


def note_id(note: Note) -> str:
    """Return the id of a note that billcli wrote: it links itself; an empty text for any other."""
    own = text_of(note.meta.get("id"))
    return own if own in note.links and not TAGS.isdisjoint(note.tags) else ""


def noted_together(facts: Facts, note: Note) -> tuple[Note, ...]:
    """Return the notes that one command wrote with a note, it among them, in their order.

    Closing has a link of the same ids as opening; so it is what says the same of its status.

    Args:
        facts: of the ledger.
        note: the latest of its id.

    Raises:
        UsageError: UNDO-NOT-LAST, a later note of one of their ids stands.
    """
    links, status = acts_of(note), status_of(note)
    if not links:
        return (note,)
    act = [
        one
        for one in facts.notes
        if note_id(one)
        and links & acts_of(one)
        and (one.source.file, status_of(one)) == (note.source.file, status)
    ]
    for one in act:
        last = _named(facts, note_id(one))
        if last is not None and last.source != one.source:
            raise UsageError.of(
                "UNDO-NOT-LAST",
                f"{note_id(note)} was written with {note_id(one)}, of which a later note stands",
                where=last.source,
                hint=f"take that back first: billcli undo {note_id(one)}",
            )
    return tuple(sorted(act, key=lambda one: one.source.line))


def last_note(workspace: Workspace, wanted: str) -> Note | None:
    """Return the note that is to be taken back, None where it is an entry.

    Args:
        workspace: the books.
        wanted: id that was named, or an empty string for whatever was written last.

    Raises:
        UsageError: it is not clear what was written last.
    """
    facts = workspace.snapshot.facts
    if wanted:
        return _named(facts, wanted)
    ends = ends_of(workspace)
    notes = [
        one
        for one in _lasts(facts)
        if one.source.file not in ends or ends[one.source.file].source.line < one.source.line
    ]
    lasts: dict[str, Entry | Note] = {**ends, **{one.source.file: one for one in notes}}
    last = last_written(workspace, list(lasts.values())) if notes else None
    return last if isinstance(last, Note) else None


def _named(facts: Facts, wanted: str) -> Note | None:
    """Return the latest note of an id, None where no note has it."""
    return next((one for one in reversed(facts.notes) if note_id(one) == wanted), None)


def _lasts(facts: Facts) -> Iterable[Note]:
    """Return the last note of each file that billcli wrote."""
    found: dict[str, Note] = {}
    for note in facts.notes:
        known = found.get(note.source.file)
        if note_id(note) and (known is None or known.source.line < note.source.line):
            found[note.source.file] = note
    return found.values()
