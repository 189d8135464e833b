"""Open amounts revalued in one currency at the prices of a day, for reports: never booked."""

from __future__ import annotations

from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from billcli.domain.exchange import ExchangePrice, Rates
    from billcli.domain.open_item import Owed


class Revaluation:
    """What amounts are worth in a currency on a day, each rounded by itself.

    Attributes:
        base: the currency.
        day: whose prices count.
    """

    def __init__(self, rates: Rates, base: str, day: dt.date) -> None:
        """Keep them; a price is looked up when the first amount of its currency comes."""
        self.base, self.day = base, day
        self._rates = rates
        self._prices: dict[str, ExchangePrice | None] = {}

    @property
    def prices(self) -> tuple[ExchangePrice, ...]:
        """The prices that were used, by currency."""
        return tuple(price for _, price in sorted(self._prices.items()) if price)

    @property
    def missing(self) -> tuple[str, ...]:
        """The currencies that were met and have no price."""
        return tuple(currency for currency, price in sorted(self._prices.items()) if not price)

    def of(self, amount: Money) -> Money | None:
        """Return what an amount is worth; None without a price, which is not guessed."""
        currency = amount.currency
        if currency == self.base:
            return amount
        if currency not in self._prices:
            self._prices[currency] = self._rates.price(currency, self.base, self.day)
        price = self._prices[currency]
        return price.worth(amount) if price else None

    def revalued(self, owed: Iterable[Owed]) -> Iterator[Owed]:
        """Yield what is owed at its worth; what has no price stays in its own currency."""
        for one in owed:
            value = self.of(Money(one.number, one.currency))
            yield (
                one._replace(currency=value.currency, number=value.number)
                if value is not None
                else one
            )

    def total(self, amounts: Iterable[Money]) -> Money | None:
        """Return the sum of what amounts are worth; None where one has no price."""
        values = [self.of(amount) for amount in amounts]
        known = [value for value in values if value is not None]
        return total(known, self.base) if len(known) == len(values) else None
