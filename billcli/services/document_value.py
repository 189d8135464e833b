"""Keeping documents in foreign currency at their value, where the project asks for it."""

from __future__ import annotations

from billcli.domain.document_value import mirrored_value, value_of, valued_entry
from billcli.domain.exchange import Rates
from billcli.domain.invoice import Prices
from billcli.domain.invoice_reading import invoice_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.receivable import is_receivable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

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
        UsageError: the ledger has no price for the day (RATE-MISSING), or what is printed with
            tax cannot be told any more (VALUE-GROSS).
    """

    def owes(account: str) -> bool:
        return is_receivable(account, workspace.roots)

    def is_owed(posting: Posting) -> bool:
        return owes(posting.account)

    original = _original(workspace, invoice)
    if original is not None:
        if value_of(original, is_owed) is None:
            return entry
        return _readable(mirrored_value(entry, original, is_owed), invoice, owes)
    base = base_of(workspace)
    if base in {"", invoice.currency}:
        return entry
    price = Rates(workspace.snapshot.facts.rates).needed(invoice.currency, base, invoice.date)
    owed = next(posting.amount for posting in entry.postings if is_owed(posting))
    sign = -1 if owed.number < 0 else 1
    value = price.worth(invoice.total)
    valued = valued_entry(entry, is_owed, value if sign > 0 else -value, price.worth)
    return _readable(valued, invoice, owes)


def _readable(entry: Entry, invoice: Invoice, owes: Callable[[str], bool]) -> Entry:
    """Return the entry of a document from which all that is printed can be read.

    Where prices hold the tax, ``amount`` states what is posted, and what is printed is worked out
    from quantity, price and percentage.

    Raises:
        UsageError: that gives other figures (VALUE-GROSS).
    """
    if invoice.prices is Prices.NET:
        return entry
    read = invoice_of(entry, owes, invoice.customer)
    if _printed(read) == _printed(invoice) and read.total == invoice.total:
        return entry
    raise UsageError.of(
        "VALUE-GROSS",
        f"what is printed in {invoice.currency} with tax cannot be told from what is kept at a"
        " value",
        hint="use --prices net" if not invoice.corrects else "credit it by --amount",
    )


def _printed(invoice: Invoice) -> list[tuple[Money, Money]]:
    lines = [(line.amount, line.net) for line in invoice.lines]
    return lines + [(allowance.amount, allowance.net) for allowance in invoice.allowances]


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
