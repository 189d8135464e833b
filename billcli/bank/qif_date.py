"""Dates of a QIF file: the order of day and month is decided from all of them, or said to be open.

Quicken writes ``1/ 5/99`` and ``1/ 5'04``: blanks for zeros, an apostrophe before years from 2000.
"""

from __future__ import annotations

import re

from billcli.bank.date_text import possible_orders
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PIVOT = 70
MONTH_DAYS = 31

_QUICKEN = re.compile(r"(\d{1,4})\s*[/.'-]\s*(\d{1,2})\s*([/.'-])\s*(\d{1,4})(?!\d)", re.ASCII)
_SHORT = len("99")


def plain_dates(texts: Sequence[str]) -> list[str]:
    """Return dates with one separator and years of four digits; others as they stand.

    Years of two digits are those from 1970 to 2069. The year stands first when a number there can
    be no day; where it may stand first or last, as in ``05-01-02``, the date stays as it is.

    >>> plain_dates(["1/ 5'04", "12/31/99"]), plain_dates(["98-12-31", "05-01-02"])
    (['1/5/2004', '12/31/1999'], ['1998-12-31', '2005-01-02'])
    """
    found = [_QUICKEN.match(text) for text in texts]
    year_first = any(_is_year(match[1]) for match in found if match)
    year_last = any(_is_year(match[4]) for match in found if match)
    open_mark = "" if year_first or year_last else "-"
    return [
        _plain(match, year_first=year_first) + text[match.end() :]
        if match and match[3] != open_mark
        else text
        for match, text in zip(found, texts, strict=True)
    ]


def date_orders(accounts: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the orders of day and month under which all dates make sense; one if it is decided.

    Args:
        accounts: plain dates of each account in the order of the file; an account's own are mostly
            sorted, those of several accounts together are not.

    >>> date_orders([["13/2/2026", "3/4/2026"], ["5/6/2026"]]), date_orders([["3/4/2026"]])
    (('dmy',), ('dmy', 'mdy'))
    """
    lists = list(accounts)
    whole = possible_orders([text for texts in lists for text in texts])
    if len(whole) < 2:  # noqa: PLR2004 - decided, or none
        return whole
    each = [possible_orders(texts) for texts in lists]
    shared = tuple(order for order in whole if all(order in orders for orders in each))
    return shared or whole


def _plain(match: re.Match[str], *, year_first: bool) -> str:
    first, second, mark, third = match.groups()
    if year_first:
        return f"{_year(first)}-{second}-{third}"
    separator = "/" if mark == "'" else mark
    return f"{first}{separator}{second}{separator}{_year(third)}"


def _year(text: str) -> str:
    if len(text) > _SHORT:
        return text
    return str((1900 if int(text) >= PIVOT else 2000) + int(text))


def _is_year(text: str) -> bool:
    return len(text) > _SHORT or int(text) > MONTH_DAYS
