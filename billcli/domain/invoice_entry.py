"""An invoice or credit note as a ledger entry, and back.

Source: docs/reference/ledger-format.md rules 4, 6, 7, 9, 10, 12 and its worked example. The posted
figures are the document's figures, so reading an entry back needs no configuration, however old.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.contract import check_document_number
from billcli.domain.entry import Entry, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.invoice import Allowance, Invoice, Line, Prices, TaxGroup
from billcli.domain.invoice_reading import invoice_of, printed_amount, sign_of, signed, target_key
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.entry import Meta, MetaValue
    from billcli.domain.instalment import Instalment
    from billcli.domain.money import Money

TITLES = {
    Kind.INVOICE: "Invoice",
    Kind.CREDIT_NOTE: "Credit note",
    Kind.LATE_FEE: "Late fee",
    Kind.PAYMENT: "Payment",
}
__all__ = ["entry_of", "invoice_of", "opening_entry"]


def entry_of(
    invoice: Invoice, receivable_account: str, customer_name: str, rounding_account: str
) -> Entry:
    """Return the entry that books a document; a credit note is the mirror image.

    Args:
        invoice: with its number; amounts of a credit note are positive.
        receivable_account: the customer's account.
        customer_name: becomes the payee.
        rounding_account: takes what cash rounding added; unused when that is zero.

    Raises:
        UsageError: the document has no legal number.
    """
    check_document_number(invoice.number)
    sign = sign_of(invoice.kind)
    on = invoice.origin.quote if invoice.origin.is_deposit else ""
    owed = signed(invoice.total, sign)
    postings = _owed(receivable_account, owed, invoice.instalments)
    postings += [_line_posting(line, invoice.prices, -sign) for line in invoice.lines]
    postings += [_allowance_posting(a, invoice.prices, -sign) for a in invoice.allowances]
    postings += [_tax_posting(group, sign) for group in invoice.taxes]
    if invoice.rounding:
        amount = signed(invoice.rounding, -sign)
        postings.append(Posting(rounding_account, amount, {"rounding": True}))
    return Entry(
        invoice.date,
        customer_name,
        f"{TITLES[invoice.kind]} {invoice.number}",
        (invoice.kind.value,),
        links_of(invoice.number, filter(None, [invoice.corrects, on])),
        tuple(postings),
        _entry_meta(invoice),
    )


def opening_entry(
    number: str,
    date: dt.date,
    due: dt.date | None,
    amount: Money,
    *,
    receivable_account: str,
    customer_name: str,
    equity_account: str,
    instalments: Sequence[Instalment] = (),
) -> Entry:
    """Return the entry that takes over an open document from elsewhere, without lines.

    Args:
        number: as the document bears it.
        date: when it was issued.
        due: None when it states none.
        amount: what is still open; negative for a credit note.
        receivable_account: the customer's account.
        customer_name: becomes the payee.
        equity_account: the other side, such as ``Equity:Opening-Balances``.
        instalments: how ``amount`` is still to be paid, the last on ``due``; empty when in one.

    Raises:
        UsageError: no legal number, nothing open, or due before the date.
    """
    check_document_number(number)
    if not amount:
        raise UsageError.of(
            "OPENING-ZERO", f"{number}: nothing is open", hint="give the amount still owed"
        )
    if due and due < date:
        raise UsageError.of(
            "DUE-BEFORE",
            f"the due date {due} is before the document's date {date}",
            hint="correct --due or --date",
        )
    kind = Kind.INVOICE if amount.number > 0 else Kind.CREDIT_NOTE
    meta: dict[str, MetaValue] = {"invoice": number}
    if due and not instalments:
        meta["due"] = due
    return Entry(
        date,
        customer_name,
        f"Opening balance: {TITLES[kind].lower()} {number}",
        (kind.value,),
        (number,),
        (*_owed(receivable_account, amount, instalments), Posting(equity_account, -amount)),
        meta,
    )


def _owed(account: str, amount: Money, instalments: Iterable[Instalment]) -> list[Posting]:
    """Return what the customer owes: in one, or a posting for each instalment (rule 4)."""
    parts = [
        Posting(account, part.amount, {"due": part.due, "instalment": Decimal(part.number)})
        for part in instalments
    ]
    return parts or [Posting(account, amount)]


def _entry_meta(invoice: Invoice) -> Meta:
    period = invoice.period
    wanted: dict[str, MetaValue | None] = {
        "invoice": invoice.number,
        "due": None if invoice.instalments else invoice.due,
        "terms": invoice.terms,
        "rf": invoice.reference,
        "prices": "gross" if invoice.prices is Prices.GROSS else None,
        "delivery-date": invoice.delivery_date,
        "period-start": period.start if period else None,
        "period-end": period.end if period else None,
        "purchase-order": invoice.purchase_order,
        "buyer-reference": invoice.buyer_reference,
        "note": invoice.note,
        "quote": invoice.origin.quote,
        "plan": invoice.origin.plan,
        "plan-date": invoice.origin.plan_date,
        target_key(invoice.kind): invoice.corrects,
        "reason": invoice.reason,
    }
    if invoice.origin.is_deposit:
        wanted["on"] = invoice.origin.quote
    return _stated(wanted)


def _stated(wanted: Mapping[str, MetaValue | None]) -> Meta:
    return {key: value for key, value in wanted.items() if value is not None and value != ""}


def _line_posting(line: Line, prices: Prices, sign: int) -> Posting:
    differs = prices is Prices.GROSS and line.amount != printed_amount(line)
    wanted: dict[str, MetaValue | None] = {
        "item": line.description,
        "quantity": line.quantity,
        "unit": line.unit,
        "price": line.price,
        "discount": line.discount or None,
        "tax": line.tax,
        "amount": line.amount if differs else None,
        "period-start": line.period.start if line.period else None,
        "period-end": line.period.end if line.period else None,
    }
    return Posting(line.account, signed(line.net, sign), _stated(wanted))


def _allowance_posting(allowance: Allowance, prices: Prices, sign: int) -> Posting:
    charged = allowance.amount.number > 0
    printed = signed(allowance.amount, 1 if charged else -1)
    wanted: dict[str, MetaValue | None] = {
        "charge" if charged else "allowance": printed
        if allowance.percent is None
        else allowance.percent,
        "reason": allowance.reason,
        "tax": allowance.tax,
        "amount": printed if allowance.percent is not None and prices is Prices.GROSS else None,
    }
    return Posting(allowance.account, signed(allowance.net, sign), _stated(wanted))


def _tax_posting(group: TaxGroup, sign: int) -> Posting:
    wanted: dict[str, MetaValue | None] = {
        "tax": group.code,
        "category": group.category,
        "rate": group.rate,
        "base": signed(group.base, sign),
        "exemption": group.exemption,
        "group": group.group,
    }
    return Posting(group.account, signed(group.tax, -sign), _stated(wanted))
