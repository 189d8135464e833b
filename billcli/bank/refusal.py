"""What is wrong with a statement file: refused as a whole, or only told."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

PROBLEMS_MAX = 20
SHOWN_MAX = 5


def refuse(problems: Sequence[Problem]) -> None:
    """Raise all problems as one error, the first twenty in full, unless there is none.

    Raises:
        UsageError: there is at least one.
    """
    if len(problems) > PROBLEMS_MAX:
        rest = len(problems) - PROBLEMS_MAX
        words = f"and {rest} more places cannot be read"
        hint = "see what the first ones say: they often have one cause"
        more = Problem("STATEMENT-MORE", words, problems[0].where, hint)
        raise UsageError(*problems[:PROBLEMS_MAX], more)
    if problems:
        raise UsageError(*problems)


def moved_no_money(lines: Sequence[int], where: Source) -> Problem:
    """Return the warning that lines, by their numbers in the file, were left out."""
    words = f"{len(lines)} lines that moved no money were left out: {places(lines)}"
    hint = "look whether one of them ought to have an amount"
    return Problem("STATEMENT-ZERO", words, where, hint, Severity.WARNING)


def places(lines: Sequence[int]) -> str:
    """Return where in a file something stands, in words.

    >>> places([3]), places(range(1, 9))
    ('at lines 3', 'at lines 1, 2, 3, 4, 5, ...')
    """
    more = ", ..." if len(lines) > SHOWN_MAX else ""
    return f"at lines {', '.join(map(str, lines[:SHOWN_MAX]))}{more}"
