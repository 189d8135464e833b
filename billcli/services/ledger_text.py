"""What the ledger holds about something, as Beancount text in billcli's own layout."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.render import render

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive
    from billcli.domain.open_item import OpenItem
    from billcli.domain.party import Party

NOTHING = "; nothing fits\n"


def ledger_text(directives: Iterable[Directive]) -> str:
    """Return directives as text, each once and in the order given; a comment when there are none.

    Raises:
        UsageError: one of them, written elsewhere, cannot be written.
    """
    return render({id(found): found for found in directives}.values()) or NOTHING


def items_text(books: Books, rows: Sequence[OpenItem]) -> str:
    """Return the entries that made the items.

    Raises:
        UsageError: one of them cannot be written.
    """
    entries = {m.source: m.entry for m in books.movements}
    return ledger_text(entries[row.source] for row in rows)


def histories_text(books: Books, items: Iterable[str]) -> str:
    """Return every entry that touches the items, those that made them included.

    Raises:
        UsageError: one of them cannot be written.
    """
    return ledger_text(entry for item in items for entry in books.entries_of(item))


def customers_text(books: Books, found: Sequence[Party], until: dt.date) -> str:
    """Return the records of customers and the opening of their accounts, as known on a day.

    Raises:
        UsageError: one of them cannot be written.
    """
    facts = books.facts
    wanted = {party.id for party in found}
    opened = (facts.accounts.get(party.account) for party in found)
    accounts = [account for account in opened if account and account.date <= until]
    records = [
        record
        for record in facts.records
        if record.kind == "customer" and record.date <= until and record.values[:1]
        and str(record.values[0]) in wanted
    ]  # fmt: skip
    return ledger_text((*accounts, *records))
