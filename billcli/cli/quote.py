"""``billcli quote``: offers that become an invoice once they are accepted."""

from __future__ import annotations

from billcli.cli.bill_option import (
    Currency,
    Day,
    Days,
    Delivered,
    Discount,
    First,
    Instalments,
    Lines,
    Note,
    Po,
    Prices,
    Ref,
    Terms,
    UseCredit,
    Who,
    request_given,
)
from billcli.cli.block import in_turn
from billcli.cli.change import changed, dates_given, ids_given, near
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.invoice import Invoice
    from billcli.services.writing import Written

app = noun("quote", "Quotes: create, list, show, render, send, accept, issue, decline.")

Numbers = Annotated[list[str], argument(metavar="QUOTE", help="Quote numbers, or - for stdin.")]


@app.command("create")
def create(
    ctx: Context,
    customer: Who,
    line: Lines = [],  # noqa: B006 - it is copied
    valid_until: Annotated[str, option(metavar="DATE", help="Last day to accept it.")] = "",
    valid: Annotated[str, option(metavar="DAYS", help="Days it stands open, as in 30d.")] = "",
    date: Day = "",
    terms: Terms = "",
    instalments: Instalments = "",
    first: First = "",
    discount: Discount = "",
    currency: Currency = "",
    prices: Prices = "",
    note: Note = "",
    delivered: Delivered = "",
    period: Days = "",
    po: Po = "",
    ref: Ref = "",
) -> Outcome:
    """Write a quote, under the next number of its own series.

        billcli quote create Acme --line "10 h x 150.00 Consulting" --valid 30d
        billcli quote create Acme --line "2400 Website" --valid-until 2026-03-31

    It is a file in quotes/, written like a draft, and no part of the books. Prices of the price
    list are written down as they are today. The file may be changed until it is accepted.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.quote_view import saved  # noqa: PLC0415
    from billcli.services.quote_file import save_quote  # noqa: PLC0415

    call: Invocation = ctx.obj
    request = request_given(
        call,
        customer,
        line,
        what="quote",
        date=date,
        delivered=delivered,
        discount=discount,
        period=period,
        terms=terms,
        instalments=instalments,
        first=first,
        currency=currency,
        prices=prices,
        note=note,
        purchase_order=po,
        buyer_reference=ref,
    )
    until = _last_day(call, valid_until, valid, request.date)
    quote, path, text = save_quote(opened(call), request, discount, until, consent(call))
    return saved(call, quote, path, text)


def _last_day(call: Invocation, until: str, days: str, date: dt.date) -> dt.date | None:
    from billcli.domain.problem import UsageError  # noqa: PLC0415 - with Beancount's checks
    from billcli.domain.terms import parse_date  # noqa: PLC0415

    if until and days:
        raise UsageError.of(
            "OPTION-VALUE",
            "--valid and --valid-until both say how long the quote stands",
            hint="leave out one of them",
        )
    if days:
        return parse_date(f"+{days.lstrip('+')}", date, "--valid")
    return dates_given(call, **{"valid-until": until})["valid-until"]


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    status: Annotated[str, option(help="open, accepted, declined, expired or invoiced.")] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Made from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Made until.")] = "",
    min_: Annotated[str, option("--min", metavar="AMOUNT", help="At least.")] = "",
    sort: Annotated[str, option(help="date, due (last day), customer or amount.")] = "date",
    limit: Annotated[int, option(least=0, metavar="N", help="At most so many; 0 for all.")] = 0,
) -> Outcome:
    """List quotes and what became of them.

    billcli quote list
    billcli quote list --status open --sort due
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.quote_view import quote_list  # noqa: PLC0415
    from billcli.services.list_items import Choice  # noqa: PLC0415

    call: Invocation = ctx.obj
    when = dates_given(call, **{"from": from_, "to": to})
    choice = Choice(customer, status, when["from"], when["to"], min_, sort, limit)
    return quote_list(call, opened(call), choice)


@app.command("show")
def show(ctx: Context, quote: Numbers) -> Outcome:
    """Show a quote: its lines, its total, how long it stands and what became of it.

    billcli quote show QUO-2026-0001
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.quote_view import quote_detail  # noqa: PLC0415

    call: Invocation = ctx.obj
    return quote_detail(call, opened(call), ids_given(quote))


@app.command("render")
def render(ctx: Context, quote: Numbers) -> Outcome:
    """Make the documents of a quote.

        billcli quote render QUO-2026-0001
        billcli quote render QUO-2026-0001 -o quote.pdf

    Without -o the files under documents/ are written; with it one file, whose ending decides:
    .pdf, .html or .txt.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.rendering import rendering  # noqa: PLC0415
    from billcli.domain.problem import each  # noqa: PLC0415
    from billcli.services.document_sheet import quote_sheets  # noqa: PLC0415
    from billcli.services.quote_file import read_quote  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    found = each(
        lambda name: read_quote(workspace, name, lambda path: near(call, path), call.cutoff),
        ids_given(quote),
    )
    return rendering(call, workspace, quote_sheets(workspace, [one.quote for one in found]))


