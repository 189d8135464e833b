"""Days on which euro payments are settled: the calendar of T2 (until 2023 TARGET2).

Source: European Central Bank, closing days: Saturdays, Sundays, 1 January, Good Friday, Easter
Monday, 1 May, 25 and 26 December.
"""

from __future__ import annotations

import datetime as dt

_FIXED = frozenset({(1, 1), (5, 1), (12, 25), (12, 26)})
_SATURDAY = 5


def easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar, by Gauss's rule as completed by Butcher.

    >>> easter(2026), easter(2038)
    (datetime.date(2026, 4, 5), datetime.date(2038, 4, 25))
    """
    golden, century, rest = year % 19, year // 100, year % 100
    moved = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moved + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def is_target_day(day: dt.date) -> bool:
    """Return whether euro payments are settled on a day.

    >>> is_target_day(dt.date(2026, 4, 3)), is_target_day(dt.date(2026, 4, 7))
    (False, True)
    """
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    return (day - easter(day.year)).days not in {-2, 1}


def next_target_day(day: dt.date) -> dt.date:
    """Return the day itself, or the first one after it on which payments are settled.

    >>> next_target_day(dt.date(2026, 12, 25))
    datetime.date(2026, 12, 28)
    """
    while not is_target_day(day):
        day += dt.timedelta(days=1)
    return day
