"""How a command was called: the global options and the surroundings, resolved once."""

from __future__ import annotations

import datetime as dt
import os
import sys
from enum import Enum
from pathlib import Path

from billcli.cli.stream import terminal_columns
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import BillcliError, Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.cli.hoist import Hoisted


class Format(Enum):
    """The forms an answer can take."""

    TABLE = "table"
    PLAIN = "plain"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    IDS = "ids"
    BEANCOUNT = "beancount"


ENDINGS = {
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.PLAIN,
    ".txt": Format.PLAIN,
    ".beancount": Format.BEANCOUNT,
}
FORM = ".toml"  # what a person fills in: an older one may hold work
DOCUMENT_ENDINGS = frozenset({".pdf", ".html", ".xml", ".svg", ".eml", FORM})
LEDGER_ENDINGS = frozenset({".beancount", ".bean"})
PEOPLE = frozenset({Format.TABLE, Format.PLAIN})


class Surroundings(NamedTuple):
    """What the process stands in; a test makes its own.

    Attributes:
        today: the calendar date here and now.
        now: the moment, with its offset from UTC; None when only the day is known.
        columns: width of the terminal.
    """

    env: Mapping[str, str]
    cwd: Path
    today: dt.date
    stdin_tty: bool = False
    stdout_tty: bool = False
    stderr_tty: bool = False
    columns: int = 80
    now: dt.datetime | None = None

    @classmethod
    def of_process(cls) -> Surroundings:
        """Return the surroundings of this process."""
        now = dt.datetime.now().astimezone()
        return cls(
            env=os.environ,
            cwd=Path(os.environ.get("PWD", ".")) if _cwd_is_gone() else Path.cwd(),
            today=now.date(),
            now=now,
            stdin_tty=_is_terminal(sys.stdin),
            stdout_tty=_is_terminal(sys.stdout),
            stderr_tty=_is_terminal(sys.stderr),
            columns=terminal_columns(os.environ),
        )


class Invocation(NamedTuple):
    """The call of one command.

    Attributes:
        file: ledger named by ``-f``, or None.
        project: folder named by ``--project``, or None.
        today: the clock, for everything that is written or sent.
        as_of: cut-off of reading commands, or None when not given.
        format: how the answer is written.
        output: file that receives the answer, or None for standard output.
        env: environment variables.
        receivable: root of the receivable accounts named by ``--receivable``, or None.
        now: the moment, None when ``--today`` names another day or nobody knows.
    """

    env: Mapping[str, str]
    cwd: Path
    today: dt.date
    file: Path | None = None
    project: Path | None = None
    as_of: dt.date | None = None
    format: Format = Format.PLAIN
    output: Path | None = None
    dry_run: bool = False
    yes: bool = False
    no_input: bool = False
    quiet: bool = False
    verbose: bool = False
    color: bool = False
    debug: bool = False
    stdin_tty: bool = False
    stdout_tty: bool = False
    stderr_tty: bool = False
    columns: int = 80
    allow_plugins: tuple[str, ...] = ()
    receivable: str | None = None
    now: dt.datetime | None = None

    @property
    def moment(self) -> dt.datetime:
        """Return when letters are written: now; at nine of a day that was named."""
        nine = dt.datetime.combine(self.today, dt.time(9), dt.UTC)
        return nine if self.now is None else self.now

    @property
    def cutoff(self) -> dt.date:
        """Return the date reading commands look at: ``--as-of``, else today."""
        return self.as_of or self.today

    @property
    def machine(self) -> bool:
        """Return whether a program reads the answer, so that nothing may prompt."""
        return self.format not in PEOPLE

    @property
    def may_ask(self) -> bool:
        """Return whether a person can be asked here and now."""
        return self.stdin_tty and self.stderr_tty and not self.no_input and not self.machine


