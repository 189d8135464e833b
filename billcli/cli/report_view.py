"""How open items and statements of account look as answers."""

from __future__ import annotations

from billcli.cli.block import keyed, merged
from billcli.cli.change import read_outcome
from billcli.cli.outcome import (
    ByColumn,
    Cell,
    Cells,
    Column,
    ColumnKind,
    Outcome,
    Show,
    Table,
    Woven,
)
from billcli.domain.named import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from billcli.cli.outcome import Row
    from billcli.domain.cell_run import CellRun
    from billcli.domain.open_item import OpenItem
    from billcli.domain.statement import Statement, StatementSection
    from billcli.services.item_mark import Marks
    from billcli.services.kept_list import ItemColumns
    from billcli.services.workspace import Workspace

TEXT, ID, DATE, MONEY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY
INT = ColumnKind.INT

OPEN = (
    Column("item", "Item", ID),
    Column("kind", "Kind", TEXT, Show.ROOM),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("date_issued", "Issued", DATE, Show.ROOM),
    Column("date_due", "Due", DATE),
    Column("instalment", "Part", INT, Show.DETAIL),
    Column("days_overdue", "Days", INT),
    Column("amount", "Amount", MONEY, Show.ROOM),
    Column("balance_open", "Open", MONEY),
    Column("known_by", "Known by", TEXT, Show.DETAIL),
    Column("file", "File", TEXT, Show.DETAIL),
    Column("line", "Line", INT, Show.DETAIL),
)
LINES = (
    Column("date", "Date", DATE),
    Column("number", "Number", ID),
    Column("narration", "What"),
    Column("amount", "Amount", MONEY),
    Column("balance", "Balance", MONEY),
)


def item_object(row: OpenItem, as_of: dt.date) -> Mapping[str, Cell]:
    """Return an open item with the keys machines rely on, in the order of ``OPEN``."""
    return _keyed(row, as_of)


def item_columns(rows: ItemColumns, as_of: dt.date) -> Mapping[str, Cells]:
    """Return many items at once: the same by the same keys, column by column."""
    return _keyed(rows, as_of)


@overload
def _keyed(row: OpenItem, as_of: dt.date) -> Mapping[str, Cell]: ...


@overload
def _keyed(row: ItemColumns, as_of: dt.date) -> Mapping[str, Cells]: ...


def _keyed(row: OpenItem | ItemColumns, as_of: dt.date) -> Mapping[str, Cell | Cells]:
    return {
        "item": row.item,
        "kind": row.kind,
        "customer": row.customer,
        "customer_name": row.customer_name,
        "date_issued": row.date_issued,
        "date_due": row.date_due,
        "instalment": row.instalment,
        "days_overdue": row.days_overdue(as_of),
        "amount": row.amount,
        "balance_open": row.balance_open,
        "known_by": row.known_by,
        "file": row.source.file,
        "line": row.source.line,
    }


MARK = Column("mark", "Mark", show=Show.FILLED)


def open_report(
    workspace: Workspace, as_of: dt.date, rows: Sequence[OpenItem], marks: Marks
) -> Outcome:
    """Return the outcome of ``report open``."""

    def data() -> dict[str, object]:
        items = [{**item_object(row, as_of), **mark_object(row, marks)} for row in rows]
        from billcli.domain.open_item import balances_open  # noqa: PLC0415 - ready rows need none

        return {"as_of": as_of, "items": items, "totals": list(balances_open(rows))}

    return read_outcome(workspace, data, open_table(rows, as_of, said=marks_said(rows, marks)))


def mark_object(row: OpenItem, marks: Marks) -> dict[str, Cell]:
    """Return what stands of an item with the keys machines rely on."""
    mark = marks.of(row.item, row.account)
    return {"disputed": bool(row.disputed), **mark._asdict()}


def marks_said(rows: Sequence[OpenItem], marks: Marks) -> list[str]:
    """Return what stands of each item in words."""
    from billcli.services.kept_list import KeptList  # noqa: PLC0415 - as in _cells

    if isinstance(rows, KeptList):
        if not any(marks) and not rows.has_disputed:
            return [""] * len(rows)
        kept = rows.columns
        each = zip(kept.item, kept.account, kept.disputed, strict=True)
        return [marks.of(item, account).words(extent) for item, account, extent in each]
    return [marks.of(row.item, row.account).words(row.disputed) for row in rows]


