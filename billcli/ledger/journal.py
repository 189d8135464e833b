"""The one writer: a change to the files of a project happens as a whole or not at all.

Under the lock: an unfinished change is settled, the files are compared with what was loaded, the
caller decides (a document number is taken here), the new text is proved, and then

1. the journal's record says what will change,
2. the new bytes of every file are written beside it and reach the disk,
3. new files take their names, documents before the entry that names them,
4. the files to change are compared once more: an editor may have saved one,
5. they are renamed into place (the first rename makes the change a fact),
6. files to remove go, the folders reach the disk, and the record is removed.

Cut off anywhere, ``billcli.ledger.recover`` finishes or undoes it. Source: safety rule 1.
"""

from __future__ import annotations

from contextlib import suppress

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError
from billcli.ledger import journal_record
from billcli.ledger.atomic_file import put, told, write_temp
from billcli.ledger.current import observe
from billcli.ledger.file_mark import marked
from billcli.ledger.preparation import changed, prepare
from billcli.ledger.recover import Recovery, recover, sync

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from typing import TypeAlias

    from billcli.ledger.change_set import Appended, ChangeSet, Receipt
    from billcli.ledger.current import Current
    from billcli.ledger.file_mark import FileMark
    from billcli.ledger.preparation import Prepared
    from billcli.ledger.snapshot import LedgerFile

    Hold: TypeAlias = Callable[[Path, float], AbstractContextManager[Path]]

WAIT = 60.0


@frozen
class Journal:
    """The writer of one project.

    Attributes:
        project: folder of the main ledger; every file of a change stands below it.
        hold: takes the writers' lock of a project for at most so many seconds and yields the
            folder of the journal (``billcli.store.lock.hold``).
    """

    project: Path
    hold: Hold

    def commit(
        self,
        files: Sequence[LedgerFile],
        decide: Callable[[Current], ChangeSet],
        *,
        roots: Mapping[str, str] | None = None,
        wait: float = WAIT,
    ) -> Receipt:
        """Decide on a change and carry it out, alone.

        Args:
            files: the ledger's files as they were when it was loaded.
            decide: makes the change; may raise LedgerMoved to load again first. Nothing is written
                when it raises or returns an empty change.
            roots: other names of the five account roots, by their English names.
            wait: seconds to wait for another writer.

        Raises:
            ConflictError: the lock is held (``LOCK-HELD``), the ledger moved by more than entries
                (LedgerMoved), a file to make exists (``FILE-EXISTS``), or somebody saved a file
                meanwhile (``FILE-CHANGED``).
            InvalidError: the target cannot be appended to (``LEDGER-OPEN-PUSH``, ``LEDGER-BOM``),
                or the text does not say what was meant.
            BillcliError: the disk is full or fails (``DISK-FULL``, ``FILE-DENIED``,
                ``FILE-FAILED``), or a file is read-only (``FILE-READ-ONLY``).
        """
        with self.hold(self.project, wait) as state:
            with told(self.project):
                recover(self.project, state)
                current = observe(files, roots)
            change_set = decide(current)
            with told(self.project):
                prepared = prepare(self.project, files, current, change_set, roots)
                if prepared.record.steps:
                    self._apply(prepared, state)
                return _marked(prepared.receipt)

    def settle(self, *, wait: float = WAIT) -> Recovery:
        """Finish or undo a change that was cut off; commands that only read need not.

        Raises:
            ConflictError: the lock is held.
            InvalidError: it can neither be finished nor undone (``RECOVERY-BLOCKED``).
            BillcliError: the disk is full or fails.
        """
        with self.hold(self.project, wait) as state, told(self.project):
            return recover(self.project, state)

    def _apply(self, prepared: Prepared, state: Path) -> None:
        try:
            journal_record.save(prepared.record, state)
            self._carry_out(prepared)
            journal_record.drop(state)
        except BaseException as error:
            # The same code as after a crash decides whether the change stands.
            with suppress(OSError, BillcliError):
                stands = recover(self.project, state) is Recovery.FINISHED
                if stands and isinstance(error, OSError):
                    return
            raise

    def _carry_out(self, prepared: Prepared) -> None:
        record = prepared.record
        for folder in record.folders:
            (self.project / folder).mkdir(exist_ok=True)
        for step in (*record.made, *record.rewritten):
            write_temp(self.project / step.path, *prepared.contents[step.path])
        for step in record.made:
            put(self.project / step.path)
        sync(self.project, record.made, record.folders)
        for step in (*record.rewritten, *record.removed):
            if not prepared.is_still(step, self.project / step.path):
                raise changed(self.project / step.path)
        for step in record.rewritten:
            put(self.project / step.path)
        for step in record.removed:
            (self.project / step.path).unlink()
        sync(self.project, (*record.rewritten, *record.removed))


def _marked(receipt: Receipt) -> Receipt:
    """Return the receipt with the marks that the grown files have now."""
    return receipt._replace(
        appended=tuple(one._replace(mark=_mark_of(one)) for one in receipt.appended)
    )


def _mark_of(grown: Appended) -> FileMark | None:
    try:
        mark = marked(grown.path.lstat())
    except FileNotFoundError:
        return None
    return mark if mark.size == grown.size else None
