"""How plans look as answers: what was written, the list, one plan in full, what a run issued."""

from __future__ import annotations

import datetime as dt

from billcli.cli.block import keyed, merged
from billcli.cli.change import changed, near, read_outcome
from billcli.cli.document_view import head, paid
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.plan import LATEST
from billcli.domain.problem import ExitCode
from billcli.services.list_plans import list_plans

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Cell, Row
    from billcli.domain.invoice import Invoice
    from billcli.domain.plan import Plan
    from billcli.services.list_plans import PlanStanding
    from billcli.services.plan_file import PlanFile
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Written

LIST = (
    Column("plan", "Plan", ColumnKind.ID),
    Column("customer", "Customer", ColumnKind.ID),
    Column("every", "Every"),
    Column("amount", "Amount", ColumnKind.MONEY),
    Column("last", "Last", ColumnKind.DATE),
    Column("next", "Next", ColumnKind.DATE),
    Column("waiting", "Waiting", ColumnKind.INT),
    Column("paused", "Paused", show=Show.ROOM),
)
DATES = (
    Column("date", "Date", ColumnKind.DATE),
    Column("period_start", "From", ColumnKind.DATE),
    Column("period_end", "To", ColumnKind.DATE),
    Column("days", "Days", ColumnKind.INT, Show.ROOM),
    Column("status", "Status"),
    Column("invoice", "Invoice", ColumnKind.ID),
)
ISSUED = (
    Column("invoice", "Invoice", ColumnKind.ID),
    Column("plan", "Plan", ColumnKind.ID),
    Column("plan_date", "Date", ColumnKind.DATE),
    Column("customer", "Customer", ColumnKind.ID),
    Column("date_due", "Due", ColumnKind.DATE, Show.ROOM),
    Column("total", "Total", ColumnKind.MONEY),
)
TO_PAY = Column("balance_open", "To pay", ColumnKind.MONEY)
AHEAD = 3
_DAY = dt.timedelta(days=1)


def added(call: Invocation, plan: Plan, customer: str, path: Path, text: str) -> Outcome:
    """Return the outcome of writing a plan."""
    shown = near(call, path)
    data = {
        "plan": plan.id,
        "customer": customer,
        "every": str(plan.every),
        "from": plan.start,
        "until": plan.until,
        "times": plan.times,
        "file": shown,
        "written": not call.dry_run,
    }
    said = "Would write" if call.dry_run else "Wrote"
    return Outcome(
        data=data,
        messages=(
            f"{said} plan {plan.id}: every {plan.every} from {plan.start} ({shown})",
            f"Next: billcli plan run {plan.id} --dry-run",
        ),
        text=text if call.dry_run else "",
        ids=(plan.id,),
        changed=not call.dry_run,
    )


def rewritten(call: Invocation, plan: PlanFile, text: str, what: str) -> Outcome:
    """Return the outcome of changing a plan."""
    said = "Would note" if call.dry_run else "Noted"
    return Outcome(
        data={"plan": plan.name, "file": plan.file.shown, "written": not call.dry_run},
        messages=(f"{said} in {plan.file.shown}: {plan.name} {what}",),
        text=text if call.dry_run else "",
        ids=(plan.name,),
        changed=not call.dry_run,
    )


def ran(
    call: Invocation, written: Written[tuple[Invoice, ...]], *, use_credit: bool = False
) -> Outcome:
    """Return the outcome of a run, which may have found nothing to bill."""
    rows = [
        {**head(one), **paid(one), "plan": one.origin.plan, "plan_date": one.origin.plan_date}
        for one in written.value
    ]
    data = {"as_of": call.cutoff, "invoices": rows}
    ids = tuple(one.number for one in written.value)
    columns = (*ISSUED, TO_PAY) if use_credit else ISSUED
    cells: tuple[Row, ...] = tuple(
        tuple(row[column.key] for column in columns)  # type: ignore[misc]
        for row in rows
    )
    table = Table("", columns, cells)
    if not rows:
        return Outcome(
            data={**data, "written": False, "places": [], "files": []},
            tables=(table,),
            messages=("Nothing is due",),
            remarks=written.remarks,
        )
    count = "1 invoice" if len(rows) == 1 else f"{len(rows)} invoices"
    said = f"Issued {count} of plans: {ids[0]}{f' to {ids[-1]}' if len(ids) > 1 else ''}"
    follow = f"billcli invoice show {ids[-1]}"
    return changed(call, written, data, said, follow, tables=(table,), ids=ids)


