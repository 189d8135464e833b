"""``billcli receipt``: what a customer is told about a payment."""

from __future__ import annotations

from billcli.cli.change import ids_given
from billcli.cli.declare import Annotated, argument, noun
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = noun("receipt", "Receipts for payments: create, render, send.")
app.elsewhere("create", "billcli.cli.receipt_send:create")
app.elsewhere("send", "billcli.cli.receipt_send:send")


@app.command("render")
def render(
    ctx: Context,
    payment: Annotated[list[str], argument(help="Ids of the payments, or - for stdin.")],
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
