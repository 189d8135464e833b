"""How payments look as answers."""

from __future__ import annotations

from billcli.cli.block import keyed, merged
from billcli.cli.change import read_outcome
from billcli.cli.invocation import Format
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.books import Books
    from billcli.domain.payment_share import Step
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
    Column("entry", "By", ID, Show.ROOM),
    Column("date", "Date", DATE, Show.ROOM),
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
    row with its payment. What became of it later follows what its own entry did.
    """
    from billcli.domain.payment_share import steps_of  # noqa: PLC0415 - lists need none
    from billcli.services.payment_standing import groups_of  # noqa: PLC0415

    later = [
        steps_of(text_of(one.entry.meta.get("id")), groups_of(books.numbered(one.payment)))
        for one in found
    ]
    objects = [
        {**_object(payment), "later": [_step(one) for one in steps]}
        for payment, steps in zip(found, later, strict=True)
    ]
    tables = []
    for payment, steps in zip(found, later, strict=True):
        parts_ = [
            *((m.item, m.instalment, -m.amount, m.entry) for m in payment.movements),
            *((one.item, one.instalment, one.amount, one.entry) for one in steps),
        ]
        left = {(row.item, row.instalment): row.balance_open for item, *_ in parts_
                for row in books.item(item)}  # fmt: skip
        rows: tuple[tuple[Cell, ...], ...] = tuple(
            (item, instalment, amount,
             left.get((item, instalment), next(iter(left.values()))),
             text_of(entry.meta.get("id")), entry.date)
            for item, instalment, amount, entry in parts_
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


def _step(one: Step) -> dict[str, object]:
    return {
        "entry": text_of(one.entry.meta.get("id")),
        "date": one.entry.date,
        "item": one.item,
        "instalment": one.instalment,
        "amount": one.amount,
    }


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
