"""What a person asks to be invoiced, and the figures that follow from it."""

from __future__ import annotations

from billcli.domain.calculate import calculate
from billcli.domain.contract import check_text
from billcli.domain.currency import check_known, currencies_of
from billcli.domain.dated_record import folded
from billcli.domain.frozen import frozen
from billcli.domain.instalment import parse_instalments
from billcli.domain.invoice import Prices
from billcli.domain.invoice_draft import Defaults, InvoiceDraft
from billcli.domain.line_text import parse_lines
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, UsageError, problems_of, quoted, together
from billcli.domain.terms import parse_terms
from billcli.services.customer_account import customer_of

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.instalment import Share
    from billcli.domain.invoice import Invoice, Period
    from billcli.domain.party import Party
    from billcli.domain.problem import Source
    from billcli.domain.reduction import Reduction
    from billcli.services.workspace import Workspace


@frozen
class InvoiceRequest:
    """What a person asks to be invoiced; everything empty takes a default.

    Attributes:
        customer: id, in any case.
        lines: texts of the line grammar (``billcli help lines``).
        due: stated due date; otherwise it follows from the terms.
        terms: empty takes the customer's, then the project's.
        instalments: texts of ``domain.instalment``; then neither ``due`` nor ``terms``.
        first: when the first of them falls due; empty takes what the terms say of the whole.
        number: for an opening item, the number the document already bears.
    """

    customer: str
    lines: tuple[str, ...]
    date: dt.date
    due: dt.date | None = None
    terms: str = ""
    discount: Reduction | None = None
    currency: str = ""
    prices: str = ""
    note: str = ""
    delivered: dt.date | None = None
    period: Period | None = None
    purchase_order: str = ""
    buyer_reference: str = ""
    instalments: str = ""
    first: dt.date | None = None
    number: str = ""


def invoice_draft(workspace: Workspace, request: InvoiceRequest, customer: Party) -> InvoiceDraft:
    """Return what the document shall say: the request with every default filled in.

    Raises:
        UsageError: a line cannot be read, or there is no currency.
    """
    defaults = workspace.settings.defaults
    currency = request.currency or customer.currency or workspace.base_currency()
    known = currencies_of(workspace.snapshot.facts)
    together(
        lambda: check_known(currency, known, flag="--currency"),
        lambda: parse_lines(request.lines, workspace.settings.prices),
        lambda: request.terms and parse_terms(request.terms),
        lambda: _prices(request.prices or defaults.prices),
        lambda: check_text(request.note, flag="--note"),
        lambda: check_text(request.purchase_order, flag="--po"),
        lambda: check_text(request.buyer_reference, flag="--ref"),
        lambda: _check_instalments(request),
    )
    terms = request.terms or _recorded_terms(workspace, request, customer) or defaults.terms
    terms = "" if request.due and not request.terms else terms
    instalments = _instalments(request, terms)
    return InvoiceDraft(
        customer=customer.id,
        date=request.date,
        currency=check_known(currency, known, flag="--currency"),
        lines=parse_lines(request.lines, workspace.settings.prices),
        due=request.due,
        terms="" if instalments else terms,
        discount=request.discount,
        prices=_prices(request.prices or defaults.prices),
        note=check_text(request.note, flag="--note"),
        delivery_date=request.delivered,
        period=request.period,
        purchase_order=check_text(
            request.purchase_order or customer.text("purchase-order"), flag="--po"
        ),
        buyer_reference=check_text(
            request.buyer_reference or customer.text("reference"), flag="--ref"
        ),
        instalments=instalments,
    )


def _check_instalments(request: InvoiceRequest) -> None:
    wrong = [flag for flag, given in (("--due", request.due), ("--terms", request.terms)) if given]
    if request.instalments and wrong:
        raise UsageError.of(
            "INSTALMENTS-OPTION",
            f"{wrong[0]} and --instalments exclude each other: each instalment has its due date",
            hint="use --first for the date of the first one",
        )
    if request.first and not request.instalments:
        raise UsageError.of(
            "INSTALMENTS-OPTION",
            "--first is the due date of the first instalment, and there are none",
            hint='add --instalments "3 monthly", or use --due',
        )


def _instalments(request: InvoiceRequest, terms: str) -> tuple[Share, ...]:
    """Return the instalments asked for; the first falls due when all of it would."""
    if not request.instalments:
        return ()
    whole = parse_terms(terms).due(request.date) if terms else None
    return parse_instalments(
        request.instalments, request.date, request.first or whole or request.date
    )


def asked_customer(workspace: Workspace, request: InvoiceRequest) -> Party:
    """Return the customer a request names.

    Raises:
        UsageError: there is none; what is wrong with the lines is named with it.
    """
    try:
        return customer_of(workspace, request.customer, request.date)
    except UsageError as error:
        lines = problems_of(lambda: parse_lines(request.lines, workspace.settings.prices))
        raise UsageError(*error.problems, *lines) from None


def _recorded_terms(workspace: Workspace, request: InvoiceRequest, customer: Party) -> str:
    """Return the terms kept of a customer, or an empty string.

    Raises:
        UsageError: they cannot be read; the place of the record is named.
    """
    try:
        return str(parse_terms(customer.terms)) if customer.terms else ""
    except BillcliError as error:
        raise UsageError(
            *(_at_record(p, workspace, request, customer) for p in error.problems)
        ) from None


def _at_record(
    problem: Problem, workspace: Workspace, request: InvoiceRequest, customer: Party
) -> Problem:
    """Return a problem of recorded terms with the place that keeps them."""
    message = problem.message.replace("--terms:", f"the terms of {customer.id}:", 1)
    advice = f'billcli customer edit {customer.id} --terms "net 30", or {problem.help}'
    where = _place_of_terms(workspace, request, customer)
    return problem._replace(message=message, where=where, help=advice)


def _place_of_terms(
    workspace: Workspace, request: InvoiceRequest, customer: Party
) -> Source | None:
    """Return where the terms in force stand: the last record that states some, else the account."""
    facts = workspace.snapshot.facts
    stated = [
        record
        for record in sorted(facts.records, key=lambda r: r.date)
        if record.kind == "customer"
        and "terms" in record.meta
        and record.values
        and folded(text_of(record.values[0])) == folded(customer.id)
    ]
    past = [record.source for record in stated if record.date <= request.date]
    if stated:
        return past[-1] if past else stated[0].source
    account = facts.accounts.get(customer.account)
    return account.source if account else None


def _prices(name: str) -> Prices:
    try:
        return Prices(name)
    except ValueError:
        raise UsageError.of(
            "OPTION-VALUE", f"--prices: {quoted(name, 20)} is not known", hint="use net or gross"
        ) from None


def calculated(workspace: Workspace, draft: InvoiceDraft, tax: str | None = None) -> Invoice:
    """Return the document with all its figures, still without a number.

    Args:
        workspace: the books.
        draft: what the document shall say.
        tax: code of lines that name none; None takes the customer's, then the project's.
    """
    settings = workspace.settings
    if tax is None:
        customer = customer_of(workspace, draft.customer, draft.date)
        tax = customer.text("tax") or settings.defaults.tax
    defaults = Defaults(tax, settings.accounts.income)
    return calculate(draft, settings.taxes, settings.rounding, defaults)
