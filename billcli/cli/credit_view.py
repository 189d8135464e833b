"""How credit of customers looks as answers."""

from __future__ import annotations

from billcli.cli.block import keyed, merged
from billcli.cli.change import read_outcome
from billcli.cli.invocation import Format
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import each
from billcli.services.list_credits import credit_of, totals_left

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.invocation import Invocation
    from billcli.domain.books import Books
    from billcli.domain.open_item import OpenItem
    from billcli.services.list_credits import Credit
    from billcli.services.workspace import Workspace

ID, DATE, MONEY = ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY

LIST = (
    Column("credit", "Credit", ID),
    Column("kind", "Kind", ColumnKind.TEXT, Show.ROOM),
    Column("date", "Date", DATE),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("amount", "Amount", MONEY, Show.ROOM),
    Column("left", "Left", MONEY),
)
HEAD = (*LIST, Column("corrects", "Corrects", ID))
USES = (
    Column("date", "Date", DATE),
    Column("entry", "Entry", ID),
    Column("narration", "What happened"),
    Column("amount", "Used", MONEY),
    Column("place", "Where", ColumnKind.TEXT, Show.ROOM),
)


def credit_list(call: Invocation, workspace: Workspace, rows: Sequence[OpenItem]) -> Outcome:
    """Return the outcome of ``credit list``."""
    objects = [_object(row) for row in rows]
    cells = tuple(tuple(one.values()) for one in objects)

    def total() -> tuple[Cell, ...] | None:
        added = totals_left(rows)
        last: dict[str, Cell] = {"credit": "Total", "left": added[0]} if added else {}
        return tuple(last.get(column.key) for column in LIST) if len(added) == 1 else None

    table = Table("", LIST, cells, total, empty="No customer has credit.")
    data = {"as_of": call.cutoff, "credits": objects, "totals": list(totals_left(rows))}
    outcome = read_outcome(workspace, data, table)
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import items_text  # noqa: PLC0415 - rarely wanted

    return outcome._replace(text=items_text(workspace.books(call.cutoff), rows))


def credit_detail(
    call: Invocation, workspace: Workspace, books: Books, names: Sequence[str]
) -> Outcome:
    """Return the outcome of ``credit show``.

    Raises:
        UsageError: there is no such credit.
    """
    found = each(lambda name: credit_of(books, name), names)
    tables = [_uses(credit) for credit in found]
    if call.format is not Format.TABLE:
        parts = [
            keyed(table, "credit", "Credit", credit.row.item)
            for credit, table in zip(found, tables, strict=True)
        ]
        heads = tuple((*_full(credit).values(), credit.corrects) for credit in found)
        tables = [Table("", HEAD, heads), merged(parts)]
    objects = [
        {**_full(credit), "corrects": credit.corrects, "uses": _used(credit)} for credit in found
    ]
    outcome = read_outcome(workspace, {"credits": objects}, *tables)._replace(blocks=True)
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import histories_text  # noqa: PLC0415 - rarely wanted

    return outcome._replace(text=histories_text(books, [credit.row.item for credit in found]))


def _object(row: OpenItem) -> dict[str, Cell]:
    return {
        "credit": row.item,
        "kind": row.kind,
        "date": row.date_issued,
        "customer": row.customer,
        "customer_name": row.customer_name,
        "amount": -row.amount,
        "left": -row.balance_open,
    }


def _full(credit: Credit) -> dict[str, Cell]:
    return {**_object(credit.row), "amount": credit.amount, "left": credit.left}


def _used(credit: Credit) -> list[dict[str, object]]:
    return [
        {"date": m.date, "entry": text_of(m.entry.meta.get("id")), "narration": m.entry.narration,
         "amount": m.amount, "file": m.source.file, "line": m.source.line}
        for m in credit.uses
    ]  # fmt: skip


def _uses(credit: Credit) -> Table:
    row = credit.row
    what = f", corrects {credit.corrects}" if credit.corrects else ""
    name = f"{row.item} of {row.customer_name}, {row.date_issued}{what}: {credit.amount}"
    rows = tuple(
        (m.date, text_of(m.entry.meta.get("id")), m.entry.narration, m.amount, str(m.source))
        for m in credit.uses
    )
    return Table(f"{name}, {credit.left} left", USES, rows, empty=f"{name}, nothing of it was used")
