"""Dates as OFX files have them: the calendar date the bank wrote, whatever time and zone follow.

Source: OFX 2.3 section 3.2.8.2: a date begins with YYYYMMDD.
"""

from __future__ import annotations

import re

from billcli.bank.date_text import DateStyle, parse_date
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

_DAY = re.compile(r"[0-9]{8}(?=[0-9.\s\[]|$)", re.ASCII)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read_day(text: str) -> dt.date | None:
    """Return the calendar date, None when the text is empty or names a day that does not exist.

    Raises:
        ValueError: the text has not the form of a date.

    >>> read_day("20260331235959.000[-8:PST]"), read_day("20260230")
    (datetime.date(2026, 3, 31), None)
    """
    found = _DAY.match(text) or _ISO_DAY.match(text)
    if text and not found:
        raise ValueError("it does not look like a date")
    try:
        return parse_date(found[0], DateStyle("ymd")) if found else None
    except ValueError:
        return None
