"""Notes with an id: how one is made, and how it is closed by a later one (format rule 14)."""

from __future__ import annotations

from billcli.domain.contract import LINK, check_text
from billcli.domain.dated_note import OPEN, items_of, latest
from billcli.domain.entry import Note
from billcli.domain.money import Money, parse_money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.problem import UsageError, quoted
from billcli.services.filing import Papers
from billcli.services.take_number import Numbers
from billcli.services.whole_act import joined
from billcli.services.writing import Decision, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Meta
    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace
from billcli.services.writing import Consent, Written


def noted(
    workspace: Workspace,
    make: Callable[[Workspace, Callable[[str], str]], Iterable[Note]],
    consent: Consent,
) -> Written[tuple[Note, ...]]:
    """Write notes: several are one act, which is taken back as a whole.

    Args:
        workspace: the books.
        make: returns them, from the books and from what gives the next number of a series.
        consent: how far to go.
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[tuple[Note, ...]]:
        numbers = Numbers(now, tail)
        notes = joined(tuple(make(now, lambda series: numbers.next(series, now.today))))
        return Decision(notes, Papers(notes))

    return perform(workspace, decision, consent)


def note_of(
    tag: str, number: str, items: Sequence[str], said: tuple[dt.date, str, str], meta: Meta
) -> Note:
    """Return the first note of an id, linked to its items and to itself.

    Args:
        tag: such as ``dispute``.
        number: its id.
        items: ids of the items it is about.
        said: day, account and text.
        meta: what it states besides.
    """
    date, account, text = said
    links = (*items, number)
    return Note(date, account, text, (tag,), links, {"id": number, "status": OPEN, **meta})


def closing(now: Workspace, tag: str, numbers: Iterable[str], text: str) -> list[Note]:
    """Return the notes that close others, each dated today.

    Args:
        now: the books.
        tag: of the notes.
        numbers: their ids, as typed.
        text: why, or how it ended.

    Raises:
        UsageError: there is none of an id (NOTE-UNKNOWN), or it is closed already (NOTE-CLOSED).
    """
    stand = {
        one.id: one
        for one in latest(now.snapshot.facts.notes_of(tag), tag, now.today.max)
        if one.id
    }
    folded = {number.casefold(): number for number in stand}
    found = []
    for typed in dict.fromkeys(numbers):
        one = stand.get(folded.get(typed.casefold(), ""))
        if one is None:
            near = nearest(typed, {number: (number,) for number in stand})
            hint = f"did you mean {' or '.join(near)}?" if near else f"see billcli {tag} list"
            raise UsageError.of("NOTE-UNKNOWN", f"there is no {tag} {quoted(typed)}", hint=hint)
        note = one.note
        if one.status != OPEN:
            raise UsageError.of(
                "NOTE-CLOSED",
                f"{one.id} is {one.status} since {note.date}: {note.comment}",
                where=note.source,
                hint=f"billcli undo {one.id} takes that back",
            )
        day, meta = max(now.today, note.date), {**note.meta, "status": "closed"}
        links = (*items_of(note, one.id), one.id)
        found.append(Note(day, note.account, text, note.tags, links, meta))
    return found


def text_given(text: str, flag: str, hint: str) -> str:
    """Return the text of a note.

    Raises:
        UsageError: it is empty (REASON-MISSING), or cannot stand in a ledger.
    """
    if not text.strip():
        raise UsageError.of("REASON-MISSING", f"{flag} is empty", hint=hint)
    return check_text(text.strip(), flag=flag)


def owed_rows(books: Books, text: str) -> list[OpenItem]:
    """Return the open rows of an item that a note can be about.

    Raises:
        UsageError: it is unknown (UNKNOWN-ITEM), nothing is owed of it (NOTE-SETTLED), or its name
            cannot be a link (NOTE-ITEM).
    """
    found = books.item(text)
    name = found[0].item
    rows = [row for row in found if row.balance_open.number > 0]
    if not rows:
        raise UsageError.of(
            "NOTE-SETTLED",
            f"nothing is owed of {name}",
            hint="billcli report open shows what is owed",
        )
    if not LINK.fullmatch(name):
        raise UsageError.of(
            "NOTE-ITEM",
            f"{quoted(name)} cannot be the link of a note",
            where=rows[0].source,
            hint="number it with ASCII letters, digits, dots, hyphens, underscores and slashes",
        )
    return rows


def amount_given(text: str, left: Money) -> Money | None:
    """Return an amount that is a part of what is open, None where none is typed.

    Raises:
        UsageError: it is no amount, not positive, or more than is open (NOTE-AMOUNT).
    """
    if not text:
        return None
    amount = parse_money(text.removesuffix(f" {left.currency}"), left.currency, flag="--amount")
    if not 0 < amount.number <= left.number:
        raise UsageError.of(
            "NOTE-AMOUNT",
            f"--amount: {amount} is not a part of the {left} that are open",
            hint="name a part of it, or leave --amount out for all of it",
        )
    return amount


def not_past(day: dt.date, today: dt.date) -> None:
    """Check the last day of a promise or a hold.

    Raises:
        UsageError: it is past (UNTIL-PAST).
    """
    if day < today:
        raise UsageError.of(
            "UNTIL-PAST",
            f"--until: {day} is past, today is {today}",
            hint="name today or a later day",
        )


def own_account(workspace: Workspace, books: Books, customer: str) -> str:
    """Return the account of a customer, on which a note speaks of nobody else.

    Raises:
        UsageError: the account is shared with others (NOTE-ACCOUNT).
    """
    party = books.customer(customer)
    others = [one for one in books.parties.values() if one.account == party.account]
    if party.account in workspace.roots or len(others) > 1:
        raise UsageError.of(
            "NOTE-ACCOUNT",
            f"{party.id} has no account of its own: {party.account or 'none'} is shared",
            hint=f"name its items, or record it: billcli customer add {party.id}",
        )
    return party.account
