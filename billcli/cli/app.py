"""The command line from its words to its exit status, and the table of all commands."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from billcli import __version__
from billcli.cli.hoist import hoist
from billcli.cli.invocation import Surroundings, resolve
from billcli.cli.stream import make_tolerant, put
from billcli.domain.problem import ExitCode, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.cli.grammar import Entrance, LazyGroup
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

DAILY, RECORDS, SETTING_UP = "Every day", "Records", "Setting up"

_ROWS = (
    ("status", "What is open, overdue and waiting, and what to run next", DAILY, False),
    ("reconcile", "Match a bank statement with what is open, and book it", DAILY, False),
    ("check", "Find what is wrong with the receivables of a ledger", DAILY, False),
    ("undo", "Take back the last entry, while nobody has seen it", DAILY, False),
    ("customer", "Customers: name, address, terms", RECORDS, True),
    ("invoice", "Invoices and credit notes: create, show, render, void", RECORDS, True),
    ("payment", "Payments received, and what they settle", RECORDS, True),
    ("report", "Open items and aged receivables", RECORDS, True),
    ("statement", "Statements of account", RECORDS, True),
    ("init", "Set up billing in a folder", SETTING_UP, False),
    ("demo", "A tour with a year of invented trade", SETTING_UP, False),
    ("config", "Settings in force, and where each comes from", SETTING_UP, True),
    ("help", "Pages on topics and on error codes", SETTING_UP, False),
)
_SUMMARY = """
Billing and accounts receivable on a plain-text Beancount ledger.

    billcli demo
    billcli invoice create Acme --line "10 h x 150.00 Consulting"
    billcli report aging --as-of 2026-03-31 --format csv
"""
_OPTIONS = """\
Options of every command, before or after it:

  -f, --file FILE        ledger to work on
  --project DIR          folder that holds billcli.toml
  --today DATE           the date to act on
  --as-of DATE           leave out everything after this date
  --format FORMAT        table, plain, csv, json, jsonl, ids, beancount
  -o, --output FILE      write the answer there; the ending names the format
  -n, --dry-run          show what would be written, write nothing
  -y, --yes              do not ask
  --no-input             never ask, fail instead
  -q, --quiet            the answer only; -v, --verbose: all columns
  --color WHEN           auto, always, never
  --receivable ACCOUNT   root of the receivable accounts
  --allow-plugin MODULE  let a ledger's plugin run
  --debug                show where a failure comes from
  -h, --help             show help of billcli or of a command
  --version              show the version
"""


def entrances() -> Mapping[str, Entrance]:
    """Return the table of commands by name; adding a command is adding a row."""
    from billcli.cli.grammar import Entrance  # noqa: PLC0415 - --version does without Typer

    modules = {"help": "help_pages"}
    return {
        name: Entrance(f"billcli.cli.{modules.get(name, name)}", summary, section, group=group)
        for name, summary, section, group in _ROWS
    }


def command_tree(table: Mapping[str, Entrance] | None = None) -> LazyGroup:
    """Return the whole command line; its commands load when they are used."""
    from billcli.cli.grammar import HELP_NAMES, LazyGroup  # noqa: PLC0415

    return LazyGroup(
        table or entrances(),
        name="billcli",
        help=_SUMMARY,
        epilog=_OPTIONS,
        rich_markup_mode=None,
        context_settings={"help_option_names": list(HELP_NAMES)},
    )


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line of this process and end it with the command's exit status."""
    sys.exit(run(sys.argv[1:] if argv is None else argv))


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
    hoisted = hoist(argv)
    if hoisted.argv[:1] == ("--version",):
        put(f"billcli {__version__}\n", sys.stdout)
        return int(ExitCode.DONE)
    invocation, problems = resolve(hoisted, around or Surroundings.of_process())
    command = ""
    try:
        tree = command_tree(table)
        command = _command(hoisted.argv, tree)
        if problems:
            raise UsageError(*problems)  # noqa: TRY301 - shown like every other error
        outcome = _run(tree, hoisted.argv, invocation, command)
        if outcome is None:
            return int(ExitCode.DONE)
        return _present(outcome, invocation)
    except BaseException as error:  # noqa: BLE001 - the one place where everything ends
        return _fail(error, invocation, command)


def _run(
    tree: LazyGroup, argv: Sequence[str], invocation: Invocation, command: str
) -> Outcome | None:
    """Return what the command handed back, or None when Typer printed help."""
    import typer  # noqa: PLC0415 - the tree has loaded it

    columns = max(min(invocation.columns, 100) - 2, 38)
    try:
        with tree.make_context(
            "billcli", list(argv), obj=invocation, terminal_width=columns
        ) as context:
            answer = tree.invoke(context)
    except typer.Exit as ended:
        if ended.exit_code:
            raise
        return None
    from billcli.cli.outcome import Outcome  # noqa: PLC0415 - help does without it

    if isinstance(answer, Outcome):
        return replace(answer, command=answer.command or command)
    msg = f"command returned {type(answer).__name__}, not an Outcome"
    raise TypeError(msg)


def _present(outcome: Outcome, invocation: Invocation) -> int:
    from billcli.cli.present import present  # noqa: PLC0415 - help does without it

    try:
        present(outcome, invocation)
    except OSError as error:
        if not outcome.changed:
            raise
        done = "the ledger was changed, but the answer cannot be written"
        reason = error.strerror or type(error).__name__
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


def _command(argv: Sequence[str], tree: LazyGroup) -> str:
    """Return the words that name the command, without importing it: ``invoice list``."""
    words = [word for word in argv if not word.startswith("-")]
    entrance = tree.entrances.get(words[0]) if words else None
    if entrance is None:
        return ""
    verb = words[1] if entrance.group and len(words) > 1 else ""
    known = verb.replace("-", "").isalpha() and verb.isascii() and verb.islower()
    return f"{words[0]} {verb}" if known else words[0]
