"""``billcli report``: open items, aged receivables, income and its tax, as of any day."""

from __future__ import annotations

from billcli.cli.declare import Annotated, noun, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.report_income import IncomeAsked

app = noun("report", "What is owed and what was earned: open items, ages, income, tax.")

In = Annotated[str, option("--in", metavar="CURRENCY", help="Value what is open in this currency.")]
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
    in_: In = "",
) -> Outcome:
    """List open items: invoices, credit notes, late fees and money on account.

        billcli report open
        billcli report open --as-of 2026-03-31 --customer Acme
        billcli report open --status overdue --format csv
        billcli report open --in EUR

    Each item says how it is known: explicit, link, account or inferred; and whether it is disputed,
    promised until a day, on hold or in collections, where anything is. The totals are the
    balances of the receivable accounts. With --in each is valued at the ledger's price of the day,
    which books nothing.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.change import date_given  # noqa: PLC0415
    from billcli.cli.report_view import open_report  # noqa: PLC0415
    from billcli.services.item_mark import marks_on  # noqa: PLC0415
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
    rows = list_open(workspace, call.cutoff, choice)
    marks = marks_on(workspace, call.cutoff)
    if not in_:
        return open_report(workspace, call.cutoff, rows, marks)
    from billcli.cli.revalued_view import open_in  # noqa: PLC0415 - few ask
    from billcli.services.revalue import revaluation  # noqa: PLC0415 - same

    return open_in(workspace, call.cutoff, rows, revaluation(workspace, in_, call.cutoff), marks)


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
    in_: In = "",
) -> Outcome:
    """Show receivables by days past due, per customer and currency.

        billcli report aging
        billcli report aging --as-of 2026-03-31 --buckets 14,30,60
        billcli report aging --sort overdue --limit 10
        billcli report aging -o aging.csv
        billcli report aging --in EUR

    Credits stand in a column of their own; what has no due date is not due. The totals are those
    of the rows shown: the balances of the receivable accounts when none is left out. With --in
    amounts are valued at the ledger's price of the day; what has none stays in its currency.
    """
    from billcli.cli.aging_view import aging_report  # noqa: PLC0415
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.aging import aged  # noqa: PLC0415
    from billcli.services.list_items import aged_rows, edges_of  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    edges = edges_of(buckets)
    owed = workspace.owed(call.cutoff, customer)
    by_currency = call.format.value == "table"
    if not in_:
        rows = aged_rows(aged(owed, call.cutoff, edges), min_, sort, limit)
        return aging_report(workspace, call.cutoff, edges, rows, by_currency=by_currency)
    from billcli.cli.revalued_view import aging_in  # noqa: PLC0415 - few ask
    from billcli.services.revalue import revaluation  # noqa: PLC0415 - same

    values, every = revaluation(workspace, in_, call.cutoff), list(owed)
    rows = aged_rows(aged(values.revalued(every), call.cutoff, edges), min_, sort, limit)
    outcome = aging_report(workspace, call.cutoff, edges, rows, by_currency=by_currency)
    return aging_in(outcome, every, values)


Basis = Annotated[str, option(help="accrual: by date of documents; cash: by date of money.")]
From = Annotated[str, option("--from", metavar="DATE", help="First day.")]
To = Annotated[str, option("--to", metavar="DATE", help="Last day; else --as-of.")]


@app.command("income")
def income(
    ctx: Context,
    basis: Basis = "accrual",
    from_: From = "",
    to: To = "",
    by: Annotated[str, option(help="month, quarter, year, customer or account.")] = "month",
) -> Outcome:
    """Show what was earned, by the date of documents or by the date of their money.

        billcli report income --basis cash --from 2026-01-01 --to 2026-03-31
        billcli report income --basis accrual --by customer
        billcli report income --basis cash --by account --format csv

    On the cash basis every payment earns the share of net and tax that it settles; money on account
    is an advance until a document takes it. Rows are never added over currencies.
    """
    from billcli.cli.income_view import income_outcome  # noqa: PLC0415
    from billcli.domain.income_report import KEYS  # noqa: PLC0415

    return income_outcome(ctx.obj, _asked(ctx.obj, basis, by, KEYS, from_, to))


@app.command("tax")
def tax(
    ctx: Context,
    basis: Basis = "accrual",
    from_: From = "",
    to: To = "",
    by: Annotated[str, option(help="month, quarter or year.")] = "month",
) -> Outcome:
    """Show what is taxed and its tax: per period, tax code, category and rate.

        billcli report tax --basis cash --from 2026-01-01 --to 2026-03-31
        billcli report tax --basis accrual --by quarter

    The last row of a period is what no tax is about. Discounts and credit notes lower both figures.
    """
    from billcli.cli.income_view import tax_outcome  # noqa: PLC0415
    from billcli.domain.income_report import PERIODS  # noqa: PLC0415

    return tax_outcome(ctx.obj, _asked(ctx.obj, basis, by, PERIODS, from_, to))


def _asked(
    call: Invocation, basis: str, by: str, keys: Iterable[str], from_: str, to: str
) -> IncomeAsked:
    from billcli.cli.change import date_given  # noqa: PLC0415
    from billcli.services.report_income import income_asked  # noqa: PLC0415 - as above

    since, until = date_given(call, from_, "--from"), date_given(call, to, "--to")
    return income_asked(basis, by, keys, since, until)
