"""``billcli report``: open items and aged receivables, as of any day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.declare import noun, option

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = noun("report", "What is owed: open items, and receivables by age.")

Customer = Annotated[str, option(help="Id of a customer.")]


@app.command("open")
def open_(
    ctx: Context,
    customer: Customer = "",
    status: Annotated[str, option(help="open, overdue or disputed.")] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Issued from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Issued until.")] = "",
    min_: Annotated[str, option("--min", metavar="AMOUNT", help="Open at least.")] = "",
    sort: Annotated[str, option(help="due, date, customer, amount or open.")] = "due",
    limit: Annotated[int, option(least=0, metavar="N", help="At most so many; 0 for all.")] = 0,
) -> Outcome:
    """List open items: invoices, credit notes, late fees and money on account.

        billcli report open
        billcli report open --as-of 2026-03-31 --customer Acme
        billcli report open --status overdue --format csv

    Each item says how it is known: explicit, link, account or inferred. The totals are the
    balances of the receivable accounts.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.change import date_given  # noqa: PLC0415
    from billcli.cli.report_view import open_report  # noqa: PLC0415
    from billcli.services.list_items import Choice, list_open  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    choice = Choice(
        customer=customer,
        status=status,
        since=date_given(call, from_, "--from"),
        until=date_given(call, to, "--to"),
        least=min_,
        sort=sort,
        limit=limit,
    )
    return open_report(workspace, call.cutoff, list_open(workspace, call.cutoff, choice))


@app.command("aging")
def aging(
    ctx: Context,
    customer: Customer = "",
    buckets: Annotated[str, option(help="Last day of each bucket, as in 30,60,90.")] = "",
    min_: Annotated[str, option("--min", metavar="AMOUNT", help="Total at least.")] = "",
    sort: Annotated[
        str, option(help="customer, or by amount with the largest first: total, overdue.")
    ] = "customer",
    limit: Annotated[int, option(least=0, metavar="N", help="At most so many; 0 for all.")] = 0,
) -> Outcome:
    """Show receivables by days past due, per customer and currency.

        billcli report aging
        billcli report aging --as-of 2026-03-31 --buckets 14,30,60
        billcli report aging --sort overdue --limit 10
        billcli report aging -o aging.csv

    Credits stand in a column of their own; what has no due date is not due. The totals are those
    of the rows shown: the balances of the receivable accounts when none is left out.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.report_view import aging_report  # noqa: PLC0415
    from billcli.domain.aging import aged  # noqa: PLC0415
    from billcli.services.list_items import aged_rows, edges_of  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    edges = edges_of(buckets)
    owed = workspace.owed(call.cutoff, customer)
    rows = aged_rows(aged(owed, call.cutoff, edges), min_, sort, limit)
    by_currency = call.format.value == "table"
    return aging_report(workspace, call.cutoff, edges, rows, by_currency=by_currency)
