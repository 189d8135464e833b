"""Hold customers or items, so that nobody is reminded of them, and clear that again."""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.frozen import frozen
from billcli.domain.hold import holds
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.services.keep_note import (
    closing,
    not_past,
    note_of,
    noted,
    owed_rows,
    own_account,
    text_given,
)
from billcli.services.named_debtor import debtors_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Meta, Note
    from billcli.domain.hold import Hold
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written


@frozen
class HoldRequest:
    """What is held.

    Attributes:
        subjects: ids of customers, or of items.
        until: the last day, None without an end.
        reason: why.
        level: step of the reminders that is reached by it, 0 for none.
    """

    subjects: tuple[str, ...]
    reason: str
    until: dt.date | None = None
    level: int = 0


def set_holds(
    workspace: Workspace, request: HoldRequest, consent: Consent
) -> Written[tuple[Note, ...]]:
    """Write down that customers or items are on hold, one note each.

    Raises:
        UsageError: an id is unknown, nothing is owed of an item, a customer shares its account, the
            day is past, or no reason is given.
    """

    def make(now: Workspace, number: Callable[[str], str]) -> Iterable[Note]:
        books = now.all_books()
        reason = text_given(request.reason, "--reason", "say why nobody is to be reminded")
        if request.until is not None:
            not_past(request.until, now.today)
        meta: Meta = {"until": request.until} if request.until else {}
        meta = {**meta, "level": Decimal(request.level)} if request.level else meta
        customers, items = debtors_in(books, request.subjects)
        for customer in customers:
            said = now.today, own_account(now, books, customer), reason
            yield note_of("hold", number("hold"), (), said, meta)
        for item in items:
            row = owed_rows(books, item)[0]
            yield note_of(
                "hold", number("hold"), (row.item,), (now.today, row.account, reason), meta
            )

    return noted(workspace, make, consent)


def clear_holds(
    workspace: Workspace, wanted: Sequence[str], text: str, consent: Consent
) -> Written[tuple[Note, ...]]:
    """Write down that holds are over.

    Args:
        workspace: the books.
        wanted: their ids, or ids of the customers or items that are on hold.
        text: why; may be empty.
        consent: how far to go.

    Raises:
        UsageError: nothing so called is on hold, or it is cleared already.
    """

    def make(now: Workspace, _number: Callable[[str], str]) -> Iterable[Note]:
        books = now.all_books()
        found = holds(now.snapshot.facts.notes_of("hold"), now.today)
        said = text_given(text or "Hold cleared", "--note", "")
        own = {one.id.casefold(): one.id for one in found}
        numbers = []
        for word in wanted:
            known = own.get(word.casefold())
            numbers += [known] if known else _about(books, found, word)
        return closing(now, "hold", numbers, said)

    return noted(workspace, make, consent)


def _about(books: Books, found: Sequence[Hold], word: str) -> list[str]:
    """Return the ids of the holds that stand about a customer, or about an item.

    Raises:
        UsageError: there is none (HOLD-NONE), or no such customer or item.
    """
    customers, items = debtors_in(books, [word])
    party = books.customer(customers[0]) if customers else None
    numbers = [
        one.id
        for one in found
        if one.is_open
        and one.id
        and (one.items == tuple(items) if items else party and one.account == party.account)
        and bool(one.items) is bool(items)
    ]
    if not numbers:
        held = party is not None and party.is_held
        raise UsageError.of(
            "HOLD-NONE",
            f"{word} is held by the customer's record" if held else f"{word} is not on hold",
            hint=f'billcli customer edit {word} --hold ""' if held else "see billcli hold list",
        )
    return numbers
