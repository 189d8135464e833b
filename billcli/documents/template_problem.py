"""Errors of templates as problems with the template's file, line and the line itself."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, Problem, Source, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CODE = "TEMPLATE-ERROR"
# What a template may raise: its own errors, and Python's when it misuses a value.
MISTAKES = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)
_DYNAMIC = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_NOTHING = re.compile(r"'\S+ object' has no attribute '(.+)'")
_HELP = "correct that line, or remove the file to use billcli's own template"


def template_error(
    error: Exception, folders: Sequence[Path], file: Path | None = None
) -> InvalidError:
    """Return the error of a template, placed at the line of the template that caused it.

    Args:
        error: one of ``MISTAKES``.
        folders: where templates lie, the user's first: the innermost of its lines in the traceback
            is the place, or else that of another folder.
        file: the template that was asked for, the place when no line is known.
    """
    if isinstance(error, TemplateSyntaxError):
        where: Source | None = Source(error.filename or error.name or "", error.lineno)
    else:
        found = (_innermost(error, str(folder.absolute())) for folder in folders)
        where = next(filter(None, found), Source(str(file)) if file else None)
    message = f"no template {error}" if isinstance(error, TemplateNotFound) else _words(error)
    return InvalidError(Problem(CODE, message, where, _HELP, excerpt=line_of(where)))


def _words(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "the template includes or calls itself without end"
    words = " ".join(str(error).split()).rstrip(".")
    if nothing := _NOTHING.fullmatch(words):
        return f"there is no {quoted(nothing[1])} here"
    return type(error).__name__ if words in {"", "None"} else words


def _innermost(error: Exception, folder: str) -> Source | None:
    import traceback  # noqa: PLC0415 - only a mistake pays for it

    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).absolute().is_relative_to(folder):
            return Source(frame.filename, frame.lineno or 0)
    return None


def line_of(where: Source | None) -> str:
    """Return the line a place points at, or an empty string when it cannot be read."""
    if where is None or not where.line:
        return ""
    lines = _lines(Path(where.file))
    return lines[where.line - 1] if where.line <= len(lines) else ""


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def place_behind(generated: str, files: Iterable[Path]) -> Source | None:
    """Return the only line of some templates that can have written a generated line, or None.

    A line that is the same word for word comes before one that values may fill.

    >>> place_behind("x", [Path("/nowhere")])
    """
    lines = [
        (Source(str(file), number), line)
        for file in files
        for number, line in enumerate(_lines(file), 1)
    ]
    same = [where for where, line in lines if line.strip() == generated.strip() != ""]
    found = same or [where for where, line in lines if _may_write(line, generated)]
    return found[0] if len(found) == 1 else None


def _may_write(line: str, generated: str) -> bool:
    parts = _DYNAMIC.split(line.strip())
    fixed = map(re.escape, parts)
    return (
        any(map(str.strip, parts)) and re.fullmatch(".*".join(fixed), generated.strip()) is not None
    )
