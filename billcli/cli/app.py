"""The command line from its words to its exit status."""

from __future__ import annotations

import gc
import os
import sys

from billcli import __version__
from billcli.cli.command_table import entrances, front_page, help_columns
from billcli.cli.stream import leave, make_tolerant, put, terminal_columns

TYPE_CHECKING = False  # as in typing, which the first page does without
HIDDEN = "__complete"
"""The word by which a shell asks what may follow; no command for people."""

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from billcli.cli.command_table import Entrance
    from billcli.cli.grammar import LazyGroup
    from billcli.cli.hoist import Hoisted
    from billcli.cli.invocation import Invocation, Surroundings
    from billcli.cli.outcome import Outcome


def command_tree(table: Mapping[str, Entrance] | None = None) -> LazyGroup:
    """Return the whole command line; its commands load when they are used."""
    from billcli.cli.grammar import HELP_NAMES, LazyGroup  # noqa: PLC0415

    return LazyGroup(
        table or entrances(),
        name="billcli",
        rich_markup_mode=None,
        context_settings={"help_option_names": list(HELP_NAMES)},
    )


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line of this process and end it with the command's exit status.

    The process ends before collecting cycles would free anything, but looking for them among the
    entries of a large ledger takes a fifth of the time.
    """
    gc.disable()
    leave(run(sys.argv[1:] if argv is None else argv))


def run(
    argv: Sequence[str],
    around: Surroundings | None = None,
    table: Mapping[str, Entrance] | None = None,
) -> int:
    """Run one command and return its exit status; whatever it raises is shown, not raised.

    Args:
        argv: words after the program's name.
        around: clock, environment and terminal; those of the process when None.
        table: commands; all of billcli when None.
    """
    make_tolerant()
    commands = table or entrances()
    if argv[:1] == [HIDDEN]:
        return _suggest(argv[1:], commands, around)
    if page := _first_page(argv, commands, around):
        put(page, sys.stdout)
        return 0
    from billcli.cli.hoist import hoist, into_folder  # noqa: PLC0415 - the first page needs none

    hoisted = into_folder(hoist(argv), ("collections", "export"))
    if page := _first_page(hoisted.argv, commands, around):
        put(page, sys.stdout)
        return 0
    return _run(hoisted, around, commands)


def _run(hoisted: Hoisted, around: Surroundings | None, commands: Mapping[str, Entrance]) -> int:
    """Run the command and show what it answers or raises."""
    from billcli.cli.invocation import Surroundings, resolve  # noqa: PLC0415 - pages do without it
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    invocation, problems = resolve(hoisted, around or Surroundings.of_process())
    command = _words(hoisted.argv, commands)
    try:
        if problems:
            raise UsageError(*problems)  # noqa: TRY301 - shown like every other error
        outcome = _sure_outcome(hoisted.argv, commands, invocation, command)
        return 0 if outcome is None else _present(outcome, invocation)
    except BaseException as error:  # noqa: BLE001 - the one place where everything ends
        return _fail(error, invocation, command)


def _suggest(
    argv: Sequence[str], commands: Mapping[str, Entrance], around: Surroundings | None
) -> int:
    """Answer a shell that completes a line; Typer is not loaded before it is needed."""
    from contextlib import suppress  # noqa: PLC0415 - the first page does without these
    from pathlib import Path  # noqa: PLC0415

    from billcli.cli.complete import complete  # noqa: PLC0415

    with suppress(OSError):  # the folder is gone, or nobody reads the answer
        env, cwd = (around.env, around.cwd) if around else (os.environ, Path.cwd())
        put(complete(argv, commands, env, cwd), sys.stdout)
    return 0


def _sure_outcome(
    argv: Sequence[str], commands: Mapping[str, Entrance], invocation: Invocation, command: str
) -> Outcome | None:
    """Return what the command handed back, once more when the read model failed on the way.

    Another process may change it at any time, or it turns out to be damaged. It is closed when a
    command has written, and what is asked after that is neither: nothing is ever done twice.
    """
    for _ in range(3):
        try:
            return _outcome(argv, commands, invocation, command)
        except Exception as error:
            from billcli.store.index_file import (  # noqa: PLC0415 - hardly ever needed
                ModelChanged,
                ModelClosed,
                ModelLost,
            )

            if not isinstance(error, ModelLost) or isinstance(error, ModelClosed):
                raise
            if not isinstance(error, ModelChanged):
                break
    from billcli.cli.books import selection  # noqa: PLC0415 - hardly ever needed
    from billcli.services.index_ledger import Task, index_ledger  # noqa: PLC0415

    index_ledger(selection(invocation), Task.REBUILD)
    aside = invocation._replace(env={**invocation.env, "BILLCLI_CACHE": "off"})
    return _outcome(argv, commands, aside, command)


def _outcome(
    argv: Sequence[str], commands: Mapping[str, Entrance], invocation: Invocation, command: str
) -> Outcome | None:
    """Return what the command handed back, or None when Typer printed help."""
    from billcli.cli.direct import read  # noqa: PLC0415 - pages do without it

    if plain := read(argv, commands):
        return _named(plain.run(invocation), command)
    return _by_typer(command_tree(commands), argv, invocation, command)


def _by_typer(
    tree: LazyGroup, argv: Sequence[str], invocation: Invocation, command: str
) -> Outcome | None:
    """Let Typer read what is not plain: it helps, finds the mistake, or runs the command."""
    import typer  # noqa: PLC0415 - the tree has loaded it

    try:
        with tree.make_context(
            "billcli", list(argv), obj=invocation, terminal_width=help_columns(invocation.columns)
        ) as context:
            answer = tree.invoke(context)
    except typer.Exit as ended:
        if ended.exit_code:
            raise
        return None
    return _named(answer, command)


def _named(answer: object, command: str) -> Outcome:
    """Return the answer of a command with the command's words in it."""
    from billcli.cli.outcome import Outcome  # noqa: PLC0415 - help does without it

    if isinstance(answer, Outcome):
        return answer._replace(command=answer.command or command)
    msg = f"command returned {type(answer).__name__}, not an Outcome"
    raise TypeError(msg)


