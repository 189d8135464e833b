"""An issued document as the ledger has it, found by its number."""

from __future__ import annotations

from dataclasses import replace

from billcli.domain.invoice_reading import invoice_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.domain.receivable import is_receivable

if TYPE_CHECKING:
    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
    from billcli.domain.invoice import Invoice
    from billcli.services.workspace import Workspace


ISSUED = frozenset({Kind.INVOICE, Kind.CREDIT_NOTE})


def document_of(
    workspace: Workspace, books: Books, number: str, kinds: frozenset[Kind] = ISSUED
) -> Invoice:
    """Return an issued invoice or credit note as the ledger has it.

    Args:
        workspace: the books, for the names of their receivable accounts.
        books: what is open and what moved it.
        number: of the document, in any case.
        kinds: what it may be.

    Raises:
        UsageError: there is no such document (``UNKNOWN-ITEM``), or the item is none
            (``NOT-A-DOCUMENT``).
    """
    row = books.item(number, "invoice", "billcli invoice list")[0]
    if row.kind not in kinds:
        raise UsageError.of(
            "NOT-A-DOCUMENT", f"{row.item} is a {row.kind.value}", hint="see billcli report open"
        )
    entry = next(m.entry for m in books.history(row.item) if m.source == row.source)
    found = read_document(workspace, entry, row.customer)
    return replace(found, number=row.item, due=row.date_due if found.due is None else found.due)


def read_document(workspace: Workspace, entry: Entry, customer: str) -> Invoice:
    """Return the document that an entry of the ledger books, whoever wrote it.

    Args:
        workspace: the books, for the names of their accounts.
        entry: of an invoice or credit note.
        customer: id of whom it concerns.
    """
    roots = workspace.snapshot.facts.options.roots
    return invoice_of(
        entry, lambda account: is_receivable(account, workspace.roots), customer, roots
    )
