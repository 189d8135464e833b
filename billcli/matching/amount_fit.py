"""How a line's amount explains itself by some open rows of one customer: the ways, best first.

Exactly what is left; less an agreed discount in time, or charges the statement states; off by no
more than the tolerance; in the currency the payer ordered; net of a credit. What is short or over
otherwise is a part payment, or money left over.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from itertools import combinations

from billcli.domain.agreement import Agreement
from billcli.domain.early_discount import discounts_of, given, granted, is_late
from billcli.domain.money import WIDE, Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.policy import BankFee
from billcli.matching.proposal import Adjustment, AdjustmentKind, Part

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.early_discount import DiscountTerms
    from billcli.domain.open_item import OpenItem
    from billcli.matching.desk import Desk
    from billcli.matching.policy import Policy

FEE_MAX, FEE_SHARE = Decimal(50), Decimal("0.1")
PART_SHARE = Decimal("0.9")
CREDITS_MAX = 2


class Fit(IntEnum):
    """How an amount is explained; from ``TOLERANCE`` up it comes out even."""

    OVER = 1
    LATE_DISCOUNT = 2
    PART = 3
    UNSTATED_FEE = 4
    TOLERANCE = 5
    CREDIT = 6
    DISCOUNT = 7
    FEE = 8
    EXACT = 9


@dataclass(frozen=True, slots=True)
class Explained:
    """One explanation of an amount: amount = parts - adjustments + residual."""

    fit: Fit
    parts: tuple[Part, ...]
    residual: Money
    adjustments: tuple[Adjustment, ...] = ()
    original: bool = False

    @property
    def even(self) -> bool:
        """Return whether the amount comes out to what is owed."""
        return self.fit >= Fit.TOLERANCE


@dataclass(frozen=True, slots=True)
class Terms:
    """What amounts are explained by, beside what is open.

    Attributes:
        policy: what is agreed with everybody.
        policy_of: what is agreed with a customer on a day, where that may differ.
        interest: ids of the late fees that are interest.
    """

    desk: Desk
    discounts: Mapping[str, DiscountTerms]
    policy: Policy
    policy_of: Callable[[str, dt.date], Policy] | None = None
    interest: Collection[str] = frozenset()

    def agreed_on(self, rows: Sequence[OpenItem], on: dt.date) -> Policy:
        """Return what is agreed about some rows: of several customers what holds for everybody."""
        customers = {row.customer for row in rows}
        if self.policy_of is None or len(customers) != 1:
            return self.policy
        return self.policy_of(customers.pop(), on)

    def order_on(self, rows: Sequence[OpenItem], on: dt.date) -> Agreement:
        """Return in which order money settles some rows that it does not name."""
        return Agreement(self.agreed_on(rows, on).application_order, self.interest)


def explain_by(rows: Sequence[OpenItem], line: BankLine, terms: Terms) -> list[Explained]:
    """Return how a line's amount is explained by all of some open rows, best first."""
    if not rows:
        return []
    currency = rows[0].balance_open.currency
    amount = line.amount
    if currency != amount.currency:
        if line.original is None or line.original.currency != currency:
            return []
        return [_in_original(one, line) for one in _ways(rows, line.original, line, terms)]
    return list(_ways(rows, amount, line, terms))


def _in_original(one: Explained, line: BankLine) -> Explained:
    nothing = Money.zero(line.amount.currency)
    rest = one.residual or nothing
    return Explained(one.fit, one.parts, rest, one.adjustments, original=True)


def _ways(
    rows: Sequence[OpenItem], amount: Money, line: BankLine, terms: Terms
) -> Iterator[Explained]:
    left = [terms.desk.left(row) for row in rows]
    currency = amount.currency
    short = total(left, currency) - amount
    nothing = Money.zero(currency)
    if not short:
        yield Explained(Fit.EXACT, _all(rows, left), nothing)
        return
    yield from _instalments(rows, left, amount)
    if short.number > 0:
        yield from _short(rows, left, short, line, terms)
    if abs(short.number) <= terms.agreed_on(rows, line.date).rounding_tolerance:
        rounding = Adjustment(AdjustmentKind.ROUNDING, short)
        yield Explained(Fit.TOLERANCE, _all(rows, left), nothing, (rounding,))
    if short.number > 0:
        yield from _partly(rows, left, amount)
    else:
        yield Explained(Fit.OVER, _all(rows, left), -short)


def _all(rows: Sequence[OpenItem], left: Sequence[Money]) -> tuple[Part, ...]:
    return tuple(Part(row, amount) for row, amount in zip(rows, left, strict=True))


def _instalments(
    rows: Sequence[OpenItem], left: Sequence[Money], amount: Money
) -> Iterator[Explained]:
    """Yield one instalment, or the first few of one document, that make up the amount."""
    if len({row.item for row in rows}) > 1 or len(rows) == 1:
        return
    nothing = Money.zero(amount.currency)
    chosen = next((i for i, one in enumerate(left) if one == amount), None)
    if chosen is not None:
        yield Explained(Fit.EXACT, (Part(rows[chosen], amount),), nothing)
    for count in range(2, len(rows)):
        if total(left[:count], amount.currency) == amount:
            yield Explained(Fit.EXACT, _all(rows[:count], left[:count]), nothing)


