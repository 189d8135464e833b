"""The one place that turns whatever ended a command into problems and an exit status."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, ExitCode, Problem, readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_OS_CODES = {
    errno.ENOSPC: ("DISK-FULL", "free some space and run the command again"),
    errno.EDQUOT: ("DISK-FULL", "free some space and run the command again"),
    errno.EACCES: ("FILE-DENIED", "check who owns the file and its permissions"),
    errno.EPERM: ("FILE-DENIED", "check who owns the file and its permissions"),
    errno.EROFS: ("FILE-DENIED", "the disk is read-only: work on a copy elsewhere"),
    errno.ENOENT: ("FILE-MISSING", "check the path"),
    errno.EISDIR: ("FILE-IS-FOLDER", "name a file in it"),
    errno.ENOTDIR: ("FILE-MISSING", "check the path"),
}
_MAX_FRAMES = 60


class MissingVerb(Exception):  # noqa: N818 - like typer.Exit it carries an answer, not a fault
    """A noun stands alone on the command line, or nothing does.

    Attributes:
        help_text: the help page to show instead.
        path: the words given, such as ``billcli invoice``.
    """

    def __init__(self, path: str, help_text: str) -> None:
        """Carry the help page of the group that was named."""
        super().__init__(path)
        self.path = path
        self.help_text = help_text


def settle(
    error: BaseException, env: Mapping[str, str], command: str
) -> tuple[ExitCode, tuple[Problem, ...]]:
    """Return the exit status of an exception, and what to tell the person.

    Args:
        error: whatever left the command.
        env: environment, for where a log of an unexpected failure goes.
        command: words of the command, for the log; never its arguments.
    """
    if isinstance(error, BillcliError):
        return error.exit_code, tuple(
            p._replace(message=readable(p.message), help=readable(p.help)) for p in error.problems
        )
    if isinstance(error, MissingVerb):
        hint = f"run {error.path} -h, or billcli help"
        return ExitCode.USAGE, (
            Problem("COMMAND-MISSING", f"{error.path} needs a command", help=hint),
        )
    if isinstance(error, KeyboardInterrupt) or _is_abort(error):
        return ExitCode.INTERRUPTED, (
            Problem(
                "USER-INTERRUPT",
                "interrupted; nothing more was done",
                help="billcli status shows where things stand",
            ),
        )
    if usage := _usage(error):
        return ExitCode.USAGE, (usage,)
    if isinstance(error, OSError):
        return ExitCode.FAILED, (_of_system(error),)
    return ExitCode.FAILED, (_unexpected(error, env, command),)


def _is_abort(error: BaseException) -> bool:
    """Return whether Typer gave up because the input ended."""
    return isinstance(error, EOFError) or _module_and_name(error) == ("typer", "Abort")


def _module_and_name(error: BaseException) -> tuple[str, str]:
    return type(error).__module__.partition(".")[0], type(error).__name__


def _usage(error: BaseException) -> Problem | None:
    """Return a fault of the command line that Typer found, in our own form."""
    if "typer" not in sys.modules:
        return None
    from typer.exceptions import TyperException  # noqa: PLC0415 - loaded already

    if not isinstance(error, TyperException):
        return None
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "billcli"
    if type(error).__name__ == "NoSuchOption":
        return _no_option(error, path)
    text = error.format_message().strip().rstrip(".")
    return Problem("COMMAND-LINE", text[:1].lower() + text[1:], help=f"run {path} -h")


def _no_option(error: BaseException, path: str) -> Problem:
    """Return the problem of an option that the command has not, with the three most like it."""
    name = str(getattr(error, "option_name", ""))
    near = [str(one) for one in getattr(error, "possibilities", None) or ()][:3]
    said = f"{path} has no option {name}"
    if name[-1:].isdigit():  # a sign makes an option of a number
        said += " (an amount must be positive)"
    hint = f"did you mean {' or '.join(near)}? See {path} -h" if near else f"run {path} -h"
    return Problem("OPTION-UNKNOWN", said, help=hint)


def _of_system(error: OSError) -> Problem:
    code, hint = _OS_CODES.get(error.errno or 0, ("FILE-FAILED", "see the message above"))
    words = (error.strerror or type(error).__name__).lower()
    named = error.filename2 or error.filename
    name = os.fsdecode(named) if isinstance(named, (str, bytes, os.PathLike)) else ""
    return Problem(code, f"{name}: {words}" if name else words, help=hint)


def _unexpected(error: BaseException, env: Mapping[str, str], command: str) -> Problem:
    name = type(error).__name__
    if isinstance(error, MemoryError):
        return Problem("MEMORY-FULL", "there is not enough memory", help="close other programs")
    if isinstance(error, RecursionError):
        message = "the input is nested too deeply"
        return Problem("TOO-DEEP", message, help="run again with --debug and report it")
    log = _write_log(error, env, command)
    hint = "run again with --debug to see where" + (f"; a log is in {log}" if log else "")
    return Problem(
        "INTERNAL-ERROR", f"billcli failed unexpectedly ({name}): please report it", help=hint
    )


def _write_log(error: BaseException, env: Mapping[str, str], command: str) -> Path | None:
    """Write where it happened, without any value: a ledger is nobody's business."""
    home = env.get("HOME", "")
    base = env.get("XDG_STATE_HOME") or (str(Path(home, ".local", "state")) if home else "")
    if not base:
        return None
    target = Path(base, "billcli", f"failure-{os.getpid()}.log")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.write_text(trace_without_values(error, command), encoding="utf-8")
    except OSError:
        return None
    return target


def trace_without_values(error: BaseException, command: str) -> str:
    """Return where an exception came from: files, lines, functions and types, no messages.

    An exception's own words often quote the data it choked on, so they are left out.
    """
    from billcli import __version__  # noqa: PLC0415

    python = ".".join(map(str, sys.version_info[:3]))
    lines = [f"billcli {__version__}, Python {python}, command {command or '(none)'}"]
    current: BaseException | None = error
    while current is not None:
        lines += [f"{type(current).__module__}.{type(current).__qualname__}"]
        lines += _frames(current.__traceback__)
        current = current.__cause__ or current.__context__
    return "\n".join(lines) + "\n"


def _frames(trace: TracebackType | None) -> list[str]:
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return lines[-_MAX_FRAMES:]
