"""Log a contact with a customer, and tell when it was last reached."""

from __future__ import annotations

from billcli.domain.contact import ContactKind, Reached, contacts, reached
from billcli.domain.dated_record import timelines
from billcli.domain.entry import Note
from billcli.domain.frozen import frozen
from billcli.domain.meta import folded, text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted
from billcli.services.keep_note import noted, own_account, text_given

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from billcli.domain.contact import Contact
    from billcli.domain.entry import Facts
    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written


@frozen
class ContactRequest:
    """What is logged.

    Attributes:
        kind: a value of ``ContactKind``.
        date: the day of it.
    """

    customer: str
    text: str
    kind: str
    date: dt.date


def log_contact(
    workspace: Workspace, request: ContactRequest, consent: Consent
) -> Written[tuple[Note, ...]]:
    """Write down a contact.

    Raises:
        UsageError: the customer is unknown or shares its account, the kind is none, or the text is
            empty.
    """

    def make(now: Workspace, number: Callable[[str], str]) -> Iterable[Note]:
        kinds = {kind.value: kind for kind in ContactKind}
        if request.kind not in kinds:
            raise UsageError.of(
                "OPTION-VALUE",
                f"--kind: {quoted(request.kind, 20)} is not known",
                hint=f"use {', '.join(kinds)}",
            )
        text = text_given(request.text, "TEXT", "say what was said or sent")
        account = own_account(now, now.all_books(), request.customer)
        own = number("contact")
        yield Note(request.date, account, text, kinds[request.kind].tags, (own,), {"id": own})

    return noted(workspace, make, consent)


def contacts_of(
    workspace: Workspace, customer: str, as_of: dt.date
) -> tuple[Party, tuple[Contact, ...], Reached]:
    """Return a customer as recorded on a day, the contacts up to it, and how well it is reached.

    Raises:
        UsageError: there is no such customer.
    """
    party = workspace.books(as_of).customer(customer)
    facts = workspace.snapshot.facts
    notes = (*facts.notes_of("call"), *facts.notes_of("delivery"))
    found = contacts(notes, as_of, party.account)
    return party, found, reached(found, address_changed(facts, party.id, as_of))


def address_changed(facts: Facts, customer: str, as_of: dt.date) -> dt.date | None:
    """Return the day on which a customer's mail address was last replaced, None for never."""
    timeline = timelines(facts, "customer").get(folded(customer))
    if timeline is None:
        return None
    before, changed = "", None
    for date, values in zip(timeline.dates, timeline.values, strict=True):
        now = text_of(values.get("email"))
        if date <= as_of and before and now != before:
            changed = date
        before = now or before
    return changed
