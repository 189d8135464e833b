"""Take back what moved a payment's money: by the mirror of all that one correction wrote.

A discount that went back with the money is granted again. What any of it was used for since stays:
that is taken back before.

Source: docs/decisions/corrected-payments.md.
"""

from __future__ import annotations

from billcli.domain.entry_link import own_id
from billcli.domain.meta import count_of, text_of
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.receivable import is_receivable
from billcli.domain.reversal_entry import reversal_entry
from billcli.domain.seal import sealed
from billcli.services.credit_room import credit_notes_of
from billcli.services.filing import Papers
from billcli.services.issued_document import document_of
from billcli.services.later_use import built_on
from billcli.services.payment_standing import standing_of
from billcli.services.take_number import Numbers
from billcli.services.whole_act import act_of, joined
from billcli.services.writing import Decision, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Entry, Posting
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.domain.payment_share import Share
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written


def correction_of(workspace: Workspace, entry: Entry) -> tuple[Entry, ...]:
    """Return what one correction of a payment wrote, nothing for any other entry."""
    facts, payment = workspace.snapshot.facts, text_of(entry.meta.get("corrects"))
    if not payment or {*entry.tags}.isdisjoint({"application", "reversal"}):
        return ()
    first = [one for one in facts.entries_of_id(payment) if own_id(one) == payment]
    if any("write-off" in one.tags for one in first):
        return ()
    moves = [one for one in facts.entries_naming("application") if own_id(one)]
    acts = (act_of(facts, one) for one in moves if one.meta.get("corrects") == payment)
    return next((act for act in acts if entry in act), (entry,))


def reverse_move(
    workspace: Workspace, act: Sequence[Entry], date: dt.date, consent: Consent
) -> Written[str]:
    """Write the mirror of a correction; the answer is its id.

    Args:
        workspace: the books.
        act: what the correction wrote, as ``correction_of`` gives it.
        date: of the mirror.
        consent: how far to go.

    Raises:
        UsageError: it was taken back before (UNDO-NO-REVERSAL), something of it was used since
            (UNDO-NOT-LAST), or the date is before it (CREDIT-BEFORE).
    """

    def decide(now: Workspace, tail: tuple[Directive, ...]) -> Decision[str]:
        _check_in_force(now, act, date)
        numbers = Numbers(now, tail)
        mirrors = [reversal_entry(numbers.next("return", date), one, date) for one in act]
        _check_unused(now, act, mirrors, date)
        return Decision(own_id(mirrors[-1]), Papers(tuple(map(sealed, joined(mirrors)))))

    return perform(workspace, decide, consent)


def _check_in_force(workspace: Workspace, act: Sequence[Entry], date: dt.date) -> None:
    name = own_id(act[-1])
    for other in workspace.snapshot.facts.entries_with("reverses"):
        if text_of(other.meta.get("reverses")) == name:
            raise UsageError.of(
                "UNDO-NO-REVERSAL",
                f"no entry takes {name} back: {own_id(other)} took it back already",
                hint=f"billcli why {name}",
            )
    if date < act[-1].date:
        raise UsageError.of(
            "CREDIT-BEFORE",
            f"{name} of {act[-1].date} cannot be taken back on {date}",
            hint=f"use --date {act[-1].date} or later",
        )


def _check_unused(
    workspace: Workspace, act: Sequence[Entry], mirrors: Sequence[Entry], date: dt.date
) -> None:
    """Refuse where an item does not stand any more as the correction left it.

    Raises:
        UsageError: as said (UNDO-NOT-LAST).
    """
    books = workspace.all_books()
    shares = standing_of(books, text_of(act[-1].meta.get("corrects")), date).shares
    legs = [p for one in mirrors for p in one.postings if is_receivable(p.account, books.roots)]
    for item in dict.fromkeys(text_of(leg.meta.get("invoice")) for leg in legs):
        own = [leg for leg in legs if text_of(leg.meta.get("invoice")) == item]
        if not all(_fits(books, shares, item, part, own) for part in _parts(own)):
            raise built_on(own_id(act[-1]), _later(books, item, act))
    if len(act) > 1 or "reversal" in act[0].tags:
        _check_uncredited(workspace, books, act)


def _parts(legs: Sequence[Posting]) -> Iterator[int | None]:
    """Yield the instalments that legs name, None for all others together."""
    yield from dict.fromkeys(count_of(leg.meta.get("instalment")) for leg in legs)


def _fits(
    books: Books, shares: Sequence[Share], item: str, part: int | None, legs: Sequence[Posting]
) -> bool:
    """Return whether an item, or an instalment, can bear what mirrored legs move."""
    own = [leg for leg in legs if count_of(leg.meta.get("instalment")) == part]
    unit, names = own[0].amount.currency, {leg.account for leg in own}
    rows = [row for row in books.item(item) if row.account in names]
    rows = [row for row in rows if part in {None, row.instalment}]
    moved = total([leg.amount for leg in own], unit)
    amount = total([row.amount for row in rows], unit)
    after = total([row.balance_open for row in rows], unit) + moved
    if not (0 <= after.number <= amount.number or amount.number <= after.number <= 0):
        return False
    if not after and _value(rows, own):
        return False
    if amount.number < 0 or moved.number <= 0:
        return True
    there = [s.amount for s in shares if s.item == item and part in {None, s.instalment}]
    return total(there, unit).number >= moved.number


def _value(rows: Sequence[OpenItem], legs: Sequence[Posting]) -> Money | None:
    """Return what is left of the value of rows after legs, None where they are kept at none."""
    held = [row.value_open for row in rows if row.value_open is not None]
    if not held:
        return None
    unit = held[0].currency
    prices = [(-leg.price if leg.amount.number < 0 else leg.price) for leg in legs if leg.price]
    return total([*held, *prices], unit)


def _later(books: Books, item: str, act: Sequence[Entry]) -> Entry:
    """Return the last entry that moved an item and is none of a correction."""
    own = {entry.source for entry in act}
    return [m.entry for m in books.history(item) if m.entry.source not in own][-1]


def _check_uncredited(workspace: Workspace, books: Books, act: Sequence[Entry]) -> None:
    """Refuse to grant a discount again on what credit notes took off since.

    Raises:
        UsageError: as said (UNDO-NOT-LAST).
    """
    order = {own_id(one): at for at, one in enumerate(workspace.snapshot.facts.entries)}
    for item in dict.fromkeys(text_of(leg.meta.get("invoice")) for leg in act[0].postings):
        if not item or "invoice" not in {row.kind.value for row in books.item(item)}:
            continue
        for note in credit_notes_of(workspace, books, document_of(workspace, books, item)):
            if order[note.number] > order[own_id(act[0])]:
                raise built_on(own_id(act[-1]), books.history(note.number)[0].entry)
