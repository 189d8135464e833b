"""The customer a command names, and the account its open items stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.dated_record import folded
from billcli.domain.party import find_customer, parties

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace


def customer_of(workspace: Workspace, text: str, on: dt.date) -> Party:
    """Return the customer as recorded on a day; before its first record the first one holds.

    Raises:
        UsageError: there is no such customer.
    """
    facts = workspace.snapshot.facts
    known = parties(facts.about(customer=text), workspace.roots, on)
    if not any(folded(customer) == folded(text) for customer in known):
        known = parties(facts, workspace.roots, on)
    return find_customer(known, text)


def account_of(workspace: Workspace, customer: Party) -> str:
    """Return the receivable account of a customer."""
    return customer.account or f"{workspace.receivable_root()}:{customer.id}"
