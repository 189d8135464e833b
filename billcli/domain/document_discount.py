"""The discount on a whole document, one share per tax code.

Source: docs/reference/ledger-format.md rule 9. The shares follow the lines' sums and lose nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.invoice import Allowance, Line
from billcli.domain.money import WIDE, Money, total
from billcli.domain.printed_line import taken_off
from billcli.domain.problem import UsageError
from billcli.domain.tax_split import apportion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.invoice_draft import Defaults, InvoiceDraft
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
    sums: dict[str, Money] = {}
    accounts: dict[str, str] = {}
    for line in lines:
        sums[line.tax] = sums.get(line.tax, Money.zero(draft.currency)) + line.amount
        accounts.setdefault(line.tax, defaults.discount_account or line.account)
    whole = total(sums.values(), draft.currency)
    off = taken_off(draft.discount, whole, rounding)
    if abs(off.number) > abs(whole.number):
        raise UsageError.of(
            "DISCOUNT-LARGE",
            f"the discount of {off} is more than the lines' {whole}",
            hint="lower --discount",
        )
    if not whole:
        return []
    ratio = [WIDE.divide(WIDE.multiply(s.number, off.number), whole.number) for s in sums.values()]
    percent = draft.discount.value if draft.discount.percent else None
    return [
        Allowance(-share, -share, percent, draft.discount_reason, tax, accounts[tax])
        for tax, share in zip(sums, apportion(ratio, off), strict=True)
        if share
    ]
