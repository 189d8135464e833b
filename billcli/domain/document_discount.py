"""The discount on a whole document, one share per tax code.

Source: docs/reference/ledger-format.md rule 9. The shares follow the lines' sums and lose nothing.
"""

from __future__ import annotations

from billcli.domain.invoice import Allowance
from billcli.domain.money import WIDE, Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.printed_line import taken_off
from billcli.domain.problem import UsageError
from billcli.domain.tax_split import apportion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.invoice import Line
    from billcli.domain.invoice_draft import Defaults, InvoiceDraft
    from billcli.domain.reduction import Reduction
    from billcli.domain.tax import Rounding


def document_discount(
    draft: InvoiceDraft, rounding: Rounding, defaults: Defaults, lines: Sequence[Line]
) -> list[Allowance]:
    """Return the document discount, one share per tax code, in proportion to the lines.

    Raises:
        UsageError: the discount is more than the lines (DISCOUNT-LARGE).
    """
    if draft.discount is None:
        return []
    accounts = {line.tax: line.account for line in reversed(lines)}
    percent = draft.discount.value if draft.discount.percent else None
    return [
        Allowance(
            -share,
            -share,
            percent,
            draft.discount_reason,
            tax,
            defaults.discount_account or accounts[tax],
        )
        for tax, share in shared_discount(draft.discount, rounding, lines)
        if share
    ]


def shared_discount(
    discount: Reduction, rounding: Rounding, lines: Sequence[Line]
) -> list[tuple[str, Money]]:
    """Return what a discount on a whole document takes off the lines of each tax code, as printed.

    Raises:
        UsageError: the discount is more than the lines (DISCOUNT-LARGE).
    """
    currency = lines[0].amount.currency
    sums: dict[str, Money] = {}
    for line in lines:
        sums[line.tax] = sums.get(line.tax, Money.zero(currency)) + line.amount
    whole = total(sums.values(), currency)
    off = taken_off(discount, whole, rounding)
    if abs(off.number) > abs(whole.number):
        raise UsageError.of(
            "DISCOUNT-LARGE",
            f"the discount of {off} is more than the lines' {whole}",
            hint="lower --discount",
        )
    if not whole:
        return []
    ratio = [WIDE.divide(WIDE.multiply(s.number, off.number), whole.number) for s in sums.values()]
    return list(zip(sums, apportion(ratio, off), strict=True))
