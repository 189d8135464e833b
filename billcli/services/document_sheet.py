"""The documents that can be made again: invoices, quotes, statements, receipts, deposit slips."""

from __future__ import annotations

from billcli.documents.address import grouped
from billcli.documents.context import invoice_context, quote_context
from billcli.documents.deposit_context import deposit_context
from billcli.documents.receipt_context import receipt_context
from billcli.documents.statement_context import statement_context
from billcli.domain.advance import found_advance
from billcli.domain.deposit_slip import Slip, SlipLine
from billcli.domain.fold_item import opening
from billcli.domain.frozen import replace
from billcli.domain.meta import text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import Party
from billcli.domain.payment_plan import UNSAID
from billcli.domain.problem import UsageError, each
from billcli.domain.receipt import Receipt, ReceiptLine
from billcli.domain.statement import statement
from billcli.services.customer_account import customer_of
from billcli.services.issued_document import document_of
from billcli.services.list_deposits import deposit_of, deposits
from billcli.services.list_payments import payment_of, pays
from billcli.services.render_document import letterhead, look_of
from billcli.services.sheet import Sheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from billcli.documents.look import Look
    from billcli.domain.books import Books
    from billcli.domain.entry import Note
    from billcli.domain.open_item import Movement
    from billcli.domain.quote import Quote
    from billcli.services.list_deposits import Deposit
    from billcli.services.list_payments import Payment
    from billcli.services.workspace import Workspace


def invoice_sheets(workspace: Workspace, numbers: Sequence[str]) -> tuple[Sheet, ...]:
    """Return invoices and credit notes as they were issued.

    Raises:
        UsageError: no such document.
        InvalidError: the logo or a wording file cannot be read.
    """
    books = workspace.all_books()
    look = look_of(workspace)
    sheets = []
    for invoice in each(lambda number: document_of(workspace, books, number), numbers):
        customer = customer_of(workspace, invoice.customer, invoice.date)
        entries = (moved.entry for moved in books.history(invoice.number))
        invoice = replace(invoice, advance=found_advance(entries, invoice.number))  # noqa: PLW2901
        context = invoice_context(invoice, letterhead(workspace, customer, invoice.date, look))
        sheets.append(Sheet(invoice.number, invoice.kind.value, context))
    return tuple(sheets)


def quote_sheets(workspace: Workspace, quotes: Sequence[Quote]) -> tuple[Sheet, ...]:
    """Return quotes.

    Raises:
        UsageError: the customer is gone.
        InvalidError: the logo or a wording file cannot be read.
    """
    look = look_of(workspace)
    sheets = []
    for quote in quotes:
        customer = customer_of(workspace, quote.offer.customer, quote.offer.date)
        context = quote_context(quote, letterhead(workspace, customer, quote.offer.date, look))
        sheets.append(Sheet(quote.offer.number, "quote", context))
    return tuple(sheets)


def statement_sheets(
    workspace: Workspace, customers: Sequence[str], since: dt.date, until: dt.date
) -> tuple[Sheet, ...]:
    """Return statements of account.

    Raises:
        UsageError: no such customer, or the first day is after the last.
        InvalidError: the logo or a wording file cannot be read.
    """
    books, look = workspace.books(until), look_of(workspace)
    sheets = []
    for found in each(lambda name: statement(books, name, since, until), customers):
        context = statement_context(found, letterhead(workspace, found.party, until, look))
        sheets.append(Sheet(f"statement-{found.party.id}-{until}", "statement", context))
    return tuple(sheets)


def receipt_sheets(workspace: Workspace, names: Sequence[str]) -> tuple[Sheet, ...]:
    """Return a receipt for each payment: what it settled, and what remained open after it.

    Args:
        workspace: the books.
        names: ids of the payments, or numbers of their receipts.

    Raises:
        UsageError: no such payment, or one that billcli cannot put on one receipt.
        InvalidError: the logo or a wording file cannot be read.
    """
    look, known = look_of(workspace), receipts_made(workspace)
    sheets = []
    for payment in payments_named(workspace, names):
        note = known.get(payment.payment)
        number, date = (text_of(note.meta.get("id")), note.date) if note else ("", None)
        sheets.append(receipt_sheet(workspace, payment, look, number, date))
    return tuple(sheets)


def receipts_made(workspace: Workspace) -> Mapping[str, Note]:
    """Return the notes of receipts that have a number, by the payment they are for."""
    return {
        link: note
        for note in workspace.snapshot.facts.notes
        if "receipt" in note.tags and (number := text_of(note.meta.get("id")))
        for link in note.links
        if link != number
    }


