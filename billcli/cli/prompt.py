"""Questions to a person, always on standard error and never where nobody can answer.

Every function takes a ``reader``, which shows a question and returns the line typed, or None at the
end of the input; a test hands in a script.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from billcli.cli.problem_text import one_line
from billcli.cli.stream import put
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from billcli.cli.invocation import Invocation

Reader: TypeAlias = Callable[[str], "str | None"]


def terminal(question: str) -> str | None:
    """Show a question on standard error and return the line typed, or None at the end of input."""
    put(question, sys.stderr)
    line = sys.stdin.readline()
    return line.strip() if line else None


def confirm(
    invocation: Invocation,
    text: str,
    *,
    question: str = "Write this?",
    reader: Reader = terminal,
) -> None:
    """Show exactly what would be written and go on only when a person, or ``--yes``, agrees.

    A dry run stops before it gets here. Nothing is shown under ``--yes``.

    Args:
        invocation: whether a person can be asked, and whether ``--yes`` was given.
        text: what would be written, line by line.
        question: asked below it, answered by y or n.
        reader: see the module.

    Raises:
        UsageError: nobody can be asked and ``--yes`` was not given.
        BillcliError: the person said no (exit 1).
        ValueError: called in a dry run, which has nothing to confirm.
    """
    if invocation.dry_run:
        msg = "a dry run writes nothing, so there is nothing to confirm"
        raise ValueError(msg)
    if invocation.yes:
        return
    if not invocation.may_ask:
        raise UsageError.of(
            "NEEDS-YES",
            "this changes something, and nobody can be asked here",
            hint="add --yes to go ahead, or --dry-run to see it first",
        )
    shown_text = "".join(f"{one_line(line)}\n" for line in text.splitlines())
    answer = reader(f"{shown_text}{question} [y/N] ")
    if answer is None or answer.casefold() not in {"y", "yes"}:
        raise BillcliError.of("NOT-CONFIRMED", "not confirmed; nothing was changed")


def say_waiting(invocation: Invocation, pid: int | None) -> None:
    """Tell a person on standard error why nothing happens yet; programs and ``-q`` hear nothing.

    Args:
        invocation: who reads.
        pid: the process that holds the lock, None when it is unknown.
    """
    if not (invocation.machine or invocation.quiet):
        holder = "" if pid is None else f" (pid {pid})"
        put(f"waiting for another billcli{holder} to finish\n", sys.stderr)


def ask(
    invocation: Invocation,
    question: str,
    *,
    flag: str,
    default: str = "",
    reader: Reader = terminal,
) -> str | None:
    """Return what a person types, the default for an empty line, None at the end of the input.

    Args:
        invocation: whether a person can be asked.
        question: without a colon at its end.
        flag: the option that gives the same answer without a terminal.
        default: taken under ``--yes`` too.
        reader: see the module.

    Raises:
        ValueError: called where nobody can be asked; what is missing is for the caller to say.
    """
    if default and invocation.yes:
        return default
    if not invocation.may_ask:
        msg = f"{question}: nobody can be asked here, and {flag} was not given"
        raise ValueError(msg)
    hint = f" [{one_line(default)}]" if default else ""
    answer = reader(f"{question}{hint}: ")
    return default if answer == "" else answer


def choose(
    invocation: Invocation,
    question: str,
    choices: Mapping[str, str],
    *,
    flag: str,
    reader: Reader = terminal,
) -> str | None:
    """Return the key of one of the choices, asked again until it is one; None means quit.

    Args:
        invocation: whether a person can be asked.
        question: may be several lines of evidence.
        choices: what each key does, by the key to type.
        flag: the option that decides without a terminal.
        reader: see the module.

    Raises:
        UsageError: nobody can be asked; it names the flag.
    """
    menu = "".join(f"  {key}  {one_line(label)}\n" for key, label in choices.items())
    keys = {key.casefold(): key for key in choices}
    evidence = "".join(f"{one_line(line)}\n" for line in question.splitlines())
    text = f"{evidence}{menu}Choice"
    while True:
        answer = ask(invocation, text, flag=flag, reader=reader)
        if answer is None or answer.casefold() in keys:
            return None if answer is None else keys[answer.casefold()]
        text = f"Answer {', '.join(keys.values())}"
