"""Which entries were written together, and are taken back together."""

from __future__ import annotations

from billcli.domain.advance import ON
from billcli.domain.contract import DOCUMENT_KINDS
from billcli.domain.entry_link import RANGE, own_id
from billcli.domain.frozen import replace
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.entry import Entry, Facts, Note

RUN = "remittance"
"""Tag of payments that were collected in one run; the run's number is a link of each."""
TOGETHER = 2

Written = TypeVar("Written", bound="Entry | Note")


def joined(entries: Sequence[Written]) -> tuple[Written, ...]:
    """Return what one command writes with a link that says so: from the first id to the last.

    One entry, or note, is an act by itself.
    """
    if len(entries) < TOGETHER:
        return tuple(entries)
    link = f"{own_id(entries[0])}{RANGE}{own_id(entries[-1])}"
    return tuple(replace(entry, links=(*entry.links, link)) for entry in entries)


def whole_act(entries: Iterable[Entry], last: Entry) -> tuple[Entry, ...]:
    """Return the entries of an act in the order they were written, the given one being the last.

    What one command wrote goes together, and nothing else; of the lines of a bank statement each is
    an act of its own. Several entries of a kind share a link
    (``joined``), and so do the payments of a run of direct debits. An application goes with the
    credit note or invoice before it that it names in ``on``, or with what was granted and goes back
    with the same payment. Money for what was written off goes with the entry that opened the item
    again for it, which says the same.

    Args:
        entries: of the ledger, each with an id of its own.
        last: the last entry of its file.
    """
    every = tuple(entries)
    if links := acts_of(last):
        act = [entry for entry in every if links & acts_of(entry)]
        first = {e.source.file: min(o.date for o in act if o.source.file == e.source.file)
                 for e in act}  # fmt: skip
        return tuple(sorted(act, key=lambda e: (first[e.source.file], e.source.line)))
    before = [e for e in every if e.source.file == last.source.file]
    before = [entry for entry in before if entry.source.line < last.source.line]
    before.sort(key=lambda entry: entry.source.line)
    if RUN in last.tags:
        runs = runs_of(last)
        return (*(entry for entry in before if runs & runs_of(entry)), last)
    if before and "payment" in last.tags and _made_room(before[-1], last):
        return (before[-1], last)
    if "application" not in last.tags or not before:
        return (last,)
    previous, corrected = before[-1], text_of(last.meta.get("corrects"))
    is_document = not DOCUMENT_KINDS.isdisjoint(previous.tags)
    names_it = is_document and own_id(previous) == text_of(last.meta.get(ON))
    goes_back = "reversal" in previous.tags and text_of(previous.meta.get("corrects")) == corrected
    return (previous, last) if names_it or (corrected and goes_back) else (last,)


def act_of(facts: Facts, last: Entry, key: str = "") -> tuple[Entry, ...]:
    """Return the entries of an act (``whole_act``), those of the ledger that may belong to it read.

    Args:
        facts: of the ledger.
        last: the last entry of the act.
        key: of metadata that every entry of it states.
    """
    beside = facts.entries_linked(acts_of(last) or runs_of(last))
    file, line = last.source
    above = [
        next((one for one in facts.upward(file, said, line) if own_id(one)), last)
        for said in ([key] if key else ["id", "invoice"])
    ]
    every = {one.source: one for one in (*beside, *above, last) if own_id(one)}
    return whole_act((one for one in every.values() if not key or key in one.meta), last)


def acts_of(entry: Entry | Note) -> frozenset[str]:
    """Return the links of what was written together with an entry (``joined``)."""
    return frozenset(link for link in entry.links if RANGE in link)


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