def _present(outcome: Outcome, invocation: Invocation) -> int:
    from billcli.cli.present import present  # noqa: PLC0415 - help does without it

    try:
        present(outcome, invocation)
    except OSError as error:
        if not outcome.changed:
            raise
        from billcli.domain.problem import ExitCode, Problem, UsageError  # noqa: PLC0415

        done = "the ledger was changed, but the answer cannot be written"
        reason = (error.strerror or type(error).__name__).lower()
        problem = Problem("OUTPUT-LOST", f"{done}: {reason}", help="run billcli status")
        raise UsageError(problem, exit_code=ExitCode.FAILED) from error
    return int(outcome.exit_code)


def _fail(error: BaseException, invocation: Invocation, command: str) -> int:
    """Show an exception as problems, in the form that was asked for, and return the status."""
    from billcli.cli.exit_status import MissingVerb, settle  # noqa: PLC0415 - only failures need it
    from billcli.cli.outcome import Outcome  # noqa: PLC0415
    from billcli.cli.present import present  # noqa: PLC0415

    if invocation.debug:
        import traceback  # noqa: PLC0415

        put("".join(traceback.format_exception(error)), sys.stderr)
    exit_code, problems = settle(error, invocation.env, command)
    if isinstance(error, MissingVerb) and not invocation.machine:
        put(f"{error.help_text}\n", sys.stderr)
        return int(exit_code)
    failure = Outcome(command, problems=problems, exit_code=exit_code)
    try:
        present(failure, invocation)
    except OSError:  # nobody can be told any more
        return int(exit_code)
    return int(exit_code)


def _words(argv: Sequence[str], commands: Mapping[str, Entrance]) -> str:
    """Return the words that name the command, without importing it: ``invoice list``."""
    words = [word for word in argv if not word.startswith("-")]
    entrance = commands.get(words[0]) if words else None
    if entrance is None:
        return ""
    verb = words[1] if entrance.group and len(words) > 1 else ""
    known = verb.replace("-", "").isalpha() and verb.isascii() and verb.islower()
    return f"{words[0]} {verb}" if known else words[0]


def _first_page(
    argv: Sequence[str], commands: Mapping[str, Entrance], around: Surroundings | None
) -> str:
    """Return the version or the first help page, neither of which needs Typer."""
    if argv and argv[0] == "--version":
        return f"billcli {__version__}\n"
    if len(argv) == 1 and argv[0] in {"-h", "--help"}:
        columns = around.columns if around else terminal_columns(os.environ)
        return front_page(commands, help_columns(columns))
    return ""
