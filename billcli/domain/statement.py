"""Statement of account: what a customer owed, what happened since, and what is open.

One section per currency: opening balance, each transaction with the running balance, closing
balance, and the open items that make up the closing balance.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from billcli.domain.entry_link import own_id
from billcli.domain.meta import text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.domain.party import Party


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One transaction of the customer.

    Attributes:
        number: the document's number or the entry's id, else the first item's name.
        items: the open items it touches, each once, in order.
        amount: what it adds to the balance; zero for an application of a credit.
        balance: the balance after it.
        taken_back: the tags of the entry that it takes back, wholly or in part.
    """

    date: dt.date
    number: str
    narration: str
    items: tuple[str, ...]
    amount: Money
    balance: Money
    entry: Entry = field(repr=False)
    taken_back: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementSection:
    """One currency of a statement; opening plus the lines' amounts is closing.

    Attributes:
        opening: balance at the start of the first day.
        closing: balance at the end of the last day, the sum of ``open_items``.
    """

    currency: str
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money
    open_items: tuple[OpenItem, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A customer's account from one day to another, both included."""

    party: Party
    since: dt.date
    until: dt.date
    sections: tuple[StatementSection, ...]


def statement(books: Books, customer: str, since: dt.date, until: dt.date) -> Statement:
    """Return the statement of account of a customer.

    Args:
        books: the ledger's books; they are read as of ``until``, whatever date they have.
        customer: customer id, in any case.
        since: first day.
        until: last day.

    Raises:
        UsageError: no such customer, or the first day is after the last.
    """
    if since > until:
        raise UsageError.of(
            "PERIOD-BACKWARDS",
            f"the statement would begin on {since}, after its end on {until}",
            hint="correct --from or --to",
        )
    books = books.at(until)
    party = books.customer(customer)
    moved: dict[str, list[Movement]] = {}
    for movement in books.movements_of(party.id):
        moved.setdefault(movement.amount.currency, []).append(movement)
    left = books.open_items(party.id)
    sections = [_section(currency, moved[currency], since, left) for currency in sorted(moved)]
    return Statement(party, since, until, tuple(sections))


def _section(
    currency: str, moved: Sequence[Movement], since: dt.date, left: Sequence[OpenItem]
) -> StatementSection:
    opening = total([m.amount for m in moved if m.date < since], currency)
    by_entry: dict[int, list[Movement]] = {}
    tags = {text_of(m.entry.meta.get("id")): m.entry.tags for m in moved}
    for m in moved:
        if m.date >= since:
            by_entry.setdefault(id(m.entry), []).append(m)
    lines: list[StatementLine] = []
    balance = opening
    for parts in by_entry.values():
        line = _line(parts, balance, tags)
        lines.append(line)
        balance = line.balance
    open_items = tuple(item for item in left if item.balance_open.currency == currency)
    return StatementSection(currency, opening, tuple(lines), balance, open_items)


def _line(
    parts: Sequence[Movement], before: Money, tags: Mapping[str, tuple[str, ...]]
) -> StatementLine:
    entry = parts[0].entry
    back = text_of(entry.meta.get("reverses")) or text_of(entry.meta.get("corrects"))
    taken = tags.get(back, ()) if back and "reversal" in entry.tags else ()
    items = tuple(dict.fromkeys(m.item for m in parts))
    number = own_id(entry) or items[0]
    amount = total([m.amount for m in parts], before.currency)
    after = before + amount
    return StatementLine(entry.date, number, entry.narration, items, amount, after, entry, taken)
