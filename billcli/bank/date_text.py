"""Dates as banks write them: calendar dates by an explicit order, decided from all rows of a file.

Nothing is guessed from a single date, no time zone is applied, and a time of day after the date is
left out. The order of day and month cannot be told from the language of a file (some French exports
are month first), so it is decided from every row, or not at all.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from billcli.bank.month_name import month_of
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ORDERS = ("ymd", "dmy", "mdy")
YEAR_MIN, YEAR_MAX = 1980, 2099
CENTURY = 2000
SPAN_MAX = dt.timedelta(days=20 * 366)
SORTED_MIN = 4
NEAR_DAYS = 14
TEXT_MAX = 40

DOTTED_ORDER = "dmy"
_DOTTED = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d\d)(?!\d)", re.ASCII)
_TIME = re.compile(
    r"[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|CES?T|[+-]\d{2}:?\d{2})?$",
    re.ASCII,
)
_NUMERIC = re.compile(r"(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{1,4})\.?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})(?::|年)(\d{1,2})(?::|月)(\d{1,2})日?", re.ASCII)
_AS_OF = re.compile(r"\s+as of\s.*")
_COMPACT = re.compile(r"\d{8}|\d{6}", re.ASCII)
_NAMED = re.compile(r"(\d{1,4})[.\s/-]+([^\W\d_]{3,10})\.?[,\s/-]+(\d{1,4})")
_NAME_FIRST = re.compile(r"([^\W\d_]{3,10})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TOKENS = {
    "YYYY": r"(?P<y>\d{4})",
    "YY": r"(?P<y>\d{2})",
    "MMM": r"(?P<n>[^\W\d_]{3,10})\.?",
    "MM": r"(?P<m>\d{2})",
    "M": r"(?P<m>\d{1,2})",
    "DD": r"(?P<d>\d{2})",
    "D": r"(?P<d>\d{1,2})",
}
_TOKEN = re.compile("|".join(_TOKENS))


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a file writes dates.

    Attributes:
        order: ``ymd``, ``dmy`` or ``mdy``.
        pattern: an exact form such as ``DD.MM.YYYY``, or an empty string for any separator.
    """

    order: str = "ymd"
    pattern: str = ""


def parse_date(text: str, style: DateStyle) -> dt.date:
    """Return the calendar date, as written.

    Raises:
        ValueError: the text is not a date of this style, or no such day exists.

    >>> parse_date("03.04.2026", DateStyle("dmy"))
    datetime.date(2026, 4, 3)
    """
    if len(text) > TEXT_MAX:
        raise ValueError("too long for a date")
    day = _TIME.sub("", _AS_OF.sub("", text.strip()))
    year, month, dom = (
        _by_pattern(day, style.pattern) if style.pattern else _by_order(day, style.order)
    )
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise ValueError(f"the year {year} is not between {YEAR_MIN} and {YEAR_MAX}")
    return dt.date(year, month, dom)


def check_pattern(pattern: str) -> bool:
    """Return whether a pattern names a year, a month and a day, each once.

    >>> check_pattern("DD.MM.YYYY"), check_pattern("DD.MM")
    (True, False)
    """
    found = [token[0] for token in _TOKEN.findall(pattern)]
    return sorted(found) == ["D", "M", "Y"]


def date_like(text: str) -> bool:
    """Return whether the text is a date under any order.

    >>> date_like("31/12/2026"), date_like("Pending")
    (True, False)
    """
    return any(_reads(text, order) is not None for order in ORDERS)


def possible_orders(texts: Sequence[str]) -> tuple[str, ...]:
    """Return every order under which all texts are dates and that cannot be ruled out.

    Orders that give the same dates count once. When several remain, an order is ruled out if the
    dates spread over more than twenty years, or if only another one has the rows in date order
    (with at least four different dates). With full stops the day comes first wherever the rows do
    not say otherwise: no bank is known to write month.day.year.

    >>> possible_orders(["03/04/2026", "13/04/2026"]), possible_orders(["03/04/2026"])
    (('dmy',), ('dmy', 'mdy'))
    >>> possible_orders(["03.04.2026"]), possible_orders(["03.04.26"])
    (('dmy',), ('dmy',))
    """
    readings: dict[tuple[dt.date, ...], str] = {}
    for order in ORDERS:
        dates = [_reads(text, order) for text in texts]
        known = tuple(date for date in dates if date is not None)
        if len(known) == len(dates):
            readings.setdefault(known, order)
    if len(readings) > 1:
        readings = {d: o for d, o in readings.items() if max(d) - min(d) <= SPAN_MAX} or readings
    if len(readings) > 1:
        in_order = {d: o for d, o in readings.items() if _sorted(d)}
        readings = in_order if len(in_order) == 1 else readings
    if len(readings) > 1 and all(_DOTTED.match(text.strip()) for text in texts):
        dotted = tuple(order for order in readings.values() if order == DOTTED_ORDER)
        return dotted or tuple(readings.values())
    return tuple(readings.values())


