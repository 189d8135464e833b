"""Draw down what a customer has paid in advance: new invoices take up open credit, oldest first."""

from __future__ import annotations

import datetime as dt

from billcli.domain.advance import ON, advance_of
from billcli.domain.allocation import Mode, decide
from billcli.domain.allocation_part import Part, sum_of
from billcli.domain.books import Books
from billcli.domain.correction import application_entry
from billcli.domain.entry import Facts
from billcli.domain.frozen import replace
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.settled_leg import given_up
from billcli.services.credit_item import taken_from
from billcli.services.list_credits import CreditChoice, list_credits
from billcli.services.record_payment import check_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.entry import Entry
    from billcli.domain.invoice import Invoice
    from billcli.domain.invoice_draft import InvoiceDraft
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.services.take_number import Numbers
    from billcli.services.workspace import Workspace


def open_credit(
    workspace: Workspace, draft: InvoiceDraft, before: Iterable[Invoice] = ()
) -> tuple[OpenItem, ...]:
    """Return the credit that an invoice may take up, oldest first.

    It is the customer's, in the invoice's currency, and was there on the invoice's date.

    Args:
        workspace: the books.
        draft: what the invoice shall say.
        before: invoices a dry run has shown already, as if they were in the books.
    """
    choice = CreditChoice(draft.customer, until=draft.date)
    rows = [
        row
        for row in list_credits(workspace.all_books(), choice)
        if row.balance_open.currency == draft.currency
    ]
    for invoice in before:
        for drawn in invoice.advance.drawn if invoice.advance else ():
            rows = [_less(row, drawn.amount) if row.item == drawn.credit else row for row in rows]
    return tuple(row for row in rows if row.balance_open)


def _less(row: OpenItem, used: Money) -> OpenItem:
    """Return a row of credit of which a part is used."""
    gone, held = given_up(Part(row, -used)), row.value_open
    value = held if held is None or gone is None else held + gone
    return row._replace(balance_open=row.balance_open + used, value_open=value)


def drawn_down(
    workspace: Workspace,
    invoice: Invoice,
    booked: Entry,
    credit: Sequence[OpenItem],
    numbers: Numbers,
) -> tuple[Invoice, tuple[Entry, ...]]:
    """Return an invoice with the credit it takes up, and the entry by which it does.

    Instalments that fall due first are paid first. There is no entry when there is nothing to take.

    Args:
        workspace: the books.
        invoice: with its number.
        booked: its entry.
        credit: as ``open_credit`` gives it.
        numbers: hands out the application's number.

    Raises:
        UsageError: credit that has no number in the ledger (ITEM-UNNAMED).
    """
    there = -total([row.balance_open for row in credit], invoice.currency)
    if there.number <= 0 or invoice.total.number <= 0:
        return invoice, ()
    parts = decide(there, items_of(workspace, booked), mode=Mode.OLDEST_FIRST).parts
    amount = sum_of(parts, invoice.currency)
    sources = taken_from(credit, amount)
    check_named(sources, "")
    entry = application_entry(
        numbers.next("application", invoice.date),
        invoice.date,
        (*sources, *parts),
        payee=booked.payee,
        narration=f"Apply credit to {invoice.number}",
        fx=workspace.settings.accounts.fx,
    )
    entry = replace(entry, meta={**entry.meta, ON: invoice.number})
    advance = advance_of(entry, invoice.number)
    assert advance is not None  # noqa: S101 - it was made above
    return replace(invoice, advance=replace(advance, left=there - amount)), (entry,)


def items_of(workspace: Workspace, entry: Entry) -> tuple[OpenItem, ...]:
    """Return the open items that the entry of a document is about to make."""
    return Books.of(Facts(entries=(entry,)), workspace.roots, dt.date.max).items
