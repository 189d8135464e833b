"""Discounts for paying early: which make up what is short, and what each document is given.

One rule for payments a person tells of and for bank lines. It takes whole documents of which
nothing was settled since they were issued, in time by the day of the payment and the days of grace
agreed with the customer; where a document took up credit when it was issued, the discount is of
what it asks for, and where credit notes of its own lowered it, of what they left. The cent may be
rounded either way, and of several documents some may be paid without discount.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import combinations

from billcli.domain.frozen import frozen, replace
from billcli.domain.money import WIDE, Money, rounded, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError
from billcli.domain.terms import parse_terms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from billcli.domain.open_item import OpenItem

SOME_MAX = 5
HUNDRED = Decimal(100)


@frozen
class DiscountTerms:
    """What paying early takes off a document.

    Attributes:
        share: of the document's total, such as 0.02.
        until: the last day, without days of grace.
        prepaid: what the document took up in advance, or None.
        credited: what credit notes that correct the document took off it, or None.
        base: what of it the discount is taken of, once that is known (``granted``).
    """

    share: Decimal
    until: dt.date
    prepaid: Money | None = None
    credited: Money | None = None
    base: Money | None = None


Discounted: TypeAlias = tuple["OpenItem", DiscountTerms]


@frozen
class Early:
    """A payment explained: open items in full, of which some documents with their discount.

    Attributes:
        group: the documents with a discount.
        short: the discounts together, tax included.
    """

    rows: tuple[OpenItem, ...]
    group: tuple[Discounted, ...]
    short: Money


def early_terms(text: str, issued: dt.date, prepaid: Money | None = None) -> DiscountTerms | None:
    """Return what terms take off a document of a day for paying early, or None.

    Terms that cannot be read grant nothing; ``check`` reports them.

    Args:
        text: the terms.
        issued: day of the document.
        prepaid: what it took up in advance.
    """
    try:
        terms = parse_terms(text)
    except BillcliError:
        return None
    until = terms.discount_until(issued)
    if terms.discount is None or until is None:
        return None
    return DiscountTerms(WIDE.divide(terms.discount.percent, HUNDRED), until, prepaid)


def granted(row: OpenItem, left: Money, terms: DiscountTerms) -> DiscountTerms | None:
    """Return terms with what they take their discount of; None where they grant none any more.

    Args:
        row: an open item.
        left: what is open of it.
        terms: of its document.
    """
    whole = row.amount - terms.credited if terms.credited else row.amount
    asked = whole - terms.prepaid if terms.prepaid else whole
    if row.instalment is not None or left not in (whole, asked):
        return None
    return replace(terms, base=left)


def discount_on(base: Money, share: Decimal, rounding: str = ROUND_HALF_UP) -> Money:
    """Return what a discount is of an amount, rounded to its currency."""
    exact = WIDE.multiply(base.number, share)
    return Money(rounded(exact, base.currency, rounding), base.currency)


def explanations(
    settled: Money, choices: Iterable[Sequence[OpenItem]], terms: Mapping[str, DiscountTerms]
) -> list[Early]:
    """Return the choices of open items that a payment settles whole with their discounts.

    Args:
        settled: what arrived plus fee, positive.
        choices: groups of open items of that currency.
        terms: what paying early takes off, by document.
    """
    found: list[Early] = []
    for rows in choices:
        short = total([row.balance_open for row in rows], settled.currency) - settled
        early = [
            (row, own)
            for row in rows
            if row.item in terms and (own := granted(row, row.balance_open, terms[row.item]))
        ]
        if short.number > 0 and (group := discounts_of(early, short)):
            found.append(Early(tuple(rows), group, short))
    return found


def discounts_of(early: Sequence[Discounted], short: Money) -> tuple[Discounted, ...]:
    """Return the documents whose discounts make up what is short, or none: all before some."""
    few = early if len(early) <= SOME_MAX else ()
    groups = [tuple(early)] if early else []
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


def given(group: Sequence[Discounted], short: Money) -> tuple[tuple[str, Money], ...]:
    """Return the discount of each document, by its id; the last takes what rounding leaves."""
    found: list[tuple[str, Money]] = []
    rest = short
    for at, one in enumerate(group, 1):
        amount = rest if at == len(group) else _discount(one)
        found.append((one[0].item, amount))
        rest -= amount
    return tuple(found)


def _discount(one: Discounted, rounding: str = ROUND_HALF_UP) -> Money:
    row, terms = one
    return discount_on(terms.base or row.amount, terms.share, rounding)
