"""Problems as people read them: place, code, words, the lines at fault, and what to do."""

from __future__ import annotations

import stat
from collections import Counter
from itertools import islice

from billcli.domain.contract import shown
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from billcli.domain.problem import Problem, Source

EXCERPT_LINES = 2
ONE_LINE = ".toml"  # what follows a line there is no part of it, indented or not
EXCERPT_WIDTH = 160
EXCERPT_FILE_BYTES = 64 * 1024 * 1024


def problem_lines(problems: Iterable[Problem], folder: Path, limit: int | None = None) -> list[str]:
    """Return problems as lines of text, warnings first, the most important last.

    Args:
        problems: in the order they were found.
        folder: what relative file names are relative to.
        limit: how many of one file are shown, errors before warnings; None for all.
    """
    ordered = sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)
    seen: Counter[str] = Counter()
    shown: list[Problem] = []
    for problem in ordered:
        file = problem.where.file if problem.where else ""
        seen[file] += bool(file)
        if limit is None or seen[file] <= limit:
            shown.append(problem)
    shown.sort(key=lambda problem: problem.severity is Severity.ERROR)
    lines = [line for problem in shown for line in _lines(problem, folder)]
    over = {file: n - limit for file, n in seen.items() if limit is not None and n > limit}
    return lines + [
        f"... and {n} more in {one_line(file)}; see all with -v" for file, n in over.items()
    ]


def _lines(problem: Problem, folder: Path) -> list[str]:
    excerpt = problem.excerpt.splitlines() if problem.excerpt else _read(problem.where, folder)
    lines = [one_line(str(problem).removeprefix(f"{folder}/"))]
    lines += [f"  | {one_line(line, EXCERPT_WIDTH)}" for line in excerpt]
    if problem.help:
        lines.append(f"help: {one_line(problem.help)}")
    return lines


def one_line(text: str, limit: int | None = None) -> str:
    r"""Return text that cannot leave its line or move the cursor.

    >>> one_line("a\n\x1b[2Jb"), one_line("abcdef", 5)
    ('a [2Jb', 'ab...')
    """
    flat = shown(text.replace("\n", " ").replace("\t", " "))
    if limit is None or len(flat) <= limit:
        return flat
    return flat[: limit - 3] + "..."


def _read(where: Source | None, folder: Path) -> list[str]:
    """Return the line at fault and what belongs to it, or nothing when it cannot be read safely."""
    if where is None or not where.line:
        return []
    path = folder / where.file
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > EXCERPT_FILE_BYTES:
            return []
        with path.open(encoding="utf-8", errors="replace") as file:
            lines = 1 if where.file.endswith(ONE_LINE) else EXCERPT_LINES
            found = list(islice(file, where.line - 1, where.line - 1 + lines))
    except (OSError, ValueError):
        return []
    return [line.rstrip() for line in found[:1]] + [
        line.rstrip() for line in found[1:] if line[:1].isspace() and line.strip()
    ]
