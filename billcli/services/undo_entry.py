"""Take back the last entry, exactly, as long as nobody outside has seen it."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.contract import NOTE_TAGS
from billcli.domain.entry_link import own_id
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import UsageError, quoted
from billcli.domain.seal import is_sealed
from billcli.ledger.atomic_file import digest
from billcli.ledger.block import last_block, note_block
from billcli.ledger.change_set import ChangeSet, Removal
from billcli.ledger.current import LedgerMoved, with_retries
from billcli.services.beside_entry import files_beside, stripped
from billcli.services.filing import all_unfiled, unfiled
from billcli.services.guard import require_removable
from billcli.services.issue_invoice import document_files
from billcli.services.last_written import ends_of, last_written
from billcli.services.later_use import require_unused
from billcli.services.undo_note import last_note, note_id, noted_together
from billcli.services.whole_act import act_of, names_of
from billcli.services.work_store import released
from billcli.services.workspace import reopened
from billcli.services.writing import journal_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from billcli.domain.entry import Entry, Note
    from billcli.domain.problem import BillcliError
    from billcli.ledger.block import Block
    from billcli.ledger.change_set import Change
    from billcli.ledger.current import Current
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

# A dispute, a promise or a call does not publish an entry; what was sent or receipted does.
PUBLISHING = NOTE_TAGS & {"reminder", "statement", "receipt", "delivery"}


@dataclass(frozen=True, slots=True)
class Undone:
    """What was, or would be, taken back.

    Attributes:
        ids: of the transactions, first written first.
        text: the ledger text that goes.
        files: documents that go with it.
        place: file and line where it stood.
    """

    ids: tuple[str, ...]
    text: str
    files: tuple[Path, ...]
    place: str


def undo_entry(workspace: Workspace, wanted: str, consent: Consent) -> Undone:
    """Remove the last sealed entry and its documents; the file is as if it was never written.

    What was written together goes together (``whole_act``), and so do the first entry of a new
    ledger file, that file and its include.

    Args:
        workspace: the books.
        wanted: id the last entry must have, or an empty string for whatever is last.
        consent: how far to go.

    Raises:
        UsageError: nothing to take back, ``wanted`` is not the last entry, it is published, an
            entry elsewhere uses what it opened, or a balance asserted later rests on it.
    """
    fresh = iter([workspace])
    return with_retries(
        lambda: next(fresh, None) or reopened(workspace),
        lambda books: _attempt(books, wanted, consent),
        seconds=consent.wait,
    )


def _attempt(workspace: Workspace, wanted: str, consent: Consent) -> Undone:
    workspace.snapshot.require_sound()
    if note := last_note(workspace, wanted):
        return _note_undone(workspace, note, consent)
    act = last_act(workspace, wanted)
    require_unpublished(workspace, act)
    require_unused(workspace, act)
    require_removable(workspace.snapshot.facts, act)
    ids = names_of(act)
    blocks = _blocks(workspace, act, ids)
    text = "\n".join(block.text for block in blocks.values())
    files = tuple(file for name in ids for file in document_files(workspace, name))
    undone = Undone(ids, text, files, str(act[0].source))
    if consent.dry_run:
        return undone
    consent.ask(text)

    def under_lock(current: Current) -> ChangeSet:
        if current.moved:
            raise LedgerMoved
        changes = _taken_out(workspace, act, blocks, current.contents)
        removals = (Removal(file, digest(file.read_bytes())) for file in files)
        return ChangeSet((*changes, *removals, *released(workspace, ids)))

    roots = workspace.snapshot.facts.options.roots
    journal_of(workspace, consent).commit(
        workspace.snapshot.files, under_lock, roots=roots, wait=consent.wait
    )
    return undone


def _blocks(workspace: Workspace, act: Sequence[Entry], ids: Collection[str]) -> dict[Path, Block]:
    """Return what an act is in each file that it was written to.

    Raises:
        UsageError: it does not stand at the end of one (UNDO-NOT-LAST).
    """
    paths = {file.name: file.path for file in workspace.snapshot.files}
    found: dict[Path, Block] = {}
    for entry in act:
        path = paths[entry.source.file]
        block = found.get(path) or last_block(path.read_bytes(), ids)
        if block is None:
            raise _not_last(entry)
        found[path] = block
    return found


def _note_undone(workspace: Workspace, note: Note, consent: Consent) -> Undone:
    path = next(f.path for f in workspace.snapshot.files if f.name == note.source.file)
    content = path.read_bytes()
    act = noted_together(workspace.snapshot.facts, note)
    rest, texts = content, list[str]()
    for one in reversed(act):
        block = note_block(rest, one.source.line)
        if block is None:
            raise LedgerMoved
        rest, texts = block.removed_from(rest), [block.text, *texts]
    text = "\n".join(texts)
    undone = Undone(tuple(map(note_id, act)), text, (), str(act[0].source))
    if consent.dry_run:
        return undone
    consent.ask(text)

    def under_lock(current: Current) -> ChangeSet:
        if current.moved or current.contents[path] != content:
            raise LedgerMoved
        return ChangeSet(unfiled(workspace, path, rest, current.contents))

    roots = workspace.snapshot.facts.options.roots
    journal_of(workspace, consent).commit(
        workspace.snapshot.files, under_lock, roots=roots, wait=consent.wait
    )
    return undone


def _taken_out(
    workspace: Workspace,
    act: Sequence[Entry],
    blocks: Mapping[Path, Block],
    contents: Mapping[Path, bytes],
) -> tuple[Change, ...]:
    """Return the change that takes out blocks, and what was written together with them."""
    rests: dict[Path, bytes] = {}
    for file in dict.fromkeys((*blocks, *files_beside(workspace, act))):
        rest = stripped(workspace, file, contents[file], act)
        if file in blocks:
            rest = stripped(workspace, file, blocks[file].removed_from(rest), act)
        rests[file] = rest
    return all_unfiled(workspace, rests, contents)


def last_act(workspace: Workspace, wanted: str) -> tuple[Entry, ...]:
    """Return the transactions of the last act, in the order they were written.

    Raises:
        UsageError: there is none, or another one is wanted.
    """
    ends = list(ends_of(workspace).values())
    if not ends:
        raise UsageError.of(
            "UNDO-NOTHING", "billcli wrote no entry here yet", hint="see billcli status"
        )
    named = [entry for entry in ends if wanted and own_id(entry) == wanted]
    last = (named or ends)[0] if wanted else last_written(workspace, ends)
    if wanted and own_id(last) != wanted:
        raise _not_last(entry_named(workspace, wanted))
    return act_of(workspace.snapshot.facts, last, "seal")


def entry_named(workspace: Workspace, wanted: str) -> Entry:
    """Return the entry of an id that billcli wrote.

    Raises:
        UsageError: there is none (UNKNOWN-ENTRY); the nearest three are named.
    """
    facts = workspace.snapshot.facts
    for entry in reversed(facts.entries_of_id(wanted) if wanted else ()):
        if is_sealed(entry) and own_id(entry) == wanted:
            return entry
    every = [name for entry in facts.entries_with("seal") if (name := own_id(entry))]
    near = nearest(wanted, {name: (name,) for name in every})
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli invoice list"
    raise UsageError.of("UNKNOWN-ENTRY", f"billcli wrote no entry {quoted(wanted)} here", hint=hint)


def require_unpublished(workspace: Workspace, act: Iterable[Entry]) -> None:
    """Refuse what was sent, exported or receipted, as notes of the ledger say.

    Raises:
        UsageError: it is published; the hint names the command that corrects it.
    """
    named = {own_id(entry): entry for entry in act}
    for note in workspace.snapshot.facts.notes:
        published = [named[link] for link in note.links if link in named]
        if published and not PUBLISHING.isdisjoint(note.tags):
            name = own_id(published[0])
            raise UsageError.of(
                "UNDO-PUBLISHED",
                f"{name} was published: {note.comment} ({note.source})",
                hint=_instead(published[0], "a new entry corrects it, this one stays"),
            )


def _not_last(entry: Entry) -> BillcliError:
    name = own_id(entry)
    return UsageError.of(
        "UNDO-NOT-LAST",
        f"{name} is not the last entry: later ones build on it",
        hint=_instead(entry, "take those back first: billcli undo"),
    )


def _instead(entry: Entry, otherwise: str) -> str:
    """Return what to do with an entry that stays: an invoice has a correction of its own."""
    if "invoice" in entry.tags:
        return f"correct it instead: billcli invoice void {own_id(entry)}"
    return otherwise
