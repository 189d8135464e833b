"""The section ``[dunning]`` of ``billcli.toml``: how customers are reminded, and each of them."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from billcli.domain.dunning.contact_limit import ContactLimit
from billcli.domain.dunning.interest import InterestTerms, YearLength
from billcli.domain.dunning.policy import (
    DEADLINE,
    TEMPLATE,
    DunningPolicy,
    Step,
    ladder_fault,
)
from billcli.domain.frozen import field, frozen, replace
from billcli.domain.meta import folded
from billcli.domain.money import Money, parse_money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, quoted
from billcli.domain.reminder import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.store.toml_table import TomlTable

_DAYS_MAX = 3650
_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}", re.ASCII)
_HOURS = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})", re.ASCII)
_LEVELS = {level.value: level for level in Level}
_RISING = "name levels in the order notice, reminder, second, final, collections, with rising days"
_AS = 'write {key} = "5.00 EUR", or a list for several currencies'


@frozen
class DunningSetting:
    """How customers are reminded.

    Attributes:
        policy: what holds for everybody.
        customers: what holds for one, by id without regard to case.
    """

    policy: DunningPolicy = field(default_factory=DunningPolicy)
    customers: Mapping[str, DunningPolicy] = field(default_factory=dict)

    def of(self, customer: str) -> DunningPolicy:
        """Return what holds for a customer id."""
        return self.customers.get(folded(customer), self.policy)


def read_dunning(table: TomlTable) -> DunningSetting:
    """Return the section; what is wrong is noted in the table's file with its line."""
    policy = _policy(table, DunningPolicy())
    rows = table.table("customers")
    customers = {}
    for name, row in rows.tables():
        customers[folded(name)] = _policy(row, policy)
        row.finish()
    table.finish()
    return DunningSetting(policy, customers)


def _policy(table: TomlTable, base: DunningPolicy) -> DunningPolicy:
    """Return a policy: what the table does not say is as in another one."""
    found = base
    if table.has("ladder"):
        found = replace(found, ladder=_ladder(table))
    grace, pause = _days(table, "grace"), _days(table, "pause")
    found = replace(found, grace=found.grace if grace is None else grace)
    found = replace(found, pause=found.pause if pause is None else pause)
    if table.has("minimum"):
        found = replace(found, minimum=_amounts(table, "minimum"))
    if table.has("bundle"):
        found = replace(found, bundle=table.truth("bundle"))
    if table.has("quiet"):
        found = replace(found, quiet=_quiet(table))
    if table.has("interest"):
        found = replace(found, terms=_terms(table.table("interest")))
    if table.has("contacts"):
        found = replace(found, contacts=_contacts(table.table("contacts")))
    if table.has("fees"):
        row = table.table("fees")
        found = replace(found, fee_most=_amounts(row, "most"), fee_cap=_cap(row))
        row.finish()
    return found


def _contacts(table: TomlTable) -> ContactLimit | None:
    """Return the limit, None where the table is empty."""
    most, days = _days(table, "most"), _days(table, "days")
    is_set = table.has("most") or table.has("days")
    table.finish()
    if is_set and not (most and days):
        table.wrong("", "a limit of contacts needs most and days", "write { most = 3, days = 7 }")
    return ContactLimit(most, days) if most and days else None


def _ladder(table: TomlTable) -> tuple[Step, ...]:
    ladder = tuple(_step(row) for row in table.rows("ladder"))
    if fault := ladder_fault(ladder):
        table.wrong("ladder", f"the ladder cannot be climbed: {fault}", _RISING)
    return ladder


def _step(row: TomlTable) -> Step:
    name = row.text("level")
    if name not in _LEVELS:
        row.wrong(
            "level", f"{quoted(name)} is no level of a letter", f"use one of {', '.join(_LEVELS)}"
        )
    days = row.whole("days")
    if days is None or abs(days) > _DAYS_MAX:
        row.wrong("days", f"{row.name('days')} must be days from the due date", "write days = 7")
    deadline = _days(row, "deadline")
    template = row.text("template", TEMPLATE)
    if not _NAME.fullmatch(template):
        row.wrong(
            "template", f"{quoted(template)} cannot be a template", "use the name of its file"
        )
    step = Step(
        _LEVELS.get(name, Level.REMINDER),
        days or 0,
        DEADLINE if deadline is None else deadline,
        _amounts(row, "fee"),
        row.truth("interest"),
        template,
    )
    row.finish()
    return step


def _days(table: TomlTable, key: str) -> int | None:
    days = table.whole(key)
    if days is not None and not 0 <= days <= _DAYS_MAX:
        table.wrong(key, f"{table.name(key)}: {days} is no number of days", "write 0 or more")
        return None
    return days


def _amounts(table: TomlTable, key: str) -> Mapping[str, Money]:
    """Return positive amounts by currency: one text, or a list of them."""
    found: dict[str, Money] = {}
    texts = (table.text(key),) if isinstance(table.peek(key), str) else table.texts(key)
    for text in filter(None, texts):
        number, _, currency = text.partition(" ")
        try:
            amount = parse_money(number, currency.strip(), flag=key)
        except BillcliError as error:
            table.wrong(key, error.problems[0].message, _AS.format(key=key))
            continue
        if amount.number <= 0:
            table.wrong(key, f"{amount} is not more than zero", _AS.format(key=key))
        found[amount.currency] = amount
    return found


def _quiet(table: TomlTable) -> tuple[dt.time, dt.time] | None:
    text = table.text("quiet")
    if not text:
        return None
    try:
        start, end = (dt.time.fromisoformat(part) for part in _HOURS.fullmatch(text).groups())  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        table.wrong("quiet", f"{quoted(text)} are no hours", 'write quiet = "20:00-08:00"')
        return None
    return start, end


def _terms(table: TomlTable) -> InterestTerms | None:
    rates = []
    single = table.number("rate")
    if single is not None:
        rates.append((dt.date.min, single))
    for row in table.rows("rates"):
        since, rate = row.date("from"), row.number("rate")
        if since is None or rate is None:
            row.wrong("", "a rate needs from and rate", "write {from = 2026-01-01, rate = 9}")
        else:
            rates.append((since, rate))
        row.finish()
    if any(not 0 <= rate <= _PERCENT_MAX for _, rate in rates):
        table.wrong("rate", f"a rate is not between 0 and {_PERCENT_MAX} percent a year", "mend it")
    year = table.peek("year")
    text = str(table.whole("year") or "") if isinstance(year, int) else table.text("year", "365")
    if text not in {length.value for length in YearLength}:
        table.wrong("year", f"{quoted(text)} is no length of a year", 'use 360, 365 or "actual"')
        text = "365"
    cap = _cap(table)
    table.finish()
    return InterestTerms(tuple(sorted(rates)), YearLength(text), cap) if rates else None


def _cap(table: TomlTable) -> Decimal | None:
    cap = table.number("cap")
    if cap is not None and cap < 0:
        table.wrong("cap", f"{table.name('cap')} is below zero", "write the percentage, as in 20")
    return cap


_PERCENT_MAX = Decimal(100)
