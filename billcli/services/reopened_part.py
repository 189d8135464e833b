"""What a returned payment opens again of items that are kept at a value in the base currency.

An item that was settled wholly has no value left to tell what opening it again is worth: the
payment that came back tells it, else the document.
"""

from __future__ import annotations

from billcli.domain.allocation_part import Part
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_value import at_rate
from billcli.domain.problem import UsageError
from billcli.services.payment_standing import standing_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.books import Books
    from billcli.domain.money import Money
    from billcli.domain.payment_standing import Standing


def reopened(
    books: Books, parts: Sequence[Part], payment: str, date: dt.date
) -> tuple[tuple[Part, ...], tuple[Money, Money] | None]:
    """Return parts with the values they open again, and value and amount of the money.

    With the payment known everything goes back as it came, its exchange difference too. Else an
    item takes its value from its document, and the money has the price of the day.

    Args:
        books: all of the ledger.
        parts: of items, negative.
        payment: id of the one that came back, or empty.
        date: when it did.
    """
    standing = _standing(books, payment, date) if payment else None
    found = tuple(_valued(books, part, standing) for part in parts)
    return found, standing.worth if standing else None


def _standing(books: Books, payment: str, date: dt.date) -> Standing | None:
    """Return how a payment stands, None for one that is booked in the same change."""
    try:
        return standing_of(books, payment, date)
    except UsageError:
        return None


def _valued(books: Books, part: Part, standing: Standing | None) -> Part:
    """Return a part of a settled item with what it gave up; any other has its value still."""
    row = part.open_item
    if row.value_open is None or row.balance_open:
        return part
    for share in standing.shares if standing else ():
        if (share.item, share.instalment) == (row.item, row.instalment) and share.value:
            value = at_rate(-part.amount, share.value, share.amount)
            break
    else:
        made = next(m for m in books.history(row.item) if m.source == row.source)
        assert made.value is not None  # noqa: S101 - the row has a value
        value = at_rate(-part.amount, made.value, made.amount)
    return Part(row._replace(balance_open=part.amount, value_open=-value), part.amount)
