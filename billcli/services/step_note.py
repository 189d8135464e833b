"""Noting what one command writes of bank lines, so that all of it can be taken back together."""

from __future__ import annotations

from billcli.domain.entry import Account, Entry, Record
from billcli.domain.entry_link import own_id
from billcli.domain.frozen import replace
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.reversal_entry import lines_of
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import NewFile, Rewrite
from billcli.ledger.step_file import NAME, RuleChange, Step, content_of, steps_in
from billcli.services.bank_words import ignored_words
from billcli.store.lock import FOLDER
from billcli.store.rule_file import RULE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from billcli.ledger.change_set import Receipt
    from billcli.services.filing import Papers


class StepNote:
    """Notes one step: all that a command writes, in however many changes."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._written = self._next = Step()

    def noted(self, project: Path, papers: Papers) -> Papers:
        """Return papers with the note of them, to be written in the same change; under the lock.

        Where something else stands in the place of the notes the books are written all the same;
        their lines are then taken back one by one.

        Args:
            project: folder of the main ledger.
            papers: that are about to be written.
        """
        self._next = _more(self._written, papers)
        path = place_of(project)
        if not (self._next.entries or self._next.lines):
            return papers
        if path.is_symlink() or path.parent.is_symlink():
            return papers
        try:
            old = path.read_bytes()
        except FileNotFoundError:
            old = None
        except OSError:
            return papers
        same = self._written, self._next
        others = [step for step in steps_in(old or b"") if step not in same]
        content = content_of([*others, self._next])
        note = NewFile(path, content) if old is None else Rewrite(path, digest(old), content)
        return replace(papers, files=(*papers.files, note))

    def kept(self, receipt: Receipt) -> Receipt:
        """Take what was noted last for written; return what was written besides the note.

        Args:
            receipt: of the change.
        """
        self._written = self._next
        own = FOLDER, NAME
        return receipt._replace(files=tuple(p for p in receipt.files if p.parts[-2:] != own))


def place_of(project: Path) -> Path:
    """Return the file of notes of a project."""
    return project / FOLDER / NAME


def noted_steps(project: Path) -> tuple[Step, ...]:
    """Return the steps that are noted, the last one last; none where that cannot be read."""
    try:
        return steps_in(place_of(project).read_bytes())
    except OSError:
        return ()


def identity_of(entry: Entry) -> tuple[str, str]:
    """Return id and seal of an entry: an id may come again once its entry was taken out."""
    return own_id(entry), text_of(entry.meta.get("seal"))


def _more(step: Step, papers: Papers) -> Step:
    found = papers.directives
    entries = (identity_of(one) for one in found if isinstance(one, Entry) and lines_of(one))
    words = (ignored_words(one) for one in found if isinstance(one, Record))
    lines = ((line.account, line.name) for line in words if line)
    opened = (one.name for one in found if isinstance(one, Account))
    return Step(
        (*step.entries, *entries),
        (*step.lines, *lines),
        (*step.opened, *opened),
        (*step.rules, *_rules(papers)),
    )


def _rules(papers: Papers) -> Iterator[RuleChange]:
    for one in papers.files:
        if one.path.name == RULE_FILE:
            old = one.sha256_old if isinstance(one, Rewrite) else digest(b"")
            size = one.path.stat().st_size if one.path.exists() else 0
            yield RuleChange(size, old, digest(one.content))
