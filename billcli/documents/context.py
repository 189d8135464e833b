"""What a template is given: one invoice as plain, frozen data in the reader's language.

Every value is a text, a ``Money`` (printed by the ``money`` and ``amount`` filters), or a mapping
or tuple of those. Optional values are empty texts; nothing is taxed or rounded here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from billcli.documents.address import grouped, party
from billcli.documents.notation import Notation, notation
from billcli.documents.reader import Reader
from billcli.documents.sums import exemptions, tax_name, tax_rows, total_rows
from billcli.documents.wording import Wording, load_wording
from billcli.domain.invoice import Invoice, Line, Prices
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.domain.terms import parse_terms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path


PAPERS = MappingProxyType({"a4": "a4", "letter": "us-letter"})


@dataclass(frozen=True, slots=True)
class Context:
    """A document ready for templates.

    Attributes:
        data: what templates see, by name.
        notation: how the filters write money.
        date: date of the document, also the time stamp of the PDF.
        language: language of the words, an RFC 5646 tag.
        paper: ``a4`` or ``us-letter``, as Typst names them.
    """

    data: Mapping[str, object]
    notation: Notation
    date: dt.date
    language: str
    paper: str


def document_context(
    invoice: Invoice,
    issuer: Mapping[str, str],
    customer: Mapping[str, str],
    *,
    language: str = "",
    paper: str = "a4",
    template_dir: Path | None = None,
) -> Context:
    """Return what the templates of an invoice or credit note are given.

    Args:
        invoice: the calculated document; an empty number is shown as a draft.
        issuer: values by the keys of ``contract.PARTY_KEYS``; a missing key is an absent value.
        customer: the same for the customer.
        language: of the words; empty takes the customer's, then the issuer's, then English.
            Figures follow the language, and the customer's country where it is spoken.
        paper: ``a4`` or ``letter``.
        template_dir: the user's folder, whose ``wording`` may replace words.

    Raises:
        InvalidError: a wording file cannot be read.
        UsageError: an unknown paper.
    """
    home = issuer.get("country", "")
    abroad = customer.get("country", "") or home
    language = language or customer.get("language", "") or issuer.get("language", "") or "en"
    wording = load_wording(language, template_dir)
    tag = language if wording.language != "en" or language.lower().startswith("en") else "en"
    reader = Reader(wording, notation(tag, abroad))
    vat = bool(issuer.get("vat-id"))
    data: dict[str, object] = {
        "kind": invoice.kind.value,
        "title": title(invoice, wording),
        "words": wording.words,
        "language": wording.language,
        "number": invoice.number,
        "currency": invoice.currency,
        "date": reader.date(invoice.date),
        "date_iso": invoice.date.isoformat(),
        "due": reader.date(invoice.due),
        "reason": invoice.reason,
        "issuer": party(issuer, reader.notation, abroad),
        "customer": party(customer, reader.notation, home),
        "particulars": _particulars(invoice, customer, reader),
        "lines": _lines(invoice, reader),
        "totals": total_rows(invoice, reader, vat=vat),
        "taxes": tax_rows(invoice, reader, vat=vat),
        "tax_name": tax_name(wording, vat=vat),
        "total": invoice.total,
        "remarks": _remarks(invoice, reader),
        "payment": _payment(invoice, issuer, reader),
    }
    return Context(
        MappingProxyType(data), reader.notation, invoice.date, wording.language, _paper(paper)
    )


def title(invoice: Invoice, wording: Wording) -> str:
    """Return the document's name and number, as in ``Invoice INV-2026-0001``."""
    number = invoice.number or wording.words["draft"]
    return f"{wording.words[invoice.kind.value]} {number}"


def _paper(name: str) -> str:
    if name in PAPERS:
        return PAPERS[name]
    raise UsageError.of(
        "PAPER-UNKNOWN", f"paper: {name[:40]!r} is not known", hint="use a4 or letter"
    )


def _particulars(
    invoice: Invoice, customer: Mapping[str, str], reader: Reader
) -> tuple[Mapping[str, str], ...]:
    values = {
        "number": invoice.number or reader.wording.words["draft"],
        "date": reader.date(invoice.date),
        "due": reader.date(invoice.due),
        "corrects": invoice.corrects,
        "delivery-date": reader.date(invoice.delivery_date),
        "period": reader.period(invoice.period),
        "purchase-order": invoice.purchase_order,
        "buyer-reference": invoice.buyer_reference,
        "customer-number": invoice.customer,
        "your-vat-id": customer.get("vat-id", ""),
    }
    return tuple(
        _plain(name=name, label=reader.wording.words[name], value=value)
        for name, value in values.items()
        if value
    )


def _lines(invoice: Invoice, reader: Reader) -> tuple[Mapping[str, object], ...]:
    notes = reader.notation
    quantities = [notes.quantity(line.quantity) for line in invoice.lines]
    prices = [notes.amount(line.price) for line in invoice.lines]
    columns = zip(
        invoice.lines, quantities, notes.pads(quantities), prices, notes.pads(prices), strict=True
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
            }
        )
        for position, (line, quantity, quantity_pad, _, price_pad) in enumerate(columns, 1)
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
    texts = (invoice.note, prices, *exemptions(invoice, reader.wording), _terms(invoice))
    return tuple(filter(None, texts))


def _payment(invoice: Invoice, issuer: Mapping[str, str], reader: Reader) -> Mapping[str, object]:
    due = reader.date(invoice.due)
    if invoice.kind is Kind.CREDIT_NOTE or invoice.total.number <= 0:
        sentence = reader.wording.words["credit"]
        return MappingProxyType({"wanted": "", "sentence": sentence, "early": "", "rows": ()})
    sentence = reader.phrase("pay-by", date=due) if due else reader.wording.words["pay"]
    reference = grouped(invoice.reference) if invoice.reference else invoice.number
    rows = {
        "amount-due": reader.notation.money(invoice.total),
        "due": due,
        "holder": issuer.get("name", ""),
        "iban": grouped(issuer.get("iban", "")),
        "bic": issuer.get("bic", ""),
        "reference": reference,
    }
    if not rows["iban"]:
        rows["holder"] = ""
    words = reader.wording.words
    return MappingProxyType(
        {
            "wanted": "yes",
            "sentence": sentence,
            "rows": tuple(_plain(name=n, label=words[n], value=v) for n, v in rows.items() if v),
            "early": _early(invoice, reader),
        }
    )


def _early(invoice: Invoice, reader: Reader) -> str:
    try:
        terms = parse_terms(invoice.terms)
    except UsageError:
        return ""
    until = terms.discount_until(invoice.date)
    if terms.discount is None or until is None:
        return ""
    percent = reader.notation.percent(terms.discount.percent)
    return reader.phrase("early-discount", percent=percent, date=reader.date(until))


def _terms(invoice: Invoice) -> str:
    """Return terms only when they are words of the issuer's own, not a form billcli explains."""
    try:
        parse_terms(invoice.terms)
    except UsageError:
        return invoice.terms
    return ""


def _plain(**values: str) -> Mapping[str, str]:
    return MappingProxyType(values)
