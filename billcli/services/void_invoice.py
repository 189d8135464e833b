"""Void an invoice: a full credit note from its own series, applied at once to what is open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from billcli.domain.correction import (
    applicable,
    application_entry,
    check_voidable,
    credit_note_of,
)
from billcli.domain.meta import text_of
from billcli.domain.seal import sealed
from billcli.services.customer_account import account_of, customer_of
from billcli.services.issue_invoice import issued_papers
from billcli.services.issued_document import document_of
from billcli.services.render_document import press_of
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Entry
    from billcli.domain.invoice import Invoice
    from billcli.domain.money import Money
    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Voided:
    """A voided invoice.

    Attributes:
        credit: the full credit note.
        applied: how much of it settles the invoice.
        left: what stays open of it as credit, because the invoice was paid before.
    """

    credit: Invoice
    applied: Money
    left: Money


def void_invoice(
    workspace: Workspace, number: str, date: dt.date, reason: str, consent: Consent
) -> Written[Voided]:
    """Cancel an invoice wholly, whatever was paid of it.

    Raises:
        UsageError: unknown number, a credit note, or already credited.
    """

    def decide(now: Workspace, tail: tuple[Directive, ...]) -> Decision[Voided]:
        books = now.all_books()
        invoice = document_of(now, books, number)
        check_voidable(invoice, _credited_by(books, invoice.number))
        customer = customer_of(now, invoice.customer, date)
        numbers = Numbers(now, tail)
        credit = credit_note_of(invoice, numbers.next("credit-note", date), date, reason)
        papers, problems = issued_papers(press, now, credit, customer)
        applied = applicable(invoice, _open(books, invoice))
        if applied:
            entry = _application(now, numbers, credit, customer, applied)
            papers = replace(papers, directives=(*papers.directives, sealed(entry)))
        return Decision(Voided(credit, applied, credit.total - applied), papers, problems)

    with press_of(workspace) as press:
        return perform(workspace, decide, consent)


def _application(
    workspace: Workspace, numbers: Numbers, credit: Invoice, customer: Party, amount: Money
) -> Entry:
    return application_entry(
        numbers.next("application", credit.date),
        credit.date,
        account=account_of(workspace, customer),
        payee=customer.name,
        credit=credit.number,
        target=credit.corrects,
        amount=amount,
    )


def _open(books: Books, invoice: Invoice) -> Money:
    rows = [row.balance_open for row in books.item(invoice.number)]
    balance = rows[0]
    for more in rows[1:]:
        balance += more
    return balance


def _credited_by(books: Books, number: str) -> str:
    notes = (m for m in books.movements if text_of(m.entry.meta.get("corrects")) == number)
    return next((m.item for m in notes), "")
