"""How commands that write notes answer: disputes, promises, holds and contacts."""

from __future__ import annotations

from billcli.cli.change import changed
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.entry import Note
    from billcli.services.writing import Written


def noted(
    call: Invocation, written: Written[tuple[Note, ...]], said: str, follow: str = ""
) -> Outcome:
    """Return the outcome of a command that wrote notes.

    Args:
        call: the invocation.
        written: what the service did.
        said: what was done, in a few words; the ids are put behind it.
        follow: the next command, or an empty string.
    """
    notes = written.value
    ids = tuple(str(note.meta["id"]) for note in notes)
    data = {"notes": [_object(note) for note in notes]}
    return changed(call, written, data, f"{said}: {', '.join(ids)}", follow, ids=ids)


def _object(note: Note) -> dict[str, object]:
    from billcli.domain.dated_note import items_of  # noqa: PLC0415 - only where notes are written

    own = str(note.meta["id"])
    return {
        "id": own,
        "date": note.date,
        "account": note.account,
        "items": list(items_of(note, own)),
        "text": note.comment,
        "amount": note.meta.get("amount"),
        "until": note.meta.get("until"),
        "status": note.meta.get("status"),
    }
