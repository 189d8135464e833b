"""Write down what customers promise to pay until when, and withdraw it."""

from __future__ import annotations

from billcli.domain.contract import LINK
from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import balances_open
from billcli.domain.problem import UsageError
from billcli.services.keep_note import (
    amount_given,
    closing,
    not_past,
    note_of,
    noted,
    owed_rows,
    text_given,
)
from billcli.services.named_debtor import debtors_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Meta, Note
    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written


@frozen
class PromiseRequest:
    """What is promised.

    Attributes:
        subjects: ids of items, or of a customer: then all that it owes.
        until: the last day.
        amount: text of what is to be paid of them in all; empty for all of it.
        text: what was said; may be empty.
    """

    subjects: tuple[str, ...]
    until: dt.date
    amount: str = ""
    text: str = ""


def add_promise(
    workspace: Workspace, request: PromiseRequest, consent: Consent
) -> Written[tuple[Note, ...]]:
    """Write down a promise of one customer.

    Raises:
        UsageError: an id is unknown, nothing is owed of it, the items are of several customers or
            currencies, the amount is no part of what is open, or the day is past.
    """

    def make(now: Workspace, number: Callable[[str], str]) -> Iterable[Note]:
        not_past(request.until, now.today)
        rows = _rows(now.all_books(), request.subjects)
        left = balances_open(rows)
        if len({row.customer for row in rows}) > 1 or (request.amount and len(left) > 1):
            raise UsageError.of(
                "PROMISE-SEVERAL",
                "a promise is of one customer, and its amount in one currency",
                hint="write one promise for each",
            )
        meta: Meta = {"until": request.until}
        if amount := amount_given(request.amount, left[0]):
            meta = {**meta, "amount": amount}
        what = amount or " and ".join(map(str, left))
        words = request.text or f"Promises to pay {what} until {request.until}"
        text = text_given(words, "--note", "")
        items = list(dict.fromkeys(row.item for row in rows))
        said = now.today, rows[0].account, text
        yield note_of("promise", number("promise"), items, said, meta)

    return noted(workspace, make, consent)


def close_promises(
    workspace: Workspace, numbers: Sequence[str], text: str, consent: Consent
) -> Written[tuple[Note, ...]]:
    """Write down that promises do not count any more.

    Raises:
        UsageError: there is none of an id, or it is closed already.
    """

    def make(now: Workspace, _number: Callable[[str], str]) -> Iterable[Note]:
        said = text_given(text or "Promise closed", "--note", "")
        return closing(now, "promise", numbers, said)

    return noted(workspace, make, consent)


def _rows(books: Books, subjects: Sequence[str]) -> list[OpenItem]:
    """Return the open rows that are named; of a customer all that can be linked."""
    owed = [row for row in books.open_items() if row.balance_open.number > 0]
    customers, items = debtors_in(books, subjects)
    rows = [row for item in items for row in owed_rows(books, item)]
    for customer in customers:
        every = [row for row in owed if row.customer == customer]
        if not every:
            raise UsageError.of(
                "NOTE-SETTLED",
                f"{customer} owes nothing",
                hint="billcli report open shows what is owed",
            )
        own = [row for row in every if LINK.fullmatch(row.item)]
        rows += own or owed_rows(books, every[0].item)
    return rows
