"""Credit an invoice, wholly or in part: a credit note of its own, applied to what is open."""

from __future__ import annotations

from billcli.domain.advance import ON
from billcli.domain.allocation import Mode, decide
from billcli.domain.allocation_part import Part, sum_of
from billcli.domain.correction import (
    application_entry,
    check_amount,
    check_creditable,
    check_group_room,
    check_groups,
    check_unreduced,
    credit_note_of,
)
from billcli.domain.credit_by_amount import credited_amount
from billcli.domain.credit_by_line import credited_lines, rest_of
from billcli.domain.credit_left import left_of
from billcli.domain.frozen import frozen, replace
from billcli.domain.money import parse_money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.reduced import reduced_left
from billcli.domain.seal import sealed
from billcli.services.adjustment_account import opened_for
from billcli.services.credit_room import credit_notes_of
from billcli.services.customer_account import customer_of
from billcli.services.draw_down import items_of
from billcli.services.issue_invoice import booked_entry, issued_papers
from billcli.services.issued_document import ISSUED, document_of
from billcli.services.quote_deduction import check_deducted
from billcli.services.render_document import press_of
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from billcli.domain.books import Books
    from billcli.domain.credit_left import Left
    from billcli.domain.entry import Directive
    from billcli.domain.invoice import Invoice
    from billcli.domain.money import Money
    from billcli.services.workspace import Workspace

CREDITABLE = ISSUED | {Kind.LATE_FEE}


@frozen
class CreditRequest:
    """What is to be credited; neither lines nor an amount means all that is left.

    Attributes:
        invoice: its number, in any case.
        lines: positions from 1 on, with the quantity or None for all that is left of the line.
        amount: with tax, as typed; empty when it is not by amount.
        reason: printed on the credit note.
        apply: whether it settles at once what is open of the invoice.
    """

    invoice: str
    date: dt.date
    reason: str = ""
    lines: Mapping[int, Decimal | None] | None = None
    amount: str = ""
    apply: bool = True


@frozen
class Credited:
    """A credited invoice.

    Attributes:
        credit: the credit note.
        parts: what it settles of the invoice.
        applied: how much that is.
        left: what stays open of it as credit of the customer.
    """

    credit: Invoice
    parts: tuple[Part, ...]
    applied: Money
    left: Money


def credit_invoice(
    workspace: Workspace, request: CreditRequest, consent: Consent
) -> Written[Credited]:
    """Write a credit note and apply it to what is open of the invoice, whatever was paid of it.

    Raises:
        UsageError: unknown number, a credit note, nothing left to credit, or more than is left; a
            deposit that an invoice deducts.
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[Credited]:
        books = now.all_books()
        invoice = document_of(now, books, request.invoice, CREDITABLE)
        notes = credit_notes_of(now, books, invoice)
        left = left_of(invoice, notes)
        check_creditable(left, [note.number for note in notes])
        check_deducted(now, books, invoice.number)
        customer = customer_of(now, invoice.customer, request.date)
        numbers = Numbers(now, tail)
        room = reduced_left(left, books.history(invoice.number))
        figures = _figures(now, left, room, request)
        number = numbers.next("credit-note", request.date)
        credit = credit_note_of(figures, number, request.date, request.reason)
        booked = booked_entry(now, credit, customer)
        papers, problems = issued_papers(press, now, credit, customer, booked)
        parts = _settled(books, credit) if request.apply else ()
        applied = sum_of(parts, credit.currency)
        if parts:
            mine = Part(items_of(now, booked)[0], -applied)
            number = numbers.next("application", credit.date)
            both, fx = (mine, *parts), now.settings.accounts.fx
            entry = application_entry(number, credit.date, both, payee=customer.name, fx=fx)
            entry = replace(entry, meta={**entry.meta, ON: credit.number})
            directives = (*papers.directives, sealed(entry), *opened_for(now, entry))
            papers = replace(papers, directives=directives)
        return Decision(Credited(credit, parts, applied, credit.total - applied), papers, problems)

    with press_of(workspace) as press:
        return perform(workspace, decision, consent)


def _figures(workspace: Workspace, left: Left, room: Left, request: CreditRequest) -> Invoice:
    """Return the invoice with the figures that are credited of it.

    Args:
        workspace: the books, for how tax is rounded.
        left: what credit notes have left of it.
        room: what discounts and losses have left of that.
        request: what is to be credited.
    """
    rounding = workspace.settings.rounding
    by_line = left.by_line and not request.amount
    if request.lines is None and not by_line:
        amount, text = left.total, request.reason or "Rest"
        if request.amount:
            amount = parse_money(request.amount, left.invoice.currency, flag="--amount")
            text = request.reason
        check_amount(amount, left, room)
        check_unreduced(amount, left, room)
        return credited_amount(room, amount, text)
    if request.lines is None:
        credit = credited_lines(left, rest_of(left), rounding)
    else:
        credit = credited_lines(left, request.lines, rounding)
        check_groups(credit, left, room)
        check_amount(credit.total, left, room)
    check_unreduced(credit.total, left, room)
    check_group_room(credit, left, room)
    return credit


def _settled(books: Books, credit: Invoice) -> tuple[Part, ...]:
    """Return what a credit note settles of its invoice: never more than is open."""
    rows = [row for row in books.item(credit.corrects) if row.balance_open.number > 0]
    if not credit.total:
        return ()
    return decide(credit.total, rows, mode=Mode.OLDEST_FIRST).parts
