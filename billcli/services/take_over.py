"""Take over an invoice that was issued elsewhere and is still open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from billcli.domain.contract import check_document_number
from billcli.domain.instalment import planned
from billcli.domain.invoice_entry import opening_entry
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.seal import sealed
from billcli.services.customer_account import account_of, customer_of
from billcli.services.filing import Papers
from billcli.services.invoice_request import calculated, invoice_draft
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.entry import Directive
    from billcli.domain.money import Money
    from billcli.services.invoice_request import InvoiceRequest
    from billcli.services.workspace import Workspace


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
        UsageError: as for ``issue_invoice``, and a number that is already used or ahead of the own
            series.
    """

    def decide(books: Workspace, _tail: tuple[Directive, ...]) -> Decision[TakenOver]:
        customer = customer_of(books, request.customer, request.date)
        _check_unused(books, check_document_number(request.number, flag="--number"))
        _check_behind(books, request.number)
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
            instalments=planned(untaxed.instalments, amount),
        )
        taken = TakenOver(request.number, customer.id, request.date, invoice.due, amount)
        return Decision(taken, Papers((sealed(entry),)))

    return perform(workspace, decide, consent)


def _check_unused(workspace: Workspace, number: str) -> None:
    if number in workspace.all_books().numbers():
        raise UsageError.of(
            "NUMBER-USED",
            f"--number: {number} is in the ledger already",
            hint=f"billcli invoice show {number}",
        )


def _check_behind(workspace: Workspace, number: str) -> None:
    """Refuse a number behind which the own series would go on.

    Raises:
        UsageError: it is the next number of the series, or above it.
    """
    books = workspace.all_books()
    used = books.numbers()
    series = workspace.settings.series["invoice"]
    if following := series.jump(number, used, used - books.taken_over(), workspace.today):
        raise UsageError.of(
            "NUMBER-AHEAD",
            f"--number: {number} is ahead of the series, whose next number is {following}",
            hint="correct the number; if it was issued elsewhere in this series, set next under"
            " [series.invoice] in billcli.toml first",
        )
