"""Payments as the ledger tells them: sealed ones by id, others by what they did."""

from __future__ import annotations

from billcli.domain.meta import text_of
from billcli.domain.money import Money, parse_number, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.party import nearest
from billcli.domain.problem import UsageError, quoted
from billcli.domain.receivable import is_receivable
from billcli.services.list_items import ordered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
    from billcli.domain.open_item import Movement


class Payment(NamedTuple):
    """A payment and what it settled.

    Attributes:
        payment: its id; of a payment without one, file and line.
        amount: what arrived, fees and discounts taken off.
        movements: what it did to open items, its own residual included.
    """

    payment: str
    customer: str
    customer_name: str
    entry: Entry
    amount: Money
    movements: tuple[Movement, ...]


SORTS: dict[str, Callable[[Payment], tuple[object, ...]]] = {
    "date": lambda p: (p.entry.date,),
    "amount": lambda p: (p.amount.number, p.entry.date),
    "customer": lambda p: (p.customer, p.entry.date),
}


def payments(
    books: Books, customer: str = "", since: dt.date | None = None, until: dt.date | None = None,
    last: int = 0,
) -> tuple[Payment, ...]:  # fmt: skip
    """Return payments in the order of the ledger.

    A payment is tagged so; in ledgers of other tools it is whatever credits a receivable against
    an account of the assets.

    Args:
        books: where to look.
        customer: id, or empty for everybody's.
        since: the first day.
        until: the last day.
        last: how many of the last ones are wanted, so that others may be left out; 0 for all.

    Raises:
        UsageError: no such customer.
    """
    wanted = books.customer(customer).id if customer else ""
    within = books.about(customer=wanted) if wanted else books
    if last and not wanted:
        end = min(until or books.as_of, books.as_of)
        within = books.lately(lambda entry: _settles(books, entry), last, end)
    by_entry: dict[int, list[Movement]] = {}
    for movement in within.movements:
        by_entry.setdefault(id(movement.entry), []).append(movement)
    found = [_payment(books, moved) for moved in by_entry.values() if pays(books, moved[0].entry)]
    return tuple(
        p
        for p in found
        if wanted in ("", p.customer)
        and (since is None or p.entry.date >= since)
        and (until is None or p.entry.date <= until)
    )


def listed(found: Sequence[Payment], least: str, sort: str, limit: int) -> tuple[Payment, ...]:
    """Return the payments a list shows.

    Args:
        found: in the order of the ledger.
        least: text of the smallest amount shown, or an empty text.
        sort: a key of ``SORTS``; what is equal keeps the order of the ledger.
        limit: how many at most, by date the latest of them; 0 for all.

    Raises:
        UsageError: unknown order, or the amount is no number.
    """
    key = ordered(sort, SORTS)
    number = parse_number(least, flag="--min") if least else None
    rows = [p for p in found if number is None or p.amount.number >= number]
    rows.sort(key=key)
    first = max(len(rows) - limit, 0) if limit and sort == "date" else 0
    return tuple(rows[first : first + limit if limit else None])


def payment_of(books: Books, name: str) -> Payment:
    """Return a payment by its id, or by its file and line.

    Args:
        books: where it is looked up.
        name: as typed.

    Raises:
        UsageError: there is none; the nearest three are named. Or several bear the id.
    """
    few = books.numbered(name)
    found = [p for p in payments(few) if name in (p.payment, str(p.entry.source))]
    if len(found) == 1:
        return found[0]
    if found:
        places = " or ".join(str(p.entry.source) for p in found[:3])
        said = f"{len(found)} payments are called {quoted(name)}"
        raise UsageError.of("UNKNOWN-PAYMENT", said, hint=f"say where it stands: {places}")
    near = nearest(name, {p.payment: (p.payment,) for p in payments(books)})
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli payment list"
    raise UsageError.of("UNKNOWN-PAYMENT", f"there is no payment {quoted(name)}", hint=hint)


def pays(books: Books, entry: Entry) -> bool:
    """Return whether an entry is a payment: tagged so, or by what it does."""
    if "payment" in entry.tags:
        return True
    if text_of(entry.meta.get("seal")):
        return False
    return arrived(books, entry).number > 0 and any(
        is_receivable(p.account, books.roots) and p.amount.number < 0 for p in entry.postings
    )


def _settles(books: Books, entry: Entry) -> bool:
    return any(is_receivable(p.account, books.roots) for p in entry.postings) and pays(books, entry)


def arrived(books: Books, entry: Entry) -> Money:
    """Return what came in by an entry on accounts of the assets, negative when it went out."""
    assets = books.facts.options.roots.get("Assets", "Assets")
    legs = [
        p.amount
        for p in entry.postings
        if p.account.startswith(f"{assets}:") and not is_receivable(p.account, books.roots)
    ]
    currency = legs[0].currency if legs else entry.postings[0].amount.currency
    return total([leg for leg in legs if leg.currency == currency], currency)


def _payment(books: Books, moved: list[Movement]) -> Payment:
    entry = moved[0].entry
    customer = moved[0].customer
    name = text_of(entry.meta.get("id")) or str(entry.source)
    return Payment(
        name, customer, books.name_of(customer), entry, arrived(books, entry), tuple(moved)
    )
