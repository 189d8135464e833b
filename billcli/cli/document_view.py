"""How invoices look as answers: what was issued, the list, one document in full."""

from __future__ import annotations

from billcli.cli.block import joined
from billcli.cli.change import changed, read_outcome
from billcli.cli.invocation import Format
from billcli.cli.outcome import ByColumn, Cell, Cells, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING, overload
from billcli.services.item_state import state, states

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.invoice import Invoice
    from billcli.domain.open_item import OpenItem
    from billcli.services.kept_list import ItemColumns
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Written

TEXT, ID, DATE, MONEY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY

LIST = (
    Column("invoice", "Number", ID),
    Column("kind", "Kind", TEXT, Show.DETAIL),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("date_issued", "Issued", DATE, Show.ROOM),
    Column("date_due", "Due", DATE),
    Column("instalment", "Part", ColumnKind.INT, Show.DETAIL),
    Column("amount", "Amount", MONEY),
    Column("balance_open", "Open", MONEY),
    Column("status", "Status"),
)


def all_issued(
    call: Invocation, done: Sequence[Written[Invoice]], *, use_credit: bool = False
) -> Outcome:
    """Return the outcome of issuing drafts, one or several: always a list."""
    every = [issued(call, written, use_credit=use_credit) for written in done]
    return joined(every, "invoices")


def issued(call: Invocation, written: Written[Invoice], *, use_credit: bool = False) -> Outcome:
    """Return the outcome of issuing an invoice, and what credit it took up where that was asked."""
    invoice = written.value
    due = f", due {invoice.due}" if invoice.due else ""
    if invoice.instalments:
        first, last = invoice.instalments[0], invoice.instalments[-1]
        due = f" in {last.number} instalments, due {first.due} to {last.due}"
    told = f"; {paid_words(invoice)}" if use_credit else ""
    said = f"Issued {invoice.number} to {invoice.customer}: {invoice.total}{due}{told}"
    follow = f"billcli invoice show {invoice.number}"
    data = {**head(invoice), **paid(invoice)}
    return changed(call, written, data, said, follow, ids=(invoice.number,))


def paid_words(invoice: Invoice) -> str:
    """Return in words what was paid in advance, what is left to pay, and what credit stays."""
    if not invoice.advance:
        return f"no credit in {invoice.currency} is open"
    used = ", ".join(f"{one.amount} of {one.credit}" for one in invoice.advance.drawn)
    left = invoice.advance.left
    stays = f", {left} of credit stays" if left else ""
    return f"{used} applied by {invoice.advance.entry}, {invoice.payable} left to pay{stays}"


def paid(invoice: Invoice) -> dict[str, object]:
    """Return for machines what credit an invoice took up, and what is left to pay of it."""
    advance = invoice.advance
    drawn = advance.drawn if advance else ()
    return {
        "application": advance.entry if advance else None,
        "credits": [{"credit": one.credit, "amount": one.amount} for one in drawn],
        "balance_open": invoice.payable,
        "credit_left": advance.left if advance else None,
    }


def head(invoice: Invoice) -> dict[str, object]:
    """Return what identifies and sums up a document, for machines."""
    return {
        "invoice": invoice.number,
        "kind": invoice.kind,
        "customer": invoice.customer,
        "date_issued": invoice.date,
        "date_due": invoice.due,
        "net": invoice.net,
        "tax": invoice.tax,
        "total": invoice.total,
        "instalments": [{"instalment": part.number, "date_due": part.due, "amount": part.amount}
                        for part in invoice.instalments],
        "reference": invoice.reference,
    }  # fmt: skip


def invoice_list(call: Invocation, workspace: Workspace, rows: Sequence[OpenItem]) -> Outcome:
    """Return the outcome of ``invoice list``."""
    as_of = call.cutoff
    words = workspace.words(as_of, rows)

    def data() -> dict[str, object]:
        found = [_row(row, state(row, as_of, words)) for row in rows]
        return {"as_of": as_of, "invoices": found}

    table = Table("", LIST, _cells(rows, as_of, words), empty="No invoices fit.")
    outcome = read_outcome(workspace, data, table)
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import items_text  # noqa: PLC0415 - rarely wanted

    return outcome._replace(text=items_text(workspace.books(as_of), rows))


def _cells(
    rows: Sequence[OpenItem], as_of: dt.date, words: Mapping[str, str]
) -> tuple[tuple[Cell, ...], ...] | ByColumn:
    from billcli.services.kept_list import KeptList  # noqa: PLC0415 - one document needs none

    if isinstance(rows, KeptList):
        return ByColumn(_row(rows.columns, states(rows.columns, as_of, words)).values())
    return tuple(tuple(_row(row, state(row, as_of, words)).values()) for row in rows)


@overload
def _row(row: OpenItem, status: str) -> Mapping[str, Cell]: ...


@overload
def _row(row: ItemColumns, status: list[str]) -> Mapping[str, Cells]: ...


def _row(row: OpenItem | ItemColumns, status: str | list[str]) -> Mapping[str, Cell | Cells]:
    """Return a document, or many column by column, with the keys of ``LIST`` in their order."""
    return {
        "invoice": row.item,
        "kind": row.kind,
        "customer": row.customer,
        "customer_name": row.customer_name,
        "date_issued": row.date_issued,
        "date_due": row.date_due,
        "instalment": row.instalment,
        "amount": row.amount,
        "balance_open": row.balance_open,
        "status": status,
    }
