"""Entries that build on others, which have to be taken back before those."""

from __future__ import annotations

from billcli.domain.entry_link import own_id
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy
from billcli.domain.problem import UsageError
from billcli.services.quote_deduction import standing_wholes
from billcli.services.whole_act import runs_of
from billcli.services.work_store import billed, work_files, works_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
    from billcli.domain.problem import BillcliError
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
    taking_back: dict[str, list[Entry]] = {}
    for entry in workspace.snapshot.facts.entries_with("reverses"):
        taking_back.setdefault(text_of(entry.meta.get("reverses")), []).append(entry)
    for entry in act:
        name = own_id(entry)
        named = (*_users(workspace, name), *taking_back.get(name, ()))
        every = (*named, *_paid_out(workspace, runs_of(entry)))
        users = [one for one in every if one.source not in own]
        if users:
            later = own_id(users[0]) or str(users[0].source)
            raise UsageError.of(
                "UNDO-NOT-LAST",
                f"{name} cannot be taken back: {later} builds on it",
                hint=f"take that back first: billcli why {name} shows it",
            )


def built_on(name: str, later: Entry) -> BillcliError:
    """Return why an entry cannot be taken back: a later one builds on it."""
    other = own_id(later)
    meta = later.meta
    is_final = "reversal" in later.tags and ("reverses" in meta or meta.get("corrects") == name)
    return UsageError.of(
        "UNDO-NOT-LAST",
        f"{name} cannot be taken back: {other or later.source} builds on it",
        hint=f"first run: billcli undo {other} --reverse"
        if other and not is_final  # nothing takes back what takes back itself
        else f"see billcli why {name}",
    )


def billed_again(workspace: Workspace, books: Books, number: str) -> Entry | None:
    """Return the invoice that bills again what a credited invoice billed, None where none does.

    That is work that was free again, or a quote whose deposit does not count any more.
    """
    works = [one for one in works_of(work_files(workspace)) if number in one.documents]
    done = billed(books, works) - {number}
    again = {name for work in works for name in work.documents} & done
    again |= set(map(own_id, standing_wholes(workspace, books, number)))
    return next((m.entry for name in sorted(again) for m in books.history(name)), None)


def _users(workspace: Workspace, name: str) -> Iterable[Entry]:
    for one in workspace.all_books().about(item=name).history(name):
        if one.known_by is not KnownBy.INFERRED:
            yield one.entry


def _paid_out(workspace: Workspace, runs: frozenset[str]) -> Iterable[Entry]:
    """Yield what brought the money of runs of direct debits to the bank."""
    for entry in workspace.snapshot.facts.entries_linked(runs):
        if not runs_of(entry):
            yield entry
