"""Which items a list shows, and in which order; the same words on every list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from billcli.domain.aging import EDGES
from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.money import parse_number
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace

STATUSES = ("open", "overdue", "paid", "disputed")
SORTS: dict[str, Callable[[OpenItem], tuple[object, ...]]] = {
    "date": lambda row: (row.date_issued, row.item, row.instalment or 0),
    "due": lambda row: (row.date_due or row.date_issued, row.item, row.instalment or 0),
    "customer": lambda row: (row.customer, row.date_issued, row.item),
    "amount": lambda row: (row.amount.number, row.item),
    "open": lambda row: (row.balance_open.number, row.item),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list shows; everything empty means no limit.

    Attributes:
        least: text of the smallest amount shown.
        sort: a key of ``SORTS``.
        limit: how many rows at most, 0 for all.
    """

    customer: str = ""
    status: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    least: str = ""
    sort: str = "date"
    limit: int = 0


def list_invoices(workspace: Workspace, as_of: dt.date, choice: Choice) -> tuple[OpenItem, ...]:
    """Return documents as they stood on a date, settled ones too; each instalment is a row.

    Raises:
        UsageError: unknown customer, status or order.
    """
    items = workspace.books(as_of).items
    documents = (row for row in items if row.kind.value in DOCUMENT_KINDS)
    return _chosen(workspace, as_of, choice, documents)


def list_open(workspace: Workspace, as_of: dt.date, choice: Choice) -> tuple[OpenItem, ...]:
    """Return open items of every kind as they stood on a date; each instalment is a row.

    Raises:
        UsageError: unknown customer, status or order.
    """
    return _chosen(workspace, as_of, choice, workspace.books(as_of).open_items())


def _chosen(
    workspace: Workspace, as_of: dt.date, choice: Choice, rows: Iterable[OpenItem]
) -> tuple[OpenItem, ...]:
    _check(choice)
    customer = workspace.books(as_of).customer(choice.customer).id if choice.customer else ""
    least = parse_number(choice.least, flag="--min") if choice.least else None
    found = [
        row
        for row in rows
        if customer in ("", row.customer)
        and is_in(row, as_of, choice.status)
        and (choice.since is None or row.date_issued >= choice.since)
        and (choice.until is None or row.date_issued <= choice.until)
        and (least is None or row.amount.number >= least)
    ]
    found.sort(key=SORTS[choice.sort])
    return tuple(found[: choice.limit] if choice.limit > 0 else found)


def is_in(row: OpenItem, as_of: dt.date, status: str) -> bool:
    """Return whether an item is in a state; an empty state is any."""
    late = row.days_overdue(as_of) or 0
    return {
        "": True,
        "open": bool(row.balance_open),
        "overdue": row.balance_open.number > 0 and late > 0,
        "paid": not row.balance_open,
        "disputed": row.disputed,
    }[status]


def state(row: OpenItem, as_of: dt.date) -> str:
    """Return an item's state in one word: the first of paid, disputed, overdue that fits."""
    return next(
        (name for name in ("paid", "disputed", "overdue") if is_in(row, as_of, name)), "open"
    )


def edges_of(text: str) -> tuple[int, ...]:
    """Return the last day of each bucket, as typed in ``--buckets``.

    Raises:
        UsageError: not rising whole numbers.

    >>> edges_of("14,30"), edges_of("")
    ((14, 30), (30, 60, 90))
    """
    if not text:
        return EDGES
    words = text.replace(" ", "").split(",")
    edges = tuple(int(w) for w in words if w.isascii() and w.isdigit() and len(w) < 6)  # noqa: PLR2004 - digits of the largest bucket
    if len(edges) != len(words) or sorted({*edges, 0}) != [0, *edges]:
        raise UsageError.of(
            "BUCKETS-UNREADABLE",
            f"--buckets: {text[:40]!r} are not rising numbers of days",
            hint="write them as 30,60,90",
        )
    return edges


def _check(choice: Choice) -> None:
    if choice.status not in ("", *STATUSES):
        raise UsageError.of(
            "STATUS-UNKNOWN",
            f"--status: {choice.status[:20]!r} is not known",
            hint=f"use {', '.join(STATUSES)}",
        )
    if choice.sort not in SORTS:
        raise UsageError.of(
            "SORT-UNKNOWN",
            f"--sort: {choice.sort[:20]!r} is not known",
            hint=f"use {', '.join(SORTS)}",
        )
