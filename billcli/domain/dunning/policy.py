"""What was agreed about asking for money that is late: a ladder of letters, and its limits."""

from __future__ import annotations

from itertools import pairwise

from billcli.domain.dunning.interest import share_of
from billcli.domain.frozen import field, frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.reminder import Level

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from billcli.domain.dunning.contact_limit import ContactLimit
    from billcli.domain.dunning.interest import InterestTerms
    from billcli.domain.money import Money

LEVELS = tuple(Level)
"""From a word before the due date to the last letter; a level's number is its place here."""
TEMPLATE = "reminder"
DEADLINE = 10
PAUSE = 7


def number_of(level: Level) -> int:
    """Return a level's number, as notes of the ledger bear it.

    >>> number_of(Level.NOTICE), number_of(Level.FINAL)
    (0, 3)
    """
    return LEVELS.index(level)


@frozen
class Step:
    """A rung of the ladder.

    Attributes:
        level: of the letter.
        days: from the due date; below zero before it, for a notice only.
        deadline: days from the letter until which it asks to be paid.
        fees: what the letter costs for each item, by currency; none when empty.
        interest: whether interest up to the letter is charged with it.
        template: name of the template that makes it.
    """

    level: Level
    days: int
    deadline: int = DEADLINE
    fees: Mapping[str, Money] = field(default_factory=dict)
    interest: bool = False
    template: str = TEMPLATE


LADDER = (
    Step(Level.REMINDER, 7),
    Step(Level.SECOND, 21),
    Step(Level.FINAL, 35),
)
"""The ladder of those who set none: no fees and no interest."""


@frozen
class DunningPolicy:
    """How one customer is reminded.

    Attributes:
        ladder: its rungs, from the first; see ``ladder_fault``.
        grace: days after the due date in which nothing is asked.
        minimum: least sum of a letter, by currency; any sum is worth one where none is set.
        pause: least days between two letters to a customer; None for ``PAUSE``, or less where
            rungs stand closer.
        bundle: whether one letter asks for all of a customer's items of a currency.
        quiet: from and until when of a day nothing is sent, or None.
        terms: of interest, or None where none is charged.
        contacts: how often a customer may be contacted, or None for as often as it comes.
        fee_most: most of all fees on an item, or an instalment of it, by currency.
        fee_cap: most of all fees on it in percent of it, or None.
    """

    ladder: tuple[Step, ...] = LADDER
    grace: int = 0
    minimum: Mapping[str, Money] = field(default_factory=dict)
    pause: int | None = None
    bundle: bool = True
    quiet: tuple[dt.time, dt.time] | None = None
    terms: InterestTerms | None = None
    contacts: ContactLimit | None = None
    fee_most: Mapping[str, Money] = field(default_factory=dict)
    fee_cap: Decimal | None = None

    @property
    def days_between(self) -> int:
        """Least days between two letters to a customer."""
        if self.pause is not None:
            return self.pause
        gaps = [later.days - earlier.days for earlier, later in pairwise(self.ladder)]
        return min([PAUSE, *gaps])

    def most_fees(self, amount: Money) -> Money | None:
        """Return the most fees that a document of an amount can bear in all, or None."""
        limits = [self.fee_most[amount.currency]] if amount.currency in self.fee_most else []
        if self.fee_cap is not None:
            limits.append(share_of(amount, self.fee_cap))
        return min(limits, key=lambda money: money.number, default=None)

    def step(self, days_overdue: int) -> Step | None:
        """Return the rung an item has reached, or None.

        A notice speaks of a day to come: once that has passed, it has no place any more.
        """
        reached = [step for step in self.ladder if step.days <= days_overdue]
        if not reached or 0 < days_overdue <= self.grace:
            return None
        step = reached[-1]
        return None if step.level is Level.NOTICE and days_overdue > 0 else step

    def bears_interest(self, days_overdue: int) -> bool:
        """Return whether interest is charged with the rung an item has reached."""
        step = self.step(days_overdue)
        return step is not None and step.interest and self.terms is not None

    @property
    def quiet_hours(self) -> str:
        """The hours in which nothing is sent, as in ``20:00-08:00``; empty when there are none."""
        return "-".join(f"{at:%H:%M}" for at in self.quiet or ())

    def is_quiet(self, at: dt.time) -> bool:
        """Return whether nothing is sent at a time of day; quiet hours may pass midnight."""
        if self.quiet is None:
            return False
        start, end = self.quiet
        return start <= at < end if start <= end else at >= start or at < end


def ladder_fault(ladder: tuple[Step, ...]) -> str:
    """Return why nobody can climb a ladder, an empty text when it is right.

    Levels and days have to rise; a notice comes before the due date or on it, all others after it.
    """
    if not ladder:
        return "it has no rung"
    for earlier, later in pairwise(ladder):
        if number_of(later.level) <= number_of(earlier.level):
            return f"{later.level.value} cannot come after {earlier.level.value}"
        if later.days <= earlier.days:
            return f"{later.level.value} has to come later than {earlier.level.value}"
    for step in ladder:
        if step.level is Level.NOTICE and step.days > 0:
            return "a notice comes before the due date or on it"
        if step.level is not Level.NOTICE and step.days <= 0:
            return f"{step.level.value} has to come after the due date"
    return ""