def payments_named(workspace: Workspace, names: Sequence[str]) -> list[Payment]:
    """Return payments by their ids, or by the numbers of their receipts.

    Raises:
        UsageError: there is no such payment.
    """
    books = workspace.all_books()
    of_receipt = {
        text_of(note.meta.get("id")): name for name, note in receipts_made(workspace).items()
    }
    return each(lambda name: payment_of(books, of_receipt.get(name, name)), names)


def receipt_sheet(
    workspace: Workspace,
    payment: Payment,
    look: Look,
    number: str = "",
    date: dt.date | None = None,
) -> Sheet:
    """Return the receipt of a payment.

    Args:
        workspace: the books.
        payment: what it confirms.
        look: see ``look_of``.
        number: of the receipt; empty for that of the payment.
        date: the day it bears; None for that of the payment.

    Raises:
        UsageError: the payment cannot be put on one receipt (RECEIPT-MIXED).
        InvalidError: a wording file cannot be read.
    """
    receipt = receipt_of(workspace.all_books(), payment)
    if number:
        receipt = replace(receipt, number=number, date=date or receipt.date)
    customer = customer_of(workspace, payment.customer, receipt.date)
    context = receipt_context(receipt, letterhead(workspace, customer, receipt.date, look))
    return Sheet(number or f"receipt-{_name_of(payment)}", "receipt", context)


def receipt_of(books: Books, payment: Payment) -> Receipt:
    """Return the receipt of a payment.

    Where money of another currency arrived, the receipt states what it settled in the documents'
    currency.

    Raises:
        UsageError: RECEIPT-MIXED, it settled documents of several customers or currencies.
    """
    parts = {(m.customer, m.amount.currency) for m in payment.movements}
    if len(parts) != 1:
        raise UsageError.of(
            "RECEIPT-MIXED",
            f"{payment.payment} settled documents of several customers or currencies",
            hint=f"see billcli payment show {payment.payment}",
        )
    ((_, currency),) = parts
    settled = total([-m.amount for m in payment.movements], currency)
    received = payment.amount if payment.amount.currency == currency else settled
    adjusted = settled - received
    return Receipt(
        number=payment.payment,
        customer=payment.customer,
        date=payment.entry.date,
        paid=payment.entry.date,
        received=received,
        lines=tuple(_lines(books, payment)),
        adjusted=adjusted or None,
        method="" if payment.entry.narration == UNSAID else payment.entry.narration,
    )


def deposit_sheets(workspace: Workspace, names: Sequence[str], until: dt.date) -> tuple[Sheet, ...]:
    """Return the slips of deposits that were made until a day.

    Raises:
        UsageError: no such deposit.
        InvalidError: the logo or a wording file cannot be read.
    """
    every, look = deposits(workspace, until), look_of(workspace)
    sheets = []
    for deposit in each(lambda name: deposit_of(every, name), names):
        slip = _slip(workspace, deposit)
        head = letterhead(workspace, Party(slip.bank), slip.date, look)
        sheets.append(Sheet(slip.number, "deposit", deposit_context(slip, head)))
    return tuple(sheets)


def _slip(workspace: Workspace, deposit: Deposit) -> Slip:
    ibans = {one.account: grouped(one.iban) for one in workspace.settings.banks}
    return Slip(
        deposit.number,
        deposit.entry.date,
        deposit.entry.payee,
        ibans.get(deposit.account) or deposit.account,
        tuple(
            SlipLine(one.name, one.entry.date, one.entry.payee, one.entry.narration, one.amount)
            for one in deposit.lines
        ),
        deposit.fee,
        deposit.kind == "payout",
    )


def _lines(books: Books, payment: Payment) -> Iterator[ReceiptLine]:
    """Yield what a payment did to each document, and how that document stood after it.

    What is billed only later is no document yet: the money for it is on account.
    """
    first = payment.movements[0]
    for item in dict.fromkeys(m.item for m in payment.movements if m.item != payment.payment):
        history = [
            m
            for m in books.history(item)
            if (m.customer, m.amount.currency) == (first.customer, first.amount.currency)
        ]
        last = max(i for i, m in enumerate(history) if m.entry is payment.entry)
        before = history[: last + 1]
        made = opening(before, books.bills)
        if pays(books, made) and text_of(made.meta.get("id")) != item:
            continue
        yield ReceiptLine(
            number=item,
            date=made.date,
            amount=_sum([m for m in before if m.entry is made]),
            applied=-_sum([m for m in before if m.entry is payment.entry]),
            remaining=_sum(before),
        )


def _sum(movements: Sequence[Movement]) -> Money:
    return total([m.amount for m in movements], movements[0].amount.currency)


def _name_of(payment: Payment) -> str:
    """Return a payment's name as a file's; one without an id is known by file and line."""
    place = str(payment.entry.source)
    return place.replace(":", "-") if payment.payment == place else payment.payment
