"""The bank lines a ledger holds: cash postings with the bank's words, and ignored lines.

Source: docs/reference/ledger-format.md rule 13.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from billcli.domain.bank_line import parts_of_key
from billcli.domain.ignored_line import ignored_lines
from billcli.domain.meta import text_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.reversal_entry import taken_back

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.entry import Entry, Facts, Meta, Posting, Record
    from billcli.domain.problem import Source

_NO_REFERENCE = frozenset({"", "nonref", "notprovided", "none", "null", "na", "0", "unknown"})
_BLURRED = re.compile(r"[^a-z0-9]+")
ANY_AMOUNT = Money.of(0, "")


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A bank line the ledger holds: a cash posting, or the record of an ignored line."""

    date: dt.date
    amount: Money
    ref: str
    text: str
    nth: int
    source: Source


def held_lines(facts: Facts, account: str) -> tuple[list[HeldLine], dict[Money, list[Entry]]]:
    """Return the lines the ledger holds on the account, and the entries without any key.

    A line whose entry was taken back is not held: it may be booked anew.
    """
    held: dict[object, HeldLine] = {}
    by_hand: dict[Money, list[Entry]] = defaultdict(list)
    free = taken_back(facts.entries)
    for number, entry in enumerate(facts.entries):
        if free and text_of(entry.meta.get("id")) in free:
            continue
        for posting in entry.postings:
            if posting.account != account:
                continue
            if posting.meta.keys() & {"bank-ref", "bank-key"}:
                _hold(held, _from_posting(posting, entry), number)
            else:
                by_hand[posting.amount].append(entry)
    for record in ignored_lines(facts.records):
        if record.values[0] == account:
            _hold(held, _from_record(record), -1 - len(held))
    return list(held.values()), by_hand


def _hold(held: dict[object, HeldLine], one: HeldLine, entry: int) -> None:
    """Add a line; a line booked in parts counts once, by its reference or within one entry."""
    if one.ref:
        name: tuple[object, ...] = (one.ref, one.date, one.amount.currency)
    else:
        name = (entry, one.date, one.amount, one.nth or len(held))
    old = held.get(name)
    if old is None:
        held[name] = one
    elif not one.nth:
        held[name] = replace(old, amount=old.amount + one.amount)


def _from_posting(posting: Posting, entry: Entry) -> HeldLine:
    source = posting.source if posting.source.file else entry.source
    return _held_line(posting.meta, entry.date, posting.amount, source)


def _from_record(record: Record) -> HeldLine:
    return _held_line(record.meta, record.date, ANY_AMOUNT, record.source)


def _held_line(meta: Meta, date: dt.date, amount: Money, source: Source) -> HeldLine:
    """Return what the metadata says; the key outranks the date and amount of the entry."""
    key = parts_of_key(text_of(meta.get("bank-key")))
    return HeldLine(
        key[0] if key else date,
        key[1] if key else amount,
        sure_reference(text_of(meta.get("bank-ref"))),
        blurred(text_of(meta.get("bank-text"))),
        key[2] if key else 0,
        source,
    )


def sure_reference(text: str) -> str:
    """Return a bank's reference, empty when its words say that there is none."""
    return "" if text.casefold() in _NO_REFERENCE else text


def blurred(text: str) -> str:
    """Return a text without case, spaces and punctuation, for comparing."""
    return _BLURRED.sub("", text.casefold())
