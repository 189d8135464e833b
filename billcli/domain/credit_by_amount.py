"""A credit note for an amount of an invoice: its tax groups share it, and each is one line.

Source: docs/reference/ledger-format.md rule 10; the groups share it as they share a discount.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.frozen import replace
from billcli.domain.invoice import Line, Prices
from billcli.domain.left_share import taken_of
from billcli.domain.line_draft import PIECE
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.tax_bundle import bundles_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from billcli.domain.credit_left import Left
    from billcli.domain.invoice import Allowance, Invoice, TaxGroup


def credited_amount(left: Left, amount: Money, text: str) -> Invoice:
    """Return the invoice with the figures of an amount that is credited of it.

    Args:
        left: what may be credited.
        amount: with tax, positive, no more than what is left.
        text: what the lines say.
    """
    rounding, taxes = taken_of(left, amount)
    lines = list(_lines(left.invoice, taxes, amount - rounding, text))
    stated = tuple(tax for tax in taxes if tax.base or tax.tax)
    return replace(left.invoice, lines=tuple(lines), allowances=(), taxes=stated, rounding=rounding)


def _lines(invoice: Invoice, taxes: Sequence[TaxGroup], gross: Money, text: str) -> Sequence[Line]:
    """Return a line for each tax group that is credited, and for what is outside of all."""
    lines: list[Line] = []
    codes: set[str] = set()
    for bundle in bundles_of(invoice):
        code = invoice.taxes[bundle.groups[0]]
        name = code.group or code.code
        own = [tax for tax in taxes if (tax.group or tax.code) == name]
        codes |= bundle.codes
        base = own[0].base
        worth = total([base, *(tax.tax for tax in own)], base.currency)
        gross -= worth
        if worth:
            lines.append(_line(invoice, text, name, worth, base, bundle.codes))
    if gross:
        others = {part.tax for part in _parts(invoice)} - codes
        lines.append(_line(invoice, text, "", gross, gross, others))
    return lines


def _line(
    invoice: Invoice, text: str, code: str, gross: Money, net: Money, codes: Collection[str]
) -> Line:
    price = gross if invoice.prices is Prices.GROSS else net
    parts = [part for part in _parts(invoice) if part.tax in codes] or _parts(invoice)
    nothing = Money.zero(net.currency)
    account = parts[0].account
    return Line(text, Decimal(1), PIECE, price, nothing, price, net, code, account)


def _parts(invoice: Invoice) -> list[Line | Allowance]:
    return [*invoice.lines, *invoice.allowances]
