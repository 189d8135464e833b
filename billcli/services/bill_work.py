"""Bill work: one invoice of what a customer's entries come to, each entry once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from billcli.domain.dated_record import folded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.work_line import Group, Rates, expense_lines, time_lines
from billcli.services.customer_account import customer_of
from billcli.services.invoice_request import InvoiceRequest, invoice_draft
from billcli.services.issue_invoice import new_invoice
from billcli.services.render_document import press_of
from billcli.services.take_number import Numbers
from billcli.services.work_store import billed, marked, work_files, works_of
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.entry import Directive
    from billcli.domain.invoice import Invoice
    from billcli.domain.party import Party
    from billcli.domain.work import Work
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BillRequest:
    """What is to be billed.

    Attributes:
        customer: id, in any case.
        until: last day of work that counts.
        date: of the invoice.
        expenses: expenses rather than hours.
        group: what makes one line of several entries of time.
    """

    customer: str
    until: dt.date
    date: dt.date
    expenses: bool = False
    group: Group = Group.PROJECT
    note: str = ""


@dataclass(frozen=True, slots=True)
class Billed:
    """An invoice of work, and how many entries it bills."""

    invoice: Invoice
    entries: int


def bill_work(workspace: Workspace, request: BillRequest, consent: Consent) -> Written[Billed]:
    """Issue the invoice of a customer's unbilled work; the entries name it in the same change.

    Raises:
        UsageError: there is nothing to bill (WORK-NOTHING), no price is known (WORK-PRICE), or
            whatever refuses the invoice.
        InvalidError: the ledger or the store has errors.
        ConflictError: somebody else writes, or changed the store meanwhile.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Billed]:
        customer = customer_of(books, request.customer, request.date)
        files = work_files(books)
        works = _due(books, works_of(files), request, customer)
        asked = InvoiceRequest(
            customer.id, _lines(books, works, request, customer), request.date, note=request.note
        )
        draft = invoice_draft(books, asked, customer)
        made = new_invoice(press, books, draft, customer, Numbers(books, tail))
        marks = marked(files, {work.id for work in works}, made.value.number)
        papers = replace(made.papers, files=(*made.papers.files, *marks))
        return Decision(Billed(made.value, len(works)), papers, made.problems)

    with press_of(workspace) as press:
        return perform(workspace, decide, consent)


def _due(
    workspace: Workspace, works: tuple[Work, ...], request: BillRequest, customer: Party
) -> list[Work]:
    done = billed(workspace.all_books(), works)
    own = [w for w in works if folded(w.customer) == folded(customer.id)
           and w.is_time is not request.expenses and done.isdisjoint(w.documents)]  # fmt: skip
    due = [work for work in own if work.date <= request.until]
    if due:
        return due
    noun = "expense" if request.expenses else "time"
    later = f" until {request.until}; {len(own)} later" if own else ""
    raise UsageError.of(
        "WORK-NOTHING",
        f"{customer.id} has nothing to bill{later}",
        hint=f"see billcli {noun} list --customer {customer.id}",
    )


def _lines(
    workspace: Workspace, works: list[Work], request: BillRequest, customer: Party
) -> tuple[str, ...]:
    settings = workspace.settings
    if request.expenses:
        return expense_lines(works, customer.currency or workspace.base_currency())
    rates = Rates(settings.prices, settings.time.price)
    return time_lines(works, request.group, rates, settings.time.step)
