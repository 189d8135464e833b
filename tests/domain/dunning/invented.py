"""Items, letters and agreements invented for the tests of dunning."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from billcli.domain.dunning.plan import Case
from billcli.domain.dunning.policy import DunningPolicy, Step
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.domain.reminder import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from billcli.domain.dunning.history import Claim

TODAY = dt.date(2026, 6, 30)
LADDER = (Step(Level.NOTICE, -3), Step(Level.REMINDER, 7), Step(Level.SECOND, 21))
POLICY = DunningPolicy(LADDER)


def day(overdue: int) -> dt.date:
    """Return the due date of what is so many days overdue today."""
    return TODAY - dt.timedelta(days=overdue)


def eur(number: str | int) -> Money:
    return Money.of(number, "EUR")


def item(
    name: str,
    overdue: int | None = 10,
    left: str = "100.00",
    customer: str = "Acme",
    kind: Kind = Kind.INVOICE,
    **more: object,
) -> OpenItem:
    """Return an open item so many days overdue, or without a due date."""
    due = None if overdue is None else day(overdue)
    money = Money.of(left, more.pop("currency", "EUR"))
    row = OpenItem(
        name, kind, customer, f"{customer} Inc.", f"Assets:Receivable:{customer}",
        dt.date(2026, 1, 1), due, None, money, money, KnownBy.EXPLICIT,
    )  # fmt: skip
    return row._replace(**more)


def case(*rows: OpenItem, policy: DunningPolicy = POLICY, **more: object) -> Case:
    """Return a case of today in which everybody can be written to."""
    told: dict[str, object] = {
        "policy": lambda _: policy,
        "address": lambda customer: f"{customer.lower()}@mail.example",
        "balances": always(rows),
    }
    return Case(TODAY, rows, **told | more)


def always(rows: Sequence[OpenItem]) -> Callable[[Claim], Sequence[tuple[dt.date, Money]]]:
    """Return a history in which items have been open as they are from the day they were made."""

    def balances(claim: Claim) -> Sequence[tuple[dt.date, Money]]:
        return next(((row.date_issued, row.balance_open),) for row in rows
                    if (row.item, row.instalment) == claim)  # fmt: skip

    return balances
