"""Take a credit note back: by an invoice that mirrors it, and takes up all of its credit.

A credit note is a document that the customer has, so another document has to answer it. What it
settled when it was written is open again; what it was used for later is taken back before.

Source: docs/reference/ledger-format.md rule 8; docs/decisions/credit-note-taken-back.md.
"""

from __future__ import annotations

from billcli.domain.advance import ON, advance_of
from billcli.domain.allocation_part import Part
from billcli.domain.cancelled_credit import cancelled, invoice_against
from billcli.domain.correction import application_entry
from billcli.domain.entry_link import own_id
from billcli.domain.frozen import frozen, replace
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.domain.reversal_entry import reversal_entry
from billcli.domain.seal import sealed
from billcli.services.apply_credit import check_settles
from billcli.services.customer_account import customer_of
from billcli.services.draw_down import items_of
from billcli.services.issue_invoice import booked_entry, issued_papers
from billcli.services.issued_document import document_of
from billcli.services.later_use import billed_again, built_on
from billcli.services.quote_deduction import deposit_credited_since
from billcli.services.render_document import press_of
from billcli.services.take_number import Numbers
from billcli.services.whole_act import joined
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.books import Books
    from billcli.domain.entry import Directive, Entry
    from billcli.domain.invoice import Invoice
    from billcli.services.workspace import Workspace


@frozen
class _Found:
    """A credit note that may be taken back: its entry, and the application written with it."""

    credit: Invoice
    entry: Entry
    applied: Entry | None


def cancel_credit(
    workspace: Workspace, name: str, date: dt.date, consent: Consent
) -> Written[Invoice]:
    """Write the invoice that takes a credit note back; what that had settled is open again.

    Raises:
        UsageError: it was taken back before (UNDO-NO-REVERSAL), it was used otherwise, or what it
            credits was billed again (UNDO-NOT-LAST), or the date is before it (CREDIT-BEFORE).
    """

    def decision(now: Workspace, tail: tuple[Directive, ...]) -> Decision[Invoice]:
        found = _found(now, now.all_books(), name, date)
        customer = customer_of(now, found.credit.customer, date)
        numbers = Numbers(now, tail)
        invoice = invoice_against(found.credit, numbers.next("invoice", date), date)
        booked = booked_entry(now, invoice, customer)
        act = [booked]
        if found.applied:
            act.insert(0, reversal_entry(numbers.next("return", date), found.applied, date))
        if invoice.total:
            rows = (*items_of(now, found.entry), *items_of(now, booked))
            drawn = application_entry(
                numbers.next("application", date),
                date,
                [Part(row, row.balance_open) for row in rows],
                payee=customer.name,
                narration=f"Apply {name} to {invoice.number}",
            )
            act.append(replace(drawn, meta={**drawn.meta, ON: invoice.number}))
            invoice = replace(invoice, advance=advance_of(act[-1], invoice.number))
        act = list(joined(act))
        at = 1 if found.applied else 0
        papers, problems = issued_papers(press, now, invoice, customer, act[at])
        before, after = map(sealed, act[:at]), map(sealed, act[at + 1 :])
        papers = replace(papers, directives=(*before, *papers.directives, *after))
        return Decision(invoice, papers, problems)

    with press_of(workspace) as press:
        return perform(workspace, decision, consent)


def _found(workspace: Workspace, books: Books, name: str, date: dt.date) -> _Found:
    credit = document_of(workspace, books, name, frozenset({Kind.CREDIT_NOTE}))
    row = books.item(name)[0]
    history = books.history(name)
    own = next(m.entry for m in history if m.source == row.source)
    every = workspace.snapshot.facts.entries_naming("corrects", "reverses")
    if name in cancelled(every):
        raise UsageError.of(
            "UNDO-NO-REVERSAL",
            f"no entry takes {name} back: an invoice took it back already",
            hint=f"billcli why {name}",
        )
    gone = {text_of(e.meta.get("reverses")) for e in every if "reversal" in e.tags}
    uses = [m.entry for m in history if m.source != row.source]
    uses = [e for e in uses if own_id(e) not in gone and "reverses" not in e.meta]
    for entry in uses:
        if text_of(entry.meta.get(ON)) != name:
            raise built_on(name, entry)
    again = billed_again(workspace, books, credit.corrects)
    if later := again or deposit_credited_since(workspace, books, own):
        raise built_on(name, later)
    latest = max([own.date, *(entry.date for entry in uses)])
    if date < latest:
        raise UsageError.of(
            "CREDIT-BEFORE",
            f"{name} of {own.date} cannot be taken back on {date}",
            hint=f"use --date {latest} or later",
        )
    for entry in uses:
        check_settles(books, entry)
    return _Found(credit, own, uses[0] if uses else None)