def open_table(
    rows: Sequence[OpenItem], as_of: dt.date, name: str = "", said: Sequence[str] | None = None
) -> Table:
    """Return open items as a table, summed when they are of one currency.

    Args:
        rows: the items.
        as_of: the day on which days past due are counted.
        name: heading.
        said: the mark of each item in words; None: marks are not shown.
    """
    columns = OPEN if said is None else (*OPEN, MARK)

    def total() -> tuple[Cell, ...] | None:
        from billcli.domain.open_item import balances_open  # noqa: PLC0415 - as above

        added = balances_open(rows)
        last: dict[str, Cell] = {"item": "Total", "balance_open": added[0]} if added else {}
        return tuple(last.get(column.key) for column in columns) if len(added) == 1 else None

    return Table(name, columns, _cells(rows, as_of, said), total, empty="Nothing is open.")


def _cells(
    rows: Sequence[OpenItem], as_of: dt.date, said: Sequence[str] | None
) -> tuple[Row, ...] | ByColumn | Woven:
    from billcli.services.kept_list import KeptList  # noqa: PLC0415 - aged amounts need none

    marks = () if said is None else (said,)
    if not isinstance(rows, KeptList):
        columns = [tuple(item_object(row, as_of).values()) for row in rows], *marks
        return tuple((*cells, *words) for cells, *words in zip(*columns, strict=True))

    def by_column() -> ByColumn:
        return ByColumn((*item_columns(rows.columns, as_of).values(), *marks))

    def texts() -> Iterator[tuple[CellRun, ...]]:
        from billcli.domain.cell_run import BELOW, BLANK, CellRun  # noqa: PLC0415 - long lists

        before, blank = 0, [BLANK for words in marks if not any(words)]
        for count, runs in rows.runs(as_of):
            texts = [] if blank else [BELOW.join(words[before : before + count]) for words in marks]
            yield (*runs, *blank, *(CellRun(text, None, str) for text in texts))
            before += count

    return (
        Woven(len(rows), len(OPEN) + len(marks), texts, by_column) if rows.is_text else by_column()
    )


def statement_report(workspace: Workspace, found: Statement) -> Outcome:
    """Return the outcome of ``statement show``."""
    tables = [table for section in found.sections for table in _section_tables(found, section)]
    return read_outcome(workspace, _statement_object(found), *tables)


def statements_report(
    workspace: Workspace, found: Sequence[Statement], *, by_customer: bool
) -> Outcome:
    """Return the outcome of ``statement show`` for several customers.

    Args:
        workspace: the books.
        found: a statement per customer.
        by_customer: each customer has tables of their own, else every row names its customer.
    """
    pairs = [(one, _section_tables(one, section)) for one in found for section in one.sections]
    tables = [table for _, pair in pairs for table in pair]
    if not by_customer and pairs:
        rows = [
            [keyed(table, "customer", "Customer", one.party.id) for table in pair]
            for one, pair in pairs
        ]
        tables = [merged(one_kind) for one_kind in zip(*rows, strict=True)]
    return read_outcome(workspace, {"statements": list(map(_statement_object, found))}, *tables)


def _statement_object(found: Statement) -> dict[str, object]:
    return {
        "customer": found.party.id,
        "customer_name": found.party.name,
        "from": found.since,
        "to": found.until,
        "sections": [_section_object(found, section) for section in found.sections],
    }


def _section_tables(found: Statement, section: StatementSection) -> tuple[Table, Table]:
    opening: tuple[Cell, ...] = (found.since, "", "Opening balance", None, section.opening)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (line.date, line.number, line.narration, line.amount, line.balance)
        for line in section.lines
        if line.amount  # applying a credit moves nothing between the two
    )
    name = f"Statement of account: {found.party.name}, {section.currency}"
    closing: tuple[Cell, ...] = (found.until, "", "Closing balance", None, section.closing)
    return (
        Table(name, LINES, (opening, *rows), closing),
        open_table(section.open_items, found.until, "Open items"),
    )


def _section_object(found: Statement, section: StatementSection) -> dict[str, object]:
    return {
        "currency": section.currency,
        "opening": section.opening,
        "lines": [
            {"date": line.date, "number": line.number, "narration": line.narration,
             "items": line.items, "amount": line.amount, "balance": line.balance}
            for line in section.lines
        ],
        "closing": section.closing,
        "open_items": [item_object(row, found.until) for row in section.open_items],
    }  # fmt: skip
