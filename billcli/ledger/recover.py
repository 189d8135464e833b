"""Finishing or undoing a change that was cut off: afterwards it happened as a whole or not at all.

A change is a fact as soon as its first existing file has its new bytes. From then on the rest
follows (every byte of it is on disk already); before that, what was made is taken away. A file that
has neither its old nor its new bytes was changed by somebody else, and is left alone.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Source
from billcli.ledger import journal_record
from billcli.ledger.atomic_file import digest_of, put, sync_folder, temp_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.ledger.journal_record import JournalRecord, Step


class Recovery(Enum):
    """What was done about an unfinished change."""

    NOTHING = "nothing"
    FINISHED = "finished"
    UNDONE = "undone"


def recover(project: Path, state: Path) -> Recovery:
    """Finish or undo the change the journal names, if it names one; the lock must be held.

    Args:
        project: folder the journal's paths start from.
        state: folder of the journal.

    Raises:
        InvalidError: it can neither be finished nor undone, because somebody else changed a file
            in between (``RECOVERY-BLOCKED``), or the journal is unreadable.
        OSError: the disk fails; a later call goes on.
    """
    record = journal_record.load(state)
    if record is None:
        journal_record.drop(state)
        return Recovery.NOTHING
    if _is_fact(project, record):
        _check_ready(project, record)
        finish(project, record)
        result = Recovery.FINISHED
    else:
        undo(project, record)
        result = Recovery.UNDONE
    journal_record.drop(state)
    return result


def finish(project: Path, record: JournalRecord) -> None:
    """Do the steps that are not done yet.

    Raises:
        OSError: the disk fails.
    """
    for step in record.steps:
        path = project / step.path
        now = digest_of(path)
        if step.new is None:
            if now == step.old:
                path.unlink()
        elif now == step.old and digest_of(temp_of(path)) == step.new:
            put(path)
        else:
            temp_of(path).unlink(missing_ok=True)
    sync(project, record.steps, record.folders)


def undo(project: Path, record: JournalRecord) -> None:
    """Take away what the change made: waiting bytes, new files, new folders.

    Raises:
        OSError: the disk fails.
    """
    for step in record.steps:
        path = project / step.path
        temp_of(path).unlink(missing_ok=True)
        if step.old is None and digest_of(path) == step.new:
            path.unlink()
    for folder in reversed(record.folders):
        with suppress(OSError):  # it was never made, or somebody put a file into it
            (project / folder).rmdir()
    sync(project, record.steps, record.folders)


def sync(project: Path, steps: Sequence[Step], folders: Sequence[str] = ()) -> None:
    """Make sure that the names of these files, and of folders that were made, reached the disk.

    Raises:
        OSError: the disk fails.
    """
    parents = [temp_of(project / step.path).parent for step in steps]
    parents += [(project / folder).parent for folder in reversed(folders)]
    for folder in dict.fromkeys(parents):
        if folder.is_dir():
            sync_folder(folder)


def _is_fact(project: Path, record: JournalRecord) -> bool:
    """Return whether the change has passed the point after which it is finished."""
    deciding = [n for n, step in enumerate(record.steps) if step in record.deciding]
    return any(
        _is_taken(project, record.steps[n]) or _was_taken(project, record.steps, n)
        for n in deciding
    )


def _is_taken(project: Path, step: Step) -> bool:
    return digest_of(project / step.path) == step.new


def _is_ready(project: Path, step: Step) -> bool:
    """Return whether the step can be taken now."""
    path = project / step.path
    waits = step.new is None or digest_of(temp_of(path)) == step.new
    return waits and digest_of(path) == step.old


def _was_taken(project: Path, steps: Sequence[Step], number: int) -> bool:
    """Return whether a file was renamed into place and edited afterwards, before this recovery.

    New bytes are written for all files, in order, before the first rename. So its own must be gone,
    all files before it right, and the new bytes of all files after it must wait or be in place.
    """
    path = project / steps[number].path
    if digest_of(path) == steps[number].old or temp_of(path).exists():
        return False
    before, after = steps[:number], steps[number + 1 :]
    return all(_is_taken(project, step) for step in before) and all(
        _is_taken(project, step) or _is_ready(project, step) for step in after
    )


def _check_ready(project: Path, record: JournalRecord) -> None:
    """Refuse to finish when a file that still has to change was edited meanwhile."""
    for number, step in enumerate(record.steps):
        path = project / step.path
        if _is_taken(project, step) or _is_ready(project, step):
            continue
        if not _was_taken(project, record.steps, number):
            raise InvalidError.of(
                "RECOVERY-BLOCKED",
                "a change was cut off, and this file was edited before it could be finished",
                where=Source(str(path)),
                hint="take that edit back, run the command again, then repeat the edit;"
                f" the new text of the file is in {temp_of(path).name}",
            )
