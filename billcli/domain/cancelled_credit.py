"""Credit notes that an invoice took back: what they correct stands as if they were not there.

Such an invoice mirrors a credit note, names it in ``corrects`` and takes up all of its credit.

Source: docs/reference/ledger-format.md rule 8; docs/decisions/credit-note-taken-back.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.frozen import replace
from billcli.domain.invoice import BY_ITSELF
from billcli.domain.meta import text_of
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.entry import Entry
    from billcli.domain.invoice import Invoice


def cancels(entry: Entry) -> str:
    """Return the number of the credit note that an entry takes back; empty for any other entry."""
    return text_of(entry.meta.get("corrects")) if Kind.INVOICE.value in entry.tags else ""


def cancelled(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the numbers of the credit notes that entries take back."""
    return frozenset(filter(None, map(cancels, entries)))


def credited_by(entry: Entry, gone: frozenset[str]) -> str:
    """Return the number of the document that an entry credits; empty where it credits none.

    Args:
        entry: any.
        gone: the credit notes that were taken back (``cancelled``).
    """
    is_credit = Kind.CREDIT_NOTE.value in entry.tags
    if not is_credit or text_of(entry.meta.get("invoice")) in gone:
        return ""
    return text_of(entry.meta.get("corrects"))


def invoice_against(credit: Invoice, number: str, date: dt.date) -> Invoice:
    """Return the invoice that takes a credit note back: same lines, tax and total, due at once.

    Args:
        credit: with its number.
        number: of the invoice.
        date: of the invoice.
    """
    return replace(
        credit,
        number=number,
        kind=Kind.INVOICE,
        date=date,
        due=date,
        corrects=credit.number,
        reason="",
        origin=BY_ITSELF,
    )
