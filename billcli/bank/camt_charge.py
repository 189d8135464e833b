"""What banks took off a payment, and what the payer ordered in another currency."""

from __future__ import annotations

from billcli.bank.camt_value import amount_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.bank.xml_tree import Node

_NOT_INCLUDED = frozenset({"false", "0"})
_ORDERED = (("AmtDtls", "InstdAmt", "Amt"), ("AmtDtls", "TxAmt", "Amt"), ("Amt",))


def charges_of(nodes: Iterable[Node], currency: str) -> Money | None:
    """Return what the amount of an entry or detail lacks, or a debit has more, because of charges.

    A record that says it is not included in the amount is charged apart, and left out; the total
    counts when no records stand beside it. Figures in other currencies say nothing of the amount.

    Args:
        nodes: the entry's or the detail's element, the first with charges in it counts.
        currency: of the amount.
    """
    for node in nodes:
        charges = node.all("Chrgs")
        records = [r for c in charges for r in (c.all("Rcrd") or (c,)) if r.first("Amt")]
        if records:
            taken = [_taken(record, currency) for record in records]
        else:
            taken = [_known(c.first("TtlChrgsAndTaxAmt"), currency) for c in charges]
        found = total((money for money in taken if money), currency)
        if charges:
            return found if found.number > 0 else None
    return None


def ordered(nodes: Iterable[Node], amount: Money) -> Money | None:
    """Return what was ordered in another currency than the amount's, signed like it, or None."""
    for node in nodes:
        for path in _ORDERED:
            found = _known(node.first(*path), "")
            if found and found.currency != amount.currency:
                return found if amount.number > 0 else -found
    return None


def _taken(record: Node, currency: str) -> Money | None:
    if record.text("ChrgInclInd").lower() in _NOT_INCLUDED:
        return None
    found = _known(record.first("Amt"), currency)
    return -found if found and record.text("CdtDbtInd") == "CRDT" else found


def _known(node: Node | None, currency: str) -> Money | None:
    """Return an amount; None when it is missing, unreadable, or not of a currency that is named.

    Nothing is booked by it, so that it is never worth refusing a file.
    """
    try:
        found = amount_of(node, currency)
    except ValueError:
        return None
    return found if not currency or found.currency == currency else None
