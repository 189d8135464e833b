"""What an amount takes of each tax that is left of an invoice.

The one way to split a credit, a discount or a loss: over all of them together a tax is never given
back twice, and the last that takes all that is left takes it to the cent.
Source: docs/reference/ledger-format.md rules 10 and 11; Directive 2006/112/EC, article 90.
"""

from __future__ import annotations

from billcli.domain.credit_left import agrees, at_most
from billcli.domain.discount_share import TaxShare, discount_shares
from billcli.domain.frozen import replace
from billcli.domain.money import ZERO, Money, split, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.tax_bundle import bundles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.credit_left import Left
    from billcli.domain.invoice import TaxGroup
    from billcli.domain.tax_bundle import Bundle


def left_shares(left: Left, amount: Money) -> tuple[TaxShare, ...]:
    """Return what a discount or a loss takes of each tax; what exceeds what is left bears none.

    Taxes it takes nothing of are left out, but not all of them: it shall say that it took nothing.

    Args:
        left: what may still be taken off the document.
        amount: with tax, positive.
    """
    if left.total.number <= 0:
        return ()
    _, taxes = taken_of(left, min(amount, left.total, key=lambda one: one.number))
    touched = [tax for tax in taxes if tax.base or tax.tax]
    return tuple(
        TaxShare(tax.code, tax.group, tax.account, tax.tax, tax.base) for tax in touched or taxes
    )


def taken_of(left: Left, amount: Money) -> tuple[Money, tuple[TaxGroup, ...]]:
    """Return what an amount takes of the rounding, and of each tax group.

    All that is left is taken exactly as it is left; of it, each tax group gives its share. Coins
    that were added are taken after all else.

    Args:
        left: what may be taken.
        amount: with tax, positive, no more than what is left.
    """
    if agrees(left) and amount == left.total:
        return left.rounding, left.taxes
    whole = left.total - left.rounding
    rounding = max(amount - whole, Money.zero(amount.currency), key=lambda one: one.number)
    return rounding, tuple(_shares(left, amount - rounding))


def _shares(left: Left, gross: Money) -> list[TaxGroup]:
    """Return what each tax group gives of an amount with tax, in proportion to what is left.

    The tax is that of all that was taken so far, less what was taken before: roundings never add
    up.
    """
    taxes, zero = list(left.taxes), Money.zero(gross.currency)
    bundles = bundles_of(left.invoice)
    there = [gross_of(left.taxes, bundle) for bundle in bundles]
    outside = max(left.outside.number, ZERO) if agrees(left) else ZERO
    weights = [*(one.number for one in there), outside]
    portions = split(gross, weights) if sum(weights, ZERO) else [zero] * len(weights)
    for bundle, was, portion in zip(bundles, there, portions, strict=False):
        before = [left.invoice.taxes[at] for at in bundle.groups]
        gone = gross_of(left.invoice.taxes, bundle) - was
        _, shares = discount_shares(gone + portion, before)
        added = [
            at_most(share.tax - (tax.tax - taxes[at].tax), taxes[at].tax)
            for at, tax, share in zip(bundle.groups, before, shares, strict=False)
        ] or [zero] * len(before)
        base, added = _fitted(portion, added, [taxes[at] for at in bundle.groups])
        for at, tax in zip(bundle.groups, added, strict=True):
            taxes[at] = replace(taxes[at], base=base, tax=tax)
    return taxes


def _fitted(
    portion: Money, taxes: Sequence[Money], left: Sequence[TaxGroup]
) -> tuple[Money, list[Money]]:
    """Return base and taxes of a portion, none beyond what is left: cents go where there is room.

    Args:
        portion: with tax.
        taxes: of it, each no more than is left.
        left: the groups on one base.
    """
    fitted, base = list(taxes), portion - total(taxes, portion.currency)
    over = base - at_most(base, left[0].base)
    for at, (tax, group) in enumerate(zip(taxes, left, strict=True)):
        fitted[at] = at_most(tax + over, group.tax)
        over -= fitted[at] - tax
    return portion - total(fitted, portion.currency), fitted


def gross_of(taxes: Sequence[TaxGroup], bundle: Bundle) -> Money:
    """Return what the groups on one base come to, with tax."""
    own = [taxes[at] for at in bundle.groups]
    return total([own[0].base, *(tax.tax for tax in own)], own[0].base.currency)
