"""Which items a list shows, and in which order; the same words on every list."""

from __future__ import annotations

from billcli.domain.money import parse_number
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import UsageError, quoted
from billcli.services.item_state import NO_WORDS, STATUSES, WORDS, is_in
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import TypeVar

    Order = TypeVar("Order")

    from billcli.domain.aging import AgedRow
    from billcli.domain.open_item import OpenItem
    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace

SORTS: dict[str, Callable[[OpenItem], tuple[object, ...]]] = {
    "date": lambda row: (row.date_issued, row.item, row.instalment or 0),
    "due": lambda row: (row.date_due or row.date_issued, row.item, row.instalment or 0),
    "customer": lambda row: (row.customer, row.date_issued, row.item),
    "amount": lambda row: (row.amount.number, row.item),
    "open": lambda row: (row.balance_open.number, row.item),
}

CUSTOMER_SORTS: dict[str, Callable[[Party], tuple[str, ...]]] = {
    "": lambda _party: (),
    "name": lambda party: (party.name.casefold(), party.id),
    "customer": lambda party: (party.id.casefold(), party.id),
}
AGED_SORTS: dict[str, Callable[[AgedRow], tuple[object, ...]]] = {
    "customer": lambda row: (row.customer, row.currency),
    "total": lambda row: (row.currency, -row.total.number, row.customer),
    "overdue": lambda row: (row.currency, -row.overdue.number, row.customer),
}


class Choice(NamedTuple):
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


def customers(workspace: Workspace, on: dt.date) -> tuple[Party, ...]:
    """Return every customer as recorded on a day, in the order of the ledger."""
    return tuple(workspace.books(on).parties.values())


def list_invoices(workspace: Workspace, as_of: dt.date, choice: Choice) -> Sequence[OpenItem]:
    """Return documents as they stood on a date, settled ones too; each instalment is a row.

    Raises:
        UsageError: unknown customer, status or order.
    """
    from billcli.domain.contract import DOCUMENT_KINDS  # noqa: PLC0415 - open items need none

    if (ready := _ready(workspace, as_of, choice, DOCUMENT_KINDS)) is not None:
        return ready
    items = workspace.books(as_of).items
    documents = (row for row in items if row.kind.value in DOCUMENT_KINDS)
    return _chosen(workspace, as_of, choice, documents)


def list_open(workspace: Workspace, as_of: dt.date, choice: Choice) -> Sequence[OpenItem]:
    """Return open items of every kind as they stood on a date; each instalment is a row.

    Raises:
        UsageError: unknown customer, status or order.
    """
    if (ready := _ready(workspace, as_of, choice)) is not None:
        return ready
    return _chosen(workspace, as_of, choice, workspace.books(as_of).open_items())


def _ready(
    workspace: Workspace, as_of: dt.date, choice: Choice, kinds: Collection[str] = ()
) -> Sequence[OpenItem] | None:
    """Return the rows as the read model has them, or None where they must be worked out."""
    _check(choice)
    shelf = workspace.shelf
    if shelf is None or choice.status in WORDS or not shelf.holds_on(as_of):
        return None
    customer = choice.customer and shelf.customer_id(choice.customer)
    if choice.customer and not customer:
        customer = workspace.books(as_of).customer(choice.customer).id
    asked = ItemQuery(
        kinds=kinds,
        customer=customer,
        state=choice.status,
        as_of=as_of.isoformat(),
        since=choice.since.isoformat() if choice.since else "",
        until=choice.until.isoformat() if choice.until else "",
        order=choice.sort,
        settled=bool(kinds),
    )
    least = parse_number(choice.least, flag="--min") if choice.least else None
    return shelf.listed(asked, choice.limit, least)


def _chosen(
    workspace: Workspace, as_of: dt.date, choice: Choice, rows: Iterable[OpenItem]
) -> tuple[OpenItem, ...]:
    _check(choice)
    words = NO_WORDS
    if choice.status in WORDS:
        from billcli.services.settlement import settled_without_money  # noqa: PLC0415 - seldom so

        words = settled_without_money(workspace.books(as_of))
    customer = workspace.books(as_of).customer(choice.customer).id if choice.customer else ""
    least = parse_number(choice.least, flag="--min") if choice.least else None
    found = [
        row
        for row in rows
        if customer in ("", row.customer)
        and is_in(row, as_of, choice.status, words)
        and (choice.since is None or row.date_issued >= choice.since)
        and (choice.until is None or row.date_issued <= choice.until)
        and (least is None or row.amount.number >= least)
    ]
    found.sort(key=SORTS[choice.sort])
    return tuple(found[: choice.limit] if choice.limit > 0 else found)


def edges_of(text: str) -> tuple[int, ...]:
    """Return the last day of each bucket, as typed in ``--buckets``.

    Raises:
        UsageError: not rising whole numbers.

    >>> edges_of("14,30"), edges_of("")
    ((14, 30), (30, 60, 90))
    """
    if not text:
        from billcli.domain.aging import EDGES  # noqa: PLC0415 - loaded already

        return EDGES
    words = text.replace(" ", "").split(",")
    edges = tuple(int(w) for w in words if w.isascii() and w.isdigit() and len(w) < 6)  # noqa: PLR2004 - digits of the largest bucket
    if len(edges) != len(words) or sorted({*edges, 0}) != [0, *edges]:
        raise UsageError.of(
            "BUCKETS-UNREADABLE",
            f"--buckets: {quoted(text)} are not rising numbers of days",
            hint="write them as 30,60,90",
        )
    return edges


def aged_rows(rows: Iterable[AgedRow], least: str, sort: str, limit: int) -> tuple[AgedRow, ...]:
    """Return the rows of an aged report that are wanted, per currency when by amount.

    Args:
        rows: all of them.
        least: text of the smallest total shown, or an empty text.
        sort: a key of ``AGED_SORTS``; amounts begin with the largest.
        limit: how many rows at most, 0 for all.

    Raises:
        UsageError: unknown order, or the amount is no number.
    """
    key = ordered(sort, AGED_SORTS)
    least_number = parse_number(least, flag="--min") if least else None
    found = [row for row in rows if least_number is None or row.total.number >= least_number]
    return tuple(sorted(found, key=key)[: limit or None])


def ordered(name: str, orders: Mapping[str, Order]) -> Order:
    """Return an order by its name.

    Raises:
        UsageError: there is no such order.
    """
    if name in orders:
        return orders[name]
    raise UsageError.of(
        "OPTION-VALUE", f"--sort: {quoted(name, 20)} is not known", hint=f"use {', '.join(orders)}"
    )


def _check(choice: Choice) -> None:
    if choice.status not in ("", *STATUSES):
        raise UsageError.of(
            "OPTION-VALUE",
            f"--status: {quoted(choice.status, 20)} is not known",
            hint=f"use {', '.join(STATUSES)}",
        )
    ordered(choice.sort, SORTS)
