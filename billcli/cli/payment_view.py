"""How payments look as answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.cli.block import keyed, merged
from billcli.cli.change import read_outcome
from billcli.cli.invocation import Format
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.books import Books
    from billcli.services.list_payments import Payment
    from billcli.services.workspace import Workspace

ID, DATE, MONEY = ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY

LIST = (
    Column("payment", "Payment", ID),
    Column("date", "Date", DATE),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("amount", "Amount", MONEY),
    Column("settles", "Settles"),
)
HEAD = (
    Column("payment", "Payment", ID),
    Column("date", "Date", DATE),
    Column("customer", "Customer", ID),
    Column("customer_name", "Name"),
    Column("amount", "Amount", MONEY),
    Column("narration", "What"),
    Column("file", "File"),
    Column("line", "Line", ColumnKind.INT),
)
PARTS = (
    Column("item", "Item", ID),
    Column("instalment", "Part", ColumnKind.INT, Show.ROOM),
    Column("amount", "Settled", MONEY),
    Column("balance_open", "Still open", MONEY),
)


def payment_list(call: Invocation, workspace: Workspace, found: Sequence[Payment]) -> Outcome:
    """Return the outcome of ``payment list``."""
    objects = [_object(payment) for payment in found]
    rows = tuple(
        (p.payment, p.entry.date, p.customer, p.customer_name, p.amount,
         ", ".join(dict.fromkeys(m.item for m in p.movements)))
        for p in found
    )  # fmt: skip
    table = Table("", LIST, rows, empty="No payments yet.")
    outcome = read_outcome(workspace, {"payments": objects}, table)
    return _with_text(call, outcome, found)


def _with_text(call: Invocation, outcome: Outcome, found: Sequence[Payment]) -> Outcome:
    """Add the ledger's text when that form is wanted."""
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import ledger_text  # noqa: PLC0415 - rarely wanted

    return outcome._replace(text=ledger_text(payment.entry for payment in found))


def payment_detail(
    call: Invocation, workspace: Workspace, books: Books, found: Sequence[Payment]
) -> Outcome:
    """Return the outcome of ``payment show``.

    On a screen each payment has its table; programs get one table of heads and one of parts, every
    row with its payment.
    """
    objects = [_object(payment) for payment in found]
    tables = []
    for payment in found:
        left = {(row.item, row.instalment): row.balance_open for m in payment.movements
                for row in books.item(m.item)}  # fmt: skip
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (m.item, m.instalment, -m.amount,
             left.get((m.item, m.instalment), next(iter(left.values()))))
            for m in payment.movements
        )  # fmt: skip
        name = (
            f"{payment.payment} from {payment.customer_name}, {payment.entry.date}:"
            f" {payment.amount} ({payment.entry.source})"
        )
        tables.append(Table(name, PARTS, rows))
    if call.format is not Format.TABLE:
        parts = [
            keyed(table, "payment", "Payment", payment.payment)
            for payment, table in zip(found, tables, strict=True)
        ]
        tables = [Table("", HEAD, tuple(map(_head, found))), merged(parts)]
    outcome = read_outcome(workspace, {"payments": objects}, *tables)._replace(blocks=True)
    return _with_text(call, outcome, found)


def _head(payment: Payment) -> tuple[Cell, ...]:
    entry = payment.entry
    return (payment.payment, entry.date, payment.customer, payment.customer_name, payment.amount,
            entry.narration, entry.source.file, entry.source.line)  # fmt: skip


def _object(payment: Payment) -> dict[str, object]:
    entry = payment.entry
    return {
        "payment": payment.payment,
        "date": entry.date,
        "customer": payment.customer,
        "customer_name": payment.customer_name,
        "amount": payment.amount,
        "narration": entry.narration,
        "allocations": [
            {"item": m.item, "instalment": m.instalment, "amount": -m.amount,
             "known_by": m.known_by}
            for m in payment.movements
        ],
        "file": entry.source.file,
        "line": entry.source.line,
    }  # fmt: skip
