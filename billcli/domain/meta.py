"""Metadata as people wrote it: one value, read as text, as a date or as a count.

Ledgers that billcli did not write hold the same fact in several types (a due date as a date or as
ISO text, an invoice number as text or as a number); these readers accept all of them and never
raise.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.domain.entry import MetaValue

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def text_of(value: MetaValue | None) -> str:
    """Return the value as an id or name, an empty string when it is none.

    >>> text_of(Decimal("1001")), text_of(" A01 "), text_of(True)
    ('1001', 'A01', '')
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, dt.date) else ""


def date_of(value: MetaValue | None) -> dt.date | None:
    """Return the value as a date: a date, or its ISO text (format rule 16).

    >>> date_of("2026-02-14")
    datetime.date(2026, 2, 14)
    """
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def count_of(value: MetaValue | None) -> int | None:
    """Return the value as a whole positive number, such as that of an instalment.

    >>> count_of(Decimal(2)), count_of("2"), count_of("second")
    (2, 2, None)
    """
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = Decimal(value)
    if isinstance(value, Decimal) and value > 0 and value == value.to_integral_value():
        return int(value)
    return None


def folded(text: str) -> str:
    """Return text as it is compared: without regard to case and to the width of blanks.

    >>> folded("  ACME   Inc.")
    'acme inc.'
    """
    return " ".join(text.split()).casefold()
