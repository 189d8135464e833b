"""How ``billcli writeoff allowance`` answers."""

from __future__ import annotations

from billcli.cli.change import changed
from billcli.cli.outcome import Column, ColumnKind, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Cell, Outcome
    from billcli.domain.allowance import Allowance
    from billcli.services.writing import Written

ID, MONEY, NUMBER = ColumnKind.ID, ColumnKind.MONEY, ColumnKind.NUMBER
BUCKETS = (
    Column("bucket", "Days overdue", ColumnKind.WORD),
    Column("open", "Open", MONEY),
    Column("percent", "Percent", NUMBER),
    Column("allowance", "Allowance", MONEY),
)
SUMS = (
    Column("write_off", "Entry", ID),
    Column("open", "Overdue", MONEY),
    Column("allowance", "Allowance", MONEY),
    Column("held", "Held before", MONEY),
    Column("change", "Change", MONEY),
)


def allowance_outcome(
    call: Invocation, written: Written[tuple[Allowance, ...]], day: dt.date
) -> Outcome:
    """Return the outcome: what is expected to be lost by bucket, and what is booked."""
    plans = written.value
    data = {"as_of": call.cutoff, "date": day, "allowances": [_object(plan) for plan in plans]}
    booked = [plan for plan in plans if plan.number]
    what = ", ".join(f"{plan.change} as {plan.number}" for plan in booked)
    said = f"Booked the allowance for bad debts: {what}" if booked else "There is nothing to book"
    follow = f"billcli why {booked[-1].number}" if booked else ""
    ids = tuple(plan.number for plan in booked)
    rows = tuple(tuple(one.values()) for plan in plans for one in _buckets(plan))
    sums = tuple((plan.number, plan.open, plan.needed, plan.held, plan.change) for plan in plans)
    tables = (Table("", BUCKETS, rows, empty="Nothing is overdue."), Table("", SUMS, sums))
    return changed(call, written, data, said, follow, tables=tables if plans else (), ids=ids)


def _buckets(plan: Allowance) -> list[dict[str, Cell]]:
    return [
        {"bucket": o.bucket, "open": o.open, "percent": o.percent, "allowance": o.allowance}
        for o in plan.expected
    ]


def _object(plan: Allowance) -> dict[str, object]:
    return {
        "write_off": plan.number or None,
        "currency": plan.currency,
        "account": plan.account,
        "buckets": _buckets(plan),
        "open": plan.open,
        "allowance": plan.needed,
        "held": plan.held,
        "change": plan.change,
    }
