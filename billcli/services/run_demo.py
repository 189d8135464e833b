"""The tour of ``billcli demo``: which commands it runs, in which order, and how each must end.

The steps are data. Whoever walks the tour says how a command is run, so that what runs is the very
command line a person would type.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, ExitCode, Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

FOLDER = "billcli-demo"
TODAY = "2026-01-31"
STATEMENT = "statement-2026-01.csv"
INVOICE = "INV-2026-0001"
SETTINGS = ("BILLCLI_FILE", "BEANCOUNT_FILE")
"""Variables that would lead the commands of the tour to another ledger."""

_PLAIN = re.compile(r"[^\"\\$`!]+")


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the tour.

    Attributes:
        remark: why it is run now, for people.
        words: the command line after ``billcli``.
        expects: how it ends when all is well.
    """

    remark: str
    words: tuple[str, ...]
    expects: ExitCode = ExitCode.DONE

    @property
    def command(self) -> str:
        """Return the command as a person types it.

        >>> Step("", ("invoice", "create", "Acme", "--line", "1 x 20.00 Box")).command
        'billcli invoice create Acme --line "1 x 20.00 Box"'
        """
        return " ".join(["billcli", *map(quoted, self.words)])

    def typed(self, columns: int) -> str:
        r"""Return the command over as many lines as it needs, broken as a shell takes it.

        >>> print(Step("", ("report", "open", "--customer", "Acme")).typed(24))
        billcli report open \
            --customer Acme
        """
        lines = ["billcli"]
        for part in _kept_together(self.words):
            if len(lines[-1]) + len(part) + len("  \\") <= columns:
                lines[-1] += f" {part}"
            else:
                lines.append(f"    {part}")
        return " \\\n".join(lines)


@dataclass(frozen=True, slots=True)
class Walked:
    """A step that was run, and the exit status it had."""

    step: Step
    exit_code: int

    @property
    def as_expected(self) -> bool:
        """Return whether the command ended as it should."""
        return self.exit_code == self.step.expects


def quoted(word: str) -> str:
    """Return a word as a shell takes it, in double quotes where any are needed.

    >>> quoted("Acme"), quoted("10 h x design Logo"), quoted("$5")
    ('Acme', '"10 h x design Logo"', "'$5'")
    """
    safe = shlex.quote(word)
    return f'"{word}"' if safe != word and _PLAIN.fullmatch(word) else safe


def _kept_together(words: Iterable[str]) -> Iterator[str]:
    """Yield words, an option together with its value."""
    option = ""
    for word in words:
        if option and word.startswith("--"):
            yield option
            option = ""
        if word.startswith("--"):
            option = word
        else:
            yield f"{option} {quoted(word)}".strip()
            option = ""
    if option:
        yield option


def first_step(folder: str) -> Step:
    """Return the step that makes the books, run outside the folder."""
    return Step("The books of an invented design studio, a year of them.",
                ("init", folder, "--example"))  # fmt: skip


def tour() -> tuple[Step, ...]:
    """Return the steps that follow, run inside the folder."""
    at = ("--today", TODAY)
    return (
        Step("Where do things stand?", ("status", *at)),
        Step("Who is the first customer?", ("customer", "show", "Acme", *at)),
        Step(
            "Write an invoice: the ledger entry, and a PDF under documents/.",
            ("invoice", "create", "Acme", "--line", "12 h x design Website, January",
             "--line", "350.00 Photo licences; tax=DE-7; account=Income:Licences",
             "--period", "2026-01-05..2026-01-30", *at, "--yes"),
        ),
        Step("What stands on it?", ("invoice", "show", INVOICE, *at)),
        Step(
            "Read January's bank statement. What is certain is booked; four lines wait\n"
            "for a person, which is what the exit status 5 says.",
            ("reconcile", STATEMENT, *at, "--yes"),
            ExitCode.WAITING,
        ),
        Step("What does one customer owe?", ("report", "open", "--customer", "Papillon", *at)),
        Step("And all of them, by age?", ("report", "aging", *at)),
        Step("Are the books sound?", ("check", *at)),
    )  # fmt: skip


def follow_up() -> tuple[Step, ...]:
    """Return what may be tried next; the tour does not run these."""
    at = ("--today", TODAY)
    return (
        Step("answer for the lines that wait", ("reconcile", STATEMENT, *at)),
        Step("a year with one customer",
             ("statement", "show", "Mueller", "--from", "2025-01-01", *at)),
        Step("the same as a letter, in the customer's language",
             ("statement", "render", "Mueller", "--from", "2025-01-01", *at)),
        Step("what works here, and the fix for what does not", ("doctor", *at)),
        Step("take the last entry back", ("undo", *at)),
        Step("your own books", ("init", "../books")),
    )  # fmt: skip


def require_empty(folder: Path, shown: str) -> None:
    """Refuse a folder for the tour that holds anything.

    Args:
        folder: where the tour would write.
        shown: the folder as the user wrote it.

    Raises:
        UsageError: it is a file, or a folder with something in it (DEMO-FOLDER).
    """
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        what = "is not empty" if folder.is_dir() else "is not a folder"
        raise UsageError.of(
            "DEMO-FOLDER", f"{shown} {what}", hint="name a new folder: billcli demo DIR"
        )


def walk(steps: Iterable[Step], perform: Callable[[Step], int]) -> Iterator[Walked]:
    """Yield the steps as they are walked; nothing follows one that ended unexpectedly.

    Args:
        steps: what to run.
        perform: runs one step's command and returns its exit status.

    Raises:
        KeyboardInterrupt: a command was interrupted.
        BillcliError: a command ended otherwise than expected (DEMO-STEP).
    """
    for step in steps:
        done = Walked(step, perform(step))
        yield done
        if done.exit_code == ExitCode.INTERRUPTED:
            raise KeyboardInterrupt
        if not done.as_expected:
            ended = f"ended with exit status {done.exit_code}, not {int(step.expects)}"
            hint = "its answer above says why; billcli help DEMO-STEP"
            raise BillcliError(Problem("DEMO-STEP", f"{step.command}: {ended}", help=hint))
