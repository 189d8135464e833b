"""Keeping documents in foreign currency at their value, where the project asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.document_value import mirrored_value, value_of, valued_entry
from billcli.domain.exchange import Rates
from billcli.domain.invoice import Prices
from billcli.domain.problem import UsageError
from billcli.domain.receivable import is_receivable

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.entry import Entry, Posting
    from billcli.domain.invoice import Invoice
    from billcli.domain.money import Money
    from billcli.services.workspace import Workspace


def base_of(workspace: Workspace) -> str:
    """Return the currency that documents are valued in, or nothing where none are."""
    asked = workspace.settings.currency
    return (asked.base or workspace.base_currency()) if asked.value else ""


def in_base(workspace: Workspace, entry: Entry, invoice: Invoice) -> Entry:
    """Return the entry of a document, kept at a value where the project asks for that.

    A credit note of an invoice is kept as that invoice is.

    Raises:
        UsageError: the ledger has no price for the day (RATE-MISSING), or the document's prices
            hold the tax, which then has nowhere to stand (VALUE-GROSS).
    """

    def is_owed(posting: Posting) -> bool:
        return is_receivable(posting.account, workspace.roots)

    original = _original(workspace, invoice)
    if original is not None:
        return (
            entry
            if value_of(original, is_owed) is None
            else mirrored_value(entry, original, is_owed)
        )
    base = base_of(workspace)
    if base in {"", invoice.currency}:
        return entry
    if invoice.prices is Prices.GROSS:
        raise UsageError.of(
            "VALUE-GROSS",
            f"a document in {invoice.currency} with gross prices cannot be valued in {base}",
            hint="use --prices net",
        )
    price = Rates(workspace.snapshot.facts.rates).needed(invoice.currency, base, invoice.date)
    owed = next(posting.amount for posting in entry.postings if is_owed(posting))
    sign = -1 if owed.number < 0 else 1
    value = price.worth(invoice.total)
    return valued_entry(entry, is_owed, value if sign > 0 else -value, price.worth)


def worth_on(workspace: Workspace, amount: Money, base: str, day: dt.date) -> Money | None:
    """Return what an amount is worth by the ledger's price of a day, None without one."""
    price = Rates(workspace.snapshot.facts.rates).price(amount.currency, base, day)
    return price.worth(amount) if price else None


def _original(workspace: Workspace, invoice: Invoice) -> Entry | None:
    """Return the entry of the invoice that a credit note corrects."""
    if not invoice.corrects:
        return None
    books = workspace.all_books()
    try:
        row = books.item(invoice.corrects)[0]
    except UsageError:
        return None
    return next(m.entry for m in books.history(row.item) if m.source == row.source)
