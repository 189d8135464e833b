"""What stands of a customer by notes: disputes, promises to pay and holds that are not over."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.services.item_mark import has_notes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace


class NoteWords(NamedTuple):
    """A note that stands, in words.

    Attributes:
        kind: ``dispute``, ``promise`` or ``hold``.
        id: its id; empty where a note written by hand has none.
        words: what it is about, until when and why.
    """

    kind: str
    id: str
    words: str


def notes_about(workspace: Workspace, party: Party, as_of: dt.date) -> tuple[NoteWords, ...]:
    """Return what stands of a customer at the end of a day; a promise also once it is broken.

    The hold of the customer's record is none of them: it stands among what is recorded.
    """
    tags = [tag for tag in _SAID if has_notes(workspace, tag)]
    if not tags:
        return ()
    from billcli.services.standing_note import Owners  # noqa: PLC0415 - few customers have any

    owners = Owners(workspace.books(as_of))
    return tuple(
        NoteWords(tag, one.id, ", ".join(filter(None, (*one.items, *one.words))))
        for tag in tags
        for one in _SAID[tag](workspace, as_of)
        if owners.of(one.account, one.items).customer == party.id
    )


class _Said(NamedTuple):
    id: str
    account: str
    items: tuple[str, ...]
    words: tuple[str, ...]


def _disputes(workspace: Workspace, as_of: dt.date) -> Iterator[_Said]:
    from billcli.domain.dispute import disputes  # noqa: PLC0415 - few customers have any

    for one in disputes(workspace.snapshot.facts.notes_of("dispute"), as_of):
        if one.is_open:
            yield _Said(one.id, one.account, one.items, (str(one.amount or ""), one.reason))


def _promises(workspace: Workspace, as_of: dt.date) -> Iterator[_Said]:
    from billcli.services.standing_note import promises_on  # noqa: PLC0415 - as above

    said = {"open": "until", "broken": "broken, was until"}
    for one in promises_on(workspace, as_of):
        if one.status in said:
            until = f"{said[one.status]} {one.until}"
            yield _Said(one.id, one.account, one.items, (str(one.amount or ""), until))


def _holds(workspace: Workspace, as_of: dt.date) -> Iterator[_Said]:
    from billcli.domain.hold import holds  # noqa: PLC0415 - as above

    for one in holds(workspace.snapshot.facts.notes_of("hold"), as_of):
        if one.is_open:
            where = "in collections" if one.is_handed_off else ""
            end = f"until {one.until}" if one.until else ""
            yield _Said(one.id, one.account, one.items, (where, end, one.reason))


_SAID = {"dispute": _disputes, "promise": _promises, "hold": _holds}
