"""Open items with a credit balance: credit notes, and what is left of payments."""

from __future__ import annotations

from billcli.domain.allocation_part import Part, by_due
from billcli.domain.money import EXACT, Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.open_item import OpenItem


def credit_rows(books: Books, name: str) -> tuple[OpenItem, ...]:
    """Return the rows of an item that hold credit, of one currency.

    Raises:
        UsageError: unknown item, or no credit is left of it (CREDIT-NONE).
    """
    every = books.item(name, "credit", "billcli credit list")
    rows = [row for row in every if row.balance_open.number < 0]
    if not rows:
        item, currency = every[0].item, every[0].balance_open.currency
        same = [row.balance_open for row in every if row.balance_open.currency == currency]
        raise UsageError.of(
            "CREDIT-NONE",
            f"{item} holds no credit: {total(same, currency)} of it is open",
            hint="billcli credit list shows what holds some",
        )
    currency = rows[0].balance_open.currency
    return tuple(by_due(row for row in rows if row.balance_open.currency == currency))


def taken_from(rows: Sequence[OpenItem], amount: Money) -> tuple[Part, ...]:
    """Return the parts of credit rows that make up an amount, oldest first.

    Args:
        rows: as ``credit_rows`` gives them.
        amount: positive, no more than they hold.
    """
    parts: list[Part] = []
    left = amount.number
    for row in rows:
        take = min(left, -row.balance_open.number)
        if take:
            parts.append(Part(row, Money(-take, amount.currency)))
            left = EXACT.subtract(left, take)
    return tuple(parts)


def not_before(date: dt.date, parts: Iterable[Part]) -> None:
    """Refuse a date on which one of the items was not there yet.

    Raises:
        UsageError: naming the latest.
    """
    latest = max((part.open_item for part in parts), key=lambda row: row.date_issued)
    if date < latest.date_issued:
        raise UsageError.of(
            "CREDIT-BEFORE",
            f"on {date} there was no {latest.item}: it is of {latest.date_issued}",
            hint=f"use --date {latest.date_issued} or later",
        )