def _short(
    rows: Sequence[OpenItem], left: Sequence[Money], short: Money, line: BankLine, terms: Terms
) -> Iterator[Explained]:
    """Yield what explains that less came than is left: charges, discounts, a credit."""
    nothing = Money.zero(short.currency)
    parts = _all(rows, left)
    stated = _stated_charges(line)
    fee = (Adjustment(AdjustmentKind.BANK_FEE, short),)
    if stated == short:
        accepted = terms.agreed_on(rows, line.date).bank_fee is not BankFee.NEVER
        yield Explained(Fit.FEE if accepted else Fit.UNSTATED_FEE, parts, nothing, fee)
    discounts = list(_discounts(rows, left, short, line, terms))
    yield from discounts
    credits_ = _credits(rows, line, terms)
    for credit in credits_:
        taken = [terms.desk.left(row) for row in credit]
        if not short + total(taken, short.currency):
            yield Explained(Fit.CREDIT, (*parts, *_all(credit, taken)), nothing)
    most = min(FEE_MAX, WIDE.multiply(line.amount.number, FEE_SHARE))
    if stated != short and short.number <= most:
        always = terms.agreed_on(rows, line.date).bank_fee is BankFee.ALWAYS
        always = always and not discounts  # what is a discount, be it late, is no charge
        yield Explained(Fit.FEE if always else Fit.UNSTATED_FEE, parts, nothing, fee)


def _stated_charges(line: BankLine) -> Money | None:
    """Return what banks kept, as the statement states it or as the ordered amount tells."""
    if line.charges:
        return line.charges
    if line.original and line.original.currency == line.amount.currency:
        kept = line.original - line.amount
        return kept if kept.number > 0 else None
    return None


def _discounts(
    rows: Sequence[OpenItem], left: Sequence[Money], short: Money, line: BankLine, terms: Terms
) -> Iterator[Explained]:
    """Yield the discounts that make up what is short, as a part payment when they are too late."""
    early = [
        (row, own)
        for row, one in zip(rows, left, strict=True)
        if row.item in terms.discounts and (own := granted(row, one, terms.discounts[row.item]))
    ]
    group = discounts_of(early, short)
    nothing = Money.zero(short.currency)
    grace = terms.agreed_on(rows, line.date).discount_grace_days
    if group and is_late(group, line.date, grace):
        amount = total(left, short.currency) - short
        yield Explained(Fit.LATE_DISCOUNT, filled(rows, left, amount), nothing)
    elif group:
        taken = tuple(Adjustment(AdjustmentKind.DISCOUNT, amount, item)
                      for item, amount in given(group, short))  # fmt: skip
        yield Explained(Fit.DISCOUNT, _all(rows, left), nothing, taken)


def _credits(
    rows: Sequence[OpenItem], line: BankLine, terms: Terms
) -> Iterator[tuple[OpenItem, ...]]:
    """Yield one or two open credits of the customer that the rows do not hold."""
    held = set(map(id, rows))
    currency = rows[0].balance_open.currency
    credits_ = terms.desk.credits_of(rows[0].customer, currency, line.date)
    spare = [row for row in credits_ if id(row) not in held]
    for count in range(1, CREDITS_MAX + 1):
        yield from combinations(spare, count)


def _partly(rows: Sequence[OpenItem], left: Sequence[Money], amount: Money) -> Iterator[Explained]:
    if amount.number > 0 and all(one.number > 0 for one in left):
        yield Explained(Fit.PART, filled(rows, left, amount), Money.zero(amount.currency))


def filled(rows: Sequence[OpenItem], left: Sequence[Money], amount: Money) -> tuple[Part, ...]:
    """Return an amount laid on rows in order, as far as it goes.

    Args:
        rows: in the order in which they are settled.
        left: what is left of each.
        amount: what is laid on them.
    """
    parts: list[Part] = []
    for row, one in zip(rows, left, strict=True):
        taken = min(one, amount, key=lambda money: money.number)
        if taken.number > 0:
            parts.append(Part(row, taken))
            amount -= taken
    return tuple(parts)


def clearly_part(one: Explained, terms: Terms, *, said: bool) -> bool:
    """Return whether a part payment is plainly one: of one document, and well below what is left.

    A little less than all may be a discount too late, or charges nobody stated.

    Args:
        one: the explanation.
        terms: what is left of its document.
        said: the text speaks of a part payment.
    """
    if one.fit is not Fit.PART or len(one.parts) != 1:
        return False
    part = one.parts[0]
    left = terms.desk.left(part.item).number
    short = left - part.amount.number
    return part.amount.number <= WIDE.multiply(left, PART_SHARE) and (said or short > FEE_MAX)
