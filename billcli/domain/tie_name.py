"""Names of ties: under which the facts about a customer or an item are found together."""

from __future__ import annotations

from billcli.domain.meta import folded


def customer_tie(name: str) -> str:
    """Return the tie of a customer's id or name.

    >>> customer_tie("ACME  Inc.")
    'c:acme inc.'
    """
    return f"c:{folded(name)}"


def item_tie(item: str) -> str:
    """Return the tie of an item that somebody named, of a link, tag or id.

    >>> item_tie("INV-7")
    'n:INV-7'
    """
    return f"n:{item}"


def item_ties(item: str) -> tuple[str, ...]:
    """Return the ties of an item: those of its name, and of the customer in an inferred name.

    >>> item_ties("Acme/2026-01-31/1")
    ('n:Acme/2026-01-31/1', 'c:acme')
    """
    customer, *rest = item.rsplit("/", 2)
    return (item_tie(item), customer_tie(customer)) if len(rest) > 1 else (item_tie(item),)
