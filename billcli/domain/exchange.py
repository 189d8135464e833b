"""What amounts are worth in another currency, by the ``price`` directives of a ledger.

A price holds from its day until the next one of the same two currencies. The later of the price of
the one and the price of the other counts, the former where both are of one day. Prices are never
chained over a third currency, and none is guessed.
"""

from __future__ import annotations

from bisect import bisect_right

from billcli.domain.money import WIDE, Money, plain, rounded
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Problem, Severity, UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from billcli.domain.entry import ExchangeRate


def rate_missing(
    currency: str, base: str, day: dt.date, severity: Severity = Severity.ERROR
) -> Problem:
    """Return the problem that a ledger has no price of a currency on a day."""
    return Problem(
        "RATE-MISSING",
        f"the ledger has no price of {currency} in {base} on {day} or before",
        None,
        f"add it to the ledger: {day} price {currency} NUMBER {base}",
        severity,
    )


class ExchangePrice(NamedTuple):
    """A price that counts on a day.

    Attributes:
        date: from which it is.
        base: the currency that amounts are valued in.
        price: what one unit is worth, or, ``inverse``, how many units one of the base is worth.
    """

    date: dt.date
    currency: str
    base: str
    price: Decimal
    inverse: bool = False

    def worth(self, amount: Money) -> Money:
        """Return what an amount is worth, rounded half up to the digits of the base currency."""
        convert = WIDE.divide if self.inverse else WIDE.multiply
        return Money(rounded(convert(amount.number, self.price), self.base), self.base)

    def __str__(self) -> str:
        """Return the price as the ledger has it.

        >>> import datetime as dt; from decimal import Decimal
        >>> str(ExchangePrice(dt.date(2026, 1, 2), "GBP", "EUR", Decimal("1.17")))
        '2026-01-02 price GBP 1.17 EUR'
        """
        one, other = (self.base, self.currency) if self.inverse else (self.currency, self.base)
        return f"{self.date} price {one} {plain(self.price)} {other}"


class Rates:
    """The prices of a ledger, by two currencies and day."""

    def __init__(self, rates: Iterable[ExchangeRate]) -> None:
        """Sort them; of several of one day the last of the ledger counts, zero never does."""
        self._days: dict[tuple[str, str], list[dt.date]] = {}
        self._prices: dict[tuple[str, str], list[Decimal]] = {}
        for rate in sorted(rates, key=lambda one: one.date):
            if rate.amount:
                pair = rate.currency, rate.amount.currency
                self._days.setdefault(pair, []).append(rate.date)
                self._prices.setdefault(pair, []).append(rate.amount.number)

    def price(self, currency: str, base: str, day: dt.date) -> ExchangePrice | None:
        """Return the price of a currency in another that counts on a day, or None."""
        found = [
            ExchangePrice(at, currency, base, price, inverse)
            for pair, inverse in (((currency, base), False), ((base, currency), True))
            if (known := self._last(pair, day)) is not None
            for at, price in (known,)
        ]
        return max(found, key=lambda one: (one.date, not one.inverse), default=None)

    def worth(self, amount: Money, base: str, day: dt.date) -> Money:
        """Return what an amount is worth in a currency on a day.

        Raises:
            UsageError: the ledger has no price of that day or before it (RATE-MISSING).
        """
        if amount.currency == base:
            return amount
        return self.needed(amount.currency, base, day).worth(amount)

    def needed(self, currency: str, base: str, day: dt.date) -> ExchangePrice:
        """Return the price that counts on a day.

        Raises:
            UsageError: there is none (RATE-MISSING).
        """
        price = self.price(currency, base, day)
        if price is None:
            raise UsageError(rate_missing(currency, base, day))
        return price

    def _last(self, pair: tuple[str, str], day: dt.date) -> tuple[dt.date, Decimal] | None:
        days = self._days.get(pair, [])
        at = bisect_right(days, day)
        return (days[at - 1], self._prices[pair][at - 1]) if at else None
