"""What earlier credit notes have left of an invoice: of its lines, its taxes and its total.

A line of a credit note is known by what it says (words, unit, price, tax, account, period); of
equal lines by its amount. One that is no line of the invoice lowers its taxes and its total only.
"""

from __future__ import annotations

from billcli.domain.discount_share import base_of
from billcli.domain.frozen import frozen, replace
from billcli.domain.money import EXACT, WIDE, ZERO, Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from billcli.domain.invoice import Allowance, Invoice, Line, TaxGroup


@frozen
class LeftLine:
    """What is left of a line.

    Attributes:
        line: as it was invoiced.
        quantity, amount, net: what no credit note has taken of it.
    """

    line: Line
    quantity: Decimal
    amount: Money
    net: Money


@frozen
class Left:
    """What is left of an invoice.

    Attributes:
        invoice: as it was issued.
        lines: of the invoice, in its order.
        allowances, taxes: of the invoice, in its order, with the figures that are left.
        total: what may still be credited, with tax.
        by_line: whether all that was credited were lines of the invoice.
    """

    invoice: Invoice
    lines: tuple[LeftLine, ...]
    allowances: tuple[Allowance, ...]
    taxes: tuple[TaxGroup, ...]
    rounding: Money
    total: Money
    by_line: bool = True

    @property
    def outside(self) -> Money:
        """What is left outside of all tax groups and of rounding."""
        return outside(self.taxes, self.total - self.rounding)


def left_of(invoice: Invoice, earlier: Sequence[Invoice]) -> Left:
    """Return what is left of an invoice.

    Args:
        invoice: as it was issued.
        earlier: its credit notes, in the order of the ledger.
    """
    lines = [LeftLine(line, line.quantity, line.amount, line.net) for line in invoice.lines]
    allowances, taxes = list(invoice.allowances), list(invoice.taxes)
    by_line = True
    for note in earlier:
        for line in note.lines:
            by_line &= _take_line(lines, line)
        for allowance in note.allowances:
            by_line &= _take_allowance(allowances, allowance)
        for tax in note.taxes:
            by_line &= _take_tax(taxes, tax)
    return Left(
        invoice,
        tuple(lines),
        tuple(allowances),
        tuple(taxes),
        invoice.rounding - total([note.rounding for note in earlier], invoice.currency),
        invoice.total - total([note.total for note in earlier], invoice.currency),
        by_line,
    )


def outside(taxes: Sequence[TaxGroup], whole: Money) -> Money:
    """Return what belongs to no tax group; components of one code share their base.

    Args:
        taxes: the groups of a document.
        whole: its total without rounding.
    """
    bases = {tax.group or base_of(tax) or at: tax.base for at, tax in enumerate(taxes)}
    parts = [*bases.values(), *(tax.tax for tax in taxes)]
    return whole - total(parts, whole.currency)


def agrees(left: Left) -> bool:
    """Return whether what is left outside of all tax groups is a part of what was there.

    A credit note of another tool may have lowered the total without saying which tax.
    """
    invoice = left.invoice
    there = outside(invoice.taxes, invoice.total - invoice.rounding)
    return within(left.outside.number, there.number)


def at_most(amount: Money, most: Money) -> Money:
    """Return the amount, or the nearest one that is no more than the other and of its sign."""
    if within(amount.number, most.number):
        return amount
    return Money.zero(most.currency) if (amount.number < 0) == (most.number > 0) else most


def within(part: Decimal, whole: Decimal) -> bool:
    """Return whether a part is no more than the whole, and of its sign.

    >>> from decimal import Decimal
    >>> within(Decimal(2), Decimal(3)), within(Decimal(-1), Decimal(3)), within(ZERO, Decimal(-3))
    (True, False, True)
    """
    return ZERO <= part <= whole if whole > 0 else whole <= part <= ZERO


def _take_line(lines: list[LeftLine], taken: Line) -> bool:
    fits = [
        at
        for at, left in enumerate(lines)
        if _words(left.line) == _words(taken)
        and within(taken.quantity, left.quantity)
        and within(taken.amount.number, left.amount.number)
    ]
    if not fits:
        return False
    at = min(fits, key=lambda at: _distance(lines[at].line, taken))
    left = lines[at]
    quantity = EXACT.subtract(left.quantity, taken.quantity)
    lines[at] = LeftLine(left.line, quantity, left.amount - taken.amount, left.net - taken.net)
    return True


def _words(line: Line) -> tuple[object, ...]:
    return line.description, line.unit, line.price, line.tax, line.account, line.period


def _distance(line: Line, taken: Line) -> Decimal:
    """Return how far an amount is from its share of a line."""
    share = line.amount.number
    if line.quantity:
        share = WIDE.divide(WIDE.multiply(share, taken.quantity), line.quantity)
    return abs(share - taken.amount.number)


def _take_allowance(allowances: list[Allowance], taken: Allowance) -> bool:
    for at, left in enumerate(allowances):
        same = (left.tax, left.reason, left.account) == (taken.tax, taken.reason, taken.account)
        if same and within(taken.amount.number, left.amount.number):
            net, amount = left.net - taken.net, left.amount - taken.amount
            allowances[at] = replace(left, net=net, amount=amount)
            return True
    return False


def _take_tax(taxes: list[TaxGroup], taken: TaxGroup) -> bool:
    for at, left in enumerate(taxes):
        if (left.code, left.group, left.rate) == (taken.code, taken.group, taken.rate):
            taxes[at] = replace(left, base=left.base - taken.base, tax=left.tax - taken.tax)
            return True
    return False