def fitting(orders: Sequence[str], texts: Sequence[str]) -> tuple[str, ...]:
    """Return those of some orders under which all texts are dates.

    >>> fitting(("dmy", "mdy"), ["31/12/2026", "01/02/2026"])
    ('dmy',)
    """
    return tuple(o for o in orders if all(_reads(text, o) is not None for text in texts))


def near(orders: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return those orders under which the dates in different columns lie near each other.

    A bank books within days; read the wrong way, the days of one row lie months apart.

    >>> near(("dmy", "mdy"), [["04/03/2026"], ["04/05/2026"], ["A"]])
    ('mdy',)
    """
    dates = [cells for cells in columns if all(date_like(cell) for cell in cells if cell)]
    rows = list(zip(*dates, strict=True))
    return tuple(o for o in orders if all(_days(row, o) <= NEAR_DAYS for row in rows))


def _days(texts: Sequence[str], order: str) -> int:
    found = [date for text in texts if text and (date := _reads(text, order)) is not None]
    return (max(found) - min(found)).days if found else 0


def best_order(texts: Sequence[str]) -> str:
    """Return the order under which most texts are dates, to name the rows that are not."""
    return max(ORDERS, key=lambda order: sum(_reads(t, order) is not None for t in texts))


@lru_cache(maxsize=4096)
def _reads(text: str, order: str) -> dt.date | None:
    try:
        return parse_date(text, DateStyle(order))
    except ValueError:
        return None


def _sorted(dates: tuple[dt.date, ...]) -> bool:
    if len(set(dates)) < SORTED_MIN:
        return False
    up = all(a <= b for a, b in pairwise(dates))
    return up or all(a >= b for a, b in pairwise(dates))


def _by_pattern(text: str, pattern: str) -> tuple[int, int, int]:
    parts = _TOKEN.split(pattern)
    tokens = _TOKEN.findall(pattern)
    regex = re.escape(parts[0])
    for token, literal in zip(tokens, parts[1:], strict=True):
        regex += _TOKENS[token] + re.escape(literal)
    found = re.fullmatch(regex, text)
    if not found:
        raise ValueError(f"it does not have the form {pattern}")
    named = found.groupdict()
    month = month_of(named["n"]) if "n" in named else int(named["m"])
    return _year(named["y"]), month, int(named["d"])


def _by_order(text: str, order: str) -> tuple[int, int, int]:
    if found := _NUMERIC.fullmatch(text):
        first, mark, second, third = found.groups()
        return _numeric((first, second, third), order, short_year_first=mark == "-")
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if _COMPACT.fullmatch(text):
        return _compact(text, order)
    if found := _NAMED.fullmatch(text):
        first, name, third = found.groups()
        year, day = (first, third) if len(first) > len("31") else (third, first)
        return _year(year), month_of(name), int(day)
    if found := _NAME_FIRST.fullmatch(text):
        name, day, year = found.groups()
        return _year(year), month_of(name), int(day)
    raise ValueError("it does not look like a date")


def _numeric(
    parts: tuple[str, str, str], order: str, *, short_year_first: bool
) -> tuple[int, int, int]:
    named = dict(zip(order, parts, strict=True))
    if order == "ymd" and len(named["y"]) < len("2026") and not short_year_first:
        raise ValueError("the year does not stand first")
    if max(len(named["m"]), len(named["d"])) > len("31"):
        raise ValueError("the year stands elsewhere")
    return _year(named["y"]), int(named["m"]), int(named["d"])


def _compact(text: str, order: str) -> tuple[int, int, int]:
    width = len(text) - len("1231")
    cuts = {"ymd": (width, width + 2), "dmy": (2, 4), "mdy": (2, 4)}[order]
    parts = (text[: cuts[0]], text[cuts[0] : cuts[1]], text[cuts[1] :])
    return _numeric(parts, order, short_year_first=True)


def _year(text: str) -> int:
    if len(text) == len("26"):
        return CENTURY + int(text)
    if len(text) != len("2026"):
        raise ValueError("its year has neither two nor four digits")
    return int(text)
