"""A recurring plan: on which days it bills, and for which days of service.

Every date is counted from the plan's first day, never from the date before: a plan of 31 January
bills on 28 February and again on 31 March (safety rule 7).
"""

from __future__ import annotations

import datetime as dt
import re

from billcli.domain.entry import Entry
from billcli.domain.frozen import frozen
from billcli.domain.invoice import Period
from billcli.domain.meta import date_of, text_of
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError, quoted
from billcli.domain.terms import later

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from billcli.domain.entry import Directive

END_OF_MONTH = "end-of-month"
EVERY_FORMS = "1 month, 3 months, 2 weeks, 1 year or 10 days"
LATEST = dt.date(2200, 12, 31)
_EVERY = re.compile(r"(?:(?P<n>[1-9][0-9]{0,3}) )?(?P<unit>day|week|month|year)s?", re.ASCII)
_DAY = dt.timedelta(days=1)


@frozen
class Rhythm:
    """How far two dates of a plan lie apart.

    Attributes:
        number: of units, at least 1.
        unit: ``day``, ``week``, ``month`` or ``year``.
    """

    number: int
    unit: str

    @property
    def by_month(self) -> bool:
        """Whether dates are counted in months or years, whose lengths differ."""
        return self.unit in {"month", "year"}

    def after(self, start: dt.date, times: int) -> dt.date:
        """Return the date so many times after a start; a day that a month lacks is its last.

        Raises:
            OverflowError: there is no such year.

        >>> Rhythm(1, "month").after(dt.date(2026, 1, 31), 1)
        datetime.date(2026, 2, 28)
        """
        number = self.number * times
        months = number * {"month": 1, "year": 12}.get(self.unit, 0)
        days = number * {"day": 1, "week": 7}.get(self.unit, 0)
        return later(start, months=months, days=days)

    def __str__(self) -> str:
        """Return the text that ``parse_every`` reads."""
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"


class Pause(NamedTuple):
    """Days on which a plan bills nothing, both included; without an end, until it is resumed."""

    start: dt.date
    end: dt.date | None = None

    def holds(self, date: dt.date) -> bool:
        """Return whether a date lies within."""
        return self.start <= date and (self.end is None or date <= self.end)

    def __str__(self) -> str:
        """Return it as a plan's file has it."""
        return f"{self.start}..{self.end or ''}"


class Due(NamedTuple):
    """One date of a plan.

    Attributes:
        date: of its invoice.
        period: days of service that it bills.
        whole: how many days a whole period has at that place.
        is_paused: whether a pause takes it out.
    """

    date: dt.date
    period: Period
    whole: int
    is_paused: bool = False

    @property
    def days(self) -> int:
        """How many days it bills."""
        return (self.period.end - self.period.start).days + 1

    @property
    def is_partial(self) -> bool:
        """Whether it bills less than a whole period."""
        return self.days < self.whole


@frozen
class Plan:
    """When a plan bills.

    Attributes:
        id: name of its file.
        every: how far its dates lie apart.
        start: its first day.
        until: its last day, or None.
        times: how many dates it has, those in a pause too, or None.
        end_of_month: whether it bills on the last day of each month for the days before; otherwise
            it bills on the first day of each period for the days that follow.
        pro_rata: whether a first or last period that is not whole is billed by days.
        pauses: in any order.
    """

    id: str
    every: Rhythm
    start: dt.date
    until: dt.date | None = None
    times: int | None = None
    end_of_month: bool = False
    pro_rata: bool = False
    pauses: tuple[Pause, ...] = ()

    def dues(self, last: dt.date) -> Iterator[Due]:
        """Yield the plan's dates up to a day, in order, those in a pause marked.

        Args:
            last: the last day that is looked at.
        """
        found = self._at_ends() if self.end_of_month else self._at_starts()
        for n, due in enumerate(found):
            if due.date > last or (self.times is not None and n >= self.times):
                return
            yield due._replace(is_paused=any(pause.holds(due.date) for pause in self.pauses))

    def _at_starts(self) -> Iterator[Due]:
        """Yield dates that bill the days from then on."""
        start, n = self.start, 0
        while True:
            n += 1
            if start > (self.until or LATEST):
                return
            following = _within(self.every, self.start, n)
            end = following - _DAY
            whole = (end - start).days + 1
            if self.pro_rata and self.until:
                end = min(end, self.until)
            yield Due(start, Period(start, end), whole)
            start = following

    def _at_ends(self) -> Iterator[Due]:
        """Yield last days of months, which bill the days up to them."""
        first = self.start.replace(day=1)
        begin = first
        last, n = self.until or LATEST, 0
        while True:
            n += 1
            following = _within(self.every, first, n)
            end, whole = following - _DAY, (following - begin).days
            start = max(begin, self.start) if self.pro_rata else begin
            if end > last:
                if self.pro_rata and start <= last < end:
                    yield Due(last, Period(start, last), whole)
                return
            yield Due(end, Period(start, end), whole)
            begin = following


def _within(every: Rhythm, start: dt.date, times: int) -> dt.date:
    try:
        return min(every.after(start, times), dt.date.max)
    except OverflowError:
        return dt.date.max


def parse_every(text: str, *, flag: str = "--every") -> Rhythm:
    """Return the rhythm a text states.

    Raises:
        UsageError: it states none (``PLAN-EVERY``).

    >>> parse_every("3 months"), str(parse_every("month"))
    (Rhythm(number=3, unit='month'), '1 month')
    """
    match = _EVERY.fullmatch(" ".join(text.lower().split()))
    if match is None:
        raise UsageError.of(
            "PLAN-EVERY",
            f"{flag}: {quoted(text)} says not how often",
            hint=f"write {EVERY_FORMS}",
        )
    return Rhythm(int(match["n"] or 1), match["unit"])


def check_plan(plan: Plan) -> None:
    """Refuse a plan whose days do not fit each other.

    Raises:
        UsageError: ``PLAN-DATES``.
    """
    wrong = ""
    if plan.until and plan.until < plan.start:
        wrong = f"it ends on {plan.until}, before it starts on {plan.start}"
    elif plan.until and plan.times is not None:
        wrong = "until and times both say when it ends"
    elif plan.times is not None and plan.times < 1:
        wrong = f"it cannot have {plan.times} dates"
    elif plan.end_of_month and not plan.every.by_month:
        wrong = f"every {plan.every} does not lead from one end of a month to another"
    if wrong:
        raise UsageError.of(
            "PLAN-DATES", f"plan {plan.id}: {wrong}", hint="correct from, until, times or every"
        )


def billed(directives: Iterable[Directive]) -> dict[str, dict[dt.date, str]]:
    """Return the invoices that bill a date of a plan: by plan and date, their numbers.

    An invoice that was voided counts: its date is not billed again by itself.
    """
    found: dict[str, dict[dt.date, str]] = {}
    for entry in directives:
        if not isinstance(entry, Entry) or Kind.INVOICE.value not in entry.tags:
            continue
        plan, date = text_of(entry.meta.get("plan")), date_of(entry.meta.get("plan-date"))
        if plan and date:
            found.setdefault(plan, {})[date] = text_of(entry.meta.get("invoice"))
    return found
