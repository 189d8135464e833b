"""Dates of MT940: a value date with its year, an entry date without, and days that never were."""

from __future__ import annotations

import datetime as dt

from billcli.domain.named import NamedTuple

PIVOT = 80
"""Two digits from here on are of the last century."""
_FEBRUARY = 2
_THIRTY = range(29, 31)


class Booked(NamedTuple):
    """The booking date of a line, and what was wrong with the dates it was taken from."""

    date: dt.date
    warning: str = ""


class Span(NamedTuple):
    """The days of the two balances around a line, when stated."""

    first: dt.date | None = None
    last: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Return whether a line of that day may stand between the balances."""
        return not (self.first and day < self.first) and not (self.last and day > self.last)


def day_of(text: str) -> dt.date | None:
    """Return the date written YYMMDD, None when there is no such day.

    >>> day_of("260331"), day_of("260230")
    (datetime.date(2026, 3, 31), None)
    """
    year = int(text[:2])
    return _day(year + (1900 if year >= PIVOT else 2000), text[2:])


def booking_date(value: str, entry: str, span: Span) -> Booked:
    """Return when a line was booked.

    The year of the entry date is the one nearest to the value date, of those in which the day lies
    between the balances. An impossible entry date gives way to the value date, an impossible value
    date to the entry date; the 30th of February (months of 30 days) is the last day of it.

    Args:
        value: value date, YYMMDD.
        entry: entry date, MMDD, or an empty string.
        span: the days of the balances.

    Raises:
        ValueError: neither is a day.

    >>> booking_date("260102", "1231", Span()).date
    datetime.date(2025, 12, 31)
    """
    valued = day_of(value)
    around = valued or _near(value, span)
    if entry and around:
        years = range(around.year - 1, around.year + 2)
        days = [day for year in years if (day := _day(year, entry))]
        if days:
            best = min(days, key=lambda day: (not span.holds(day), abs(day - around)))
            return Booked(best, "" if valued else f"there is no day {value}")
    if valued is None:
        ended = _end_of_february(value)
        if ended is None:
            raise ValueError(f"there is no day {value}")
        return Booked(ended, f"there is no day {value}")
    return Booked(valued, f"there is no day {entry} in the year" if entry else "")


def _near(value: str, span: Span) -> dt.date | None:
    """Return a day near a value date that does not exist: of its month, or of the statement."""
    return _end_of_february(value) or day_of(f"{value[:4]}01") or span.last or span.first


def _end_of_february(value: str) -> dt.date | None:
    month, day = int(value[2:4]), int(value[4:])
    if month != _FEBRUARY or day not in _THIRTY:
        return None
    first_of_march = day_of(f"{value[:2]}0301")
    return first_of_march - dt.timedelta(days=1) if first_of_march else None


def _day(year: int, text: str) -> dt.date | None:
    try:
        return dt.date(year, int(text[:2]), int(text[2:]))
    except ValueError:
        return None
