"""An invoice, credit note or quote as templates see it: plain, frozen, in the reader's language.

Every value is a text, a ``Money`` (printed by the ``money`` and ``amount`` filters), or a mapping
or tuple of those. Optional values are empty texts; nothing is taxed or rounded here.
"""

from __future__ import annotations

from itertools import accumulate
from types import MappingProxyType

from billcli.documents.address import grouped
from billcli.documents.letterhead import Context, Letterhead, payment_box, said
from billcli.documents.payment_code import Claim, code_shown
from billcli.documents.sums import exemptions, tax_name, tax_rows, total_rows
from billcli.domain.advance import still_due
from billcli.domain.early_discount import discount_on
from billcli.domain.invoice import Invoice, Line, Prices
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.domain.terms import parse_terms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from billcli.documents.look import Look
    from billcli.documents.notation import Notation
    from billcli.documents.reader import Reader
    from billcli.documents.wording import Wording
    from billcli.domain.money import Money
    from billcli.domain.quote import Quote


def document_context(
    invoice: Invoice,
    issuer: Mapping[str, str],
    customer: Mapping[str, str],
    *,
    language: str = "",
    look: Look | None = None,
    template_dir: Path | None = None,
) -> Context:
    """Return what the templates of an invoice or credit note are given.

    Args:
        invoice: the calculated document; an empty number is shown as a draft.
        issuer: values by the keys of ``contract.PARTY_KEYS``; a missing key is an absent value.
        customer: the same for the customer.
        language: see ``Letterhead.of``, as for the rest.
        look: paper, colour, logo, footer, window.
        template_dir: the user's template folder.

    Raises:
        InvalidError: a wording file cannot be read.
        UsageError: an unknown paper.
    """
    head = Letterhead.of(issuer, customer, language=language, look=look, template_dir=template_dir)
    return invoice_context(invoice, head)


def invoice_context(invoice: Invoice, head: Letterhead) -> Context:
    """Return the same for a letterhead that is there already.

    Raises:
        UsageError: an unknown paper.
    """
    reader = head.reader
    due = "" if invoice.instalments else reader.date(invoice.due)
    values = {"due": due, "corrects": invoice.corrects}
    return head.context(
        invoice.kind.value,
        title(invoice, reader.wording),
        invoice.date,
        _particulars(invoice, head, values),
        due=due,
        payment=_payment(invoice, head),
        **_figures(invoice, head),
    )


def quote_context(quote: Quote, head: Letterhead) -> Context:
    """Return what the templates of a quote are given: the figures of an invoice, but no payment.

    Raises:
        UsageError: an unknown paper.
    """
    offer, reader = quote.offer, head.reader
    until = reader.date(quote.valid_until)
    number = offer.number or head.words["draft"]
    accept = reader.phrase("quote-accept", date=until) if until else head.words["quote-accept-open"]
    return head.context(
        "quote",
        f"{head.words['quote']} {number}",
        offer.date,
        _particulars(offer, head, {"valid-until": until}),
        due=until,
        payment=payment_box(accept),
        **_figures(offer, head) | {"opening": (head.words["quote-offer"],)},
    )


def title(invoice: Invoice, wording: Wording) -> str:
    """Return the document's name and number, as in ``Invoice INV-2026-0001``."""
    number = invoice.number or wording.words["draft"]
    return f"{wording.words[invoice.kind.value]} {number}"


def _figures(invoice: Invoice, head: Letterhead) -> dict[str, object]:
    """Return lines, sums and remarks."""
    vat = bool(head.issuer.get("vat-id"))
    return {
        "number": invoice.number,
        "currency": invoice.currency,
        "reason": invoice.reason,
        "lines": _lines(invoice, head.reader),
        "totals": total_rows(invoice, head.reader, vat=vat),
        "taxes": tax_rows(invoice, head.reader, vat=vat),
        "tax_name": tax_name(head.reader.wording, vat=vat),
        "total": invoice.total,
        "remarks": _remarks(invoice, head.reader),
    }


def _particulars(invoice: Invoice, head: Letterhead, dates: Mapping[str, str]) -> dict[str, str]:
    reader = head.reader
    return {
        "number": invoice.number or head.words["draft"],
        "date": reader.date(invoice.date),
        **dates,
        "delivery-date": reader.date(invoice.delivery_date),
        "period": reader.period(invoice.period),
        "purchase-order": invoice.purchase_order,
        "buyer-reference": invoice.buyer_reference,
        "customer-number": invoice.customer,
        "your-vat-id": head.customer.get("vat-id", ""),
    }


