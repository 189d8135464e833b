"""Issue an invoice: calculate it, take its number, render it, and put it into the books."""

from __future__ import annotations

from dataclasses import dataclass, replace
from os.path import relpath
from typing import TYPE_CHECKING

from billcli.domain.calculate import Defaults, InvoiceDraft, calculate
from billcli.domain.contract import check_document_number, check_text
from billcli.domain.entry import Document
from billcli.domain.invoice import Prices
from billcli.domain.invoice_entry import entry_of, opening_entry
from billcli.domain.line_text import Reduction, parse_lines
from billcli.domain.money import check_currency, total
from billcli.domain.party import find_customer, parties
from billcli.domain.problem import UsageError
from billcli.domain.reference import rf_reference
from billcli.domain.seal import sealed
from billcli.ledger.change_set import NewFile
from billcli.services.filing import Papers, target_of
from billcli.services.render_document import document_path, press_of, rendered
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from billcli.documents.render import Press
    from billcli.domain.entry import Directive, Entry
    from billcli.domain.invoice import Invoice, Period
    from billcli.domain.money import Money
    from billcli.domain.party import Party
    from billcli.domain.problem import Problem
    from billcli.ledger.change_set import Removal
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


def issue_invoice(
    workspace: Workspace,
    request: InvoiceRequest,
    consent: Consent,
    removals: tuple[Removal, ...] = (),
) -> Written[Invoice]:
    """Issue an invoice; its number is taken under the lock.

    Args:
        workspace: the books.
        request: what to invoice.
        consent: how far to go.
        removals: files that become needless with it, such as the draft.

    Raises:
        UsageError: unknown customer, unreadable line, wrong tax code, no currency.
        InvalidError: the ledger has errors, or a template has.
        ConflictError: somebody else writes.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Invoice]:
        customer = customer_of(books, request.customer, request.date)
        draft = invoice_draft(books, request, customer)
        invoice = calculated(books, draft)
        number = Numbers(books, tail).next("invoice", request.date)
        invoice = replace(invoice, number=number, reference=rf_reference(number))
        papers, problems = issued_papers(press, books, invoice, customer)
        return Decision(invoice, replace(papers, removals=removals), problems)

    with press_of(workspace) as press:  # rendering again for another number is cheap then
        return perform(workspace, decide, consent, follows=True)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """An open item taken over; ``amount`` is what is open of it, tax included."""

    number: str
    customer: str
    date: dt.date
    due: dt.date | None
    amount: Money


def take_over(
    workspace: Workspace, request: InvoiceRequest, consent: Consent
) -> Written[TakenOver]:
    """Take over an old open invoice against the opening balance; nothing is rendered.

    The amount is the sum of the lines as printed, taxes included.

    Raises:
        UsageError: as for ``issue_invoice``, and a number that is already used.
    """

    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[TakenOver]:
        customer = customer_of(books, request.customer, request.date)
        _check_unused(books, check_document_number(request.number, flag="--number"))
        untaxed = replace(invoice_draft(books, request, customer), discount=request.discount)
        lines = tuple(replace(line, tax="") for line in untaxed.lines)
        invoice = calculated(books, replace(untaxed, lines=lines), tax="")
        amount = total([line.amount for line in invoice.lines], invoice.currency)
        amount += total([a.amount for a in invoice.allowances], invoice.currency)
        entry = opening_entry(
            request.number,
            request.date,
            invoice.due,
            amount,
            receivable_account=account_of(books, customer),
            customer_name=customer.name,
            equity_account=books.settings.accounts.opening,
        )
        taken = TakenOver(request.number, customer.id, request.date, invoice.due, amount)
        return Decision(taken, Papers((sealed(entry),)))

    return perform(workspace, decide, consent)


def customer_of(workspace: Workspace, text: str, on: dt.date) -> Party:
    """Return the customer as recorded on a day; before its first record the first one holds.

    Raises:
        UsageError: there is no such customer.
    """
    return find_customer(parties(workspace.snapshot.facts, workspace.roots, on), text)


def account_of(workspace: Workspace, customer: Party) -> str:
    """Return the receivable account of a customer."""
    return customer.account or f"{workspace.receivable_root()}:{customer.id}"


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


def issued_papers(
    press: Press, workspace: Workspace, invoice: Invoice, customer: Party
) -> tuple[Papers, tuple[Problem, ...]]:
    """Return entry, document directive and files of a document that has its number."""
    account = account_of(workspace, customer)
    made = rendered(press, workspace, invoice, customer)
    files = tuple(
        NewFile(document_path(workspace, invoice.number, form), content)
        for form, content in made.files.items()
    )
    rounding = workspace.settings.accounts.rounding
    entry = sealed(entry_of(invoice, account, customer.name, rounding))
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


def _check_unused(workspace: Workspace, number: str) -> None:
    if number in workspace.all_books().numbers():
        raise UsageError.of(
            "NUMBER-USED",
            f"--number: {number} is in the ledger already",
            hint=f"billcli invoice show {number}",
        )


def document_files(workspace: Workspace, number: str) -> list[Path]:
    """Return the rendered files of a document that are there."""
    return [
        p
        for form in ("pdf", "html", "text")
        if (p := document_path(workspace, number, form)).is_file()
    ]
