"""Sample documents of every kind, by which a template is checked and shown; all names invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from billcli.documents.context import invoice_context, quote_context
from billcli.documents.deposit_context import deposit_context
from billcli.documents.letterhead import Context, Letterhead
from billcli.documents.mail_context import mail_context
from billcli.documents.receipt_context import receipt_context
from billcli.documents.reminder_context import reminder_context
from billcli.documents.sample_account import RECEIPT, SLIP, sample_reminder, sample_statement
from billcli.documents.statement_context import statement_context
from billcli.domain.calculate import calculate
from billcli.domain.frozen import frozen
from billcli.domain.instalment import parse_instalments, planned
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.line_draft import LineDraft
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.quote import Quote
from billcli.domain.reduction import parse_reduction
from billcli.domain.reference import reference_for, rf_reference
from billcli.domain.reminder import Level
from billcli.domain.tax import Rounding, TaxCode, TaxTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from billcli.documents.look import Look
    from billcli.domain.invoice import Invoice

KINDS = (
    "invoice", "credit-note", "quote", "receipt", "statement", "reminder", "deposit", "mail",
)  # fmt: skip
ISSUER = MappingProxyType(
    {
        "name": "Lindgren & Vale Studio", "contact": "Ada Lindgren",
        "address": "Speicherstraße 14", "postcode": "20457", "city": "Hamburg", "country": "DE",
        "email": "accounts@lindgrenvale.example", "phone": "+49 40 5550 100",
        "vat-id": "DE136695976", "tax-number": "22/123/45674", "registration": "HRB 86210",
        "iban": "DE89370400440532013000", "bic": "COBADEFFXXX",
    }
)  # fmt: skip
CUSTOMER = MappingProxyType(
    {
        "name": "Globex Handels GmbH", "contact": "Jonas Weber", "address": "Lindenallee 7",
        "postcode": "50667", "city": "Köln", "country": "DE", "vat-id": "DE811907980",
    }
)  # fmt: skip
SWISS = MappingProxyType(
    {
        **ISSUER, "address": "Seestrasse 14", "postcode": "8002", "city": "Zürich",
        "country": "CH", "iban": "CH4431999123000889012", "bic": "",
    }
)  # fmt: skip
NUMBER = "INV-2026-0042"
_DAY = dt.date(2026, 1, 31)
_TAXES = TaxTable(
    tuple(
        TaxCode(code, category, "Liabilities:Tax", ((dt.date(2021, 1, 1), Decimal(rate)),))
        for code, category, rate in (("V19", "S", 19), ("V7", "S", 7), ("EU", "AE", 0))
    )
)
_WORK = (
    ("Design of the new identity, two rounds of corrections", "32.5", "HUR", "96.00", "V19"),
    ("Printed handbook, 48 pages", "250", "C62", "4.85", "V7"),
    ("Type licence", "1", "ANN", "180.00", "V19"),
    ("Travel to the presentation in Köln", "864", "KMT", "0.30", "V19"),
)  # fmt: skip


@frozen
class Sample:
    """A document to try a template with.

    Attributes:
        name: what is special about it.
        kind: name of its template.
    """

    name: str
    kind: str
    context: Context


def samples(
    kind: str,
    language: str = "en",
    look: Look | None = None,
    template_dir: Path | None = None,
    *,
    issuer: Mapping[str, str] = ISSUER,
    customer: Mapping[str, str] = CUSTOMER,
) -> Iterator[Sample]:
    """Yield samples of a kind of document, the usual case first, then those at the edges.

    Raises:
        InvalidError: a wording file cannot be read.
    """
    full = Letterhead.of(issuer, customer, language=language, look=look, template_dir=template_dir)
    bare = replace(full, issuer={}, customer={"name": "Acme"})
    for name, context in _OF_KIND[kind](full, bare):
        yield Sample(name, kind, context)


def _invoices(full: Letterhead, bare: Letterhead) -> Iterator[tuple[str, Context]]:
    yield "usual", invoice_context(sample_invoice(), full)
    yield "little known", invoice_context(sample_invoice(1, tax=""), bare)
    yield "forty lines", invoice_context(sample_invoice(40), full)
    yield "a draft", invoice_context(replace(sample_invoice(1), number="", due=None), full)
    yield "reverse charge", invoice_context(sample_invoice(2, tax="EU"), full)
    yield "nothing to pay", invoice_context(sample_invoice(1, off="100 %"), full)
    swiss = replace(sample_invoice(2), reference=reference_for(NUMBER, SWISS["iban"]))
    yield "with a QR-bill", invoice_context(swiss, replace(full, issuer=SWISS))
    parts = planned(parse_instalments("3 monthly", _DAY, _DAY), swiss.total)
    plan = replace(swiss, terms="", due=parts[-1].due, instalments=parts)
    yield "in instalments", invoice_context(plan, full)
    yield "in instalments with a QR-bill", invoice_context(plan, replace(full, issuer=SWISS))


def _credit_notes(full: Letterhead, bare: Letterhead) -> Iterator[tuple[str, Context]]:
    note = replace(
        sample_invoice(2),
        number="CN-2026-0002",
        kind=Kind.CREDIT_NOTE,
        corrects="INV-2026-0042",
        reason="Two licences were not needed",
    )
    yield "usual", invoice_context(note, full)
    yield "little known", invoice_context(replace(note, reason=""), bare)


def _quotes(full: Letterhead, bare: Letterhead) -> Iterator[tuple[str, Context]]:
    offer = replace(sample_invoice(), number="QUO-2026-0003", reference="")
    yield "usual", quote_context(Quote(offer, dt.date(2026, 2, 28)), full)
    yield "little known", quote_context(Quote(sample_invoice(1, tax="")), bare)


def _receipts(full: Letterhead, bare: Letterhead) -> Iterator[tuple[str, Context]]:
    yield "usual", receipt_context(RECEIPT, full)
    yield "on account", receipt_context(replace(RECEIPT, lines=(), adjusted=None), full)
    yield "little known", receipt_context(replace(RECEIPT, method=""), bare)


def _statements(full: Letterhead, bare: Letterhead) -> Iterator[tuple[str, Context]]:
    yield "usual", statement_context(sample_statement(), full)
    yield "several currencies", statement_context(sample_statement("EUR", "USD"), full)
    yield "little known", statement_context(sample_statement(), bare)
    empty = replace(sample_statement(), sections=())
    yield "nothing there", statement_context(empty, full)


def _reminders(full: Letterhead, bare: Letterhead) -> Iterator[tuple[str, Context]]:
    for level in Level:
        yield level.value, reminder_context(sample_reminder(level), full)
    yield (
        "little known",
        reminder_context(replace(sample_reminder(Level.NOTICE), deadline=None), bare),
    )


def _deposits(full: Letterhead, bare: Letterhead) -> Iterator[tuple[str, Context]]:
    at_the_bank = replace(full, customer={"name": SLIP.bank})
    yield "usual", deposit_context(SLIP, at_the_bank)
    yield "forty cheques", deposit_context(replace(SLIP, lines=SLIP.lines[:1] * 40), at_the_bank)
    payout = replace(SLIP, lines=SLIP.lines[-1:], fee=Money.of("6.10", "EUR"), is_payout=True)
    yield "a payout less its fee", deposit_context(payout, at_the_bank)
    yield "little known", deposit_context(replace(SLIP, lines=SLIP.lines[:1]), bare)


def _mails(full: Letterhead, bare: Letterhead) -> Iterator[tuple[str, Context]]:
    yield "usual", mail_context(invoice_context(sample_invoice(), full), full)
    yield "with a receipt", mail_context(receipt_context(RECEIPT, full), full)
    yield "little known", mail_context(statement_context(sample_statement(), bare), bare)


_OF_KIND = MappingProxyType(
    {
        "invoice": _invoices,
        "credit-note": _credit_notes,
        "quote": _quotes,
        "receipt": _receipts,
        "statement": _statements,
        "reminder": _reminders,
        "deposit": _deposits,
        "mail": _mails,
    }
)


def sample_invoice(lines: int = 4, *, tax: str | None = None, off: str = "5 %") -> Invoice:
    """Return an invoice of as many lines.

    Args:
        lines: how many.
        tax: one code instead of the usual several.
        off: discount on the first line.
    """
    drafts = tuple(
        LineDraft(
            text,
            Decimal(quantity),
            unit,
            Decimal(price),
            tax=code if tax is None else tax,
            discount=None if number else parse_reduction(off),
        )
        for number in range(lines)
        for text, quantity, unit, price, code in (_WORK[number % len(_WORK)],)
    )
    draft = InvoiceDraft(
        "Globex",
        _DAY,
        "EUR",
        drafts,
        due=dt.date(2026, 3, 2),
        terms="2/10 net 30",
        note="Thank you for the good work together.",
        delivery_date=_DAY,
        purchase_order="PO-7781",
    )
    found = calculate(draft, _TAXES, Rounding(), Defaults("", "Income:Services"))
    return replace(found, number=NUMBER, reference=rf_reference(NUMBER))
