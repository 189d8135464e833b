"""What was written last: that of the latest date, in the file that was saved last."""

from __future__ import annotations

from billcli.domain.entry import Entry, Note
from billcli.domain.entry_link import own_id
from billcli.domain.named import TYPE_CHECKING, TypeVar
from billcli.domain.problem import UsageError
from billcli.services.whole_act import acts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.services.workspace import Workspace

Act = TypeVar("Act", bound=Entry | Note)


def ends_of(workspace: Workspace) -> dict[str, Entry]:
    """Return the last sealed entry of each file, in the order of the files."""
    facts = workspace.snapshot.facts
    ends = {
        file.name: next(filter(own_id, facts.upward(file.name, "seal")), None)
        for file in workspace.snapshot.files
    }
    return {name: end for name, end in ends.items() if end}


def last_written(workspace: Workspace, ends: Sequence[Act], command: str = "billcli undo") -> Act:
    """Return the entry that was written last: that of the latest date.

    Args:
        workspace: the books.
        ends: the last entry, or note, of each file, at least one.
        command: that takes it back by its id, for the hint.

    Raises:
        UsageError: another file was written later, so that it is not clear what was last.
    """
    paths = {file.name: file.path for file in workspace.snapshot.files}
    saved = {own_id(entry): paths[entry.source.file].stat().st_mtime_ns for entry in ends}
    by_date = max(ends, key=lambda entry: entry.date)
    by_file = max(ends, key=lambda entry: saved[own_id(entry)])
    is_one_act = not _acts(by_date).isdisjoint(_acts(by_file))
    if saved[own_id(by_date)] < saved[own_id(by_file)] and not is_one_act:
        names = sorted((own_id(by_date), own_id(by_file)))
        raise UsageError.of(
            "UNDO-WHICH",
            f"it is not clear which was written last: {' or '.join(names)}",
            hint=f"name it, as in {command} {names[0]}",
        )
    return by_date


def _acts(one: Entry | Note) -> frozenset[str]:
    return acts_of(one) if isinstance(one, Entry) else frozenset()