def resolve(hoisted: Hoisted, around: Surroundings) -> tuple[Invocation, tuple[Problem, ...]]:
    """Return the invocation and everything wrong with the global options.

    The invocation is usable in any case (a wrong value counts as not given), so that the problems
    can be shown in the format that was asked for.
    """
    problems = list(hoisted.problems)
    output = _output(hoisted, around, problems)
    today = _date(hoisted, "today", around.today, problems) or around.today
    return Invocation(
        env=around.env,
        cwd=around.cwd,
        today=today,
        file=_path(hoisted.value("file")),
        project=_path(hoisted.value("project")),
        as_of=_date(hoisted, "as_of", today, problems),
        format=_format(hoisted, around, output, problems),
        output=output,
        dry_run="dry_run" in hoisted.flags,
        yes="yes" in hoisted.flags,
        no_input="no_input" in hoisted.flags,
        quiet="quiet" in hoisted.flags,
        verbose="verbose" in hoisted.flags,
        color=_color(hoisted, around, output, problems),
        debug="debug" in hoisted.flags,
        stdin_tty=around.stdin_tty,
        stdout_tty=around.stdout_tty,
        stderr_tty=around.stderr_tty,
        columns=around.columns,
        allow_plugins=hoisted.values.get("allow_plugin", ()),
        receivable=hoisted.value("receivable"),
        now=None if hoisted.value("today") else around.now,
    ), tuple(problems)


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _date(hoisted: Hoisted, name: str, base: dt.date, problems: list[Problem]) -> dt.date | None:
    text = hoisted.value(name)
    if text is None:
        return None
    if day := _plain_day(text):
        return day
    from billcli.domain.terms import parse_date  # noqa: PLC0415 - most commands name no other

    try:
        return parse_date(text, base, f"--{name.replace('_', '-')}")
    except BillcliError as error:
        problems += error.problems
        return None


def _plain_day(text: str) -> dt.date | None:
    """Return a day written as ISO 8601 has it, else None; ``domain.terms`` reads all others."""
    digits = f"{text[:4]}{text[5:7]}{text[8:]}"
    if len(text) != _ISO or not (digits.isascii() and digits.isdigit()):
        return None
    if text[4] + text[7] != "--" or not "1900" <= text[:4] < "2200":
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


_ISO = 10


def _format(
    hoisted: Hoisted, around: Surroundings, output: Path | None, problems: list[Problem]
) -> Format:
    by_ending = ENDINGS.get(output.suffix.lower()) if output else None
    text = hoisted.value("format")
    if text is None:
        on_screen = around.stdout_tty and output is None
        return by_ending or (Format.TABLE if on_screen else Format.PLAIN)
    known = [item.value for item in Format]
    if text not in known:
        hint = f"use one of {', '.join(known)}"
        problems.append(
            Problem("FORMAT-UNKNOWN", f"--format: unknown format {quoted(text)}", help=hint)
        )
        return by_ending or Format.PLAIN
    chosen = Format(text)
    if by_ending and chosen is not by_ending and not {chosen, by_ending} <= PEOPLE:
        message = f"--format {text} contradicts the ending of {output}"
        problems.append(Problem("FORMAT-CONFLICT", message, help="drop one of the two"))
    return chosen


def _output(hoisted: Hoisted, around: Surroundings, problems: list[Problem]) -> Path | None:
    text = hoisted.value("output")
    if text is None or text == "-":
        return None
    path = Path(text)
    if problem := _unwritable(path, around.cwd / path) or _unnamed(path, hoisted):
        problems.append(problem)
    return path


def _unwritable(path: Path, full: Path) -> Problem | None:
    """Return why a file may not be written, before the command does anything."""
    if full.is_dir():
        return Problem("OUTPUT-FOLDER", f"{path} is a folder", help="name a file in it")
    if not full.parent.is_dir():
        hint = "make the folder first"
        return Problem("OUTPUT-FOLDER", f"there is no folder {path.parent}", help=hint)
    if full.suffix in LEDGER_ENDINGS and full.exists():
        hint = "choose a new name: only billcli's own commands change a ledger"
        return Problem("OUTPUT-LEDGER", f"{path} exists and may be a ledger", help=hint)
    if full.suffix == FORM and full.exists():
        hint = "choose a new name, or move it away"
        return Problem("FILE-EXISTS", f"{path} exists and may hold answers", help=hint)
    return None


def _unnamed(path: Path, hoisted: Hoisted) -> Problem | None:
    """Return the problem of an ending that names no format while ``--format`` does not either."""
    ending = path.suffix.lower()
    if ending in ENDINGS or ending in DOCUMENT_ENDINGS or hoisted.value("format"):
        return None
    hint = f"end the name in one of {' '.join(ENDINGS)} or say --format"
    return Problem("FORMAT-UNKNOWN", f"the ending of {path} names no format", help=hint)


def _color(
    hoisted: Hoisted, around: Surroundings, output: Path | None, problems: list[Problem]
) -> bool:
    text = hoisted.value("color") or "auto"
    if text not in {"auto", "always", "never"}:
        hint = "use auto, always or never"
        problems.append(
            Problem("OPTION-VALUE", f"--color: unknown value {quoted(text)}", help=hint)
        )
    if text == "always":
        return True
    plain_wanted = around.env.get("NO_COLOR") or around.env.get("TERM") in {"dumb", ""}
    return text == "auto" and around.stdout_tty and output is None and not plain_wanted


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]
    except ValueError:  # the stream is closed
        return False


def _cwd_is_gone() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False
