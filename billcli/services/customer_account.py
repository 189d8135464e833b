"""The customer a command names, and the account its open items stand on."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace


def customer_of(workspace: Workspace, text: str, on: dt.date) -> Party:
    """Return the customer as recorded on a day; before its first record the first one holds.

    Raises:
        UsageError: there is no such customer.
    """
    return workspace.all_books().party_on(text, on)


def account_of(workspace: Workspace, customer: Party) -> str:
    """Return the receivable account of a customer."""
    return customer.account or f"{workspace.receivable_root()}:{customer.id}"
