"""Take back what others have seen or build on: by the entry that reverses it, whatever it is.

Each kind has its own way, and where a command of its own does it, that is what is done here.
"""

from __future__ import annotations

from billcli.domain.bank_deposit import RECEIPT
from billcli.domain.cancelled_credit import cancels
from billcli.domain.entry_link import own_id
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING, TypeVar
from billcli.domain.problem import UsageError
from billcli.domain.reversal_entry import lines_of, reversal_entry
from billcli.domain.seal import sealed
from billcli.services.filing import Papers
from billcli.services.later_use import built_on
from billcli.services.list_write_offs import loss_of
from billcli.services.reverse_move import correction_of, reverse_move
from billcli.services.take_number import Numbers
from billcli.services.undo_entry import entry_named
from billcli.services.whole_act import act_of
from billcli.services.writing import Consent, Decision, Written, perform

T = TypeVar("T")

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from typing import TypeAlias

    from billcli.domain.entry import Directive, Entry
    from billcli.domain.problem import BillcliError
    from billcli.services.workspace import Workspace

    Way: TypeAlias = Callable[[Workspace, Entry, dt.date, Consent], "Reversed"]


@frozen
class Reversed:
    """What takes an entry back.

    Attributes:
        entry: id of what is taken back.
        number: id of what was, or would be, written.
        date: of that.
        command: which does the same by itself, or an empty string.
        text: the ledger text that was, or would be, added.
        place: file and line of it; empty for a dry run.
    """

    entry: str
    number: str
    date: dt.date
    command: str
    text: str
    place: str


def reverse_act(
    workspace: Workspace, name: str, date: dt.date | None, consent: Consent
) -> Reversed:
    """Write the entry that reverses another one; what booked a bank line frees it on its own day.

    Args:
        workspace: the books.
        name: id of an entry that billcli wrote.
        date: of the new entry; None for today, or the day of the entry where that is later.
        consent: how far to go.

    Raises:
        UsageError: no such entry (UNKNOWN-ENTRY), no single entry takes it back
            (UNDO-NO-REVERSAL), later ones build on it (UNDO-NOT-LAST, PAYMENT-USED), or it is
            taken back already.
    """
    entry = entry_named(workspace, name)
    day = date or max(workspace.today, entry.date)
    return _way_of(workspace, entry)(workspace, entry, day, consent)


def _way_of(workspace: Workspace, entry: Entry) -> Way:
    """Return how a kind of entry is taken back.

    Raises:
        UsageError: not by one entry (UNDO-NO-REVERSAL).
    """
    name, tags = own_id(entry), {*entry.tags}
    if lines_of(entry) and "reversal" not in tags:
        return _bank_line
    if correction_of(workspace, entry):
        return _move
    if "reversal" in tags:
        raise _none(name, "it takes something back itself", "do again what it took back")
    if opened := _opened_for(workspace, entry):
        item = next(text_of(leg.meta.get("invoice")) for leg in opened.postings if leg.meta)
        hint = f"billcli payment reverse {name}, then billcli writeoff create {item} --reason"
        hint += ' "..."'
        raise _none(name, f"it recovers a loss together with {own_id(opened)}", hint)
    if credit := cancels(entry):
        hint = f"credit again what {credit} corrects: billcli why {credit}"
        raise _none(name, f"it takes {credit} back itself", hint)
    ways: dict[str, Way] = {
        "payment": _payment,
        "application": _application,
        "credit-note": _credit_note,
        "invoice": _document,
        "late-fee": _document,
        "write-off": _write_off,
        "deposit": _deposit,
    }
    way = next((found for tag, found in ways.items() if tag in tags), None)
    return way or _mirror


def _opened_for(workspace: Workspace, entry: Entry) -> Entry | None:
    """Return the entry that opened a written-off item again for a payment, None for another."""
    if "payment" not in entry.tags:
        return None
    first = act_of(workspace.snapshot.facts, entry)[0]
    return first if "reversal" in first.tags else None


def _bank_line(workspace: Workspace, entry: Entry, _: dt.date, consent: Consent) -> Reversed:
    from billcli.services.undo_match import reverse_match  # noqa: PLC0415 - it takes back itself

    name = own_id(entry)
    done = reverse_match(workspace, name, consent)
    command = f"billcli match undo {name}"
    return Reversed(name, done.reversal, entry.date, command, done.text, done.place)


def _payment(workspace: Workspace, entry: Entry, date: dt.date, consent: Consent) -> Reversed:
    from billcli.services.reverse_payment import (  # noqa: PLC0415 - one way of several
        ReversalRequest,
        reverse_payment,
    )

    name = own_id(entry)
    request = ReversalRequest(name, "mistake", date)
    written = reverse_payment(workspace, request, consent)
    command = f"billcli payment reverse {name} --kind mistake"
    return _told(name, own_id(written.value.entry), date, command, written)


