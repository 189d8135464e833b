"""Net and tax of amounts that share their taxes, to the last unit.

Source: docs/reference/ledger-format.md rules 9 and 10; EN 16931 BR-CO-17 for the tax of a group.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from billcli.domain.invoice import Prices
from billcli.domain.money import WIDE, ZERO, Money, quantum, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.tax import Rounding, TaxPart

HUNDRED = Decimal(100)


def apportion(exact: Sequence[Decimal], target: Money) -> tuple[Money, ...]:
    """Return exact shares in whole minor units that add up to their rounded sum.

    Each share is rounded down, then the largest remainders are rounded up until the sum is right,
    the first of equals first; so no share is off by a whole unit, and shares may have any sign.

    Args:
        exact: the shares, not rounded.
        target: their sum, rounded up or down to the currency's digits.

    >>> shares = [Decimal("0.335"), Decimal("0.335"), Decimal("0.33")]
    >>> [str(share) for share in apportion(shares, Money.of("1.00", "EUR"))]
    ['0.34 EUR', '0.33 EUR', '0.33 EUR']
    """
    unit = quantum(target.currency)
    floors = [share.quantize(unit, rounding=ROUND_FLOOR, context=WIDE) for share in exact]
    rest = int(
        (target - total([Money(f, target.currency) for f in floors], target.currency)).number / unit
    )
    order = sorted(range(len(floors)), key=lambda i: (floors[i] - exact[i], i))
    lucky = set(order[:rest])
    return tuple(
        Money(_unsigned(f + unit if i in lucky else f), target.currency)
        for i, f in enumerate(floors)
    )


def _unsigned(number: Decimal) -> Decimal:
    """Return zero without the sign that rounding a negative number leaves."""
    return number or abs(number)


def settle(
    printed: Sequence[Money], parts: Sequence[TaxPart], prices: Prices, rounding: Rounding
) -> tuple[list[Money], list[Money]]:
    """Return the net of each amount, and the tax of each part over all of them.

    Net prices: tax is round(sum of nets x rate). Gross prices: net is round(gross / (1 + rate)) and
    the tax is what is left, so that the customer pays the printed sum exactly. With rounding by
    line the same is done for each amount alone and added up.

    Args:
        printed: amounts with the same taxes, of one currency, at least one.
        parts: the taxes charged on them; none for amounts outside any tax.
        prices: whether the amounts hold the tax.
        rounding: mode and level.
    """
    rates = [part.rate for part in parts]
    chunks = [[amount] for amount in printed] if rounding.level == "line" else [printed]
    work = _settle_gross if prices is Prices.GROSS else _settle_net
    settled = [work(chunk, rates, rounding) for chunk in chunks]
    nets = [net for chunk_nets, _ in settled for net in chunk_nets]
    currency = printed[0].currency
    taxes = [total([taxes[k] for _, taxes in settled], currency) for k in range(len(rates))]
    return nets, taxes


def _settle_net(
    printed: Sequence[Money], rates: Sequence[Decimal], rounding: Rounding
) -> tuple[Sequence[Money], Sequence[Money]]:
    base = total(printed, printed[0].currency)
    return printed, [
        rounding.money(WIDE.divide(WIDE.multiply(base.number, rate), HUNDRED), base.currency)
        for rate in rates
    ]


def _settle_gross(
    printed: Sequence[Money], rates: Sequence[Decimal], rounding: Rounding
) -> tuple[Sequence[Money], Sequence[Money]]:
    gross = total(printed, printed[0].currency)
    rate = sum(rates, ZERO)
    exact = [_without_tax(amount.number, rate) for amount in printed]
    net = rounding.money(_without_tax(gross.number, rate), gross.currency)
    tax = gross - net
    shares = [WIDE.divide(WIDE.multiply(tax.number, r), rate) if rate else ZERO for r in rates]
    return apportion(exact, net), apportion(shares, tax)


def _without_tax(gross: Decimal, rate: Decimal) -> Decimal:
    return WIDE.divide(WIDE.multiply(gross, HUNDRED), HUNDRED + rate)
