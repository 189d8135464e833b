"""``billcli receipt``: what a customer is told about a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from billcli.cli.change import ids_given
from billcli.cli.grammar import noun
from billcli.cli.outcome import Outcome  # noqa: TC001 - Typer evaluates the signature

if TYPE_CHECKING:
    from billcli.cli.invocation import Invocation

app = noun("receipt", "Receipts for payments.")


@app.command("render")
def render(
    ctx: typer.Context,
    payment: Annotated[list[str], typer.Argument(help="Ids of the payments, or - for stdin.")],
) -> Outcome:
    """Make the receipt of a payment: what it settled, and what remained open after it.

        billcli receipt render PMT-2026-0001
        billcli receipt render PMT-2026-0001 -o receipt.pdf

    Without -o the files under documents/ are written; with it one file, whose ending decides: .pdf,
    .html or .txt.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.rendering import rendering  # noqa: PLC0415
    from billcli.services.document_sheet import receipt_sheets  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    return rendering(call, workspace, receipt_sheets(workspace, ids_given(payment)))


@app.callback()
def _receipt() -> None:
    """Keep ``render`` a verb of its own while it is the only one."""
