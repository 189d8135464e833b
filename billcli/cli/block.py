"""Answers about several things at once: which row belongs to which, and one after another."""

from __future__ import annotations

from billcli.cli.change import ids_given
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def keyed(table: Table, key: str, title: str, name: str) -> Table:
    """Return a table whose every row begins with the id of what it belongs to.

    Args:
        table: rows of one thing; its total is left out.
        key: name of the new column.
        title: its heading.
        name: the id.
    """
    column = Column(key, title, ColumnKind.ID)
    rows = tuple((name, *row) for row in table.rows)
    return Table(table.name, (column, *table.columns), rows, empty=table.empty)


def merged(tables: Sequence[Table]) -> Table:
    """Return tables of the same columns as one."""
    first = tables[0]
    rows = tuple(row for table in tables for row in table.rows)
    return Table(first.name, first.columns, rows, first.total, first.empty)


def several(words: Sequence[str]) -> bool:
    """Return whether a command was given more than one id; ``-`` stands for any number.

    >>> several(["Acme"]), several(["Acme", "Globex"]), several(["-"])
    (False, True, True)
    """
    return len(words) > 1 or "-" in words


def in_turn(words: Sequence[str], key: str, act: Callable[[str], Outcome]) -> Outcome:
    """Do one thing after another and stop at the first that is refused.

    One id gives the answer of ``act`` itself, several a list of them. What was done stays done:
    then the refusal is exit 5 and says what is left.

    Args:
        words: ids as typed; ``-`` stands for those on standard input.
        key: name of the list in the answer.
        act: does it for one id.

    Raises:
        BillcliError: the first id was refused.
    """
    names = ids_given(words)
    if not several(words):
        return act(names[0])
    done: list[Outcome] = []
    for i, name in enumerate(names):
        try:
            done.append(act(name))
        except BillcliError as error:
            if not any(outcome.changed for outcome in done):
                raise
            left = f"Not done: {', '.join(names[i:])}"
            return partly(joined(done, key, left), error)
    return joined(done, key)


def joined(done: Sequence[Outcome], key: str, *messages: str) -> Outcome:
    """Return the outcomes of one command for several ids as one.

    Args:
        done: in the order in which they were done.
        key: name of the list of their answers.
        messages: said after theirs.
    """
    return Outcome(
        data={key: [outcome.data for outcome in done]},
        tables=tuple(table for outcome in done for table in outcome.tables),
        messages=(*(line for outcome in done for line in outcome.messages), *messages),
        problems=tuple(problem for outcome in done for problem in outcome.problems),
        text="\n".join(outcome.text for outcome in done if outcome.text),
        ids=tuple(name for outcome in done for name in outcome.ids),
        changed=any(outcome.changed for outcome in done),
        remarks=tuple(line for outcome in done for line in outcome.remarks),
    )


def partly(outcome: Outcome, error: BillcliError) -> Outcome:
    """Return the outcome of a run that stopped after some of it was done (exit 5)."""
    problems = (*outcome.problems, *error.problems)
    return outcome._replace(problems=problems, exit_code=ExitCode.WAITING)
