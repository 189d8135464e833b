"""Accept a quote: its invoice is issued, once; or a deposit on it, and later the whole less it."""

from __future__ import annotations

from dataclasses import replace

from billcli.domain.invoice import Origin
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, UsageError
from billcli.domain.quote import QuoteState, require_acceptable, require_billable
from billcli.services.draw_down import open_credit
from billcli.services.invoice_request import asked_customer, invoice_draft
from billcli.services.issue_invoice import new_invoice
from billcli.services.quote_deposit import deposit_of, less_deposits
from billcli.services.quote_file import read_quote
from billcli.services.render_document import press_of
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from decimal import Decimal
    from pathlib import Path

    from billcli.documents.render import Press
    from billcli.domain.entry import Directive
    from billcli.domain.invoice import Invoice
    from billcli.domain.invoice_draft import InvoiceDraft
    from billcli.domain.open_item import OpenItem
    from billcli.domain.party import Party
    from billcli.services.invoice_request import InvoiceRequest
    from billcli.services.quote_file import Offered
    from billcli.services.workspace import Workspace


def accept_quote(
    workspace: Workspace,
    name: str,
    date: dt.date,
    shown: Callable[[Path], str],
    consent: Consent,
    *,
    anyway: bool = False,
    percent: Decimal | None = None,
    use_credit: bool = False,
) -> Written[Invoice]:
    """Issue the invoice of a quote, or a deposit on it, once: that is decided under the lock.

    Args:
        workspace: the books.
        name: number of the quote.
        date: on which the customer accepted it, and of the invoice.
        shown: names a file as the person knows it.
        consent: how far to go.
        anyway: accept what was declined or has expired.
        percent: of the whole to ask for as a deposit; None bills the whole.
        use_credit: whether the invoice takes up open credit of the customer at once.

    Raises:
        UsageError: no such quote, invoiced already (``QUOTE-INVOICED``), declined or expired.
        InvalidError: the quote's file is wrong, or the ledger has errors.
        ConflictError: somebody else writes, or changed the quote meanwhile.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Invoice]:
        quote = read_quote(books, name, shown, date, tail=tail)
        made = {QuoteState.INVOICED, QuoteState.ACCEPTED}
        if quote.state not in made and quote.found.problems:
            raise InvalidError(*quote.found.problems)
        require_acceptable(
            quote.number, quote.state, quote.invoices, quote.valid_until, anyway=anyway
        )
        draft, customer = _draft_of(books, quote, date)
        if percent is not None:
            draft = deposit_of(books, draft, customer, quote.number, percent)
        origin = Origin(quote=quote.number, is_deposit=percent is not None)
        credit = open_credit(books, draft) if use_credit else ()
        numbers = Numbers(books, tail)
        return _issued(press, books, quote, (draft, customer), numbers, origin, credit)

    with press_of(workspace) as press:
        return perform(workspace, decide, consent, follows=not use_credit)


def issue_quote(
    workspace: Workspace,
    name: str,
    date: dt.date,
    shown: Callable[[Path], str],
    consent: Consent,
    *,
    use_credit: bool = False,
) -> Written[Invoice]:
    """Issue the invoice of the whole for a quote that was accepted, while none stands.

    What deposits billed, less what credit notes took back of them, is deducted. After that invoice
    was voided the whole can be billed again.

    Args:
        workspace: the books.
        name: number of the quote.
        date: of the invoice.
        shown: names a file as the person knows it.
        consent: how far to go.
        use_credit: whether the invoice takes up open credit of the customer at once.

    Raises:
        UsageError: no such quote, invoiced already, or no deposit was billed; tax rates changed
            since the deposit.
        InvalidError: the quote's file is wrong, or the ledger has errors.
        ConflictError: somebody else writes, or changed the quote meanwhile.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Invoice]:
        quote = read_quote(books, name, shown, date, tail=tail)
        require_billable(quote.number, quote.state, quote.invoices)
        if quote.found.problems:
            raise InvalidError(*quote.found.problems)
        draft, customer = _draft_of(books, quote, date)
        draft = less_deposits(books, draft, customer, quote.number, tail)
        numbers, origin = Numbers(books, tail), Origin(quote=quote.number)
        credit = open_credit(books, draft) if use_credit else ()
        return _issued(press, books, quote, (draft, customer), numbers, origin, credit)

    with press_of(workspace) as press:
        return perform(workspace, decide, consent)  # anew once others wrote: it may be billed


def _draft_of(books: Workspace, quote: Offered, date: dt.date) -> tuple[InvoiceDraft, Party]:
    request = replace(_offer_of(quote, date), date=date)
    customer = asked_customer(books, request)
    return invoice_draft(books, request, customer), customer


def _issued(
    press: Press,
    books: Workspace,
    quote: Offered,
    asked: tuple[InvoiceDraft, Party],
    numbers: Numbers,
    origin: Origin,
    credit: Sequence[OpenItem],
) -> Decision[Invoice]:
    """Return the invoice of a quote, whose file must not change until it is written."""
    made = new_invoice(press, books, *asked, numbers, origin, credit=credit)
    return replace(made, papers=replace(made.papers, unchanged=(quote.file.guard,)))


def _offer_of(quote: Offered, date: dt.date) -> InvoiceRequest:
    """Return what a quote without mistakes offers.

    Raises:
        UsageError: it was made after the day on which it is accepted.
    """
    request = quote.found.request
    assert request is not None  # noqa: S101 - what cannot be read is a mistake
    if date < request.date:
        raise UsageError.of(
            "QUOTE-VALIDITY",
            f"{quote.number} of {request.date} cannot be accepted on {date}",
            hint=f"use --date {request.date} or later",
        )
    return request
