"""Which documents a list shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.money import parse_number
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace

STATUSES = ("open", "overdue", "paid", "disputed")
SORTS: dict[str, Callable[[OpenItem], object]] = {
    "date": lambda row: (row.date_issued, row.item),
    "due": lambda row: (row.date_due or row.date_issued, row.item),
    "customer": lambda row: (row.customer, row.date_issued),
    "amount": lambda row: row.amount.number,
    "open": lambda row: row.balance_open.number,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the list shows; everything empty means no limit."""

    customer: str = ""
    status: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    least: str = ""
    sort: str = "date"
    limit: int = 0


def list_invoices(workspace: Workspace, as_of: dt.date, choice: Choice) -> tuple[OpenItem, ...]:
    """Return documents as they stood on a date; instalments each in a row.

    Raises:
        UsageError: unknown customer, status or order.
    """
    _check(choice)
    books = workspace.books(as_of)
    customer = books.customer(choice.customer).id if choice.customer else ""
    least = parse_number(choice.least, flag="--min") if choice.least else None
    found = [
        row
        for row in books.items
        if row.kind.value in DOCUMENT_KINDS
        and customer in ("", row.customer)
        and status_of(row, as_of, choice.status)
        and (choice.since is None or row.date_issued >= choice.since)
        and (choice.until is None or row.date_issued <= choice.until)
        and (least is None or row.amount.number >= least)
    ]
    found.sort(key=SORTS[choice.sort])  # type: ignore[arg-type]
    return tuple(found[: choice.limit] if choice.limit > 0 else found)


def status_of(row: OpenItem, as_of: dt.date, wanted: str) -> bool:
    """Return whether a document is in a state; an empty state is any."""
    late = row.days_overdue(as_of) or 0
    return {
        "": True,
        "open": bool(row.balance_open),
        "overdue": row.balance_open.number > 0 and late > 0,
        "paid": not row.balance_open,
        "disputed": row.disputed,
    }[wanted]


def state(row: OpenItem, as_of: dt.date) -> str:
    """Return a document's state in one word: the first of disputed, paid, overdue that fits."""
    for name in ("disputed", "paid", "overdue"):
        if status_of(row, as_of, name):
            return name
    return "open"


def _check(choice: Choice) -> None:
    if choice.status not in ("", *STATUSES):
        raise UsageError.of(
            "STATUS-UNKNOWN",
            f"--status: {choice.status[:20]!r} is not known",
            hint=f"use {', '.join(STATUSES)} or draft",
        )
    if choice.sort not in SORTS:
        raise UsageError.of(
            "SORT-UNKNOWN", f"--sort: {choice.sort[:20]!r} is not known",
            hint=f"use {', '.join(SORTS)}",
        )  # fmt: skip
