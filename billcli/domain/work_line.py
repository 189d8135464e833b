"""Lines of an invoice made from work: what is alike is one line, in the order of the days."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from billcli.domain.frozen import frozen
from billcli.domain.money import WIDE, plain, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, UsageError, quoted
from billcli.domain.work import hours_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.domain.line_draft import PriceItem
    from billcli.domain.work import Step, Work

HUNDRED = Decimal(100)
DESCRIPTION_MAX = 160


class Group(Enum):
    """What makes one line of several entries of time."""

    PROJECT = "project"
    DAY = "day"
    ALL = "all"


@frozen
class Rates:
    """Where the price of an hour comes from when the entry states none.

    Attributes:
        prices: the price list; an entry by the name of the project goes before one by the
            customer's id.
        usual: code of the price list for all others, or empty.
    """

    prices: Mapping[str, PriceItem]
    usual: str = ""

    def of(self, work: Work) -> str:
        """Return the price as a line states it, a number or a code; empty when there is none."""
        if work.price is not None:
            return plain(work.price)
        codes = {code.casefold(): code for code in self.prices if not set(code) & {" ", ";"}}
        named = (work.project, work.customer, self.usual)
        return next((codes[n.casefold()] for n in named if n.casefold() in codes), "")


def time_lines(works: Sequence[Work], group: Group, rates: Rates, step: Step) -> tuple[str, ...]:
    """Return the texts of lines that bill entries of time (``line_text``).

    Args:
        works: of one customer.
        group: what makes one line.
        rates: prices of hours.
        step: how each time is rounded.

    Raises:
        UsageError: entries without a price (WORK-PRICE), all of them.
    """
    found: dict[tuple[object, ...], list[Work]] = {}
    missing: dict[str, None] = {}
    for work in sorted(works, key=lambda one: (one.date, one.project, one.id)):
        rate = rates.of(work)
        if not rate:
            missing[work.project or work.customer] = None
        found.setdefault((*_key(work, group), rate, work.tax), []).append(work)
    if missing:
        raise UsageError(*(_unpriced(name) for name in missing))
    return tuple(
        _line(members, str(key[-2]), str(key[-1]), group, step) for key, members in found.items()
    )


def expense_lines(works: Sequence[Work], currency: str) -> tuple[str, ...]:
    """Return the texts of lines that bill expenses, each by itself, with its markup."""
    lines = []
    for work in sorted(works, key=lambda one: (one.date, one.id)):
        amount = work.price or Decimal(0)
        share = WIDE.add(HUNDRED, work.markup or Decimal(0))
        exact = WIDE.divide(WIDE.multiply(amount, share), HUNDRED)
        price = plain(rounded(exact, currency, ROUND_HALF_UP))
        name = _escaped(work.description or work.project)
        lines.append(f"1 x {price} {name}{_tax(work.tax)}")
    return tuple(lines)


def _key(work: Work, group: Group) -> tuple[object, ...]:
    if group is Group.DAY:
        return work.date, work.project
    return (work.project or work.description,) if group is Group.PROJECT else ()


def _line(members: Sequence[Work], rate: str, tax: str, group: Group, step: Step) -> str:
    seconds = sum(step.rounded(work.seconds or 0) for work in members)
    first, last = members[0].date, members[-1].date
    told = _escaped(_description(members, group))
    quantity = plain(hours_of(seconds))
    return f"{quantity} h x {rate} {told}{_tax(tax)}; period={first}..{last}"


def _description(members: Sequence[Work], group: Group) -> str:
    projects = ", ".join(dict.fromkeys(work.project for work in members if work.project))
    details = ", ".join(dict.fromkeys(work.description for work in members if work.description))
    if group is Group.DAY and projects and details:
        text = f"{projects}: {details}"
    else:
        text = projects or details or members[0].customer
    return text if len(text) <= DESCRIPTION_MAX else f"{text[: DESCRIPTION_MAX - 1]}…"


def _tax(code: str) -> str:
    return f"; tax={code}" if code else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;")


def _unpriced(name: str) -> Problem:
    return Problem(
        "WORK-PRICE",
        f"no price is known for an hour of {quoted(name, 60)}",
        help=f'add [prices.{name}] with unit = "h" to billcli.toml, or set price under [time]',
    )
