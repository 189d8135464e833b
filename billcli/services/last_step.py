"""The last step of bank lines that still stands: what notes name, as far as the ledger holds it."""

from __future__ import annotations

from billcli.domain.entry_link import own_id
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.reversal_entry import freed
from billcli.services.bank_words import bank_words
from billcli.services.step_note import identity_of, noted_steps
from billcli.services.undo_ignored import ignored
from billcli.services.undo_match import booked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.entry import Entry, Record
    from billcli.domain.problem import Source
    from billcli.ledger.step_file import Step
    from billcli.services.bank_words import BankWords
    from billcli.services.workspace import Workspace


class Standing(NamedTuple):
    """What a step wrote and nobody has taken back.

    Attributes:
        aside: lines that were set aside, each with the record that does so.
    """

    step: Step
    entries: tuple[Entry, ...]
    aside: tuple[tuple[BankWords, Record], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the names of its bank lines: those that are booked, then those set aside."""
        named = [line.name for entry in self.entries for line in bank_words(entry)]
        return (*named, *(line.name for line, _ in self.aside))

    @property
    def sources(self) -> list[Source]:
        """Return where it stands: entries, then records."""
        return [*(one.source for one in self.entries), *(one.source for _, one in self.aside)]

    @property
    def first(self) -> str:
        """Return where the first of it stands."""
        return str(self.sources[0])


class _Ledger:
    """What the ledger holds of bank lines, by the names that notes give it."""

    def __init__(self, workspace: Workspace) -> None:
        gone = freed(workspace.snapshot.facts)
        in_force = (one for one in booked(workspace) if own_id(one) not in gone)
        self.entries = {identity_of(one): one for one in in_force}
        self.aside = {(line.account, line.name): (line, r) for line, r in ignored(workspace)}

    def standing(self, step: Step) -> Standing:
        entries = tuple(self.entries[name] for name in step.entries if name in self.entries)
        return Standing(
            step, entries, tuple(self.aside[name] for name in step.lines if name in self.aside)
        )


def what_stands(workspace: Workspace, step: Step) -> Standing:
    """Return what of a step stands in the ledger."""
    return _Ledger(workspace).standing(step)


def last_step(workspace: Workspace) -> Standing | None:
    """Return the last step of which something stands; None where that may not be the last.

    It may not be when a line was booked later that no note names: behind the step in its file, or
    in a file that was saved after it.
    """
    steps, ledger = noted_steps(workspace.folder), _Ledger(workspace)
    standing = (ledger.standing(step) for step in reversed(steps))
    found = next((one for one in standing if one.sources), None)
    if found is None:
        return None
    noted = {name for step in steps for name in step.entries}
    known = _ends(entry.source for name, entry in ledger.entries.items() if name in noted)
    others = _ends(entry.source for name, entry in ledger.entries.items() if name not in noted)
    mine = _ends(found.sources)
    return None if _is_later(workspace, mine, known, others) else found


def _ends(sources: Iterable[Source]) -> dict[str, int]:
    """Return the last line in each file."""
    found: dict[str, int] = {}
    for source in sources:
        found[source.file] = max(source.line, found.get(source.file, 0))
    return found


def _is_later(
    workspace: Workspace,
    mine: Mapping[str, int],
    known: Mapping[str, int],
    others: Mapping[str, int],
) -> bool:
    """Return whether something else may have been booked after a step.

    Args:
        workspace: the books.
        mine: the step's last line in each file.
        known: the last line of what any note names.
        others: the last line of what no note names.
    """
    paths = {file.name: file.path for file in workspace.snapshot.files}
    saved = max(paths[file].stat().st_mtime_ns for file in mine)
    return any(
        line > mine[file]
        if file in mine
        else line > known.get(file, 0) and paths[file].stat().st_mtime_ns > saved
        for file, line in others.items()
    )
