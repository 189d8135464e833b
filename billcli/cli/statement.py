"""``billcli statement``: what a customer owed, what happened, what is owed now."""

from __future__ import annotations

from billcli.cli.block import several
from billcli.cli.change import ids_given
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.invocation import Format
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = noun("statement", "Statements of account: show, render, send.")
app.elsewhere("send", "billcli.cli.statement_send:send")


Customers = Annotated[
    list[str], argument(help="Ids of the customers, or - for stdin.", metavar="CUSTOMER...")
]
From = Annotated[str, option("--from", metavar="DATE", help="First day; else 1 January.")]
To = Annotated[str, option("--to", metavar="DATE", help="Last day; else --as-of.")]


@app.command("show")
def show(ctx: Context, customer: Customers, from_: From = "", to: To = "") -> Outcome:
    """Show a customer's statement of account: opening balance, movements, closing balance.

    billcli statement show Acme
    billcli statement show Acme Globex
    billcli statement show Acme --from 2026-01-01 --to 2026-03-31
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.report_view import statement_report, statements_report  # noqa: PLC0415
    from billcli.domain.problem import each  # noqa: PLC0415
    from billcli.domain.statement import statement  # noqa: PLC0415

    call: Invocation = ctx.obj
    since, until = _days(call, from_, to)
    workspace = opened(call)
    books = workspace.books(until)
    found = each(lambda name: statement(books, name, since, until), ids_given(customer))
    if not several(customer):
        return statement_report(workspace, found[0])
    return statements_report(workspace, found, by_customer=call.format is Format.TABLE)


@app.command("render")
def render(ctx: Context, customer: Customers, from_: From = "", to: To = "") -> Outcome:
    """Make a customer's statement of account as a document.

        billcli statement render Acme
        billcli statement render Acme --from 2026-01-01 --to 2026-03-31 -o statement.pdf

    Without -o the files under documents/ are written; with it one file, whose ending decides: .pdf,
    .html or .txt.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.rendering import rendering  # noqa: PLC0415
    from billcli.services.document_sheet import statement_sheets  # noqa: PLC0415

    call: Invocation = ctx.obj
    since, until = _days(call, from_, to)
    workspace = opened(call)
    sheets = statement_sheets(workspace, ids_given(customer), since, until)
    return rendering(call, workspace, sheets)


def _days(call: Invocation, first: str, last: str) -> tuple[dt.date, dt.date]:
    """Return the days a statement covers.

    Raises:
        UsageError: a text is no date, or the first day is after the last.
    """
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.domain.terms import parse_date  # noqa: PLC0415

    until = parse_date(last, call.today, "--to") if last else call.cutoff
    since = parse_date(first, call.today, "--from") if first else until.replace(month=1, day=1)
    if since > until:
        raise UsageError.of(
            "PERIOD-BACKWARDS", f"--from {since} is after --to {until}", hint="swap the two"
        )
    return since, until
