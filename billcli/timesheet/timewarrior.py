"""Time kept by Timewarrior: its JSON export, and the lines of its ``.data`` files.

Both hold moments of UTC; a day is the day of the person's own clock. What still runs is left out.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.timesheet.told import Told, refuse, spent, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from billcli.domain.problem import Problem

    Local = Callable[[dt.datetime], dt.datetime]

_FORM = "%Y%m%dT%H%M%SZ"
_LINE = re.compile(r"inc (\S+)(?: - (\S+))?(?: # (.*))?")


def read_export(text: str, file: str, local: Local) -> tuple[Told, ...]:
    """Return the entries of ``timew export``.

    Args:
        text: the JSON.
        file: its name, for messages.
        local: turns a moment of UTC into one of the person's clock.

    Raises:
        UsageError: it is no such export, or entries cannot be read (WORK-IMPORT).
    """
    try:
        rows = json.loads(text)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError  # noqa: TRY301 - told as any other text that is no export
    except (ValueError, RecursionError) as error:
        wrong = unreadable(file, 0, "it is no export of Timewarrior", "run timew export > FILE")
        raise UsageError(wrong) from error
    told: list[Told] = []
    problems: list[Problem] = []
    for number, row in enumerate(rows, 1):
        if not row.get("end"):
            continue
        tags = [str(tag) for tag in row.get("tags") or ()]
        try:
            times = str(row.get("start")), str(row["end"])
            told.append(_told(number, times, tags, str(row.get("annotation") or ""), local))
        except ValueError as error:
            problems.append(unreadable(file, 0, f"entry {number}: {error}"))
    refuse(problems)
    return tuple(told)


def read_data(text: str, file: str, local: Local) -> tuple[Told, ...]:
    """Return the entries of a ``.data`` file; arguments and errors as ``read_export``."""
    told: list[Told] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            problems.append(unreadable(file, number, "it is no interval of Timewarrior"))
            continue
        start, end, rest = match.groups(default="")
        if not end:
            continue
        tags, _, note = rest.partition(" # ")
        try:
            told.append(_told(number, (start, end), shlex.split(tags), note.strip('" '), local))
        except ValueError as error:
            problems.append(unreadable(file, number, str(error)))
    refuse(problems)
    return tuple(told)


def _told(line: int, times: tuple[str, str], tags: Sequence[str], note: str, local: Local) -> Told:
    start, end = (dt.datetime.strptime(one, _FORM).replace(tzinfo=dt.UTC) for one in times)
    seconds = spent(start, end)
    return Told(line, local(start).date(), tuple(tags), note, seconds, times[0])
