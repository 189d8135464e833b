"""Which entries were written together, and are taken back together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.advance import ON
from billcli.domain.meta import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.entry import Entry

RUN = "remittance"
"""Tag of payments that were collected in one run; the run's number is a link of each."""


def own_id(entry: Entry) -> str:
    """Return the id an entry gives itself (format rules 4 and 5)."""
    return text_of(entry.meta.get("id")) or text_of(entry.meta.get("invoice"))


def whole_act(entries: Iterable[Entry], last: Entry) -> tuple[Entry, ...]:
    """Return the entries of an act in the order they were written, the given one being the last.

    An application goes with what was written right before it: the credit note it applies, the
    invoice that took up credit, or what was granted and goes back with the same payment. Money for
    what was written off goes with the entry that opened the item again for it, which says the same.
    The payments of a run of direct debits go together.

    Args:
        entries: of the file in which the last one stands.
        last: the last entry of that file.
    """
    before = [entry for entry in entries if entry.source.line < last.source.line]
    before.sort(key=lambda entry: entry.source.line)
    if RUN in last.tags:
        runs = runs_of(last)
        return (*(entry for entry in before if runs & runs_of(entry)), last)
    if before and "payment" in last.tags and _made_room(before[-1], last):
        return (before[-1], last)
    if "application" not in last.tags or not before:
        return (last,)
    previous, corrected = before[-1], text_of(last.meta.get("corrects"))
    applies = "credit-note" in previous.tags and own_id(previous) in last.links
    takes_up = "invoice" in previous.tags and own_id(previous) == text_of(last.meta.get(ON))
    goes_back = "reversal" in previous.tags and text_of(previous.meta.get("corrects")) == corrected
    return (previous, last) if applies or takes_up or (corrected and goes_back) else (last,)


def _made_room(previous: Entry, payment: Entry) -> bool:
    said = (previous.date, previous.narration) == (payment.date, payment.narration)
    return said and "reversal" in previous.tags and not {*previous.links}.isdisjoint(payment.links)


def names_of(act: Iterable[Entry]) -> tuple[str, ...]:
    """Return the ids of an act's entries, then the numbers of the run they were collected in."""
    entries = tuple(act)
    runs = {run: None for entry in entries for run in sorted(runs_of(entry))}
    return (*(own_id(entry) for entry in entries), *runs)


def runs_of(entry: Entry) -> frozenset[str]:
    """Return the numbers of the run in which a payment was collected: its links to no item.

    They are that of the run, and that of the payment block where the run has several.
    """
    if RUN not in entry.tags:
        return frozenset()
    items = {text_of(posting.meta.get("invoice")) for posting in entry.postings}
    return frozenset(entry.links) - items - {own_id(entry)}
