"""Interest for being late: simple, day by day, on what was open, at the rate of that day.

It runs from the day after the due date, and the day of a payment still counts. Rates are the
user's own: what may be charged is a question of law and contract.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from billcli.domain.frozen import frozen
from billcli.domain.money import WIDE, ZERO, Money, rounded
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HUNDRED = Decimal(100)
DAY = dt.timedelta(days=1)


class YearLength(Enum):
    """How many days a year counts for."""

    COMMERCIAL = "360"
    FIXED = "365"
    ACTUAL = "actual"

    def days(self, year: int) -> int:
        """Return the days of a year.

        >>> YearLength.ACTUAL.days(2024), YearLength.FIXED.days(2024)
        (366, 365)
        """
        if self is YearLength.ACTUAL:
            return (dt.date(year, 12, 31) - dt.date(year, 1, 1)).days + 1
        return int(self.value)


def share_of(amount: Money, percent: Decimal) -> Money:
    """Return a share of an amount, rounded once.

    >>> str(share_of(Money.of("33.33", "EUR"), Decimal("7.5")))
    '2.50 EUR'
    """
    share = WIDE.divide(WIDE.multiply(amount.number, percent), HUNDRED)
    return Money(rounded(share, amount.currency), amount.currency)


@frozen
class InterestTerms:
    """What being late costs.

    Attributes:
        rates: percent a year, each from its day on, by day; before the first there is none.
        year: how many days a year counts for.
        cap: most of all interest on a document, in percent of it, or None.
    """

    rates: tuple[tuple[dt.date, Decimal], ...]
    year: YearLength = YearLength.FIXED
    cap: Decimal | None = None

    def most(self, amount: Money) -> Money | None:
        """Return the most interest a document of an amount can bear, or None."""
        if self.cap is None:
            return None
        return share_of(amount, self.cap)

    def interest(
        self, balances: Sequence[tuple[dt.date, Money]], first: dt.date, last: dt.date
    ) -> Money:
        """Return the interest of the days from ``first`` to ``last``, both included.

        A day bears interest on what was open when it began. The sum is rounded once.

        Args:
            balances: what was open at the end of a day on which it changed, by day; nothing was
                open before the first. At least one.
            first: the first day that counts.
            last: the last day that counts; none counts when it is before ``first``.
        """
        currency = balances[0][1].currency
        days, rated = [day for day, _ in balances], [day for day, _ in self.rates]
        marks = {first, last + DAY}
        marks.update(day + DAY for day in days)  # a balance bears interest from the next day on
        marks.update(rated)
        if self.year is YearLength.ACTUAL:
            marks.update(dt.date(year, 1, 1) for year in range(first.year + 1, last.year + 1))
        inner = sorted(mark for mark in marks if first <= mark <= last + DAY)
        exact = ZERO
        for start, end in pairwise(inner):
            at = bisect_right(rated, start) - 1
            open_at = bisect_right(days, start - DAY) - 1
            if at < 0 or open_at < 0:
                continue
            part = WIDE.multiply(max(balances[open_at][1].number, ZERO), self.rates[at][1])
            part = WIDE.multiply(part, (end - start).days)
            exact = WIDE.add(exact, WIDE.divide(part, HUNDRED * self.year.days(start.year)))
        return Money(rounded(exact, currency), currency)
