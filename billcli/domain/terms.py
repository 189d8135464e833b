"""Payment terms, dates and periods as people type them, in exact calendar arithmetic.

Source: docs/reference/ledger-format.md rule 16. Every date is counted from its anchor (the invoice
date or the end of its month), never from a date that was itself computed.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from billcli.domain.frozen import frozen
from billcli.domain.invoice import Period
from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

YEAR_FIRST, YEAR_LAST = 1900, 2200
DAYS_MAX = 3650
_DECEMBER = 12
TERMS_FORMS = "net 30, 2/10 net 30, 2/10, eom, eom+15, due on receipt, or a date such as 2026-01-31"
DATE_FORMS = "2026-01-31, today, yesterday, tomorrow, +30d, -3d or eom (the end of this month)"
PERIOD_FORMS = "2026-01-01..2026-01-31, or 2026-01 for a whole month"

_TERMS = re.compile(
    r"(?:(?P<percent>[0-9]{1,2}(?:\.[0-9]{1,4})?)\s*/\s*(?P<within>[0-9]{1,4}))?\s*"
    r"(?:net (?P<net>[0-9]{1,4})|eom(?:\s?\+\s?(?P<eom>[0-9]{1,4}))?(?P<month_end>)"
    r"|(?P<receipt>due on receipt)|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}))?",
    re.ASCII,
)
_DAYS = re.compile(r"[0-9]{1,4}", re.ASCII)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)
_OFFSET = re.compile(r"([+-][0-9]{1,4})d", re.ASCII)


def end_of_month(date: dt.date) -> dt.date:
    """Return the last day of the date's month.

    >>> end_of_month(dt.date(2024, 2, 3))
    datetime.date(2024, 2, 29)
    """
    return date.replace(day=_last_day(date.year, date.month))


def later(date: dt.date, *, days: int = 0, months: int = 0) -> dt.date:
    """Return the day so much later; the last day of a month that lacks the date's own.

    Raises:
        OverflowError: there is no such year.

    >>> later(dt.date(2026, 1, 31), months=1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        raise OverflowError
    day = min(date.day, _last_day(year, month + 1))
    return date.replace(year=year, month=month + 1, day=day) + dt.timedelta(days=days)


def _last_day(year: int, month: int) -> int:
    """Return the days of a month; the library's calendar loads all its languages to say so."""
    if month == _DECEMBER:
        return 31
    return (dt.date(year, month + 1, 1) - dt.timedelta(days=1)).day


@frozen
class Discount:
    """An early-payment discount.

    Attributes:
        percent: off the document's total.
        days: last day it is granted, counted from the invoice date.
    """

    percent: Decimal
    days: int


@frozen
class Terms:
    """When a document is due, and what paying early takes off.

    Attributes:
        days: days after the invoice date, or after the end of its month; None when the terms
            give no due date.
        month_end: count from the end of the invoice date's month.
        fixed: a due date stated outright.
        discount: None when paying early takes nothing off.
    """

    days: int | None = None
    month_end: bool = False
    fixed: dt.date | None = None
    discount: Discount | None = None

    def due(self, date: dt.date) -> dt.date | None:
        """Return the due date of a document of ``date``, or None when the terms state none.

        >>> parse_terms("eom+15").due(dt.date(2026, 1, 15))
        datetime.date(2026, 2, 15)
        """
        if self.days is None:
            return self.fixed
        anchor = end_of_month(date) if self.month_end else date
        return anchor + dt.timedelta(days=self.days)

    def discount_until(self, date: dt.date) -> dt.date | None:
        """Return the last day the discount is granted, or None without a discount.

        >>> parse_terms("2/10 net 30").discount_until(dt.date(2026, 1, 25))
        datetime.date(2026, 2, 4)
        """
        return None if self.discount is None else date + dt.timedelta(days=self.discount.days)

    def __str__(self) -> str:
        """Return the terms as the ledger writes them.

        >>> str(parse_terms("2/10  NET 30")), str(parse_terms("due on receipt"))
        ('2/10 net 30', 'net 0')
        """
        parts = []
        if self.discount:
            parts.append(f"{plain(self.discount.percent)}/{self.discount.days}")
        if self.fixed:
            parts.append(self.fixed.isoformat())
        elif self.days is not None and self.month_end:
            parts.append(f"eom+{self.days}" if self.days else "eom")
        elif self.days is not None:
            parts.append(f"net {self.days}")
        return " ".join(parts)


def parse_terms(text: str, *, flag: str = "--terms") -> Terms:
    """Return the terms a text states; case and repeated blanks do not matter.

    A whole number alone is that many days, as other tools write terms, and other ways of saying the
    same are understood (``spoken_terms``).

    Raises:
        UsageError: the text is no form of terms, names an impossible date, counts more than
            3,650 days, or grants a discount longer than the days to pay.

    >>> parse_terms("2/10 net 30").discount
    Discount(percent=Decimal('2'), days=10)
    """
    words = " ".join(text.lower().split())
    match = _TERMS.fullmatch(f"net {words}" if _DAYS.fullmatch(words) else words)
    if match is None:
        from billcli.domain.spoken_terms import in_short  # noqa: PLC0415 - few say it otherwise

        match = _TERMS.fullmatch(in_short(words))
    if match is None or not match.group():
        raise UsageError.of(
            "TERMS-UNREADABLE",
            f"{flag}: {quoted(text)} is no form of payment terms",
            hint=f"write {TERMS_FORMS}",
        )
    found = match.groupdict()
    fixed = _iso(found["date"], flag) if found["date"] else None
    terms = Terms(_days(found), found["month_end"] is not None, fixed, _discount(found))
    _check_terms(terms, text, flag)
    return terms


def _days(found: Mapping[str, str | None]) -> int | None:
    if found["receipt"] or found["month_end"] is not None:
        return int(found["eom"] or 0)
    return int(found["net"]) if found["net"] else None


def _discount(found: Mapping[str, str | None]) -> Discount | None:
    percent, within = found["percent"], found["within"]
    return Discount(Decimal(percent), int(within)) if percent and within else None


def _check_terms(terms: Terms, text: str, flag: str) -> None:
    discount = terms.discount
    if max(terms.days or 0, discount.days if discount else 0) > DAYS_MAX:
        wrong = f"counts more than {DAYS_MAX} days"
    elif discount and not discount.percent:
        wrong = "grants a discount of nothing"
    elif discount and terms.days is not None and not terms.month_end and discount.days > terms.days:
        wrong = "grants the discount for longer than the days to pay"
    else:
        return
    raise UsageError.of(
        "TERMS-IMPOSSIBLE", f"{flag}: {quoted(text)} {wrong}", hint=f"write {TERMS_FORMS}"
    )


def parse_date(text: str, today: dt.date, flag: str = "date") -> dt.date:
    """Return the calendar date a person typed.

    Args:
        text: an ISO date, ``today``, ``yesterday``, ``tomorrow``, ``+30d``, ``-3d`` or ``eom``.
        today: what the relative forms count from.
        flag: the flag or column to name in the error.

    Raises:
        UsageError: no such form, no such day, or a year outside 1900 to 2200.

    >>> parse_date("+30d", dt.date(2026, 1, 15))
    datetime.date(2026, 2, 14)
    """
    named = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if text == "eom":
        return end_of_month(today)
    if text in named:
        return _shifted(today, named[text], text, flag)
    if offset := _OFFSET.fullmatch(text):
        return _shifted(today, int(offset[1]), text, flag)
    return _iso(text, flag)


def parse_period(text: str, *, flag: str = "--period") -> Period:
    """Return the days of service a text states, first and last included.

    Raises:
        UsageError: no such form, no such day, or the end before the start.

    >>> parse_period("2024-02").end
    datetime.date(2024, 2, 29)
    """
    if _MONTH.fullmatch(text):
        start = _iso(f"{text}-01", flag)
        return Period(start, end_of_month(start))
    first, dots, last = text.partition("..")
    if not dots:
        _refuse(text, flag, PERIOD_FORMS)
    period = Period(_iso(first, flag), _iso(last, flag))
    if period.end < period.start:
        raise UsageError.of(
            "PERIOD-BACKWARDS",
            f"{flag}: {text} ends before it starts",
            hint=f"write it as {last}..{first}",
        )
    return period


def _shifted(today: dt.date, days: int, text: str, flag: str) -> dt.date:
    date = today + dt.timedelta(days=days)
    if not YEAR_FIRST <= date.year <= YEAR_LAST:
        _refuse(text, flag, DATE_FORMS)
    return date


def _iso(text: str, flag: str) -> dt.date:
    match = _ISO.fullmatch(text)
    if match is None:
        _refuse(text, flag, DATE_FORMS)
    year, month, day = map(int, match.groups())
    if not YEAR_FIRST <= year <= YEAR_LAST:
        raise UsageError.of(
            "DATE-RANGE",
            f"{flag}: the year of {text} is not between {YEAR_FIRST} and {YEAR_LAST}",
            hint="check the year for a typing error",
        )
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise UsageError.of(
            "DATE-IMPOSSIBLE",
            f"{flag}: there is no day {text}",
            hint="check the month and the day; dates are written year-month-day",
        ) from None


def _refuse(text: str, flag: str, forms: str) -> NoReturn:
    raise UsageError.of(
        "DATE-UNREADABLE", f"{flag}: {quoted(text)} cannot be read", hint=f"write {forms}"
    )