def _lines(invoice: Invoice, reader: Reader) -> tuple[Mapping[str, object], ...]:
    notes = reader.notation
    quantities = [notes.quantity(line.quantity) for line in invoice.lines]
    prices = [notes.amount(line.price) for line in invoice.lines]
    columns = zip(
        invoice.lines,
        quantities,
        notes.pads(quantities),
        notes.pads(prices),
        accumulate(line.amount for line in invoice.lines),
        strict=True,
    )
    return tuple(
        MappingProxyType(
            {
                "position": str(position),
                "description": line.description,
                "period": reader.period(line.period),
                "quantity": quantity,
                "quantity_pad": quantity_pad,
                "unit": reader.unit(line.unit, line.quantity),
                "price": line.price,
                "price_pad": price_pad,
                "discount": _line_discount(line, reader),
                "tax": _line_tax(line, invoice, notes),
                "amount": line.amount,
                "running": running,
            }
        )
        for position, (line, quantity, quantity_pad, price_pad, running) in enumerate(columns, 1)
    )


def _line_discount(line: Line, reader: Reader) -> str:
    if not line.discount:
        return ""
    return reader.phrase("line-discount", amount=reader.notation.money(line.discount))


def _line_tax(line: Line, invoice: Invoice, notes: Notation) -> str:
    rates = (g.rate for g in invoice.taxes if line.tax and line.tax in {g.code, g.group})
    return " + ".join(dict.fromkeys(map(notes.percent, rates)))


def _remarks(invoice: Invoice, reader: Reader) -> tuple[str, ...]:
    """Return the note, why prices and taxes are as they are, and terms in words."""
    taxed = any(group.tax for group in invoice.taxes)
    gross = taxed and invoice.prices is Prices.GROSS
    prices = reader.wording.words["gross-prices"] if gross else ""
    return said(invoice.note, prices, *exemptions(invoice, reader.wording), _terms(invoice))


def _payment(invoice: Invoice, head: Letterhead) -> Mapping[str, object]:
    if invoice.kind is Kind.CREDIT_NOTE or invoice.payable.number <= 0:
        return payment_box(head.words["credit" if invoice.payable else "nothing-due"])
    if invoice.instalments:
        return _in_instalments(invoice, head)
    due = head.reader.date(invoice.due)
    sentence = head.reader.phrase("pay-by", date=due) if due else head.words["pay"]
    rows = {
        "amount-due": head.reader.notation.money(invoice.payable),
        "due": due,
        **head.payee(),
        "reference": _reference(invoice),
    }
    code = code_shown(head, _claim(invoice, invoice.payable, head))
    return payment_box(sentence, head.rows(rows), _early(invoice, head.reader), code)


def _in_instalments(invoice: Invoice, head: Letterhead) -> Mapping[str, object]:
    """Return the payment box of a document that is paid in parts: a row for each.

    The payment code asks for the first of them, and a sentence says so: scanned as it stands it can
    never pay more than is due.
    """
    reader = head.reader
    due = still_due(invoice.instalments, invoice.advance)
    parts = tuple(
        MappingProxyType(
            {
                "name": "instalment",
                "label": reader.phrase("instalment", number=str(part.number)),
                "value": reader.phrase(
                    "instalment-by",
                    amount=reader.notation.money(part.amount),
                    date=reader.date(part.due),
                ),
            }
        )
        for part in due
    )
    whole = head.rows({"amount-due": reader.notation.money(invoice.payable)})
    payee = head.rows({**head.payee(), "reference": _reference(invoice)})
    code = code_shown(head, _claim(invoice, due[0].amount, head))
    early = head.words["code-first"] if code else ""
    return payment_box(head.words["pay-instalments"], (*whole, *parts, *payee), early, code)


def _claim(invoice: Invoice, amount: Money, head: Letterhead) -> Claim:
    name = title(invoice, head.reader.wording)
    return Claim(amount, invoice.number, invoice.reference, name)


def _reference(invoice: Invoice) -> str:
    return grouped(invoice.reference) if invoice.reference else invoice.number


def _early(invoice: Invoice, reader: Reader) -> str:
    try:
        terms = parse_terms(invoice.terms)
    except UsageError:
        return ""
    until = terms.discount_until(invoice.date)
    if terms.discount is None or until is None:
        return ""
    percent = reader.notation.percent(terms.discount.percent)
    amount = discount_on(invoice.payable, terms.discount.percent.scaleb(-2))
    return reader.phrase(
        "early-discount",
        percent=percent,
        amount=reader.notation.money(amount),
        date=reader.date(until),
    )


def _terms(invoice: Invoice) -> str:
    """Return terms only when they are words of the issuer's own, not a form billcli explains."""
    try:
        parse_terms(invoice.terms)
    except UsageError:
        return invoice.terms
    return ""
