"""How work looks as an answer, and the commands that hours and expenses share."""

from __future__ import annotations

from billcli.cli.change import changed, date_given, near
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Cell
    from billcli.domain.work import Work
    from billcli.services.import_work import Imported

TEXT, ID, DATE = ColumnKind.TEXT, ColumnKind.ID, ColumnKind.DATE
NUMBER = ColumnKind.NUMBER

TIME = (
    Column("id", "Id", ID, Show.DETAIL),
    Column("date", "Date", DATE),
    Column("customer", "Customer", ID),
    Column("project", "Project"),
    Column("description", "Description", TEXT, Show.ROOM),
    Column("time", "Time"),
    Column("price", "Rate", NUMBER, Show.ROOM),
    Column("invoice", "Billed", ID),
)
EXPENSES = (
    Column("id", "Id", ID, Show.DETAIL),
    Column("date", "Date", DATE),
    Column("customer", "Customer", ID),
    Column("description", "Description"),
    Column("price", "Amount", NUMBER),
    Column("markup", "Markup %", NUMBER, Show.ROOM),
    Column("tax", "Tax", TEXT, Show.ROOM),
    Column("receipt", "Receipt", TEXT, Show.ROOM),
    Column("invoice", "Billed", ID),
)


def listed(
    call: Invocation, customer: str, since: str, until: str, *, unbilled: bool, expenses: bool
) -> Outcome:
    """Return the outcome of listing work."""
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.dated_record import folded  # noqa: PLC0415
    from billcli.services.customer_account import customer_of  # noqa: PLC0415
    from billcli.services.work_store import billed, work_files, works_of  # noqa: PLC0415

    first, last = date_given(call, since, "--from"), date_given(call, until, "--to")
    workspace = opened(call)
    owner = customer_of(workspace, customer, call.today).id if customer else ""
    works = works_of(work_files(workspace))
    done = billed(workspace.all_books(), works)
    found = [
        work
        for work in works
        if work.is_time is not expenses
        and (not owner or folded(work.customer) == folded(owner))
        and (first is None or work.date >= first)
        and (last is None or work.date <= last)
        and not (unbilled and not done.isdisjoint(work.documents))
    ]
    columns = EXPENSES if expenses else TIME
    by = [next((name for name in work.documents if name in done), "") for work in found]
    rows = tuple(_row(columns, work, name) for work, name in zip(found, by, strict=True))
    keys = [column.key for column in columns]
    name = "expenses" if expenses else "time"
    return Outcome(
        data={name: [dict(zip(keys, row, strict=True)) for row in rows]},
        tables=(Table("", columns, rows, empty="Nothing fits."),),
        ids=tuple(work.id for work in found),
        remarks=workspace.remarks,
    )


def _row(columns: tuple[Column, ...], work: Work, invoice: str) -> tuple[Cell, ...]:
    from billcli.domain.work import duration_text  # noqa: PLC0415 - loads money

    told = duration_text(work.seconds) if work.seconds is not None else ""
    values: dict[str, Cell] = {
        "id": work.id, "date": work.date, "customer": work.customer, "project": work.project,
        "description": work.description, "time": told, "price": work.price,
        "markup": work.markup, "tax": work.tax, "receipt": work.receipt, "invoice": invoice,
    }  # fmt: skip
    return tuple(values[column.key] for column in columns)


def imported(call: Invocation, file: str, customer: str, *, expenses: bool) -> Outcome:
    """Return the outcome of importing work."""
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.import_work import import_work  # noqa: PLC0415

    workspace = opened(call)
    found = import_work(
        workspace, call.cwd / file, file, customer=customer, expenses=expenses, dry_run=call.dry_run
    )
    follow = f"billcli {'expense' if expenses else 'time'} list --unbilled"
    return _taken(call, found, follow)


def noted(call: Invocation, work: Work, follow: str) -> Outcome:
    """Return the outcome of adding one entry by hand; its id is found."""
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.import_work import note_work  # noqa: PLC0415

    return _taken(call, note_work(opened(call), work, dry_run=call.dry_run), follow)


def _taken(call: Invocation, found: Imported, follow: str) -> Outcome:
    files = [near(call, path) for path in found.files]
    count = len(found.new)
    many = "entry" if count == 1 else "entries"
    there = f", {found.known} there already" if found.known else ""
    where = f" ({', '.join(files)})" if files else ""
    said = "Would add" if call.dry_run else "Added"
    ids = [work.id for work in found.new]
    return Outcome(
        data={"added": count, "known": found.known, "ids": ids, "files": files,
              "written": bool(files) and not call.dry_run},
        messages=(f"{said} {count} {many}{there}{where}", f"Next: {follow}"),
        ids=tuple(ids),
        problems=found.problems,
        changed=bool(files) and not call.dry_run,
    )  # fmt: skip


def billed_by(call: Invocation, customer: str, until: str, date: str, group: str, note: str,
              *, expenses: bool) -> Outcome:  # fmt: skip
    """Return the outcome of billing a customer's work."""
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.document_view import head  # noqa: PLC0415
    from billcli.domain.problem import UsageError, quoted  # noqa: PLC0415
    from billcli.domain.work_line import Group  # noqa: PLC0415
    from billcli.services.bill_work import BillRequest, bill_work  # noqa: PLC0415

    kinds = [kind.value for kind in Group]
    if group not in kinds:
        said = f"--group: {quoted(group, 20)} is not known"
        raise UsageError.of("OPTION-VALUE", said, hint=f"use {' or '.join(kinds)}")
    day = date_given(call, date, "--date") or call.today
    last = date_given(call, until, "--until") or day
    request = BillRequest(customer, last, day, expenses, Group(group), note)
    written = bill_work(opened(call), request, consent(call))
    invoice, count = written.value.invoice, written.value.entries
    many = "entry" if count == 1 else "entries"
    said = f"Issued {invoice.number} to {invoice.customer} for {count} {many}: {invoice.total}"
    follow = f"billcli invoice show {invoice.number}"
    data = head(invoice) | {"entries": count}
    return changed(call, written, data, said, follow, ids=(invoice.number,))
