"""What is wrong with an ``include``, and what to do about it."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source

if TYPE_CHECKING:
    from pathlib import Path


_HELP = {
    "MISSING": "correct the name; it counts from the folder of the file that includes it",
    "SYMLINK": "include the file itself, by its name inside the ledger's folder",
    "NOT-REGULAR": "include files only, no folders, pipes or devices",
    "HIDDEN": "rename the file, or take the include out",
    "BACKUP": "include the original, or rename the file",
    "ENCRYPTED": "decrypt the file first; billcli starts no other program to read a ledger",
    "LARGE": "divide the file, for example one file per year",
    "UNREADABLE": "change its owner or mode",
}


def include_problem(kind: str, message: str, where: Source | None) -> Problem:
    """Return the problem ``INCLUDE-<kind>`` with its advice."""
    return Problem(f"INCLUDE-{kind}", message, where, _HELP[kind])


def outside(written: str, root: Path, where: Source) -> Problem:
    """Return the problem of an include that leads outside the ledger's folder."""
    return Problem(
        "INCLUDE-OUTSIDE",
        f'"{written}" leads outside the ledger\'s folder',
        where,
        f"move the file into {root} and include it by its relative name",
    )


def skipped(found: str, written: str, where: Source) -> Problem:
    """Return the warning about a copy that a pattern matches."""
    return Problem(
        "INCLUDE-SKIPPED",
        f'{found} has the name of a backup copy and is not read, though "{written}" matches it',
        where,
        "delete it, or make the pattern narrower: bean-check counts it",
        Severity.WARNING,
    )
