"""The journal's one record: which files a change makes, changes and removes, by their sha256.

It stands in ``.billcli/journal.json`` from before the first file is touched until the last one is
right, and is itself made by a rename: it is there as a whole or not at all.
"""

from __future__ import annotations

import json
from pathlib import PurePosixPath

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import InvalidError, Source
from billcli.ledger.atomic_file import put, sync_folder, temp_of, write_temp

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

NAME = "journal.json"
_FORM = "billcli journal 1"


@frozen
class Step:
    """What happens to one file.

    Attributes:
        path: relative to the project folder, with ``/``.
        old: sha256 before, or None when the file is made by the change.
        new: sha256 after, or None when the file is removed by the change.
    """

    path: str
    old: str | None
    new: str | None

    def __post_init__(self) -> None:
        """Refuse a path that leads out of the project."""
        parts = PurePosixPath(self.path)
        if not parts.parts or parts.is_absolute() or ".." in parts.parts:
            msg = f"{self.path!r} is not a path inside the project"
            raise ValueError(msg)


class JournalRecord(NamedTuple):
    """Every step of a change in the order it takes, and the folders it makes, outer ones first."""

    steps: tuple[Step, ...]
    folders: tuple[str, ...] = ()

    @property
    def made(self) -> tuple[Step, ...]:
        """Return the steps that make a file."""
        return tuple(step for step in self.steps if step.old is None)

    @property
    def rewritten(self) -> tuple[Step, ...]:
        """Return the steps that change a file."""
        return tuple(step for step in self.steps if step.old and step.new)

    @property
    def removed(self) -> tuple[Step, ...]:
        """Return the steps that remove a file."""
        return tuple(step for step in self.steps if step.new is None)

    @property
    def deciding(self) -> tuple[Step, ...]:
        """Return the steps whose first one, once done, makes the change a fact."""
        return self.rewritten or self.made or self.removed


def save(record: JournalRecord, state: Path) -> None:
    """Write the record, on disk.

    Raises:
        OSError: the disk is full or fails; there is no record then.
    """
    steps = [[step.path, step.old, step.new] for step in record.steps]
    content = {"form": _FORM, "folders": record.folders, "steps": steps}
    path = state / NAME
    write_temp(path, json.dumps(content, indent=1).encode() + b"\n")
    put(path)
    sync_folder(state)


def load(state: Path) -> JournalRecord | None:
    """Return the record of an unfinished change, or None when there is none.

    Raises:
        InvalidError: it is not one that billcli wrote (``JOURNAL-UNREADABLE``).
    """
    path = state / NAME
    try:
        return _record(json.loads(path.read_bytes()), state.parent.resolve())
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidError.of(
            "JOURNAL-UNREADABLE",
            f"the record of an unfinished change cannot be read: {error}",
            where=Source(str(path)),
            hint="look at the ledger's last entries (git diff), then delete this file",
        ) from error


def drop(state: Path) -> None:
    """Remove the record, and what a crash left of writing it.

    Raises:
        OSError: the disk fails.
    """
    path = state / NAME
    path.unlink(missing_ok=True)
    temp_of(path).unlink(missing_ok=True)


def _record(content: Any, project: Path) -> JournalRecord:  # noqa: ANN401 - anything may stand there
    if content["form"] != _FORM:
        msg = f"its form is {content['form']!r}"
        raise ValueError(msg)
    folders = tuple(Step(str(folder), None, None).path for folder in content["folders"])
    record = JournalRecord(tuple(Step(*step) for step in content["steps"]), folders)
    for path in (*folders, *(step.path for step in record.steps)):
        if not (project / path).parent.resolve().is_relative_to(project):
            msg = f"{path!r} leads out of the project"
            raise ValueError(msg)
    return record
