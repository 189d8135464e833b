"""The worth of a payment's legs in the base currency, and what exchange rates made of it.

Source: docs/reference/ledger-format.md rule 15.
"""

from __future__ import annotations

from billcli.domain.exchange_leg import exchange_legs
from billcli.domain.frozen import replace
from billcli.domain.money import WIDE, Money, rounded, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.allocation_part import Part
    from billcli.domain.entry import Posting
    from billcli.domain.payment_plan import PaymentPlan


def base_currency(plan: PaymentPlan) -> str:
    """Return the base currency when an item is priced in it, else an empty string."""
    for part in plan.allocations.parts:
        if (worth := part.open_item.value_open) is not None:
            if plan.value is None:
                base, currency = worth.currency, plan.amount.currency
                raise UsageError.of(
                    "VALUE-MISSING",
                    f"{part.open_item.item} is kept at a value in {base}",
                    hint=f'say what the bank made of it with --arrived "NUMBER {base}",'
                    f" or add to the ledger: {plan.date} price {currency} NUMBER {base}",
                )
            return worth.currency
    return plan.value.currency if plan.value is not None else ""


def valued(plan: PaymentPlan, legs: Sequence[Posting], base: str) -> Iterator[Posting]:
    """Yield the legs priced in the base currency, then what the exchange rates made of it.

    The bank leg is worth what the plan says; fee and residual are worth the same per unit. An item
    gives up its own value in proportion, the last part all that is left, and so does its discount.
    """
    value = plan.value or Money.zero(base)
    released = _released(plan.allocations.parts, value, plan.amount)
    first = len(legs) - len(released) - bool(plan.allocations.residual)
    worth: list[Money] = []
    priced: list[Posting] = []
    for at, leg in enumerate(legs):
        if at >= first and at - first < len(released):
            price = Money(-released[at - first].number, base)
        elif leg.meta.get("adjustment") == "discount":
            price = at_rate(leg.amount, *_rate(plan, released))
        else:
            price = at_rate(leg.amount, value, plan.amount)
        worth.append(price)
        priced.append(_priced(leg, price))
    yield from priced
    yield from exchange_legs(priced, -total(worth, base), plan.accounts.fx)


def exchanged(
    legs: Sequence[Posting], fx: str, rate: tuple[Money, Money] | None = None
) -> list[Posting]:
    """Return legs of which some are kept at a value, all of them so, and the exchange difference.

    Args:
        legs: of one entry; none of them priced comes back as it is.
        fx: account of the difference.
        rate: value and amount of the money that goes; None takes the values given up, so that
            there is no difference.
    """
    kept = [leg for leg in legs if leg.price is not None]
    prices = [Money(p.price.number.copy_sign(p.amount.number), p.price.currency)
              for p in kept if p.price is not None]  # fmt: skip
    if not kept:
        return list(legs)
    base = prices[0].currency
    held = total(prices, base), total([leg.amount for leg in kept], kept[0].amount.currency)
    if not held[1]:  # what is applied cancels out
        held = prices[0], kept[0].amount
    worth = [at_rate(leg.amount, *(rate or held)) for leg in legs if leg.price is None]
    found = iter(worth)
    priced = [leg if leg.price is not None else _priced(leg, next(found)) for leg in legs]
    return [*priced, *exchange_legs(priced, -total([*prices, *worth], base), fx)]


def _released(parts: Sequence[Part], value: Money, amount: Money) -> list[Money]:
    found: list[Money] = []
    for part in parts:
        held = part.open_item.value_open
        if held is None:
            found.append(at_rate(part.amount, value, amount))
        else:
            found.append(at_rate(part.amount, held, part.open_item.balance_open))
    return found


def _rate(plan: PaymentPlan, released: Sequence[Money]) -> tuple[Money, Money]:
    """Return the value and amount of the items that discounts were taken on."""
    on = {discount.item for discount in plan.discounts}
    parts = plan.allocations.parts
    pairs = [(r, p.amount) for r, p in zip(released, parts, strict=True) if p.open_item.item in on]
    values, amounts = zip(*pairs, strict=True)
    return total(values, values[0].currency), total(amounts, amounts[0].currency)


def at_rate(amount: Money, value: Money, whole: Money) -> Money:
    """Return the share of a value that an amount has in the whole, rounded; all of it exactly."""
    if amount == whole or not whole:
        return value
    exact: Decimal = WIDE.divide(WIDE.multiply(value.number, amount.number), whole.number)
    return Money(rounded(exact, value.currency), value.currency)


def _priced(leg: Posting, price: Money) -> Posting:
    """Return a leg with its price, or an income or expense leg in the base currency itself."""
    if "adjustment" not in leg.meta:
        return replace(leg, price=Money(price.number.copy_abs(), price.currency))
    meta = dict(leg.meta)
    base = meta.get("base")
    if isinstance(base, Money) and leg.amount:
        meta["base"] = at_rate(base, price, leg.amount)
    if meta["adjustment"] == "discount":
        meta["amount"] = leg.amount
    return replace(leg, amount=price, meta=meta)
