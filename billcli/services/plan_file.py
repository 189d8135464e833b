"""Plans as files: written like a draft, with how often, from when, and prices from later dates.

::

    customer = "Acme"
    every = "1 month"
    from = 2026-01-31
    lines = ["300 Hosting"]

    [price.2026-07-01]
    lines = ["320 Hosting"]
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.plan import END_OF_MONTH, LATEST, Pause, Plan, check_plan, parse_every
from billcli.domain.problem import InvalidError, Problem, quoted
from billcli.domain.terms import parse_period
from billcli.services.check_draft import Checked, checked
from billcli.services.draft_reading import Reading, reading
from billcli.services.draft_text import item_lines
from billcli.services.named_file import NamedFile, names_in, path_of, read_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from billcli.domain.plan import Due
    from billcli.services.workspace import Workspace
    from billcli.store.toml_table import TomlTable

FOLDER = "plans"
_OTHER_KEYS = ("date", "due", "first", "delivered", "period")


@dataclass(frozen=True, slots=True)
class Price:
    """What a plan bills from a date on.

    Attributes:
        since: the first date it holds for.
        lines: texts of lines.
        key: path of their list in the file.
    """

    since: dt.date
    lines: tuple[str, ...]
    key: tuple[str, ...] = ("lines",)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as its file says.

    Attributes:
        file: it, and its bytes.
        found: what was read, with the mistakes that need no books to be seen.
        plan: when it bills; None when that cannot be read.
        prices: what it bills, by date; the first holds from the beginning.
    """

    file: NamedFile
    found: Reading
    plan: Plan | None
    prices: tuple[Price, ...]

    @property
    def name(self) -> str:
        """Its id."""
        return self.file.name

    def sound(self) -> Plan:
        """Return when it bills.

        Raises:
            InvalidError: something in the text is wrong; all of it is named.
        """
        if self.plan is None or self.found.problems:
            raise InvalidError(*self.found.problems)
        return self.plan

    def reading_on(self, due: Due) -> Reading:
        """Return what it asks for on one of its dates, as a draft of that day would."""
        price = [price for price in self.prices if price.since <= due.date][-1]
        request = self.found.request
        assert request is not None  # noqa: S101 - a plan that was read has one
        return Reading(
            self.found.name,
            replace(request, lines=price.lines, date=due.date, period=due.period),
            [],
            {**self.found.keys, ("lines",): self.found.keys.get(price.key, 0)},
            item_lines(self.file.content.decode(), price.key),
        )

    def checked_on(self, workspace: Workspace, due: Due) -> Checked:
        """Return what it would bill on one of its dates, and all that is wrong with it."""
        return checked(workspace, self.reading_on(due))

    def problems(self, workspace: Workspace) -> tuple[Problem, ...]:
        """Return what is wrong with it: in the text, and with every price when it begins."""
        if self.plan is None or self.found.problems:
            return tuple(self.found.problems)
        found: dict[Problem, None] = {}
        for price in self.prices:
            dues = (due for due in self.plan.dues(LATEST) if due.date >= price.since)
            if due := next(dues, None):
                found |= dict.fromkeys(self.checked_on(workspace, due).problems)
        return tuple(found)


def read_plan(workspace: Workspace, name: str, shown: Callable[[Path], str]) -> PlanFile:
    """Return a plan by its id, in any case; what is wrong with its text is part of it.

    Raises:
        UsageError: there is no such plan (``PLAN-MISSING``).
        InvalidError: its file is no plain file.
    """
    return plan_of(read_named(workspace, FOLDER, "plan", name, shown), workspace.today)


def read_plans(
    workspace: Workspace, names: Sequence[str], shown: Callable[[Path], str]
) -> tuple[PlanFile, ...]:
    """Return plans by their ids, or all; one that cannot be read hides no other.

    Raises:
        UsageError: there is none of one of the ids.
    """
    found = {}
    for name in names or names_in(workspace, FOLDER):
        try:
            one = read_plan(workspace, name, shown)
        except InvalidError as error:
            path = path_of(workspace, FOLDER, name)
            file = NamedFile(name, path, shown(path), b"")
            one = PlanFile(file, Reading(file.shown, None, list(error.problems)), None, ())
        found[one.name] = one
    return tuple(found.values())


def plan_of(file: NamedFile, today: dt.date) -> PlanFile:
    """Return the plan that a file's bytes say."""
    terms = _Terms(file.name)
    found = reading(file.content, file.shown, today, terms)
    return PlanFile(file, found, terms.plan, tuple(terms.prices))


class _Terms:
    """Reads what a plan says besides a draft."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.plan: Plan | None = None
        self.prices: list[Price] = []

    def __call__(self, top: TomlTable, found: Reading) -> None:
        for key in _OTHER_KEYS:
            if top.has(key):
                top.wrong(key, f"{key} is no key of a plan", "its dates follow from every and from")
        every = None
        with found.noting(found.at("every")):
            every = parse_every(top.text("every"))
        start = top.date("from")
        if start is None and not top.has("from"):
            top.wrong("from", "from is missing", "write from = 2026-01-31, the plan's first day")
        anchor = top.text("anchor")
        if anchor not in {"", END_OF_MONTH}:
            top.wrong("anchor", f"anchor cannot be {quoted(anchor)}", f'write "{END_OF_MONTH}"')
        pauses = tuple(self._pauses(top, found))
        until, times, pro_rata = top.date("until"), top.whole("times"), top.switch("pro-rata")
        self._read_prices(top, found)
        if every is None or start is None:
            return
        plan = Plan(self.name, every, start, until, times, anchor == END_OF_MONTH, pro_rata, pauses)
        with found.noting(
            found.at("until" if until else "times" if times is not None else "every")
        ):
            check_plan(plan)
            self.plan = plan

    def _pauses(self, top: TomlTable, found: Reading) -> Iterable[Pause]:
        for text in top.texts("pauses"):
            with found.noting(found.at("pauses")):
                yield parse_pause(text)

    def _read_prices(self, top: TomlTable, found: Reading) -> None:
        """Read the prices, the one that holds from the beginning first."""
        assert found.request is not None  # noqa: S101 - read just before
        base = Price(dt.date.min, found.request.lines)
        dated = []
        for key, row in top.table("price").tables():
            try:
                since = dt.date.fromisoformat(key)
            except ValueError:
                row.wrong("", f"price.{key} names no date", "write [price.2026-07-01]")
                since = dt.date.max
            dated.append(Price(since, row.texts("lines"), ("price", key, "lines")))
            row.finish()
        self.prices = [base, *sorted(dated, key=lambda price: price.since)]


def parse_pause(text: str) -> Pause:
    """Return a pause as a plan's file has it: ``2026-03-01..2026-04-30``, or open at its end.

    Raises:
        UsageError: it is none.

    >>> parse_pause("2026-03-01..").end is None
    True
    """
    if text.endswith(".."):
        return Pause(parse_period(f"{text}{text[:-2]}", flag="pauses").start)
    period = parse_period(text, flag="pauses")
    return Pause(period.start, period.end)


def require_sound(workspace: Workspace, plan: PlanFile) -> Plan:
    """Return when a plan bills, if nothing at all is wrong with it.

    Raises:
        InvalidError: every mistake with its line.
    """
    if problems := plan.problems(workspace):
        raise InvalidError(*problems)
    return plan.sound()
