"""A reminder letter: what is late, what it costs, and what is asked until when."""

from __future__ import annotations

from enum import Enum

from billcli.domain.frozen import frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


class Level(Enum):
    """How firmly a letter asks, from a word before the due date to the last one."""

    NOTICE = "notice"
    REMINDER = "reminder"
    SECOND = "second"
    FINAL = "final"
    COLLECTIONS = "collections"


@frozen
class ReminderLine:
    """One document the letter speaks of.

    Attributes:
        days_late: days since the due date; zero or less when it is not yet due.
        amount: of the document.
        balance_open: what is open of it; negative for a credit that is netted.
    """

    number: str
    date: dt.date
    due: dt.date | None
    days_late: int
    amount: Money
    balance_open: Money


@frozen
class ReminderCharge:
    """A late fee or interest.

    Attributes:
        kind: ``late-fee`` or ``interest``.
        on: number of the document it is charged for, or empty.
    """

    kind: str
    on: str
    amount: Money


@frozen
class Reminder:
    """A letter to one customer in one currency.

    Attributes:
        deadline: the day the money is asked for, None when none is set.
        reference: what the payer is to quote; empty for the documents' numbers.
        first: no letter about any of the documents went out before.
    """

    level: Level
    customer: str
    date: dt.date
    currency: str
    lines: tuple[ReminderLine, ...]
    charges: tuple[ReminderCharge, ...] = ()
    deadline: dt.date | None = None
    reference: str = ""
    note: str = ""
    first: bool = False

    @property
    def spoken(self) -> Level:
        """The level whose words begin the letter: none speaks of letters that were never sent."""
        firm = self.level not in {Level.NOTICE, Level.REMINDER}
        return Level.REMINDER if self.first and firm else self.level

    @property
    def total(self) -> Money:
        """Return what is asked for: open balances and charges."""
        parts = [line.balance_open for line in self.lines] + [c.amount for c in self.charges]
        return total(parts, self.currency)
