"""Entries that build on others, which have to be taken back before those."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.meta import text_of
from billcli.domain.open_item import KnownBy
from billcli.domain.problem import UsageError
from billcli.services.whole_act import own_id, runs_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.entry import Entry
    from billcli.services.workspace import Workspace


def require_unused(workspace: Workspace, act: Sequence[Entry]) -> None:
    """Refuse to take back entries while others name what they opened, or take them back.

    What a document or the rest of a payment settles only by the order of days is no use of it:
    that is worked out anew.

    Args:
        workspace: the books, these entries included.
        act: entries that are taken back together.

    Raises:
        UsageError: UNDO-NOT-LAST, with the entry that uses one of them.
    """
    own = {entry.source for entry in act}
    for entry in act:
        name = own_id(entry)
        every = (*_users(workspace, name), *_paid_out(workspace, runs_of(entry)))
        users = [one for one in every if one.source not in own]
        if users:
            later = own_id(users[0]) or str(users[0].source)
            raise UsageError.of(
                "UNDO-NOT-LAST",
                f"{name} cannot be taken back: {later} builds on it",
                hint=f"take that back first: billcli why {name} shows it",
            )


def _users(workspace: Workspace, name: str) -> Iterable[Entry]:
    for one in workspace.all_books().about(item=name).history(name):
        if one.known_by is not KnownBy.INFERRED:
            yield one.entry
    for entry in workspace.snapshot.facts.entries:
        if text_of(entry.meta.get("reverses")) == name:
            yield entry


def _paid_out(workspace: Workspace, runs: frozenset[str]) -> Iterable[Entry]:
    """Yield what brought the money of runs of direct debits to the bank."""
    for entry in workspace.snapshot.facts.entries if runs else ():
        if not runs.isdisjoint(entry.links) and not runs_of(entry):
            yield entry
