"""One entry as a file told it, before anyone looked for its customer in the books."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Problem, Source, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal


class Told(NamedTuple):
    """One entry of time, or an expense.

    Attributes:
        line: of the file.
        names: of customer and project, as tags, parts of an account or cells; the first that is a
            customer is meant, the first other one is the project.
        start: when it began, where the file says so: it tells entries apart.
        seconds: None for an expense.
        price: per hour, or what an expense came to.
    """

    line: int
    date: dt.date
    names: tuple[str, ...]
    description: str = ""
    seconds: int | None = None
    start: str = ""
    price: Decimal | None = None
    markup: Decimal | None = None
    tax: str = ""
    receipt: str = ""


def unreadable(file: str, line: int, message: str, hint: str = "") -> Problem:
    """Return what is wrong with a line of a file that is imported (WORK-IMPORT)."""
    advice = hint or "correct the line; nothing of the file was taken over"
    return Problem("WORK-IMPORT", message, Source(file, line), advice)


def spent(start: dt.datetime, end: dt.datetime) -> int:
    """Return the seconds between two moments.

    Raises:
        ValueError: the end is not after the start.
    """
    seconds = int((end - start).total_seconds())
    if seconds <= 0:
        msg = f"it ends at {end:%H:%M}, not after {start:%H:%M}"
        raise ValueError(msg)
    return seconds


def refuse(problems: list[Problem]) -> None:
    """Refuse a file with all that is wrong with it.

    Raises:
        UsageError: something is.
    """
    if problems:
        raise UsageError(*problems)
