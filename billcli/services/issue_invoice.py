"""Issue an invoice: calculate it, take its number, render it, and put it into the books."""

from __future__ import annotations

from os.path import relpath

from billcli.domain.entry import Document
from billcli.domain.frozen import replace
from billcli.domain.invoice import BY_ITSELF
from billcli.domain.invoice_entry import entry_of
from billcli.domain.invoice_reading import sign_of, tax_value
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import issuer
from billcli.domain.reference import reference_for
from billcli.domain.seal import sealed
from billcli.ledger.change_set import NewFile
from billcli.services.adjustment_account import opened_for
from billcli.services.customer_account import account_of
from billcli.services.document_value import in_base
from billcli.services.filing import Papers, target_of
from billcli.services.invoice_request import asked_customer, calculated, invoice_draft
from billcli.services.render_document import (
    ENDINGS,
    data_path,
    document_path,
    press_of,
    rendered,
)
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from billcli.documents.render import Press
    from billcli.domain.entry import Directive, Entry
    from billcli.domain.invoice import Invoice, Origin
    from billcli.domain.invoice_draft import InvoiceDraft
    from billcli.domain.open_item import OpenItem
    from billcli.domain.party import Party
    from billcli.domain.problem import Problem
    from billcli.ledger.change_set import Removal
    from billcli.services.invoice_request import InvoiceRequest
    from billcli.services.workspace import Workspace


def issue_invoice(
    workspace: Workspace,
    request: InvoiceRequest,
    consent: Consent,
    removals: tuple[Removal, ...] = (),
    promised: tuple[Invoice, ...] = (),
    *,
    use_credit: bool = False,
) -> Written[Invoice]:
    """Issue an invoice; its number is taken under the lock.

    Args:
        workspace: the books.
        request: what to invoice.
        consent: how far to go.
        removals: files that become needless with it, such as the draft.
        promised: invoices a dry run has shown already: their numbers are taken, and their credit.
        use_credit: whether it takes up open credit of the customer at once, in the same change.

    Raises:
        UsageError: unknown customer, unreadable line, wrong tax code, no currency; credit without
            a number.
        InvalidError: the ledger has errors, or a template has.
        ConflictError: somebody else writes.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Invoice]:
        customer = asked_customer(books, request)
        draft = invoice_draft(books, request, customer)
        taken = (number for one in promised for number in _numbers_of(one))
        numbers = Numbers(books, tail, taken)
        credit: Sequence[OpenItem] = ()
        if use_credit:
            from billcli.services.draw_down import open_credit  # noqa: PLC0415 - few ask for it

            credit = open_credit(books, draft, promised)
        made = new_invoice(press, books, draft, customer, numbers, credit=credit)
        return replace(made, papers=replace(made.papers, removals=removals))

    with press_of(workspace) as press:  # rendering again for another number is cheap then
        return perform(workspace, decide, consent, follows=not use_credit)


def _numbers_of(invoice: Invoice) -> tuple[str, ...]:
    return (invoice.number, invoice.advance.entry) if invoice.advance else (invoice.number,)


def new_invoice(
    press: Press,
    workspace: Workspace,
    draft: InvoiceDraft,
    customer: Party,
    numbers: Numbers,
    origin: Origin = BY_ITSELF,
    *,
    credit: Sequence[OpenItem] = (),
) -> Decision[Invoice]:
    """Return an invoice with its figures and the next number, and all that issuing it writes.

    Args:
        press: makes its documents.
        workspace: the books.
        draft: what it shall say.
        customer: who gets it.
        numbers: hands out numbers; one of them is used then.
        origin: the quote or plan it comes from.
        credit: of the customer, which it takes up at once; see ``open_credit``.

    Raises:
        UsageError: a line that cannot be billed, a wrong tax code.
        InvalidError: a template is wrong.
    """
    invoice = calculated(workspace, draft)
    number = numbers.next("invoice", draft.date)
    sender = issuer(workspace.snapshot.facts, draft.date)
    account = sender.text("iban") if sender else ""
    reference = reference_for(number, account)
    invoice = replace(invoice, number=number, reference=reference, origin=origin)
    booked = booked_entry(workspace, invoice, customer)
    entries: Sequence[Entry] = ()
    if credit:
        from billcli.services.draw_down import drawn_down  # noqa: PLC0415 - few take up any

        invoice, entries = drawn_down(workspace, invoice, booked, credit, numbers)
    papers, problems = issued_papers(press, workspace, invoice, customer, booked)
    more = (sealed(entry) for entry in entries)
    opened = opened_for(workspace, *entries)
    papers = replace(papers, directives=(*opened, *papers.directives, *more))
    return Decision(invoice, papers, problems)


def booked_entry(workspace: Workspace, invoice: Invoice, customer: Party) -> Entry:
    """Return the entry of a document that has its number, kept at a value where that is asked."""
    account = account_of(workspace, customer)
    rounding = workspace.settings.accounts.rounding
    return in_base(workspace, entry_of(invoice, account, customer.name, rounding), invoice)


def issued_papers(
    press: Press, workspace: Workspace, invoice: Invoice, customer: Party, booked: Entry
) -> tuple[Papers, tuple[Problem, ...]]:
    """Return document directive and files of a document, after its entry as it is booked."""
    account = account_of(workspace, customer)
    others = [posting for posting in booked.postings if posting.account != account]
    value = tax_value(others, invoice.currency, sign_of(invoice.kind))
    invoice = replace(invoice, tax_value=value)
    made = rendered(press, workspace, invoice, customer)
    files = tuple(
        NewFile(document_path(workspace, invoice.number, form), content)
        for form, content in made.files.items()
    )
    entry = sealed(booked)
    directives: tuple[Directive, ...] = (
        entry,
        *_named(workspace, entry, account, invoice.number, files),
    )
    return Papers(directives, files), made.problems


def _named(
    workspace: Workspace, entry: Entry, account: str, number: str, files: Sequence[NewFile]
) -> Iterable[Document]:
    """Yield the directive that names the document; of several forms the first stands for all."""
    for file in files[:1]:
        folder = target_of(workspace, entry).parent
        path = relpath(file.path, folder)
        yield Document(entry.date, account, path.replace("\\", "/"), (), (number,))


def document_files(workspace: Workspace, number: str) -> list[Path]:
    """Return the files of a document that are there."""
    paths = [document_path(workspace, number, form) for form in ENDINGS]
    return [p for p in (*paths, data_path(workspace, number)) if p.is_file()]
