"""How every command writes: decide, show, ask, append once; decide anew when the books moved."""

from __future__ import annotations

from functools import partial

from billcli.domain.dated_ahead import dated_ahead
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING, Generic, TypeVar
from billcli.ledger.current import LedgerMoved, moved, with_retries
from billcli.ledger.file_contents import FileContents
from billcli.ledger.journal import WAIT, Journal
from billcli.services.filing import Papers, filed
from billcli.services.guard import require_sound_after
from billcli.services.workspace import reopened
from billcli.store.lock import hold

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    from billcli.domain.entry import Directive
    from billcli.domain.problem import Problem, Source
    from billcli.ledger.change_set import ChangeSet, Receipt
    from billcli.ledger.current import Current
    from billcli.services.step_note import StepNote
    from billcli.services.workspace import Workspace

T = TypeVar("T")


@frozen
class Decision(Generic[T]):
    """What a command wants to write, and what it answers once that is written.

    Attributes:
        value: the answer, such as the invoice with its number.
        problems: warnings to show with it.
        is_ahead: whether dates after today are meant, as those of direct debits.
    """

    value: T
    papers: Papers
    problems: tuple[Problem, ...] = ()
    is_ahead: bool = False


@frozen
class Written(Generic[T]):
    """What a command wrote.

    Attributes:
        text: the Beancount text, as it was or would be appended.
        places: where each directive stands; empty for a dry run.
        files: every file made, changed or removed; empty for a dry run.
        remarks: how the books were read, as in ``Workspace``.
    """

    value: T
    text: str
    places: tuple[Source, ...] = ()
    files: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()


@frozen
class Consent:
    """How far a command may go.

    Attributes:
        ask: is given the text to be written and raises when that is not wanted.
        dry_run: stop before writing.
        wait: seconds to wait for another writer.
        waiting: is told the process that is waited for, see ``billcli.store.lock.hold``.
        step: notes what is written, to be taken back together.
    """

    ask: Callable[[str], None]
    dry_run: bool = False
    wait: float = WAIT
    waiting: Callable[[int | None], None] | None = None
    step: StepNote | None = None


if TYPE_CHECKING:
    Decide: TypeAlias = Callable[[Workspace, tuple[Directive, ...]], Decision[T]]


def journal_of(workspace: Workspace, consent: Consent) -> Journal:
    """Return the writer of the books, which says whom it waits for."""
    return Journal(workspace.folder, partial(hold, waiting=consent.waiting))


class _Writer(Generic[T]):
    """One attempt after another at one decision."""

    def __init__(self, decide: Decide[T], consent: Consent, *, follows: bool) -> None:
        self._decide, self._consent, self._follows = decide, consent, follows
        self._agreed: str | None = None
        self._decision: Decision[T] | None = None
        self._problems: tuple[Problem, ...] = ()

    def attempt(self, workspace: Workspace) -> Written[T]:
        """Decide on these books, show the text, and write.

        Raises:
            LedgerMoved: the books changed meanwhile; attempt again with fresh ones.
        """
        try:
            return self._attempt(workspace)
        except Exception as error:
            from billcli.store.index_file import ModelChanged  # noqa: PLC0415 - needs SQLite

            if isinstance(error, ModelChanged):
                raise moved(workspace.snapshot.ledger.path, str(error)) from error
            raise

    def _attempt(self, workspace: Workspace) -> Written[T]:
        workspace.snapshot.require_sound()
        decision = self._decide(workspace, ())
        if decision.papers == Papers():  # nothing to write, so nothing to agree to
            return Written(
                decision.value, "", problems=decision.problems, remarks=workspace.remarks
            )
        require_sound_after(workspace.snapshot.facts, decision.papers.directives)
        text = filed(workspace, decision.papers, _contents(workspace)).text()
        self._problems = self._warned(workspace, decision)
        if self._consent.dry_run:
            return Written(decision.value, text, problems=self._problems, remarks=workspace.remarks)
        if text != self._agreed:
            self._consent.ask(text)
            self._agreed = text
        self._decision = decision
        receipt = self._commit(workspace, decision)
        if self._consent.step is not None:
            receipt = self._consent.step.kept(receipt)
        if workspace.shelf is not None:
            from billcli.services.follow_write import follow_write  # noqa: PLC0415 - needs SQLite

            follow_write(workspace.shelf, receipt)
        return self._written(receipt, workspace)

    def _commit(self, workspace: Workspace, decision: Decision[T]) -> Receipt:
        def under_lock(current: Current) -> ChangeSet:
            final = decision
            if current.moved:
                if not self._follows:
                    raise LedgerMoved
                final = self._decide(workspace, current.tail)
                self._problems = self._warned(workspace, final)
            self._decision, papers = final, final.papers
            if self._consent.step is not None:
                papers = self._consent.step.noted(workspace.folder, papers)
            return filed(workspace, papers, current.contents)

        return journal_of(workspace, self._consent).commit(
            workspace.snapshot.files,
            under_lock,
            roots=workspace.snapshot.facts.options.roots,
            wait=self._consent.wait,
        )

    def _written(self, receipt: Receipt, workspace: Workspace) -> Written[T]:
        decision = self._decision
        assert decision is not None  # noqa: S101 - set before every commit
        places, files = receipt.places, receipt.files
        return Written(
            decision.value, receipt.text, places, files, self._problems, workspace.remarks
        )

    def _warned(self, workspace: Workspace, decision: Decision[T]) -> tuple[Problem, ...]:
        """Return the warnings of a decision, while its books can still be asked."""
        if decision.is_ahead:
            return decision.problems
        new, facts, today = decision.papers.directives, workspace.snapshot.facts, workspace.today
        is_written = not self._consent.dry_run
        ahead = dated_ahead(new, lambda: facts.entries_after(today), today, is_written=is_written)
        return (*decision.problems, *ahead)


def perform(
    workspace: Workspace, decide: Decide[T], consent: Consent, *, follows: bool = False
) -> Written[T]:
    """Carry out what ``decide`` wants, all of it or nothing.

    Args:
        workspace: the books as loaded; loaded again when they moved.
        decide: from books and the directives appended since they were loaded to a decision; pure
            but for rendering.
        consent: how far to go.
        follows: whether the decision stays right when others only appended entries; if not, it is
            made again on freshly loaded books.

    Raises:
        InvalidError: the ledger has errors, or the new text is not what was meant.
        ConflictError: somebody else holds the lock or keeps changing the files.
        BillcliError: whatever the decision refuses.
    """
    writer = _Writer(decide, consent, follows=follows)
    fresh = iter([workspace])
    return with_retries(
        lambda: next(fresh, None) or reopened(workspace), writer.attempt, seconds=consent.wait
    )


def _contents(workspace: Workspace) -> FileContents:
    """Return the main file, read when a new file has to be included: showing needs no other."""
    contents, main = FileContents(moved), workspace.snapshot.ledger
    contents.add(main.path, main.sha256)
    return contents
