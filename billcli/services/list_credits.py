"""Credit of customers: credit notes, what is left of payments, and how it was used."""

from __future__ import annotations

from billcli.domain.meta import text_of
from billcli.domain.money import Money, parse_number, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.services.list_items import ordered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.open_item import Movement, OpenItem


class CreditChoice(NamedTuple):
    """Which credits a list shows; everything empty means no limit.

    Attributes:
        least: text of the smallest rest shown.
        sort: a key of ``SORTS``.
        limit: how many rows at most, 0 for all.
    """

    customer: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    least: str = ""
    sort: str = "date"
    limit: int = 0


class Credit(NamedTuple):
    """Credit of a customer, all amounts positive.

    Attributes:
        row: the open item.
        amount: what it was made for.
        left: what is left of it.
        corrects: number of the invoice it corrects, or an empty text.
        uses: what was taken of it, in the order of the ledger.
    """

    row: OpenItem
    amount: Money
    left: Money
    corrects: str
    uses: tuple[Movement, ...]


SORTS: dict[str, Callable[[OpenItem], tuple[object, ...]]] = {
    "date": lambda row: (row.date_issued, row.item),
    "customer": lambda row: (row.customer, row.date_issued, row.item),
    "left": lambda row: (row.balance_open.currency, row.balance_open.number, row.item),
}


def list_credits(books: Books, choice: CreditChoice) -> tuple[OpenItem, ...]:
    """Return the open items that hold credit; by ``left`` the largest stands first.

    Raises:
        UsageError: unknown customer or order, or the amount is no number.
    """
    key = ordered(choice.sort, SORTS)
    customer = books.customer(choice.customer).id if choice.customer else ""
    least = parse_number(choice.least, flag="--min") if choice.least else None
    found = [
        row
        for row in books.open_items(customer)
        if row.balance_open.number < 0
        and (choice.since is None or row.date_issued >= choice.since)
        and (choice.until is None or row.date_issued <= choice.until)
        and (least is None or -row.balance_open.number >= least)
    ]
    return tuple(sorted(found, key=key)[: choice.limit or None])


def credit_of(books: Books, name: str) -> Credit:
    """Return credit with all that was done with it, also when none is left.

    Raises:
        UsageError: there is no such item, or it is one that is owed (CREDIT-NONE).
    """
    rows = books.item(name, "credit", "billcli credit list")
    row = rows[0]
    if row.kind not in {Kind.CREDIT_NOTE, Kind.PAYMENT} and row.balance_open.number >= 0:
        raise UsageError.of(
            "CREDIT-NONE",
            f"{row.item} holds no credit: {row.balance_open} of it is open",
            hint="billcli credit list shows what holds some",
        )
    currency = row.balance_open.currency
    same = [one for one in rows if one.balance_open.currency == currency]
    history = books.history(row.item)
    made_by = [m.entry for m in history if m.source == row.source]
    corrects = text_of(made_by[0].meta.get("corrects")) if made_by else ""
    return Credit(
        row,
        -total([one.amount for one in same], currency),
        -total([one.balance_open for one in same], currency),
        corrects,
        tuple(m for m in history if not any(m.entry is entry for entry in made_by)),
    )


def totals_left(rows: Sequence[OpenItem]) -> tuple[Money, ...]:
    """Return what is left per currency, positive, by currency."""
    units = sorted({row.balance_open.currency for row in rows})
    return tuple(
        -total([r.balance_open for r in rows if r.balance_open.currency == unit], unit)
        for unit in units
    )
