"""What may still be taken off an invoice, as the ledger tells it."""

from __future__ import annotations

from billcli.domain.cancelled_credit import cancelled
from billcli.domain.credit_left import left_of
from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.reduced import reduced_left
from billcli.services.issued_document import document_of, read_document

if TYPE_CHECKING:
    from billcli.domain.books import Books
    from billcli.domain.credit_left import Left
    from billcli.domain.invoice import Invoice
    from billcli.services.workspace import Workspace


def room_of(workspace: Workspace, books: Books, number: str) -> Left:
    """Return what credit notes, discounts and losses have left of an invoice.

    Args:
        workspace: the books.
        books: what is open and what moved it.
        number: of the invoice.

    Raises:
        UsageError: there is no such document (see ``document_of``).
    """
    invoice = document_of(workspace, books, number)
    left = left_of(invoice, credit_notes_of(workspace, books, invoice))
    return reduced_left(left, books.history(invoice.number))


def credit_notes_of(workspace: Workspace, books: Books, invoice: Invoice) -> tuple[Invoice, ...]:
    """Return the documents that correct an invoice and stand, in the order of the ledger."""
    few = books.about(customer=invoice.customer)
    entries = {
        id(m.entry): m
        for m in few.corrections(invoice.number)
        if not cancelled(of.entry for of in few.corrections(m.item))
    }
    return tuple(
        replace(read_document(workspace, m.entry, m.customer), number=m.item)
        for m in entries.values()
    )
