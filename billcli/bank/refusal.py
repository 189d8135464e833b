"""Refusing a statement file as a whole, with every place in it that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.problem import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

PROBLEMS_MAX = 20


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
