"""What was asked before: reminders and late fees that stand in the ledger.

Source: docs/reference/ledger-format.md rule 14: a reminder is a note on the receivable account with
a link and the tag ``#reminder``, one for each item, or for each instalment of one. An item whose
name cannot be a link is named by ``invoice``.
"""

from __future__ import annotations

from billcli.domain.frozen import field, frozen
from billcli.domain.meta import count_of, date_of, text_of
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from billcli.domain.entry import Entry, MetaValue, Note
    from billcli.domain.money import Money

TAG = "reminder"
LATE_FEE = "late-fee"
FIRST = 1


class Claim(NamedTuple):
    """What is reminded of by itself: an item, or one instalment of it."""

    item: str
    instalment: int | None = None


@frozen
class Reminded:
    """What was asked before.

    Attributes:
        levels: the highest level asked of a claim so far.
        items: the last day on which a letter named an item.
        accounts: the last day on which a letter went out, by receivable account.
        messages: message id of the last letter about an item, to which the next is an answer.
    """

    levels: Mapping[Claim, int] = field(default_factory=dict)
    items: Mapping[str, dt.date] = field(default_factory=dict)
    accounts: Mapping[str, dt.date] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)

    @property
    def last(self) -> dt.date | None:
        """The last day on which any letter went out, or None."""
        return max(self.accounts.values(), default=None)


def reminded(notes: Iterable[Note]) -> Reminded:
    """Return what notes say was asked; a note without a level was a first reminder."""
    levels: dict[Claim, int] = {}
    items: dict[str, dt.date] = {}
    accounts: dict[str, dt.date] = {}
    messages: dict[str, str] = {}
    for note in notes:
        if TAG not in note.tags:
            continue
        accounts[note.account] = max(note.date, accounts.get(note.account, note.date))
        level = _whole(note.meta.get("level"))
        level = FIRST if level is None else level
        for item in note.links or filter(None, (text_of(note.meta.get("invoice")),)):
            claim = Claim(item, count_of(note.meta.get("instalment")))
            levels[claim] = max(level, levels.get(claim, level))
            items[item] = max(note.date, items.get(item, note.date))
            if message := text_of(note.meta.get("message-id")):
                messages[item] = message
    return Reminded(levels, items, accounts, messages)


class Charged(NamedTuple):
    """A late fee or interest in the ledger.

    Attributes:
        number: its own.
        claim: what it is for.
        level: of the letter a fee was charged with, or None.
        until: the last day of interest; None for a fee.
    """

    number: str
    claim: Claim
    amount: Money
    level: int | None
    until: dt.date | None


def charged(entries: Iterable[Entry]) -> tuple[Charged, ...]:
    """Return the late fees and the interest that entries book, in their order."""
    found = []
    for entry in entries:
        on, number = text_of(entry.meta.get("on")), text_of(entry.meta.get("invoice"))
        debits = [leg.amount for leg in entry.postings if leg.amount.number > 0]
        if LATE_FEE not in entry.tags or not on or not number or not debits:
            continue
        found.append(
            Charged(
                number,
                Claim(on, count_of(entry.meta.get("instalment"))),
                total(debits, debits[0].currency),
                _whole(entry.meta.get("level")),
                date_of(entry.meta.get("period-end")),
            )
        )
    return tuple(found)


def _whole(value: MetaValue | None) -> int | None:
    """Return a whole number that may be zero, or None.

    >>> _whole("0"), _whole("2"), _whole("second")
    (0, 2, None)
    """
    text = text_of(value)
    return int(text) if text.isdecimal() and text.isascii() else None
