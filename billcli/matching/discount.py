"""Discounts for paying early: which of them make up what is short, and what each document is given.

The cent may be rounded either way, and of several documents some may be paid without discount.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

from billcli.domain.money import WIDE, Money, rounded, total
from billcli.matching.proposal import Adjustment, AdjustmentKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.open_item import OpenItem

SOME_MAX = 5


@dataclass(frozen=True, slots=True)
class DiscountTerms:
    """What paying early takes off a document.

    Attributes:
        share: of the document's total, such as 0.02.
        until: the last day, without days of grace.
    """

    share: Decimal
    until: dt.date


Discounted: TypeAlias = tuple["OpenItem", DiscountTerms]


def discounts_of(granted: Sequence[Discounted], short: Money) -> tuple[Discounted, ...]:
    """Return the documents whose discounts make up what is short, or none: all before some."""
    few = granted if len(granted) <= SOME_MAX else ()
    groups = [tuple(granted)] if granted else []
    groups += [group for n in range(len(few) - 1, 0, -1) for group in combinations(few, n)]
    for group in groups:
        low = total([_discount(one, ROUND_FLOOR) for one in group], short.currency)
        high = total([_discount(one, ROUND_CEILING) for one in group], short.currency)
        if low.number <= short.number <= high.number:
            return group
    return ()


def is_late(group: Sequence[Discounted], on: dt.date, grace: int) -> bool:
    """Return whether one of the discounts ran out more than the days of grace ago."""
    return any((on - terms.until).days > grace for _, terms in group)


def given(group: Sequence[Discounted], short: Money) -> tuple[Adjustment, ...]:
    """Return the discounts of documents; the last takes what rounding leaves."""
    found: list[Adjustment] = []
    rest = short
    for at, one in enumerate(group, 1):
        amount = rest if at == len(group) else _discount(one)
        found.append(Adjustment(AdjustmentKind.DISCOUNT, amount, one[0].item))
        rest -= amount
    return tuple(found)


def _discount(one: Discounted, rounding: str = ROUND_HALF_UP) -> Money:
    row, terms = one
    exact = WIDE.multiply(row.amount.number, terms.share)
    return Money(rounded(exact, row.amount.currency, rounding), row.amount.currency)
