"""Series of document numbers: how a number is written, read, and which comes next.

A number exists only once it stands in the ledger, so the next one is always counted from the
numbers used (docs/reference/ledger-format.md, safety rule 1); there is no counter to go wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from billcli.domain.contract import DOCUMENT_NUMBER
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from typing import TypeAlias

SeriesPeriod: TypeAlias = tuple[int, ...]

_FIELD = re.compile(r"\{([^{}]*)\}")
_COUNTER = re.compile(r"n(?::0([1-9]))?", re.ASCII)
_LITERAL = re.compile(r"[A-Za-z0-9._-]*", re.ASCII)
_LONGEST = 18
_ROOM = 9
_RUN_SHOWN = 3
_EXAMPLE = 'write it like "INV-{year}-{n:04}"; {month:02} is allowed too'


@frozen
class Series:
    """A series of document numbers, such as ``INV-{year}-{n:04}``.

    Attributes:
        name: the series' name in the configuration.
        pattern: literal characters with exactly one ``{n}`` or ``{n:04}``, and at most one each of
            ``{year}`` and ``{month:02}``. Counting starts again in each year or month the pattern
            names; more digits than the pattern asks for just grow.
        floor: where counting starts for those who come from elsewhere (``next`` in the
            configuration); it rules only until a number at or above it exists.

    Raises:
        InvalidError: the pattern cannot make legal document numbers, or the floor is not positive.

    >>> Series("invoice", "INV-{year}-{n:04}").read("INV-2026-0007")
    ((2026,), 7)
    """

    name: str
    pattern: str
    floor: int | None = None

    def __post_init__(self) -> None:
        """Refuse a series that cannot work."""
        wrong = _fault(self.pattern)
        if not wrong and self.floor is not None and not 1 <= self.floor < 10**_LONGEST:
            wrong = f"next = {self.floor} is not a number from 1 up"
        if wrong:
            raise InvalidError.of(
                "CONFIG-INVALID", f"series {self.name}: {wrong}", hint=f"{_EXAMPLE}, next = 1"
            )

    def format(self, n: int, date: dt.date) -> str:
        """Return the n-th number of the date's period.

        >>> import datetime as dt
        >>> Series("invoice", "INV-{year}-{n:04}").format(12345, dt.date(2026, 1, 1))
        'INV-2026-12345'
        """
        return self._written(self.period(date), n)

    def read(self, number: str) -> tuple[SeriesPeriod, int] | None:
        """Return period and count of a number, or None when it is not of this series.

        The period is what the pattern names, in order of year and month: ``(2026,)``,
        ``(2026, 1)``, or ``()`` for a pattern that names neither.
        """
        match = _reader(self.pattern).fullmatch(number)
        if match is None:
            return None
        found = match.groupdict()
        period = tuple(int(found[k]) for k in ("year", "month") if k in found)
        n = int(found["n"])
        return (period, n) if n else None

    def next(self, used: Iterable[str], date: dt.date) -> str:
        """Return the number to give next: the highest used in the date's period, plus one.

        Args:
            used: all document numbers of the ledger, those of other series included.
            date: the new document's date.

        Whoever takes many numbers keeps a ``Tally``.
        """
        return Tally(self, used).next(date)

    def missing(self, used: Iterable[str]) -> tuple[str, ...]:
        """Return the numbers that are absent, in order, period by period.

        The first period is searched from its lowest number, or from the floor when that is lower,
        and so is every period up to the one in which the floor was reached. Later ones are searched
        from 1, because counting starts again there. A run of more than three is one text,
        ``INV-2026-0004..INV-2026-0117``.

        Args:
            used: the numbers issued here; leave out those taken over as opening balances, because
                their paid neighbours never came along.

        >>> Series("invoice", "INV-{n}").missing(["INV-3", "INV-5", "OLD-7"])
        ('INV-4',)
        """
        counts: dict[SeriesPeriod, set[int]] = defaultdict(set)
        for number in used:
            if found := self.read(number):
                counts[found[0]].add(found[1])
        gaps: list[str] = []
        floor, running = self.floor or 1, False
        for period in sorted(counts):
            low = 1 if running else min(counts[period])
            low = min(low, self.floor or low)
            for first, last in _gaps(counts[period], low):
                gaps += self._run(period, first, last)
            running = running or max(counts[period]) >= floor
        return tuple(gaps)

    def _run(self, period: SeriesPeriod, first: int, last: int) -> list[str]:
        if last - first >= _RUN_SHOWN:
            return [f"{self._written(period, first)}..{self._written(period, last)}"]
        return [self._written(period, n) for n in range(first, last + 1)]

    def jump(self, number: str, used: Iterable[str], issued: Iterable[str], today: dt.date) -> str:
        """Return the number the series would skip to leave ``number`` behind, else an empty text.

        A number from elsewhere may fill what lies below the next one; at or above it, the series
        would go on behind it. Periods in which nothing was issued are free, but for today's while
        the floor rules.

        Args:
            number: taken over from elsewhere.
            used: all document numbers of the ledger.
            issued: those of them that were given here.
            today: its period is the one the floor is meant for.
        """
        found = self.read(number)
        if found is None:
            return ""
        period, n = found
        counts = [read for name in used if (read := self.read(name))]
        given = [read for name in issued if (read := self.read(name))]
        behind = max((count for of, count in counts if of == period), default=0) + 1
        floor = self.floor or 1
        ruled = 1 < floor > max((count for _, count in given), default=0)
        if ruled and period == self.period(today):
            behind = max(behind, floor)
        elif not any(of == period for of, _ in given):
            return ""
        return self._written(period, behind) if n >= behind else ""

    def period(self, date: dt.date) -> SeriesPeriod:
        """Return the period a date lies in, as ``read`` gives it."""
        wanted = (("{year}", date.year), ("{month:02}", date.month))
        return tuple(value for field, value in wanted if field in self.pattern)

    def prefix(self, date: dt.date) -> str:
        """Return what every number of the date's period begins with, as far as that is told.

        >>> import datetime as dt
        >>> Series("invoice", "INV-{year}-{n:04}").prefix(dt.date(2026, 1, 1))
        'INV-2026-'
        """
        lead = self.pattern.partition("{n")[0]
        return lead.format(year=date.year, month=date.month)

    def _written(self, period: SeriesPeriod, n: int) -> str:
        names = [k for k in ("year", "month") if f"{{{k}" in self.pattern]
        return self.pattern.format(n=n, **dict(zip(names, period, strict=True)))


class Tally:
    """How far a series has come in each period, so that many numbers cost one look at the ledger.

    >>> import datetime as dt
    >>> tally = Tally(Series("invoice", "INV-{year}-{n:04}"), ["INV-2026-0007", "CN-2026-0001"])
    >>> tally.next(dt.date(2026, 1, 1))
    'INV-2026-0008'
    """

    def __init__(self, series: Series, used: Iterable[str], taken_over: Iterable[str] = ()) -> None:
        """Count the numbers of the series among all that are used.

        Args:
            series: its pattern and floor.
            used: all document numbers of the ledger.
            taken_over: those of them that were given elsewhere; they do not end the floor's rule.
        """
        self._series = series
        self._highest: dict[SeriesPeriod, int] = {}
        self._reached = 0
        elsewhere = frozenset(taken_over)
        for number in used:
            self.add(number, issued=number not in elsewhere)

    def add(self, number: str, *, issued: bool = True) -> None:
        """Count one more number as used; one of another series changes nothing."""
        if found := self._series.read(number):
            period, n = found
            self._highest[period] = max(n, self._highest.get(period, 0))
            self._reached = max(self._reached, n if issued else 0)

    def next(self, date: dt.date) -> str:
        """Return the number to give next; it counts as used only once it is added."""
        floor = self._series.floor
        n = self._highest.get(self._series.period(date), 0) + 1
        if floor is not None and self._reached < floor:
            n = max(n, floor)
        return self._series.format(n, date)


def _gaps(counts: set[int], low: int) -> Iterator[tuple[int, int]]:
    expected = low
    for n in sorted(counts):
        if n > expected:
            yield expected, n - 1
        expected = n + 1


def _fault(pattern: str) -> str:
    fields = _FIELD.findall(pattern)
    counters = [f for f in fields if _COUNTER.fullmatch(f)]
    others = [f for f in fields if f not in counters]
    unknown = sorted({f for f in others if f not in {"year", "month:02"}})
    if unknown:
        return f"{quoted(pattern)} has the unknown field {{{unknown[0]}}}"
    if len(counters) != 1 or len(set(others)) < len(others):
        return f"{quoted(pattern)} needs {{n}} exactly once and the other fields at most once"
    if "month:02" in others and "year" not in others:
        return f"{quoted(pattern)} names the month without the year, so numbers would come again"
    literals = _FIELD.sub("", pattern)
    if not _LITERAL.fullmatch(literals) or not DOCUMENT_NUMBER.fullmatch(
        pattern.format(year=9999, month=12, n=10**_ROOM - 1)
    ):
        return f"{quoted(pattern)} makes no legal document numbers"
    return ""


@lru_cache(maxsize=64)
def _reader(pattern: str) -> re.Pattern[str]:
    text = ""
    for i, piece in enumerate(_FIELD.split(pattern)):
        text += _field_reader(piece) if i % 2 else re.escape(piece)
    return re.compile(text, re.ASCII)


def _field_reader(field: str) -> str:
    if field == "year":
        return "(?P<year>[1-9][0-9]{3})"
    if field == "month:02":
        return "(?P<month>0[1-9]|1[0-2])"
    counter = _COUNTER.fullmatch(field)
    width = int(counter[1] or 1) if counter else 1
    return f"(?P<n>[0-9]{{{width}}}|[1-9][0-9]{{{width},{_LONGEST - 1}}})"
