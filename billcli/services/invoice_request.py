"""What a person asks to be invoiced, and the figures that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from billcli.domain.calculate import calculate
from billcli.domain.contract import check_text
from billcli.domain.invoice import Prices
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.line_text import parse_lines
from billcli.domain.money import check_currency
from billcli.domain.problem import UsageError
from billcli.services.customer_account import customer_of

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.invoice import Invoice, Period
    from billcli.domain.party import Party
    from billcli.domain.reduction import Reduction
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class InvoiceRequest:
    """What a person asks to be invoiced; everything empty takes a default.

    Attributes:
        customer: id, in any case.
        lines: texts of the line grammar (``billcli help lines``).
        due: stated due date; otherwise it follows from the terms.
        terms: empty takes the customer's, then the project's.
        number: for an opening item, the number the document already bears.
    """

    customer: str
    lines: tuple[str, ...]
    date: dt.date
    due: dt.date | None = None
    terms: str = ""
    discount: Reduction | None = None
    currency: str = ""
    prices: str = ""
    note: str = ""
    delivered: dt.date | None = None
    period: Period | None = None
    purchase_order: str = ""
    buyer_reference: str = ""
    number: str = ""


def invoice_draft(workspace: Workspace, request: InvoiceRequest, customer: Party) -> InvoiceDraft:
    """Return what the document shall say: the request with every default filled in.

    Raises:
        UsageError: a line cannot be read, or there is no currency.
    """
    defaults = workspace.settings.defaults
    currency = request.currency or customer.currency or workspace.base_currency()
    return InvoiceDraft(
        customer=customer.id,
        date=request.date,
        currency=check_currency(currency, flag="--currency"),
        lines=parse_lines(request.lines, workspace.settings.prices),
        due=request.due,
        terms=""
        if request.due and not request.terms
        else _terms(request, customer, defaults.terms),
        discount=request.discount,
        prices=_prices(request.prices or defaults.prices),
        note=check_text(request.note, flag="--note"),
        delivery_date=request.delivered,
        period=request.period,
        purchase_order=check_text(
            request.purchase_order or customer.text("purchase-order"), flag="--po"
        ),
        buyer_reference=check_text(
            request.buyer_reference or customer.text("reference"), flag="--ref"
        ),
    )


def _terms(request: InvoiceRequest, customer: Party, default: str) -> str:
    return request.terms or customer.terms or default


def _prices(name: str) -> Prices:
    try:
        return Prices(name)
    except ValueError:
        raise UsageError.of(
            "PRICES-UNKNOWN", f"--prices: {name[:20]!r} is not known", hint="use net or gross"
        ) from None


def calculated(workspace: Workspace, draft: InvoiceDraft, tax: str | None = None) -> Invoice:
    """Return the document with all its figures, still without a number.

    Args:
        workspace: the books.
        draft: what the document shall say.
        tax: code of lines that name none; None takes the customer's, then the project's.
    """
    settings = workspace.settings
    if tax is None:
        customer = customer_of(workspace, draft.customer, draft.date)
        tax = customer.text("tax") or settings.defaults.tax
    defaults = Defaults(tax, settings.accounts.income)
    return calculate(draft, settings.taxes, settings.rounding, defaults)
