"""Take back that a bank line was set aside: exactly while it stands last, else by a record."""

from __future__ import annotations

from billcli.domain.ignored_line import ignored_lines, removal_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import UsageError
from billcli.ledger.block import without_end
from billcli.ledger.change_set import ChangeSet
from billcli.ledger.current import LedgerMoved, with_retries
from billcli.ledger.render import render
from billcli.services.bank_words import ignored_words
from billcli.services.filing import Papers, unfiled
from billcli.services.workspace import reopened
from billcli.services.writing import Decision, journal_of, perform

if TYPE_CHECKING:
    from billcli.domain.entry import Directive, Record
    from billcli.ledger.current import Current
    from billcli.services.bank_words import BankWords
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent


class TakenUp(NamedTuple):
    """How a line was, or would be, made new again.

    Attributes:
        text: what was taken out, or what was added.
        place: where it stood, or stands; empty for a dry run of a later record.
        removed: whether the record was taken out of the ledger.
    """

    text: str
    place: str
    removed: bool


def ignored(workspace: Workspace) -> tuple[tuple[BankWords, Record], ...]:
    """Return the lines that are set aside, each with its record."""
    records = ignored_lines(workspace.snapshot.facts.records_of("bank-line"))
    return tuple((line, record) for record in records if (line := ignored_words(record)))


def undo_ignored(workspace: Workspace, wanted: BankWords, consent: Consent) -> TakenUp:
    """Make a line that was set aside new again.

    Its record is taken out when it stands last in its file; else one with ``status: "removed"``
    is added (format rule 13).

    Raises:
        UsageError: somebody took it back meanwhile (MATCH-UNDONE).
        ConflictError: somebody else writes.
    """
    fresh = iter([workspace])
    return with_retries(
        lambda: next(fresh, None) or reopened(workspace),
        lambda books: _attempt(books, wanted, consent),
        seconds=consent.wait,
    )


def _attempt(workspace: Workspace, wanted: BankWords, consent: Consent) -> TakenUp:
    workspace.snapshot.require_sound()
    record, *more = _records(workspace, wanted)
    path = next(f.path for f in workspace.snapshot.files if f.name == record.source.file)
    text, content = render([record]), path.read_bytes()
    if more or without_end(content, text) == content:
        return _added(workspace, wanted, consent)
    found = TakenUp(text, str(record.source), removed=True)
    if consent.dry_run:
        return found
    consent.ask(text)

    def under_lock(current: Current) -> ChangeSet:
        if current.moved:
            raise LedgerMoved
        rest = without_end(current.contents[path], text)
        return ChangeSet(unfiled(workspace, path, rest, current.contents))

    roots = workspace.snapshot.facts.options.roots
    journal_of(workspace, consent).commit(
        workspace.snapshot.files, under_lock, roots=roots, wait=consent.wait
    )
    return found


def _added(workspace: Workspace, wanted: BankWords, consent: Consent) -> TakenUp:
    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[None]:
        return Decision(None, Papers(tuple(map(removal_of, _records(books, wanted)))))

    written = perform(workspace, decide, consent)
    place = str(written.places[0]) if written.places else ""
    return TakenUp(written.text, place, removed=False)


def _records(workspace: Workspace, wanted: BankWords) -> tuple[Record, ...]:
    """Return the records that set the line aside: more than one where files were merged.

    Raises:
        UsageError: there is none any more.
    """
    name = (wanted.account, wanted.name)
    found = tuple(r for line, r in ignored(workspace) if (line.account, line.name) == name)
    if not found:
        said = f"{wanted.name} is no longer set aside"
        raise UsageError.of("MATCH-UNDONE", said, hint=f'billcli why "{wanted.name}"')
    return found
