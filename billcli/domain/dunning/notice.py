"""What a dunning plan says: who is asked for what, how firmly, and who is not, and why."""

from __future__ import annotations

from billcli.domain.dunning.history import Claim
from billcli.domain.frozen import frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.dunning.policy import Step
    from billcli.domain.open_item import OpenItem


@frozen
class Obstacle:
    """Why an item, or part of it, is not asked for.

    Attributes:
        reason: ``disputed``, ``promised``, ``held`` or ``collections``.
        detail: which dispute, until when; may be empty.
        amount: the part that is not asked for, or None for all of it.
    """

    reason: str
    detail: str = ""
    amount: Money | None = None


@frozen
class Ask:
    """An item in a letter.

    Attributes:
        row: the item, or one instalment of it.
        step: the rung it has reached.
        amount: what is asked: what is open, less what is disputed.
    """

    row: OpenItem
    step: Step
    amount: Money

    @property
    def claim(self) -> Claim:
        """What is reminded of."""
        return claim_of(self.row)


@frozen
class Credit:
    """What the customer is owed, and how much of it lessens a letter; below zero."""

    row: OpenItem
    amount: Money


@frozen
class Charge:
    """A late fee or interest to be booked before the letter goes.

    Attributes:
        level: number of the letter's level for the item.
        period: first and last day of interest; None for a fee.
        is_capped: whether a fee is less than the level costs, because fees are capped.
    """

    claim: Claim
    level: int
    amount: Money
    period: tuple[dt.date, dt.date] | None = None
    is_capped: bool = False


@frozen
class Notice:
    """A letter to one customer in one currency.

    Attributes:
        to: address the letter goes to.
        step: the highest rung of its items; gives level and deadline.
        asks: what is asked for, the longest overdue first.
        credits: what lessens it.
        fees: late fees and interest booked before, still open.
        charges: those to be booked with it.
    """

    customer: str
    customer_name: str
    account: str
    to: str
    step: Step
    asks: tuple[Ask, ...]
    credits: tuple[Credit, ...] = ()
    fees: tuple[OpenItem, ...] = ()
    charges: tuple[Charge, ...] = ()

    @property
    def currency(self) -> str:
        """Currency of everything in it."""
        return self.asks[0].amount.currency

    @property
    def total(self) -> Money:
        """What it asks for in all."""
        return total([self.open, *(charge.amount for charge in self.charges)], self.currency)

    @property
    def open(self) -> Money:
        """What it asks for of what is booked already."""
        amounts = [ask.amount for ask in self.asks] + [credit.amount for credit in self.credits]
        return total([*amounts, *(row.balance_open for row in self.fees)], self.currency)


@frozen
class LeftOut:
    """An item that would be asked for, but is not.

    Attributes:
        reason: ``disputed``, ``promised``, ``held``, ``collections``, ``asked`` (at this level),
            ``pause`` (the customer had a letter), ``limit`` (of contacts), ``quiet``, ``credit``,
            ``minimum`` or ``no-address``; ``unknown`` where a letter may have arrived.
        detail: more of it, in words; may be empty.
    """

    row: OpenItem
    reason: str
    detail: str = ""


@frozen
class DunningPlan:
    """Who is asked for what today; both in the order of the customers' ids."""

    day: dt.date
    notices: tuple[Notice, ...]
    left: tuple[LeftOut, ...]


def claim_of(row: OpenItem) -> Claim:
    """Return what a row is reminded of as."""
    return Claim(row.item, row.instalment)
