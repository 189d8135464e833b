"""The tax share of a discount: how much less net and tax a document comes to.

Source: docs/reference/ledger-format.md rule 11. A discount lowers every tax group of the document
in proportion to what the group came to with tax (Directive 2006/112/EC, article 90).
"""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.money import WIDE, Money, rounded, split, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.invoice import TaxGroup


@frozen
class TaxShare:
    """What a discount takes off one tax.

    Attributes:
        code: the tax code of the document.
        group: the compound code it is part of, or an empty string.
        account: the tax account.
        tax: how much less tax, zero for groups that are not taxed.
        base: how much less net amount.
    """

    code: str
    group: str
    account: str
    tax: Money
    base: Money


def discount_shares(
    discount: Money, taxes: Sequence[TaxGroup], invoice_total: Money | None = None
) -> tuple[Money, tuple[TaxShare, ...]]:
    """Return how much less net a discount leaves, and how much less of each tax.

    Net and taxes add up to the discount exactly; what belongs to no tax group is all net.

    Args:
        discount: with tax, positive.
        taxes: the tax groups of the document; components of one compound code share their base.
        invoice_total: the document's total with tax, when there are tax groups.
    """
    bundles: dict[object, list[TaxGroup]] = {}
    for at, tax in enumerate(taxes):
        bundles.setdefault(base_of(tax) or at, []).append(tax)
    whole = [_gross(bundle) for bundle in bundles.values()]
    outside = (invoice_total or total(whole, discount.currency)) - total(whole, discount.currency)
    weights = [gross.number for gross in (*whole, outside)]
    if not any(weights) or not sum(weights):
        return discount, ()
    portions = split(discount, weights)
    shares: list[TaxShare] = []
    for bundle, gross, portion in zip(bundles.values(), whole, portions, strict=False):
        shares += _shares(bundle, gross, portion)
    return discount - total([share.tax for share in shares], discount.currency), tuple(shares)


def base_of(tax: TaxGroup) -> tuple[str, Money] | None:
    """Return what taxes on one base have in common, None for a tax with a base of its own.

    Components of one code share it; so do taxes without a code that are on the same amount, as in
    the entries of others, which do not say which line is taxed by which.
    """
    return None if tax.code and not tax.group else (tax.group, tax.base)


def _gross(bundle: Sequence[TaxGroup]) -> Money:
    return total([bundle[0].base, *(tax.tax for tax in bundle)], bundle[0].base.currency)


def _shares(bundle: Sequence[TaxGroup], gross: Money, portion: Money) -> list[TaxShare]:
    taxes = [_part(portion, tax.tax, gross) for tax in bundle]
    net = portion - total(taxes, portion.currency)
    return [
        TaxShare(group.code, group.group, group.account, tax, net)
        for group, tax in zip(bundle, taxes, strict=True)
    ]


def _part(portion: Money, tax: Money, gross: Money) -> Money:
    if not gross:
        return Money.zero(portion.currency)
    exact = WIDE.divide(WIDE.multiply(portion.number, tax.number), gross.number)
    return Money(rounded(exact, portion.currency), portion.currency)
