"""What exchange rates made of an entry, as a posting of its own.

Source: docs/reference/ledger-format.md rules 11, 12 and 15.
"""

from __future__ import annotations

from decimal import Context, Decimal

from billcli.domain.entry import Posting
from billcli.domain.money import WIDE, ZERO, Money, digits, plain
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BEANCOUNT = Context(prec=28, traps=[])


def exchange_legs(legs: Sequence[Posting], rest: Money, account: str) -> list[Posting]:
    """Return the posting of what the values of an entry's legs leave, or nothing.

    It is written as zero, too, where Beancount would find that an entry does not balance that does:
    it has no amount to infer a tolerance from, and Beancount's own division leaves a rest.

    Args:
        legs: all others of the entry.
        rest: in the base currency.
        account: of exchange differences.
    """
    if rest:
        return [Posting(account, tolerant(rest), {"adjustment": "fx"})]
    return evening_legs(legs, account)


def evening_legs(legs: Sequence[Posting], account: str) -> list[Posting]:
    """Return the postings of zero that an entry needs for Beancount to see that it balances."""
    units = uneven_in(legs)
    return [Posting(account, tolerant(Money.zero(unit)), {"adjustment": "fx"}) for unit in units]


def tolerant(amount: Money) -> Money:
    """Return an amount written so that Beancount infers a tolerance of its currency from it.

    It takes none from whole numbers, so those of a currency without digits get a decimal.

    >>> str(tolerant(Money.of("-4", "JPY"))), str(tolerant(Money.of("-4", "EUR")))
    ('-4.0 JPY', '-4.00 EUR')
    """
    finest = Decimal(1).scaleb(-max(digits(amount.currency), 1))
    return Money(amount.number.quantize(finest, context=WIDE), amount.currency)


def uneven_in(legs: Sequence[Posting]) -> list[str]:
    """Return the currencies in which legs that sum to zero do not in the arithmetic of Beancount.

    It divides a total price by the units, multiplies by them again, and keeps 28 digits; what that
    leaves is tolerated where a leg in the currency of the price states decimals. Source:
    ``beancount.core.interpolate.infer_tolerances`` and ``beancount.parser.grammar`` of 3.2.

    >>> eur = [Money(Decimal(n), "EUR") for n in ("1515.38", "1010.00", "505.38")]
    >>> kwd = [Money(Decimal(n), "KWD") for n in ("500.125", "-333.334", "-166.791")]
    >>> uneven_in([Posting("A", owed, {}, worth) for owed, worth in zip(kwd, eur, strict=True)])
    ['EUR']
    """
    sums: dict[str, Decimal] = {}
    tolerances: dict[str, Decimal] = {}
    for leg in legs:
        number, currency = leg.amount.number, leg.amount.currency
        half = Decimal(5).scaleb(-len(plain(number).partition(".")[2]) - 1)
        if half < _WHOLE:
            tolerances[currency] = max(half, tolerances.get(currency, ZERO))
        if leg.price is not None and number:
            each = _BEANCOUNT.divide(leg.price.number, number.copy_abs())
            number, currency = _BEANCOUNT.multiply(each, number), leg.price.currency
        sums[currency] = _BEANCOUNT.add(sums.get(currency, ZERO), number)
    return [unit for unit, left in sums.items() if abs(left) > tolerances.get(unit, ZERO)]


_WHOLE = Decimal("0.5")
