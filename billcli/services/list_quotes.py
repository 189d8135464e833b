"""Which quotes a list shows, and in which order: by the words that every list shares."""

from __future__ import annotations

import datetime as dt

from billcli.domain.money import parse_number
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted
from billcli.domain.quote import QuoteState
from billcli.services.list_items import ordered
from billcli.services.quote_file import read_quotes

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from pathlib import Path

    from billcli.services.list_items import Choice
    from billcli.services.quote_file import Offered
    from billcli.services.workspace import Workspace

_SORTS: dict[str, Callable[[Offered], tuple[object, ...]]] = {
    "date": lambda row: (date_of(row) or dt.date.max, row.number),
    "due": lambda row: (row.valid_until or dt.date.max, row.number),
    "customer": lambda row: (customer_of(row), row.number),
    "amount": lambda row: (_total(row) or 0, row.number),
}


def list_quotes(
    workspace: Workspace,
    choice: Choice,
    day: dt.date,
    shown: Callable[[Path], str],
    as_of: dt.date = dt.date.max,
) -> tuple[Offered, ...]:
    """Return the quotes that are wanted, as they stand on a day; later ones are left out.

    What cannot be told of a quote, such as the date of one that cannot be read, fits no wish.

    Args:
        workspace: the books.
        choice: which ones; ``due`` sorts them by their last day.
        day: on which they are open or have expired.
        shown: names a file as the person knows it.
        as_of: invoices of later days are left out.

    Raises:
        UsageError: unknown customer, status or order, or ``--min`` is no number.
    """
    customer = workspace.all_books().customer(choice.customer).id if choice.customer else ""
    least = parse_number(choice.least, flag="--min") if choice.least else None
    order = ordered(choice.sort, _SORTS)
    _check_status(choice.status)
    until = min(choice.until or day, day)
    found = [
        row
        for row in read_quotes(workspace, shown, day, as_of)
        if (not customer or customer_of(row).casefold() == customer.casefold())
        and choice.status in {"", row.state.value}
        and (choice.since is None or choice.since <= (date_of(row) or dt.date.min))
        and (date_of(row) or until) <= until
        and (least is None or ((total := _total(row)) is not None and total >= least))
    ]
    found.sort(key=order)
    return tuple(found[: choice.limit or None])


def customer_of(quote: Offered) -> str:
    """Return the id of the customer, or what stands for it while there is none."""
    if quote.found.sketch:
        return quote.found.sketch.customer
    return quote.found.request.customer if quote.found.request else ""


def date_of(quote: Offered) -> dt.date | None:
    """Return when a quote was made, None of one that cannot be read."""
    return quote.found.request.date if quote.found.request else None


def _total(quote: Offered) -> Decimal | None:
    return quote.found.invoice.total.number if quote.found.invoice else None


def _check_status(status: str) -> None:
    known = [state.value for state in QuoteState]
    if status and status not in known:
        raise UsageError.of(
            "OPTION-VALUE",
            f"--status: {quoted(status, 20)} is not known",
            hint=f"use {', '.join(known)}",
        )
