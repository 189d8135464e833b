"""Documents that were taken back: credit notes by an invoice, others by credit notes.

What a credit note that was taken back corrects stands as if it were not there.

Such an invoice mirrors a credit note, names it in ``corrects`` and takes up all of its credit.

Source: docs/reference/ledger-format.md rule 8; docs/decisions/credit-note-taken-back.md.
"""

from __future__ import annotations

from billcli.domain.frozen import replace
from billcli.domain.invoice import BY_ITSELF
from billcli.domain.meta import text_of
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.books import Books
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


def unvoided(books: Books, numbers: Iterable[str]) -> frozenset[str]:
    """Return those of some numbers whose documents the ledger has, none of them credited whole."""
    named = {*numbers} & set(books.numbers())
    if not named:
        return frozenset()
    credited: dict[str, list[str]] = {}
    known = [one for one in books.facts.entries_with("corrects") if one.date <= books.as_of]
    gone = cancelled(known)
    for entry in known:
        if (target := credited_by(entry, gone)) in named:
            credited.setdefault(target, []).append(text_of(entry.meta.get("invoice")))
    few = books.among(items=(*named, *(note for notes in credited.values() for note in notes)))
    return frozenset(number for number in named if not _is_void(few, number, credited))


def _is_void(books: Books, number: str, credited: dict[str, list[str]]) -> bool:
    rows = books.item(number)
    amounts = [row.amount for row in rows]
    for note in credited.get(number, ()):
        amounts += [row.amount for row in books.item(note)]
    return bool(credited.get(number)) and not total(amounts, rows[0].amount.currency)


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
