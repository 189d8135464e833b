"""How drafts look as answers: the list, with what each still lacks."""

from __future__ import annotations

from billcli.cli.change import near
from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode
from billcli.services.list_drafts import list_drafts

if TYPE_CHECKING:
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Cell
    from billcli.services.list_drafts import Listed
    from billcli.services.list_items import Choice
    from billcli.services.workspace import Workspace

COLUMNS = (
    Column("draft", "Draft", ColumnKind.ID),
    Column("customer", "Customer", ColumnKind.ID),
    Column("customer_name", "Name", ColumnKind.TEXT, Show.ROOM),
    Column("date", "Date", ColumnKind.DATE),
    Column("lines", "Lines", ColumnKind.INT, Show.ROOM),
    Column("total", "Total", ColumnKind.MONEY),
    Column("missing", "Missing"),
)
_UNREAD = frozenset({"CONFIG-INVALID", "DRAFT-UNREADABLE"})


def draft_list(call: Invocation, workspace: Workspace, choice: Choice) -> Outcome:
    """Return the outcome of listing drafts, each with what would stop it from being issued.

    ``--format ids`` leaves out what could not be issued, so that the rest can be: what is left out
    is a warning. A draft that cannot be read is a problem of its own (exit 3).
    """
    found = list_drafts(workspace, choice, lambda path: near(call, path))
    rows = [_row(one) for one in found]
    unread = [p for one in found for p in one.checked.problems if p.code in _UNREAD]
    keys = [column.key for column in COLUMNS]
    objects = [dict(zip(keys, row, strict=True)) for row in rows]
    table = Table("", COLUMNS, tuple(rows), empty="No drafts.")
    outcome = Outcome(
        data={"drafts": objects},
        tables=(table,),
        problems=tuple(unread),
        exit_code=ExitCode.INVALID if unread else ExitCode.DONE,
        remarks=workspace.remarks,
    )
    return outcome if call.format is not Format.IDS else _ready(outcome, rows)


def _ready(outcome: Outcome, rows: list[tuple[Cell, ...]]) -> Outcome:
    """Return the ids of the drafts that can be issued as they are."""
    ready = tuple(row for row in rows if not row[-1])
    others = [f"Left out: {row[0]} ({row[-1]})" for row in rows if row[-1]]
    return Outcome(
        data=outcome.data,
        tables=(Table("", COLUMNS, ready),),
        messages=tuple(others),
        problems=outcome.problems,
        exit_code=outcome.exit_code,
        remarks=outcome.remarks,
    )


def _row(one: Listed) -> tuple[Cell, ...]:
    request, invoice = one.checked.request, one.checked.invoice
    missing = list(dict.fromkeys(problem.message for problem in one.checked.problems))
    if one.is_edited:
        missing.append("an edit is not finished")
    return (
        one.name,
        invoice.customer if invoice else request.customer if request else "",
        one.checked.name,
        request.date if request else None,
        len(request.lines) if request else None,
        invoice.total if invoice else None,
        "; ".join(missing),
    )
