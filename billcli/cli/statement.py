"""``billcli statement``: what a customer owed, what happened, what is owed now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from billcli.cli.block import several
from billcli.cli.change import ids_given
from billcli.cli.grammar import noun
from billcli.cli.invocation import Format
from billcli.cli.outcome import Outcome  # noqa: TC001 - Typer evaluates the signature

if TYPE_CHECKING:
    from billcli.cli.invocation import Invocation

app = noun("statement", "Statements of account.")


@app.command("show")
def show(
    ctx: typer.Context,
    customer: Annotated[list[str], typer.Argument(help="Ids of the customers, or - for stdin.")],
    from_: Annotated[
        str, typer.Option("--from", metavar="DATE", help="First day; else 1 January.")
    ] = "",
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="Last day; else --as-of.")] = "",
) -> Outcome:
    """Show a customer's statement of account: opening balance, movements, closing balance.

    billcli statement show Acme
    billcli statement show Acme Globex
    billcli statement show Acme --from 2026-01-01 --to 2026-03-31
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.report_view import statement_report, statements_report  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.domain.statement import statement  # noqa: PLC0415
    from billcli.domain.terms import parse_date  # noqa: PLC0415

    call: Invocation = ctx.obj
    until = parse_date(to, call.today, "--to") if to else call.cutoff
    since = parse_date(from_, call.today, "--from") if from_ else until.replace(month=1, day=1)
    if since > until:
        raise UsageError.of(
            "PERIOD-ORDER", f"--from {since} is after --to {until}", hint="swap the two"
        )
    workspace = opened(call)
    books = workspace.books(until)
    found = [statement(books, name, since, until) for name in ids_given(customer)]
    if not several(customer):
        return statement_report(workspace, found[0])
    return statements_report(workspace, found, by_customer=call.format is Format.TABLE)


@app.callback()
def _statement() -> None:
    """Keep ``show`` a verb of its own while it is the only one."""
