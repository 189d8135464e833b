"""The customer a command names, and the account its open items stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.dated_record import folded
from billcli.domain.party import find_customer

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace


def customer_of(workspace: Workspace, text: str, on: dt.date) -> Party:
    """Return the customer as recorded on a day; before its first record the first one holds.

    Raises:
        UsageError: there is no such customer.
    """
    few = workspace.all_books().about(customer=text)
    if any(folded(customer) == folded(text) for customer in few.recorded(on)):
        return find_customer(few.recorded(on), text)
    return find_customer(workspace.all_books().recorded(on), text)


def account_of(workspace: Workspace, customer: Party) -> str:
    """Return the receivable account of a customer."""
    return customer.account or f"{workspace.receivable_root()}:{customer.id}"
