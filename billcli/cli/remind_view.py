"""A dunning plan on the screen and for programs."""

from __future__ import annotations

import datetime as dt

from billcli.cli.outcome import Column, ColumnKind, Show, Table
from billcli.domain.dunning.policy import number_of
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.outcome import Row
    from billcli.delivery.slip import Slip
    from billcli.domain.dunning.notice import Ask, DunningPlan, LeftOut, Notice

ID, MONEY = ColumnKind.ID, ColumnKind.MONEY
NOTICES = (
    Column("customer", "Customer", ID),
    Column("customer_name", "Name", ColumnKind.TEXT, Show.ROOM),
    Column("level", "Level", ColumnKind.WORD),
    Column("items", "Items"),
    Column("days_overdue", "Days", ColumnKind.INT),
    Column("open", "Open", MONEY, Show.ROOM),
    Column("charges", "Charges", MONEY, Show.ROOM),
    Column("total", "Asked", MONEY),
    Column("to", "To", ColumnKind.WORD, Show.ROOM),
)
LEFT = (
    Column("customer", "Customer", ID),
    Column("item", "Item", ID),
    Column("balance_open", "Open", MONEY),
    Column("reason", "Not asked because"),
)
OUTBOX = (
    Column("customer", "Customer", ID),
    Column("key", "Letter", ID),
    Column("state", "State", ColumnKind.WORD),
    Column("since", "Since", ColumnKind.WORD),
    Column("next", "Why, and what to do"),
)
_STEPS = {
    "refused": "correct the address, or billcli outbox retry",
    "unknown": "billcli outbox resolve {key} --sent, or --not-sent",
    "sending": "billcli outbox resolve {key} --sent, or --not-sent",
}
WORDS = {
    "disputed": "it is disputed",
    "promised": "payment is promised",
    "held": "it is on hold",
    "collections": "it is in collections",
    "asked": "it was asked for at this level",
    "pause": "the customer had a letter",
    "limit": "the customer was contacted often enough",
    "unknown": "nobody knows whether the letter arrived",
    "quiet": "these are quiet hours",
    "credit": "the customer is owed as much",
    "minimum": "the sum is too small",
    "no-address": "no e-mail address is known",
}


def notice_table(plan: DunningPlan) -> Table:
    """Return the letters, a row each."""
    rows = tuple(_row(notice, plan.day) for notice in plan.notices)
    title = f"To be reminded on {plan.day}"
    return Table(title, NOTICES, rows, empty="Nobody is to be reminded.")


def _row(n: Notice, day: dt.date) -> Row:
    items, days, left, asked = " ".join(_names(n)), _days(n, day), n.open, n.total
    level = n.step.level.value
    return n.customer, n.customer_name, level, items, days, left, asked - left, asked, n.to


def left_table(plan: DunningPlan) -> tuple[Table, ...]:
    """Return what is not asked for, a row each; no table when there is nothing."""
    rows = tuple((one.row.customer, one.row.item, one.row.balance_open, _why(one))
                 for one in plan.left)  # fmt: skip
    return (Table("Not asked for", LEFT, rows),) if rows else ()


def outbox_table(slips: Sequence[Slip]) -> tuple[Table, ...]:
    """Return the reminders that are not settled, a row each; no table when there are none."""
    rows = tuple((one.customer, one.key, one.state.value, one.at[:10], _next(one)) for one in slips)
    return (Table("In the outbox", OUTBOX, rows),) if rows else ()


def outlook_object(plan: DunningPlan, slips: Sequence[Slip]) -> dict[str, object]:
    """Return a plan with the reminders that are not settled, for programs."""
    names = [column.key for column in OUTBOX]
    rows = outbox_table(slips)[0].rows if slips else ()
    return {**plan_object(plan), "outbox": [dict(zip(names, row, strict=True)) for row in rows]}


def _next(slip: Slip) -> str:
    """Return why a letter is not settled, and what settles it."""
    step = _STEPS.get(slip.state.value, "billcli remind --send tries it again").format(key=slip.key)
    return f"{slip.reason}: {step}" if slip.reason else step


def plan_object(plan: DunningPlan) -> dict[str, object]:
    """Return a plan for programs."""
    return {
        "date": plan.day,
        "notices": [notice_object(notice, plan.day) for notice in plan.notices],
        "left": [
            {
                "customer": one.row.customer,
                "item": one.row.item,
                "instalment": one.row.instalment,
                "balance_open": one.row.balance_open,
                "reason": one.reason,
                "detail": one.detail,
            }
            for one in plan.left
        ],
    }


def notice_object(notice: Notice, day: dt.date) -> dict[str, object]:
    """Return a letter for programs."""
    return {
        "customer": notice.customer,
        "customer_name": notice.customer_name,
        "to": notice.to,
        "level": notice.step.level.value,
        "deadline": day + dt.timedelta(days=notice.step.deadline),
        "open": notice.open,
        "total": notice.total,
        "items": [_ask_object(ask, day) for ask in notice.asks],
        "credits": [{"item": c.row.item, "amount": c.amount} for c in notice.credits],
        "fees": [{"item": row.item, "amount": row.balance_open} for row in notice.fees],
        "charges": [
            {
                "kind": "interest" if charge.period else "late-fee",
                "on": charge.claim.item,
                "amount": charge.amount,
                "from": charge.period[0] if charge.period else None,
                "to": charge.period[1] if charge.period else None,
                "capped": charge.is_capped,
            }
            for charge in notice.charges
        ],
    }


def _ask_object(ask: Ask, day: dt.date) -> dict[str, object]:
    days = ask.row.days_overdue(day)
    return {
        "item": ask.row.item,
        "instalment": ask.row.instalment,
        "due": ask.row.date_due,
        "days_overdue": days,
        "level": number_of(ask.step.level),
        "balance_open": ask.row.balance_open,
        "amount": ask.amount,
        "why": f"{days} days overdue, {ask.step.level.value} from {ask.step.days} on",
    }


def _names(notice: Notice) -> list[str]:
    asks = [ask.row for ask in notice.asks]
    return [row.item if row.instalment is None else f"{row.item}/{row.instalment}" for row in asks]


def _days(notice: Notice, day: dt.date) -> int:
    return max(ask.row.days_overdue(day) or 0 for ask in notice.asks)


def _why(left: LeftOut) -> str:
    words = WORDS.get(left.reason, left.reason)
    return f"{words}: {left.detail}" if left.detail else words
