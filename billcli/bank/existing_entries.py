"""The ledger's transactions as Beancount's directives, for a user's importer to look at."""

from __future__ import annotations

from beancount.core.amount import Amount
from beancount.core.data import Posting, Transaction

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.bank.importer_config import Raw
    from billcli.domain.entry import Entry


def existing_entries(entries: Iterable[Entry]) -> list[Raw]:
    """Return transactions as Beancount keeps them, sorted by date; prices and costs are left out.

    Args:
        entries: of the ledger.
    """
    return sorted(map(_transaction, entries), key=lambda one: one.date)


def _transaction(entry: Entry) -> Raw:
    place = {"filename": entry.source.file, "lineno": entry.source.line}
    postings = [
        Posting(one.account, Amount(one.amount.number, one.amount.currency), None, None, None, {})
        for one in entry.postings
    ]
    return Transaction(
        {**entry.meta, **place},
        entry.date,
        "*",
        entry.payee,
        entry.narration,
        frozenset(entry.tags),
        frozenset(entry.links),
        postings,
    )
