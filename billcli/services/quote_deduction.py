"""Deposits that the invoice of a whole quote deducts: they are not credited while it stands.

That invoice names each deposit in the line that deducts it.
"""

from __future__ import annotations

import re

from billcli.domain.cancelled_credit import cancelled, credited_by, unvoided
from billcli.domain.entry_link import own_id
from billcli.domain.invoice_reading import is_deposit
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.quote import invoices_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
    from billcli.services.workspace import Workspace


def standing_wholes(workspace: Workspace, books: Books, number: str) -> tuple[Entry, ...]:
    """Return the invoices that stand of the whole of the quote that another was made of.

    Args:
        workspace: the books.
        books: the same, read.
        number: of a deposit's invoice, or of one of the whole that was voided; any other document
            has none.
    """
    own = next((m.entry for m in books.history(number) if "quote" in m.entry.meta), None)
    made = _made_of(workspace, own) if own else ()
    whole = {own_id(one): one for one in made if not is_deposit(one) and own_id(one) != number}
    return tuple(whole[final] for final in sorted(unvoided(books, whole)))


def check_deducted(workspace: Workspace, books: Books, number: str) -> None:
    """Refuse to credit a deposit that an invoice deducts, which would then ask for too little.

    Raises:
        UsageError: CREDIT-DEDUCTED, with the invoice that stands.
    """
    for whole in standing_wholes(workspace, books, number):
        if _names(whole, number):
            raise UsageError.of(
                "CREDIT-DEDUCTED",
                f"{number} is a deposit that {own_id(whole)} deducts",
                hint=f"first run: billcli invoice void {own_id(whole)}",
            )


def deposit_credited_since(workspace: Workspace, books: Books, credit: Entry) -> Entry | None:
    """Return what credited a deposit after the invoice that deducts it was credited itself.

    Args:
        workspace: the books.
        books: the same, read.
        credit: a credit note, which is about to be taken back.
    """
    number = text_of(credit.meta.get("corrects"))
    final = next((m.entry for m in books.history(number) if "quote" in m.entry.meta), None)
    if final is None or is_deposit(final):
        return None
    deposits = {own_id(one) for one in _made_of(workspace, final) if is_deposit(one)}
    deducted = {name for name in deposits if _names(final, name)}
    entries = workspace.snapshot.facts.entries_with("corrects")
    gone = cancelled(entries)
    at = next(at for at, one in enumerate(entries) if one.source == credit.source)
    return next((one for one in entries[at:] if credited_by(one, gone) in deducted), None)


def _made_of(workspace: Workspace, invoice: Entry) -> Sequence[Entry]:
    """Return the invoices of the quote that an invoice is of."""
    made = invoices_of(workspace.snapshot.facts.entries_with("quote"))
    return made.get(text_of(invoice.meta["quote"]), ())


def _names(entry: Entry, number: str) -> bool:
    word = re.compile(rf"(?<![\w-]){re.escape(number)}(?![\w-])")
    said = (value for leg in entry.postings for value in leg.meta.values())
    return any(word.search(text_of(value)) for value in said)
