"""One document in full, as an answer: its figures, what is open, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.cli.block import keyed, merged
from billcli.cli.change import near, read_outcome
from billcli.cli.document_view import head
from billcli.cli.invocation import Format
from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.money import plain, total
from billcli.domain.named import TYPE_CHECKING, cast
from billcli.domain.problem import ExitCode, InvalidError, each
from billcli.services.item_state import state
from billcli.services.settlement import settled_without_money

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from billcli.cli.invocation import Invocation
    from billcli.cli.sheet import Sheet
    from billcli.domain.books import Books
    from billcli.domain.invoice import Invoice, TaxGroup
    from billcli.domain.money import Money
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.domain.problem import Problem
    from billcli.services.workspace import Workspace

TEXT, ID, DATE, MONEY = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY

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


def invoice_detail(
    call: Invocation, workspace: Workspace, books: Books, numbers: Sequence[str]
) -> Outcome:
    """Return the outcome of ``invoice show``.

    On a screen each document looks like itself; programs get one table of heads, one of lines and
    one of movements, every row with its number. A draft is known by its file.

    Raises:
        UsageError: there is no such document or draft.
        InvalidError: a draft could not be issued as it is; a person sees what there is of it.
    """
    found = each(lambda number: _shown(call, workspace, books, number), numbers)
    data = [one.data for one in found]
    tables = _for_programs(data, [(one.lines, one.history) for one in found])
    outcome = read_outcome(workspace, {"invoices": data}, *tables)._replace(blocks=True)
    if call.format is Format.TABLE:
        return _pages(outcome, found)
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import histories_text  # noqa: PLC0415 - rarely wanted

    numbers = [str(one["invoice"]) for one in data if not one["draft"]]
    return outcome._replace(text=histories_text(books, numbers))


def _pages(outcome: Outcome, found: Sequence[_Shown]) -> Outcome:
    """Return the answer for a person: the pages, and below them what drafts still lack."""
    lacking = tuple(problem for one in found for problem in one.problems)
    return outcome._replace(
        sheets=tuple(one.sheet for one in found if one.sheet),
        problems=(*outcome.problems, *lacking),
        exit_code=ExitCode.INVALID if lacking else outcome.exit_code,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """One document: for machines, for tables, and for a screen where there is one.

    Attributes:
        problems: why a draft could not be issued as it is.
    """

    data: Mapping[str, object]
    lines: Table
    history: Table
    sheet: Sheet | None
    problems: tuple[Problem, ...] = ()


def _shown(call: Invocation, workspace: Workspace, books: Books, number: str) -> _Shown:
    from billcli.services.draft_file import draft_named  # noqa: PLC0415 - only to show one
    from billcli.services.issued_document import document_of  # noqa: PLC0415

    if path := draft_named(workspace, call.cwd, number):
        return _draft(call, workspace, path)
    invoice = document_of(workspace, books, number)
    rows, history = books.item(invoice.number), books.history(invoice.number)
    day = min(books.as_of, workspace.today)
    telling = next((row for row in rows if row.balance_open), rows[0])
    status = state(telling, day, settled_without_money(books))
    data = {**_object(invoice, status), **_of_item(rows, history)}
    sheet = None
    if call.format is Format.TABLE:
        from billcli.cli.invoice_sheet import issued_sheet  # noqa: PLC0415 - loads babel

        sheet = issued_sheet(workspace, invoice, rows, history, (status, day))
    return _Shown(data, lines_table(invoice), _history_table(history), sheet)


def _draft(call: Invocation, workspace: Workspace, path: Path) -> _Shown:
    from billcli.services.check_draft import check_draft  # noqa: PLC0415 - few show drafts
    from billcli.services.draft_bytes import bytes_of  # noqa: PLC0415

    name = near(call, path)
    found = check_draft(workspace, bytes_of(path, name), name)
    invoice = found.sketch if call.format is Format.TABLE else found.invoice
    if invoice is None:
        raise InvalidError(*found.problems)
    data = {**_object(invoice, "draft"), "draft": name, "customer_name": found.name}
    sheet = None
    if call.format is Format.TABLE:
        from billcli.cli.invoice_sheet import draft_sheet  # noqa: PLC0415 - loads babel

        sheet = draft_sheet(workspace, invoice, name, complete=not found.problems)
    history = Table("History", HISTORY, ())
    return _Shown(data, lines_table(invoice), history, sheet, found.problems)


def _for_programs(
    data: Sequence[Mapping[str, object]], pairs: Sequence[tuple[Table, Table]]
) -> tuple[Table, ...]:
    numbers = [str(one["draft"] or one["invoice"]) for one in data]
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
    if not one["open"]:
        return None
    balances = [row[key] for row in cast("list[dict[str, Money]]", one["open"])]
    return total(balances, balances[0].currency)


def _object(invoice: Invoice, status: str) -> dict[str, object]:
    return {
        **head(invoice),
        "draft": None,
        "customer_name": "",
        "terms": invoice.terms,
        "prices": invoice.prices,
        "purchase_order": invoice.purchase_order,
        "buyer_reference": invoice.buyer_reference,
        "delivery_date": invoice.delivery_date,
        "period": invoice.period,
        "note": invoice.note,
        "corrects": invoice.corrects,
        "reason": invoice.reason,
        "quote": invoice.origin.quote,
        "plan": invoice.origin.plan,
        "plan_date": invoice.origin.plan_date,
        "lines": invoice.lines,
        "allowances": invoice.allowances,
        "taxes": invoice.taxes,
        "rounding": invoice.rounding,
        "status": status,
        "known_by": None,
        "file": None,
        "line": None,
        "open": [],
        "history": [],
    }


def _of_item(rows: Sequence[OpenItem], history: Sequence[Movement]) -> dict[str, object]:
    """Return what only an issued document has: how it is known, what is open, what happened."""
    return {
        "customer_name": rows[0].customer_name,
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


def lines_table(invoice: Invoice) -> Table:
    """Return the lines of a document, and below them what is added to their sum."""
    lines: list[tuple[Cell, ...]] = [
        (line.description, line.quantity, line.unit, line.price, line.tax, line.amount)
        for line in invoice.lines
    ]
    lines += [
        (a.reason or "Allowance", None, "", None, a.tax, a.amount) for a in invoice.allowances
    ]
    lines += [(_tax_words(group), None, "", None, "", group.tax) for group in invoice.taxes]
    if invoice.rounding:
        lines.append(("Rounding", None, "", None, "", invoice.rounding))
    return Table("", LINES, tuple(lines))


def _history_table(history: Sequence[Movement]) -> Table:
    rows = tuple((m.date, m.entry.narration, m.amount, str(m.source)) for m in history)
    return Table("History", HISTORY, rows)
