"""Everything that is wrong with the books: what Beancount finds, and what it does not look for."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Severity, errors
from billcli.domain.rule.check import check

if TYPE_CHECKING:
    from billcli.domain.problem import Problem
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found and how much it looked at.

    Attributes:
        problems: in the order of files and lines, those of Beancount and those of the rules.
        entries: directives read.
    """

    problems: tuple[Problem, ...]
    entries: int
    files: int

    @property
    def errors(self) -> int:
        """Return how many of the problems are errors."""
        return len(errors(self.problems))

    @property
    def warnings(self) -> int:
        """Return how many of the problems are warnings."""
        return sum(p.severity is Severity.WARNING for p in self.problems)


def check_ledger(workspace: Workspace, *, strict: bool = False) -> Checked:
    """Return what is wrong; nothing is written.

    Args:
        workspace: the books; they may have errors.
        strict: make errors of what is a warning only because billcli did not write the entry.
    """
    snapshot = workspace.snapshot
    series = workspace.settings.series.values()
    found = check(snapshot.facts, workspace.roots, series, strict=strict)
    order = [file.name for file in snapshot.files]
    problems = sorted([*workspace.problems, *found], key=lambda p: _order(p, order))
    return Checked(tuple(problems), snapshot.entry_count, len(snapshot.files))


def _order(problem: Problem, files: list[str]) -> tuple[int, int]:
    where = problem.where
    if where is None:
        return (-1, 0)
    return (files.index(where.file) if where.file in files else len(files), where.line)
