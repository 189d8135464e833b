"""In which order a customer's money settles what nobody named, as it is agreed on a day."""

from __future__ import annotations

from billcli.domain.agreement import OLDEST_FIRST, Agreement, is_interest
from billcli.domain.application_order import Order
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import InvalidError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.books import Books
    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace

KEY = "application-order"


def agreement_with(
    workspace: Workspace, books: Books, customer: str, on: dt.date, items: Iterable[OpenItem]
) -> Agreement:
    """Return the order agreed with a customer: its record's, else the project file's.

    Args:
        workspace: the books, with their settings.
        books: all of the ledger.
        customer: its id.
        on: the day of the payment.
        items: what the customer has open; only of these it is found out what is interest.

    Raises:
        InvalidError: the customer's record holds what is no order (POLICY-INVALID).
    """
    order = _recorded(books.party_on(customer, on).text(KEY)) or workspace.settings.application
    if order is Order.OLDEST:
        return OLDEST_FIRST
    fees = {row.item for row in items if row.kind is Kind.LATE_FEE}
    interest = (name for name in fees if any(is_interest(m.entry) for m in books.history(name)))
    return Agreement(order, frozenset(interest))


def _recorded(text: str) -> Order | None:
    """Return the order that a record names, None where it names none."""
    try:
        return Order(text.replace("-", " ")) if text else None
    except ValueError:
        named = " or ".join(f'"{one}"' for one in Order)
        said, hint = f"{KEY} of a customer cannot be {quoted(text)}", f"record {named}"
        raise InvalidError.of("POLICY-INVALID", said, hint=hint) from None