app.elsewhere("send", "billcli.cli.quote_send:send")


@app.command("accept")
def accept(
    ctx: Context,
    quote: Numbers,
    date: Annotated[
        str, option(metavar="DATE", help="Day it was accepted, and of the invoice; else today.")
    ] = "",
    anyway: Annotated[
        bool, option("--anyway", help="Also what was declined or has expired.")
    ] = False,
    deposit: Annotated[
        str, option(metavar="PERCENT", help="Bill a deposit first, such as 30%.")
    ] = "",
    use_credit: UseCredit = False,
) -> Outcome:
    """Accept a quote: its invoice is issued, once.

        billcli quote accept QUO-2026-0001
        billcli quote accept QUO-2026-0001 --date 2026-02-10
        billcli quote accept QUO-2026-0001 --deposit 30%

    The invoice names the quote. A second accept is refused, whoever tries it and when. The file
    of the quote stays as it is. With --deposit a taxed invoice over that share comes first; the
    whole is billed later, less the deposit, by billcli quote issue.
    """
    from billcli.services.accept_quote import accept_quote  # noqa: PLC0415
    from billcli.services.quote_deposit import parse_percent  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = dates_given(call, date=date)["date"] or call.today
    percent = parse_percent(deposit) if deposit else None

    def act(number: str) -> Outcome:
        from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount

        return _invoiced(
            call,
            accept_quote(
                opened(call),
                number,
                day,
                lambda path: near(call, path),
                consent(call),
                anyway=anyway,
                percent=percent,
                use_credit=use_credit,
            ),
            "Accepted",
            use_credit=use_credit,
        )

    return in_turn(quote, "invoices", act)


@app.command("issue")
def issue(
    ctx: Context,
    quote: Numbers,
    date: Annotated[str, option(metavar="DATE", help="Of the invoice; else today.")] = "",
    use_credit: UseCredit = False,
) -> Outcome:
    """Bill the whole of a quote of which a deposit was billed, less that deposit.

    billcli quote issue QUO-2026-0001

    The deposit is deducted by a line for each tax code. Both invoices together come to the quote,
    net, tax and total, to the cent. A whole that was voided is billed again in the same way.
    """
    from billcli.services.accept_quote import issue_quote  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = dates_given(call, date=date)["date"] or call.today

    def act(number: str) -> Outcome:
        from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount

        written = issue_quote(
            opened(call),
            number,
            day,
            lambda path: near(call, path),
            consent(call),
            use_credit=use_credit,
        )
        return _invoiced(call, written, "Billed", use_credit=use_credit)

    return in_turn(quote, "invoices", act)


def _invoiced(
    call: Invocation, written: Written[Invoice], did: str, *, use_credit: bool
) -> Outcome:
    from billcli.cli.document_view import head, paid, paid_words  # noqa: PLC0415 - lists need none

    invoice = written.value
    due = f", due {invoice.due}" if invoice.due else ""
    what = "deposit " if invoice.origin.is_deposit else ""
    said = f"{did} {invoice.origin.quote}: issued {what}{invoice.number} of {invoice.total}{due}"
    said += f"; {paid_words(invoice)}" if use_credit else ""
    origin = {"quote": invoice.origin.quote, "deposit": invoice.origin.is_deposit}
    data = {**head(invoice), **paid(invoice), **origin}
    follow = f"billcli invoice show {invoice.number}"
    return changed(call, written, data, said, follow, ids=(invoice.number,))


@app.command("decline")
def decline(
    ctx: Context,
    quote: Numbers,
    reason: Annotated[str, option(help="Why, for your own records.")] = "",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Note in a quote's file that the customer declined it.

    billcli quote decline QUO-2026-0001 --reason "Too late"
    """
    call: Invocation = ctx.obj
    day = dates_given(call, date=date)["date"] or call.today
    return in_turn(quote, "quotes", lambda one: _declined(call, one, day, reason))


def _declined(call: Invocation, number: str, day: dt.date, reason: str) -> Outcome:
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.quote_view import declined  # noqa: PLC0415
    from billcli.domain.contract import check_text  # noqa: PLC0415
    from billcli.services.quote_file import decline_quote, read_quote  # noqa: PLC0415

    check_text(reason, flag="--reason")
    workspace = opened(call)
    found = read_quote(workspace, number, lambda path: near(call, path), day)
    text = decline_quote(workspace, found, day, reason, consent(call))
    return declined(call, found, text)