def plan_list(call: Invocation, workspace: Workspace, customer: str, *, only_due: bool) -> Outcome:
    """Return the outcome of ``plan list``; what is wrong with a plan is a problem (exit 3)."""
    wanted = workspace.all_books().customer(customer).id if customer else ""
    found = [
        one
        for one in list_plans(workspace, (), call.cutoff, lambda path: near(call, path))
        if wanted in {"", _customer(one)} and (one.waiting or not only_due)
    ]
    keys = [column.key for column in LIST]
    rows = tuple(_row(one) for one in found)
    objects = [dict(zip(keys, row, strict=True)) for row in rows]
    table = Table("", LIST, rows, empty="No plans.")
    data = {"as_of": call.cutoff, "plans": objects}
    return _with_problems(read_outcome(workspace, data, table), found)


def plan_detail(call: Invocation, workspace: Workspace, names: Sequence[str]) -> Outcome:
    """Return the outcome of ``plan show``; what is wrong with a plan is a problem (exit 3)."""
    found = list_plans(workspace, names, call.cutoff, lambda path: near(call, path))
    heads = Table("", LIST, tuple(_row(one) for one in found))
    dates = [Table("Dates", DATES, tuple(_dates(one))) for one in found]
    blocks = merged([keyed(table, "plan", "Plan", one.plan.name)
                     for table, one in zip(dates, found, strict=True)])  # fmt: skip
    data = {"as_of": call.cutoff, "plans": [_object(one) for one in found]}
    return _with_problems(read_outcome(workspace, data, heads, blocks), found)


def _customer(one: PlanStanding) -> str:
    return one.plan.found.request.customer if one.plan.found.request else ""


def _row(one: PlanStanding) -> tuple[Cell, ...]:
    plan = one.plan.plan
    return (
        one.plan.name,
        _customer(one),
        str(plan.every) if plan else "",
        one.amount,
        one.last,
        one.next.date if one.next else None,
        len(one.waiting),
        "paused" if one.is_paused else "",
    )


def _dates(one: PlanStanding) -> list[tuple[Cell, ...]]:
    """Return the dates of a plan that were billed, left out or wait, and a few that come."""
    if one.plan.plan is None or one.problems:
        return []
    rows: list[tuple[Cell, ...]] = []
    late = {due.date for due in one.waiting}
    behind = max((*late, *one.billed), default=one.plan.plan.start - _DAY)
    ahead = 0
    for due in one.plan.plan.dues(LATEST):
        ahead += due.date > behind
        if ahead > AHEAD:
            break
        number = one.billed.get(due.date, "")
        status = "billed" if number else "waiting" if due.date in late else "next"
        status = "paused" if due.is_paused and not number else status
        rows.append((due.date, due.period.start, due.period.end, due.days, status, number))
    return rows


def _object(one: PlanStanding) -> dict[str, object]:
    keys = [column.key for column in LIST]
    names = [column.key for column in DATES]
    plan = one.plan.plan
    return {
        **dict(zip(keys, _row(one), strict=True)),
        "from": plan.start if plan else None,
        "until": plan.until if plan else None,
        "times": plan.times if plan else None,
        "pauses": [str(pause) for pause in plan.pauses] if plan else [],
        "prices": [
            {"from": price.since if number else None, "lines": price.lines}
            for number, price in enumerate(one.plan.prices)
        ],
        "dates": [dict(zip(names, row, strict=True)) for row in _dates(one)],
        "file": one.plan.file.shown,
    }


def _with_problems(outcome: Outcome, found: Sequence[PlanStanding]) -> Outcome:
    wrong = tuple(problem for one in found for problem in one.problems)
    if not wrong:
        return outcome
    return outcome._replace(problems=(*outcome.problems, *wrong), exit_code=ExitCode.INVALID)