def _application(workspace: Workspace, entry: Entry, date: dt.date, consent: Consent) -> Reversed:
    from billcli.services.apply_credit import unapply  # noqa: PLC0415 - one way of several

    name = own_id(entry)
    written = unapply(workspace, name, date, consent)
    return _told(name, written.value[0], date, f"billcli credit unapply {name}", written)


def _move(workspace: Workspace, entry: Entry, date: dt.date, consent: Consent) -> Reversed:
    name = own_id(entry)
    written = reverse_move(workspace, correction_of(workspace, entry), date, consent)
    return _told(name, written.value, date, "", written)


def _document(workspace: Workspace, entry: Entry, date: dt.date, consent: Consent) -> Reversed:
    from billcli.services.credit_invoice import (  # noqa: PLC0415 - one way of several
        CreditRequest,
        credit_invoice,
    )

    name = own_id(entry)
    books = workspace.all_books()
    if any(row.balance_open != row.amount for row in books.item(name)):
        used = [m.entry for m in books.history(name) if m.entry.source != entry.source]
        raise built_on(name, _standing(workspace, used))
    written = credit_invoice(workspace, CreditRequest(name, date), consent)
    number = written.value.credit.number
    is_fee = "late-fee" in entry.tags
    how = f"credit create {name} --full" if is_fee else f"invoice void {name}"
    return _told(name, number, date, f"billcli {how}", written)


def _credit_note(workspace: Workspace, entry: Entry, date: dt.date, consent: Consent) -> Reversed:
    from billcli.services.cancel_credit import cancel_credit  # noqa: PLC0415 - one way of several

    name = own_id(entry)
    written = cancel_credit(workspace, name, date, consent)
    return _told(name, written.value.number, date, "", written)


def _write_off(workspace: Workspace, entry: Entry, date: dt.date, consent: Consent) -> Reversed:
    found = loss_of(workspace.all_books(), own_id(entry)).recoveries
    recovered = [one for one in found if "corrects" in one.meta]
    if recovered:
        raise built_on(own_id(entry), recovered[-1])
    return _mirror(workspace, entry, date, consent)


def _deposit(workspace: Workspace, entry: Entry, date: dt.date, consent: Consent) -> Reversed:
    """Take back a deposit, but not under a cheque that bounced at the bank since."""
    names = {text_of(leg.meta.get(RECEIPT)) for leg in entry.postings} - {""}
    every = workspace.snapshot.facts.entries_naming(RECEIPT, "reverses")
    paid = {
        own_id(e)
        for e in every
        if "payment" in e.tags and names & {text_of(leg.meta.get(RECEIPT)) for leg in e.postings}
    }
    for one in every:
        if text_of(one.meta.get("reverses")) in paid:
            raise built_on(own_id(entry), one)
    return _mirror(workspace, entry, date, consent)


def _mirror(workspace: Workspace, entry: Entry, date: dt.date, consent: Consent) -> Reversed:
    name = own_id(entry)

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[str]:
        taken = entry_named(books, name)
        _check_in_force(books, taken, date)
        number = Numbers(books, tail).next("return", date)
        return Decision(number, Papers((sealed(reversal_entry(number, taken, date)),)))

    written = perform(workspace, decide, consent)
    return _told(name, written.value, date, "", written)


def _check_in_force(workspace: Workspace, entry: Entry, date: dt.date) -> None:
    name = own_id(entry)
    for other in workspace.snapshot.facts.entries_with("reverses"):
        if text_of(other.meta.get("reverses")) == name:
            raise _none(name, f"{own_id(other)} took it back already", f"billcli why {name}")
    if date < entry.date:
        raise UsageError.of(
            "CREDIT-BEFORE",
            f"{name} of {entry.date} cannot be taken back on {date}",
            hint=f"use --date {entry.date} or later",
        )


def _standing(workspace: Workspace, used: list[Entry]) -> Entry:
    """Return the last of some entries that nothing took back."""
    every = workspace.snapshot.facts.entries_with("reverses")
    gone = {text_of(e.meta.get("reverses")) for e in every if "reversal" in e.tags}
    left = [e for e in used if own_id(e) not in gone and "reversal" not in e.tags]
    return (left or used)[-1]


def _told(name: str, number: str, date: dt.date, command: str, written: Written[T]) -> Reversed:
    place = str(written.places[0]) if written.places else ""
    return Reversed(name, number, date, command, written.text, place)


def _none(name: str, why: str, hint: str) -> BillcliError:
    return UsageError.of("UNDO-NO-REVERSAL", f"no entry takes {name} back: {why}", hint=hint)
