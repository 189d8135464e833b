"""A document as it is asked for, before any figure is calculated."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.invoice import Period, Prices
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.instalment import Share
    from billcli.domain.line_draft import LineDraft
    from billcli.domain.reduction import Reduction


@frozen
class InvoiceDraft:
    """What a document shall say, before any figure is calculated.

    Attributes:
        customer: customer id.
        due: stated due date; when None it follows from ``terms``.
        discount: off the whole document, or None.
        prepaid: lines that deduct deposits billed before; the document discount leaves them out.
        instalments: how it is to be paid; then neither ``due`` nor ``terms`` is stated.
        delivery_date: day of supply; like the end of ``period`` it decides which tax rate rules.
    """

    customer: str
    date: dt.date
    currency: str
    lines: tuple[LineDraft, ...]
    due: dt.date | None = None
    terms: str = ""
    discount: Reduction | None = None
    discount_reason: str = "Discount"
    prices: Prices = Prices.NET
    note: str = ""
    delivery_date: dt.date | None = None
    period: Period | None = None
    purchase_order: str = ""
    buyer_reference: str = ""
    kind: Kind = Kind.INVOICE
    corrects: str = ""
    reason: str = ""
    instalments: tuple[Share, ...] = ()
    prepaid: tuple[LineDraft, ...] = ()

    @property
    def tax_point(self) -> dt.date:
        """Return the day whose tax rates apply: of supply when stated, else of the document."""
        return self.delivery_date or (self.period.end if self.period else self.date)


@frozen
class Defaults:
    """What a line takes when it says nothing.

    Attributes:
        tax: tax code, or an empty string for none.
        account: income account.
        discount_account: where document discounts go; empty takes the account of the first line
            with the same tax code.
    """

    tax: str
    account: str
    discount_account: str = ""
