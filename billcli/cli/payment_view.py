"""How payments look as answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.cli.change import read_outcome
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

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
PARTS = (
    Column("item", "Item", ID),
    Column("instalment", "Part", ColumnKind.INT, Show.ROOM),
    Column("amount", "Settled", MONEY),
    Column("balance_open", "Still open", MONEY),
)


def payment_list(workspace: Workspace, found: Sequence[Payment]) -> Outcome:
    """Return the outcome of ``payment list``."""
    objects = [_object(payment) for payment in found]
    rows = tuple(
        (p.payment, p.entry.date, p.customer, p.customer_name, p.amount,
         ", ".join(dict.fromkeys(m.item for m in p.movements)))
        for p in found
    )  # fmt: skip
    return read_outcome(
        workspace, {"payments": objects}, Table("", LIST, rows, empty="No payments yet.")
    )


def payment_detail(workspace: Workspace, books: Books, found: Sequence[Payment]) -> Outcome:
    """Return the outcome of ``payment show``."""
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
    return read_outcome(workspace, {"payments": [_object(payment) for payment in found]}, *tables)


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
