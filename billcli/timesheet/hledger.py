"""Time kept in the plain files of hledger: timeclock (in and out) and timedot (dots for quarters).

Source: hledger's manual, "timeclock" and "timedot".
"""

from __future__ import annotations

import datetime as dt
import re

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError
from billcli.domain.work import parse_duration
from billcli.timesheet.told import Told, refuse, spent, unreadable

if TYPE_CHECKING:
    from billcli.domain.problem import Problem

QUARTER = 900
_CLOCK = re.compile(
    r"([ioO]) ([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}) ([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
    r"(?:[+-][0-9]{4})?(?: +(.*))?"
)
_DAY = re.compile(r"(?:\*+ +)?([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})(?:\s+(.*))?")
_DOTS = re.compile(r"(?:\*+ +)?(\S(?:.*?\S)?)(?:  +|\t)([.\s]+|[0-9].*?)")
_COMMENT = ("#", ";", "*", "D ", "h ", "b ")


def is_timeclock(line: str) -> bool:
    """Return whether a line is one of timeclock."""
    return _CLOCK.fullmatch(line) is not None


def is_timedot_day(line: str) -> bool:
    """Return whether a line begins a day of timedot."""
    return _DAY.fullmatch(line) is not None


def read_timeclock(text: str, file: str) -> tuple[Told, ...]:
    """Return the entries of a timeclock file; one that still runs is left out.

    Raises:
        UsageError: lines cannot be read (WORK-IMPORT).
    """
    told: list[Told] = []
    problems: list[Problem] = []
    begun: tuple[int, dt.datetime, str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith(_COMMENT):
            continue
        match = _CLOCK.fullmatch(line.rstrip())
        if match is None:
            problems.append(unreadable(file, number, "it is no line of timeclock"))
            continue
        try:
            moment = _moment(match[2], match[3])
            if match[1] == "i":
                if begun:
                    problems.append(unreadable(file, number, "one began before the last ended"))
                begun = number, moment, match[4] or ""
            elif begun is None:
                problems.append(unreadable(file, number, "it ends what never began"))
            else:
                at, start, words = begun
                account, _, note = words.partition("  ")
                names = _names(account)
                seconds = spent(start, moment)
                told.append(Told(at, start.date(), names, note.split(";")[0].strip(), seconds,
                                 start.isoformat()))  # fmt: skip
                begun = None
        except ValueError as error:
            problems.append(unreadable(file, number, str(error)))
            begun = None
    refuse(problems)
    return tuple(told)


def read_timedot(text: str, file: str) -> tuple[Told, ...]:
    """Return the entries of a timedot file.

    Raises:
        UsageError: lines cannot be read (WORK-IMPORT).
    """
    told: list[Told] = []
    problems: list[Problem] = []
    day: dt.date | None = None
    for number, line in enumerate(text.splitlines(), 1):
        bare, _, note = line.partition(";")
        bare = bare.rstrip()
        if not bare.strip() or bare.startswith("#"):
            continue
        try:
            if found := _DAY.fullmatch(bare):
                day = _moment(found[1], "0:00").date()
            elif day is not None:
                entry = _dotted(number, day, bare.strip(), note.strip())
                told += [entry] if entry else []
        except (ValueError, BillcliError) as error:
            words = error.problems[0].message if isinstance(error, BillcliError) else str(error)
            problems.append(unreadable(file, number, words))
    refuse(problems)
    return tuple(told)


def _dotted(number: int, day: dt.date, line: str, note: str) -> Told | None:
    match = _DOTS.fullmatch(line)
    if match is None:
        msg = "it has no dots or hours behind two blanks"
        raise ValueError(msg)
    quantity = match[2].strip()
    if set(quantity) <= {".", " ", "\t"}:
        seconds = quantity.count(".") * QUARTER
    else:
        seconds = parse_duration(quantity, flag="hours")
    return Told(number, day, _names(match[1]), note, seconds) if seconds else None


def _names(account: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in account.split(":") if part.strip())


def _moment(day: str, clock: str) -> dt.datetime:
    year, month, number = map(int, re.split(r"[-/.]", day))
    hour, minute, second = map(int, [*clock.split(":"), "0"][:3])
    return dt.datetime(year, month, number, hour, minute, second)  # noqa: DTZ001 - as written
