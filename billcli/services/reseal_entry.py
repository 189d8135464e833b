"""Accept a deliberate change of sealed entries: give them the seal of what they say now.

Source: docs/reference/ledger-format.md rule 17. An entry keeps every byte but its seal (and the
name of an account that is renamed). Why it was accepted stands behind the books as a note.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from billcli.domain.contract import LINK, check_text
from billcli.domain.entry import Note
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, UsageError
from billcli.domain.receivable import is_receivable
from billcli.domain.rule.document_number import own_names
from billcli.domain.rule.scope import title
from billcli.domain.seal import seal_of, verify
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import Append, ChangeSet, NewFile, Rewrite
from billcli.ledger.current import LedgerMoved, with_retries
from billcli.ledger.load import read_text
from billcli.ledger.seal_text import seals_at, with_account, with_seal
from billcli.services.changed_entry import changed_entries
from billcli.services.filing import Papers, filed
from billcli.services.guard import require_sound_after
from billcli.services.ledger_diff import ledger_diff
from billcli.services.rename_account import is_to_write
from billcli.services.workspace import reopened
from billcli.services.writing import journal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from billcli.domain.entry import Entry
    from billcli.ledger.current import Current
    from billcli.services.rename_account import Rename
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be accepted, and why.

    Attributes:
        reason: kept in the note.
        names: ids of entries, or their places as ``check`` prints them.
        rename: the account that has a new name; then ``names`` does not count.
    """

    reason: str
    names: tuple[str, ...] = ()
    rename: Rename | None = None


@dataclass(frozen=True, slots=True)
class Resealed:
    """What was, or would be, accepted.

    Attributes:
        ids: of the entries with a new seal, in file order; empty when every seal fits already.
        diff: the change of the ledger's files, as a unified diff.
        files: the files changed; empty for a dry run.
    """

    ids: tuple[str, ...] = ()
    diff: str = ""
    files: tuple[Path, ...] = ()


def reseal(workspace: Workspace, wish: Wish, consent: Consent) -> Resealed:
    """Give entries the seal of what they say, and keep a note of why.

    A renaming also writes the new name wherever the ledger's files name the account, ``open``
    directives and entries without a seal included, since half of it would be no valid ledger.

    Raises:
        UsageError: no reason, or entries that cannot be accepted, all of them at once.
        InvalidError: the ledger has errors.
        ConflictError: somebody else holds the lock or keeps changing the files.
    """
    check_text(wish.reason, flag="--reason")
    if not wish.reason.strip():
        raise UsageError.of("REASON-MISSING", "--reason is empty", hint="say why it was changed")
    fresh = iter([workspace])
    return with_retries(
        lambda: next(fresh, None) or reopened(workspace),
        lambda books: _attempt(books, wish, consent),
        seconds=consent.wait,
    )


def _attempt(workspace: Workspace, wish: Wish, consent: Consent) -> Resealed:
    workspace.snapshot.require_sound()
    entries = changed_entries(workspace, wish.names, wish.rename)
    if not entries and not (wish.rename and is_to_write(workspace, wish.rename)):
        return Resealed()
    old = {file.path: file.path.read_bytes() for file in workspace.snapshot.files}
    if any(digest(old[file.path]) != file.sha256 for file in workspace.snapshot.files):
        raise LedgerMoved
    change = _change(workspace, wish, entries, old)
    diff = ledger_diff(change, old, workspace.folder)
    shown = Resealed(tuple(map(title, entries)), diff)
    if consent.dry_run:
        return shown
    consent.ask(diff)

    def under_lock(current: Current) -> ChangeSet:
        if current.moved:
            raise LedgerMoved
        return change

    roots = workspace.snapshot.facts.options.roots
    receipt = journal_of(workspace, consent).commit(
        workspace.snapshot.files, under_lock, roots=roots, wait=consent.wait
    )
    return replace(shown, files=receipt.files)


def _change(
    workspace: Workspace, wish: Wish, entries: Sequence[Entry], old: Mapping[Path, bytes]
) -> ChangeSet:
    """Return the rewritten files, with the notes behind them."""
    now = _resealed(workspace, wish, entries, old)
    made: list[NewFile] = []
    appends: list[Append] = []
    for change in filed(workspace, Papers(_notes(workspace, wish, entries)), now).changes:
        match change:
            case Rewrite():  # the include line of a new year's file
                now[change.path] = change.content
            case NewFile():
                made.append(change)
            case Append():
                appends.append(change)
    rewrites = [Rewrite(p, digest(old[p]), now[p]) for p in old if now[p] != old[p]]
    return ChangeSet((*made, *rewrites, *appends))


def _resealed(
    workspace: Workspace, wish: Wish, entries: Sequence[Entry], old: Mapping[Path, bytes]
) -> dict[Path, bytes]:
    """Return every file's bytes with the new seals and account name.

    Raises:
        UsageError: an entry holds the seal of another one.
        InvalidError: an entry would not read back as it is meant; a mistake in billcli.
    """
    now = dict(old)
    if wish.rename:
        now = {path: with_account(c, wish.rename.old, wish.rename.new) for path, c in now.items()}
    paths = {file.name: file.path for file in workspace.snapshot.files}
    for entry in entries:
        path, line = paths[entry.source.file], entry.source.line
        if seals_at(now[path], line) != 1:
            raise UsageError.of(
                "SEAL-BROKEN",
                f"{title(entry)} does not hold one seal on a line of its own",
                where=entry.source,
                hint="a merge mixed two entries: take them apart first",
            )
        now[path] = with_seal(now[path], line, seal_of(entry))
    changed = {entry.source.file for entry in entries}
    _prove(workspace, entries, {name: now[paths[name]] for name in changed})
    return now


def _prove(workspace: Workspace, entries: Iterable[Entry], now: Mapping[str, bytes]) -> None:
    roots = workspace.snapshot.facts.options.roots
    facts = [read_text(content.decode(), name, roots)[0] for name, content in now.items()]
    fits = {entry.source for read in facts for entry in read.entries if verify(entry)}
    for entry in entries:
        if entry.source not in fits:
            raise InvalidError.of(
                "TEXT-DIFFERS",
                f"{title(entry)} would not read back as what it is meant to say",
                where=entry.source,
                hint="nothing was written; please report this with the command you ran",
            )


def _notes(workspace: Workspace, wish: Wish, entries: Sequence[Entry]) -> tuple[Note, ...]:
    """Return why: a note per entry, or one for a renaming.

    Raises:
        UsageError: the account of a note is not open today.
    """
    facts, today = workspace.snapshot.facts, workspace.today
    if rename := wish.rename:
        text = check_text(f"Renamed {rename.old} to {rename.new}: {wish.reason}", flag="--reason")
        touched = (a for a in facts.accounts.values() if rename.covers(a.name))
        first = min(touched, key=lambda account: (account.date, account.name))
        return (Note(max(today, first.date), rename.applied(first.name), text),)
    notes = [
        Note(
            today,
            _account(workspace, entry),
            check_text(f"Resealed {title(entry)}: {wish.reason}", flag="--reason"),
            links=tuple(name for name in own_names(entry) if LINK.fullmatch(name)),
        )
        for entry in entries
    ]
    require_sound_after(facts, notes)
    return tuple(notes)


def _account(workspace: Workspace, entry: Entry) -> str:
    """Return the customer's account of an entry, or its first account when it has none."""
    accounts = [posting.account for posting in entry.postings]
    return next((a for a in accounts if is_receivable(a, workspace.roots)), accounts[0])
