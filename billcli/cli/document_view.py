"""How invoices look as answers: what was issued, the list, one document in full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from billcli.cli.block import joined, keyed, merged
from billcli.cli.change import changed, read_outcome
from billcli.cli.invocation import Format
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.line_draft import PIECE, UNITS
from billcli.domain.money import plain, total
from billcli.services.list_items import state
from billcli.services.settlement import settled_without_money

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.books import Books
    from billcli.domain.invoice import Invoice, TaxGroup
    from billcli.domain.money import Money
    from billcli.domain.open_item import Movement, OpenItem
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
HEAD = (
    Column("invoice", "Number", ID),
    Column("kind", "Kind"),
    Column("customer", "Customer", ID),
    Column("customer_name", "Name"),
    Column("date_issued", "Issued", DATE),
    Column("date_due", "Due", DATE),
    Column("net", "Net", MONEY),
    Column("tax", "Tax", MONEY),
    Column("total", "Total", MONEY),
    Column("balance_open", "Open", MONEY),
    Column("status", "Status"),
)
LINES = (
    Column("description", "Description"),
    Column("quantity", "Quantity", ColumnKind.NUMBER),
    Column("unit", "Unit", TEXT, Show.ROOM),
    Column("price", "Price", MONEY),
    Column("tax", "Tax", TEXT, Show.ROOM),
    Column("amount", "Amount", MONEY),
)
HISTORY = (
    Column("date", "Date", DATE),
    Column("narration", "What happened"),
    Column("amount", "Amount", MONEY),
    Column("place", "Where", TEXT, Show.ROOM),
)


def all_issued(call: Invocation, done: Sequence[Written[Invoice]]) -> Outcome:
    """Return the outcome of issuing drafts, one or several: always a list."""
    return joined([issued(call, written) for written in done], "invoices")


def issued(call: Invocation, written: Written[Invoice]) -> Outcome:
    """Return the outcome of issuing an invoice."""
    invoice = written.value
    due = f", due {invoice.due}" if invoice.due else ""
    said = f"Issued {invoice.number} to {invoice.customer}: {invoice.total}{due}"
    follow = f"billcli invoice show {invoice.number}"
    return changed(call, written, head(invoice), said, follow, ids=(invoice.number,))


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
        "reference": invoice.reference,
    }


def invoice_list(call: Invocation, workspace: Workspace, rows: Sequence[OpenItem]) -> Outcome:
    """Return the outcome of ``invoice list``."""
    as_of, books = call.cutoff, workspace.books(call.cutoff)
    words = settled_without_money(books)
    objects = [_row(row, as_of, words) for row in rows]
    keys = [column.key for column in LIST]
    cells = tuple(tuple(found[key] for key in keys) for found in objects)
    table = Table("", LIST, cells, empty="No invoices fit.")
    outcome = read_outcome(workspace, {"as_of": as_of, "invoices": objects}, table)
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import items_text  # noqa: PLC0415 - rarely wanted

    return replace(outcome, text=items_text(books, rows))


def _row(row: OpenItem, as_of: dt.date, words: Mapping[str, str]) -> dict[str, Cell]:
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
        "status": state(row, as_of, words),
    }


def invoice_detail(
    call: Invocation, workspace: Workspace, books: Books, numbers: Sequence[str]
) -> Outcome:
    """Return the outcome of ``invoice show``.

    On a screen units are words, not codes, and each document has its tables; programs get one
    table of heads, one of lines and one of movements, every row with its number.
    """
    from billcli.services.issued_document import document_of  # noqa: PLC0415 - only to show one

    on_screen = call.format is Format.TABLE
    words = settled_without_money(books)
    data, pairs = [], []
    for number in numbers:
        invoice = document_of(workspace, books, number)
        rows = books.item(invoice.number)
        history = books.history(invoice.number)
        status = state(rows[0], min(books.as_of, workspace.today), words)
        data.append(_object(invoice, rows, history, status))
        pairs.append((_lines_table(invoice, rows, on_screen=on_screen), _history_table(history)))
    shown = [table for pair in pairs for table in pair] if on_screen else _for_programs(data, pairs)
    outcome = replace(read_outcome(workspace, {"invoices": data}, *shown), blocks=True)
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import histories_text  # noqa: PLC0415 - rarely wanted

    return replace(outcome, text=histories_text(books, [str(one["invoice"]) for one in data]))


def _for_programs(
    data: Sequence[Mapping[str, object]], pairs: Sequence[tuple[Table, Table]]
) -> tuple[Table, ...]:
    numbers = [str(one["invoice"]) for one in data]
    heads = tuple(tuple(_head_cell(one, column.key) for column in HEAD) for one in data)
    blocks = [
        merged([keyed(table, "invoice", "Number", number)
                for number, table in zip(numbers, tables, strict=True)])
        for tables in zip(*pairs, strict=True)
    ]  # fmt: skip
    return (Table("", HEAD, heads), *blocks)


def _head_cell(one: Mapping[str, object], key: str) -> Cell:
    """Return a value of the head; what is open is summed over the instalments."""
    if key != "balance_open":
        return cast("Cell", one[key])
    balances = [row[key] for row in cast("list[dict[str, Money]]", one["open"])]
    return total(balances, balances[0].currency)


def _object(
    invoice: Invoice, rows: Sequence[OpenItem], history: Sequence[Movement], status: str
) -> dict[str, object]:
    return {
        **head(invoice),
        "customer_name": rows[0].customer_name,
        "terms": invoice.terms,
        "prices": invoice.prices,
        "purchase_order": invoice.purchase_order,
        "buyer_reference": invoice.buyer_reference,
        "delivery_date": invoice.delivery_date,
        "period": invoice.period,
        "note": invoice.note,
        "corrects": invoice.corrects,
        "reason": invoice.reason,
        "lines": invoice.lines,
        "allowances": invoice.allowances,
        "taxes": invoice.taxes,
        "rounding": invoice.rounding,
        "status": status,
        "known_by": rows[0].known_by,
        "file": rows[0].source.file,
        "line": rows[0].source.line,
        "open": [{"instalment": r.instalment, "date_due": r.date_due,
                  "balance_open": r.balance_open} for r in rows],
        "history": [{"date": m.date, "narration": m.entry.narration, "amount": m.amount,
                     "file": m.source.file, "line": m.source.line} for m in history],
    }  # fmt: skip


def _tax_words(group: TaxGroup) -> str:
    """Return a tax group in words; entries of other tools have no code."""
    named = f"Tax {group.code}".rstrip()
    return f"{named} {plain(group.rate)}% of {group.base}"


def _unit(code: str) -> str:
    """Return a unit as people type it: ``h`` for HUR; a piece needs no word."""
    if code == PIECE:
        return ""
    return next((word for word, known in UNITS.items() if known == code), code)


def _lines_table(invoice: Invoice, rows: Sequence[OpenItem], *, on_screen: bool) -> Table:
    lines: list[tuple[Cell, ...]] = [
        (
            line.description,
            line.quantity,
            _unit(line.unit) if on_screen else line.unit,
            line.price,
            line.tax,
            line.amount,
        )
        for line in invoice.lines
    ]
    lines += [
        (a.reason or "Allowance", None, "", None, a.tax, a.amount) for a in invoice.allowances
    ]
    lines += [(_tax_words(group), None, "", None, "", group.tax) for group in invoice.taxes]
    if invoice.rounding:
        lines.append(("Rounding", None, "", None, "", invoice.rounding))
    due = f", due {rows[0].date_due}" if rows[0].date_due else ""
    kind = invoice.kind.value.replace("-", " ").capitalize()
    name = f"{kind} {invoice.number} to {rows[0].customer_name}, {invoice.date}{due}"
    return Table(name, LINES, tuple(lines), ("Total", None, "", None, "", invoice.total))


def _history_table(history: Sequence[Movement]) -> Table:
    rows = tuple((m.date, m.entry.narration, m.amount, str(m.source)) for m in history)
    left = history[0].amount
    for m in history[1:]:
        left += m.amount
    return Table("History", HISTORY, rows, (None, "Open", left, ""))
