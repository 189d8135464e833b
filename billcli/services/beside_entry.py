"""What was written together with an entry, and goes with it when it is taken back.

An account that had to be opened for it, and the payer that was remembered by it. Their directives
go when they still stand as they were written: at the end of the file that such a one is added to.
"""

from __future__ import annotations

from billcli.domain.contract import KIND_TAGS
from billcli.domain.dated_record import payer_aliases
from billcli.domain.entry import Account, Record
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.receivable import is_receivable
from billcli.domain.reversal_entry import lines_of
from billcli.ledger.block import without_end
from billcli.ledger.render import render
from billcli.services.filing import target_of
from billcli.services.whole_act import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from billcli.domain.entry import Entry
    from billcli.services.workspace import Workspace


# Kinds of entries that go to accounts which nobody may have opened yet; so may one of no kind.
_OPENING = frozenset(
    {"application", "deposit", "payment", "payout", "refund", "reversal", "write-off"}
)


def remembered_by(workspace: Workspace, entries: Iterable[Entry]) -> tuple[Record, ...]:
    """Return records that end what was learned from the entries' bank lines (format rule 3)."""
    origins = {line for entry in entries for _, line in lines_of(entry)}
    aliases = payer_aliases(workspace.snapshot.facts, workspace.today.max)
    return tuple(
        Record(
            alias.date,
            "payer",
            (alias.customer, alias.text),
            {"kind": alias.kind, "origin": alias.origin, "status": "removed"},
        )
        for alias in aliases
        if alias.origin in origins
    )


def stripped(workspace: Workspace, path: Path, content: bytes, act: Sequence[Entry]) -> bytes:
    """Return a ledger file without what stands at its end because of some entries.

    Args:
        workspace: the books, these entries included.
        path: the file's real path.
        content: its bytes now.
        act: entries that are taken back.
    """
    if not _opens(act):
        return content
    texts = [render([one]) for one in beside(workspace, act) if _file(workspace, one) == path]
    for text in texts * len(texts):  # in whatever order they stand
        content = without_end(content, text)
    return content


def files_beside(workspace: Workspace, act: Sequence[Entry]) -> tuple[Path, ...]:
    """Return the files in which something may have been written together with some entries."""
    if not _opens(act):
        return ()
    known = {file.path for file in workspace.snapshot.files}
    found = dict.fromkeys(_file(workspace, one) for one in beside(workspace, act))
    return tuple(path for path in found if path in known)


def _opens(act: Iterable[Entry]) -> bool:
    """Return whether an act is of a kind that opens the accounts it needs."""
    return any(
        lines_of(entry) or not _OPENING.isdisjoint(entry.tags) or KIND_TAGS.isdisjoint(entry.tags)
        for entry in act
    )


def _file(workspace: Workspace, directive: Account | Record) -> Path:
    return target_of(workspace, directive).resolve()


def beside(workspace: Workspace, act: Sequence[Entry]) -> Iterator[Account | Record]:
    """Yield what may have been written together with some entries, and nothing else needs.

    Args:
        workspace: the books, these entries included.
        act: entries that are taken back.
    """
    facts = workspace.snapshot.facts
    mine = {entry.source for entry in act}
    names = set(names_of(act))
    used = {one.account for one in facts.notes if names.isdisjoint(one.links)}
    used |= {one.account for one in facts.documents if names.isdisjoint(one.links)}
    used |= {one.account for one in facts.balances} | {account for account, _ in facts.pads}
    for name in dict.fromkeys(p.account for entry in act for p in entry.postings):
        opened = facts.accounts.get(name)
        if not opened or name in used or is_receivable(name, workspace.roots):
            continue
        if not facts.is_posted(name, mine):
            yield Account(opened.date, name)
    origins = {line for entry in act for _, line in lines_of(entry)}
    for record in facts.records_of("payer"):
        if record.meta.get("origin") in origins:
            yield record
