"""Accept a quote: its invoice is issued, once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from billcli.domain.invoice import Origin
from billcli.domain.problem import InvalidError, UsageError
from billcli.domain.quote import QuoteState, require_acceptable
from billcli.services.invoice_request import asked_customer, invoice_draft
from billcli.services.issue_invoice import new_invoice
from billcli.services.quote_file import read_quote
from billcli.services.render_document import press_of
from billcli.services.take_number import Numbers
from billcli.services.writing import Consent, Decision, Written, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from billcli.domain.entry import Directive
    from billcli.domain.invoice import Invoice
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
) -> Written[Invoice]:
    """Issue the invoice of a quote; whether there is one already is decided under the lock.

    Args:
        workspace: the books.
        name: number of the quote.
        date: on which the customer accepted it, and of the invoice.
        shown: names a file as the person knows it.
        consent: how far to go.
        anyway: accept what was declined or has expired.

    Raises:
        UsageError: no such quote, invoiced already (``QUOTE-INVOICED``), declined or expired.
        InvalidError: the quote's file is wrong, or the ledger has errors.
        ConflictError: somebody else writes, or changed the quote meanwhile.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Invoice]:
        quote = read_quote(books, name, shown, date, tail=tail)
        if quote.state is not QuoteState.INVOICED and quote.found.problems:
            raise InvalidError(*quote.found.problems)
        require_acceptable(
            quote.number, quote.state, quote.invoices, quote.valid_until, anyway=anyway
        )
        request = replace(_offer_of(quote, date), date=date)
        customer = asked_customer(books, request)
        draft = invoice_draft(books, request, customer)
        origin = Origin(quote=quote.number)
        made = new_invoice(press, books, draft, customer, Numbers(books, tail), origin)
        return replace(made, papers=replace(made.papers, unchanged=(quote.file.guard,)))

    with press_of(workspace) as press:
        return perform(workspace, decide, consent, follows=True)


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
