"""What was taken off an invoice already without a credit note: discounts granted, write-offs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.meta import text_of
from billcli.domain.money import Money, total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.open_item import Movement


def reduced(moved: Iterable[Movement], currency: str) -> Money:
    """Return how much less than billed is claimed of an invoice, tax included; zero or positive.

    A credit note must not give the same back again. Where a payment took discounts of several
    invoices, all of them count for each: rather too little is credited than too much.

    Args:
        moved: what happened to the invoice.
        currency: of the invoice.
    """
    history = tuple(moved)
    entries = {id(m.entry): m.entry for m in history}
    lost = {text_of(e.meta.get("id")) for e in entries.values() if "write-off" in e.tags}
    off: list[Money] = []
    for m in history:
        names = {text_of(m.entry.meta.get(key)) for key in ("id", "reverses", "corrects")}
        if lost & names:
            off.append(-m.amount)
    for entry in entries.values():
        off += [p.amount for p in entry.postings if text_of(p.meta.get("adjustment")) == "discount"]
    found = total([amount for amount in off if amount.currency == currency], currency)
    return found if found.number > 0 else Money.zero(currency)
