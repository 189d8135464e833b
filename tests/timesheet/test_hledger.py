"""Time kept in timeclock and timedot."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.problem import UsageError
from billcli.timesheet.hledger import (
    is_timeclock,
    is_timedot_day,
    read_timeclock,
    read_timedot,
)
from billcli.timesheet.told import Told

CLOCK = """# my hours
i 2026/01/05 09:00:00 Acme:logo  Draft, first round
o 2026/01/05 10:30:00

; at home
i 2026-01-05 23:30:00 Globex:audit  Ledgers  ; tag:
o 2026-01-06 00:15:00
i 2026.1.7 9:00 Acme
o 2026.1.7 9:20
i 2026-01-08 09:00:00 Acme:logo
"""
DOTS = """# hours of January
* 2026-01-05 Monday
** Acme:logo  .... ..  ; Draft
Acme:website  1.5
Globex  45m
Acme:none  0

2026/1/6
Acme:logo work	2:30   ; with a tab before it
Globex:audit  .
"""


def refused(text: str, *, dots: bool = False) -> list[str]:
    with pytest.raises(UsageError) as caught:
        (read_timedot if dots else read_timeclock)(text, "t")
    assert {p.code for p in caught.value.problems} == {"WORK-IMPORT"}
    return [f"{p.where} {p.message}" for p in caught.value.problems]


def test_a_timeclock_without_what_still_runs() -> None:
    assert read_timeclock(CLOCK, "t.timeclock") == (
        Told(
            2,
            dt.date(2026, 1, 5),
            ("Acme", "logo"),
            "Draft, first round",
            5400,
            "2026-01-05T09:00:00",
        ),
        Told(
            6,
            dt.date(2026, 1, 5),
            ("Globex", "audit"),
            "Ledgers",
            2700,
            "2026-01-05T23:30:00",
        ),
        Told(8, dt.date(2026, 1, 7), ("Acme",), "", 1200, "2026-01-07T09:00:00"),
    )


def test_what_a_timeclock_cannot_say_is_named_with_its_line() -> None:
    text = """o 2026-01-05 09:00:00
i 2026-01-05 10:00:00 Acme
i 2026-01-05 11:00:00 Acme
o 2026-01-05 12:00:00
i 2026-01-05 13:00:00 Acme
o 2026-01-05 13:00:00
i 2026-02-30 13:00:00 Acme
lunch
"""
    assert refused(text) == [
        "t:1 it ends what never began",
        "t:3 one began before the last ended",
        "t:6 it ends at 13:00, not after 13:00",
        "t:7 day is out of range for month",
        "t:8 it is no line of timeclock",
    ]


def test_a_timedot_file() -> None:
    found = read_timedot(DOTS, "t.timedot")
    assert [(t.line, t.date.day, t.names, t.seconds, t.description) for t in found] == [
        (3, 5, ("Acme", "logo"), 5400, "Draft"),
        (4, 5, ("Acme", "website"), 5400, ""),
        (5, 5, ("Globex",), 2700, ""),
        (9, 6, ("Acme", "logo work"), 9000, "with a tab before it"),
        (10, 6, ("Globex", "audit"), 900, ""),
    ]


@pytest.mark.parametrize(
    ("dots", "seconds"),
    [
        (".", 900),
        ("..", 1800),
        ("....", 3600),
        (".... .... ..", 9000),
        ("1", 3600),
        ("1.25", 4500),
        ("1.25h", 4500),
        ("15m", 900),
        ("90s", 90),
        ("0:45", 2700),
    ],
)
def test_dots_are_quarters_of_an_hour_and_numbers_are_hours(dots: str, seconds: int) -> None:
    (found,) = read_timedot(f"2026-01-05\nAcme:logo  {dots}\n", "t")
    assert found.seconds == seconds


def test_what_timedot_cannot_say_is_named_with_its_line() -> None:
    text = """2026-01-05
Acme ....
Acme  1x
2026-13-05
Globex  ..
"""
    found = refused(text, dots=True)
    assert found[0] == "t:2 it has no dots or hours behind two blanks"
    assert found[1].startswith("t:3 hours: '1x' is no length of time")
    assert found[2] == "t:4 month must be in 1..12"
    assert len(found) == 3


def test_before_the_first_day_nothing_is_told() -> None:
    assert read_timedot("Notes of mine\nAcme  ....\n", "t") == ()


@pytest.mark.parametrize(
    ("line", "clock", "day"),
    [
        ("i 2026-01-05 09:00:00 Acme", True, False),
        ("o 2026/01/05 09:00", True, False),
        ("O 2026/01/05 09:00:00+0100", True, False),
        ("2026-01-05", False, True),
        ("2026-01-05 Monday", False, True),
        ("* 2026-01-05", False, True),
        ("2026-01-05,1:30", False, False),
        ("i am here", False, False),
        ("", False, False),
    ],
)
def test_lines_by_which_the_forms_are_known(line: str, clock: bool, day: bool) -> None:
    assert (is_timeclock(line), is_timedot_day(line)) == (clock, day)
