"""The allowance for bad debts: how much of what is overdue is not expected to come.

A percentage for each bucket of days overdue, of the amount that is open in it: gross, or net where
the tax in it would be given back. Credits do not lower it, and what is not due has none. No item is
touched: the entry stands beside them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from billcli.domain.aging import labels
from billcli.domain.entry import Entry, Posting
from billcli.domain.frozen import frozen
from billcli.domain.money import WIDE, Money, rounded, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from billcli.domain.aging import AgedRow

_SPAN = re.compile(r"(?:([1-9][0-9]{0,4})-|over )([1-9][0-9]{0,4})", re.ASCII)
_CENT = Decimal(100)
ZERO = Decimal()


class Expected(NamedTuple):
    """What is expected to be lost of a bucket.

    Attributes:
        bucket: as ``report aging`` names it.
        open: what is owed in it, net of tax that a write-off gives back.
        percent: of it.
    """

    bucket: str
    open: Money
    percent: Decimal

    @property
    def allowance(self) -> Money:
        """What is expected to be lost, rounded half up to the currency's digits."""
        share = WIDE.divide(WIDE.multiply(self.open.number, self.percent), _CENT)
        return Money(rounded(share, self.open.currency), self.open.currency)


@frozen
class Allowance:
    """The allowance in one currency, decided.

    Attributes:
        number: the entry's own id; empty where nothing changes.
        date: of the entry.
        as_of: the day from which days overdue are counted.
        expected: a line per bucket.
        held: what the books hold already on the date.
        account: holds the allowance.
        expense: takes the change.
    """

    number: str
    date: dt.date
    as_of: dt.date
    currency: str
    expected: tuple[Expected, ...]
    held: Money
    account: str
    expense: str

    @property
    def open(self) -> Money:
        """What is overdue."""
        return total([one.open for one in self.expected], self.currency)

    @property
    def needed(self) -> Money:
        """What the books should hold."""
        return total([one.allowance for one in self.expected], self.currency)

    @property
    def change(self) -> Money:
        """What is booked: below zero where less is needed than is held."""
        return self.needed - self.held


def edges_in(buckets: Collection[str]) -> tuple[int, ...]:
    """Return the last days of the buckets that names tell of; empty when one cannot be.

    >>> edges_in(["1-30", "over 90"]), edges_in(["31-60"]), edges_in(["1-30", "20-60"])
    ((30, 90), (30, 60), ())
    """
    edges: set[int] = set()
    for bucket in buckets:
        if not (span := _SPAN.fullmatch(bucket)):
            return ()
        edges |= {int(span[2]), int(span[1] or 1) - 1}
    found = tuple(sorted(edges - {0}))
    return found if found and {*buckets} <= {*labels(found)} else ()


def expected_of(row: AgedRow, percents: Mapping[str, Decimal]) -> tuple[Expected, ...]:
    """Return what is expected to be lost of a grand total, by bucket.

    Args:
        row: aged by ``edges_in(percents)``.
        percents: by bucket; a bucket that is not named has none.
    """
    buckets = zip(labels(edges_in(percents))[1:], row.buckets, strict=True)
    return tuple(Expected(name, open_, percents.get(name, ZERO)) for name, open_ in buckets)


def held_in(entries: Iterable[Entry], account: str, until: dt.date) -> Mapping[str, Money]:
    """Return what an allowance account holds at the end of a day, by currency.

    Positive is an allowance: a credit balance of the account.
    """
    held: dict[str, Money] = {}
    for entry in entries:
        for leg in entry.postings if entry.date <= until else ():
            if leg.account == account:
                currency = leg.amount.currency
                held[currency] = held.get(currency, Money.zero(currency)) - leg.amount
    return held


def allowance_entry(plan: Allowance) -> Entry:
    """Return the entry that books the change of an allowance.

    It has no kind tag: nothing is written off by it, and no item is settled.
    """
    return Entry(
        plan.date,
        "",
        f"Allowance for bad debts as of {plan.as_of}",
        (),
        (plan.number,),
        (Posting(plan.expense, plan.change), Posting(plan.account, -plan.change)),
        {"id": plan.number},
    )
