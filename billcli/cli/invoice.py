"""``billcli invoice``: create, issue, list, show, render and void invoices."""

from __future__ import annotations

from billcli.cli.block import in_turn
from billcli.cli.change import changed, dates_given, ids_given, near
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.outcome import Outcome
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.workspace import Workspace

app = noun("invoice", "Invoices and credit notes: create, list, show, render, void.")
app.elsewhere("create", "billcli.cli.invoice_create:create")
app.elsewhere("edit", "billcli.cli.invoice_edit:edit")
app.elsewhere("send", "billcli.cli.invoice_send:send")
app.elsewhere("issue", "billcli.cli.invoice_create:issue")

Ids = Annotated[list[str], argument(help="Document numbers, or - for stdin.")]
Shown = Annotated[list[str], argument(help="Numbers, draft files, or - for stdin.")]


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    status: Annotated[
        str,
        option(
            help="open, overdue, paid (whatever is settled), disputed, draft, void, credited"
            " (settled by a credit note) or applied (a credit note used up)."
        ),
    ] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Issued from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Issued until.")] = "",
    min_: Annotated[str, option("--min", metavar="AMOUNT", help="At least.")] = "",
    sort: Annotated[str, option(help="date, due, customer, amount or open.")] = "date",
    limit: Annotated[int, option(least=0, metavar="N", help="At most so many; 0 for all.")] = 0,
    drafts: Annotated[bool, option("--drafts", help="List drafts instead.")] = False,
) -> Outcome:
    """List invoices and credit notes.

    billcli invoice list --status overdue
    billcli invoice list --customer Acme --from 2026-01-01 --format csv
    billcli invoice list --as-of 2026-03-31 --min 1000 --sort due
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.document_view import invoice_list  # noqa: PLC0415
    from billcli.services.list_items import Choice, list_invoices  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    when = dates_given(call, **{"from": from_, "to": to})
    choice = Choice(customer, status, when["from"], when["to"], min_, sort, limit)
    if drafts or status == "draft":
        from billcli.cli.draft_view import draft_list  # noqa: PLC0415

        return draft_list(call, workspace, choice)
    return invoice_list(call, workspace, list_invoices(workspace, call.cutoff, choice))


@app.command("show")
def show(ctx: Context, number: Shown) -> Outcome:
    """Show an invoice: its lines, tax, total and what happened to it.

    billcli invoice show INV-2026-0001
    billcli invoice show drafts/2026-01-31-acme.toml
    billcli invoice show INV-2026-0001 --format json
    billcli invoice show INV-2026-0001 --format beancount
    """
    from billcli.cli.books import books_to_show, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.invoice_detail import invoice_detail  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    books = books_to_show(call, workspace)
    return invoice_detail(call, workspace, books, ids_given(number))


@app.command("render")
def render(ctx: Context, number: Ids) -> Outcome:
    """Make the documents of an issued invoice again, from the ledger.

        billcli invoice render INV-2026-0001
        billcli invoice render INV-2026-0001 -o invoice.pdf

    The same ledger and templates give the same bytes. Without -o the files under documents/ are
    written; with it one file, whose ending decides: .pdf, .html or .txt.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.rendering import rendering  # noqa: PLC0415
    from billcli.services.document_sheet import invoice_sheets  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    return rendering(call, workspace, invoice_sheets(workspace, ids_given(number)))


@app.command("void")
def void(
    ctx: Context,
    number: Annotated[list[str], argument(help="Numbers of invoices, drafts, or - for stdin.")],
    reason: Annotated[str, option(help="Printed on the credit note.")] = "",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Cancel an invoice by a full credit note, which is applied at once.

        billcli invoice void INV-2026-0001 --reason "Wrong customer"
        billcli invoice void drafts/2026-01-31-acme.toml

    The invoice keeps its number and stays in the books. Of a paid invoice only what is open is
    settled; the rest of the credit note stays open as credit. What nobody outside has seen yet can
    be taken back with billcli undo instead. Several are voided one after another, until one is
    refused. A draft is thrown away: it has no number, and nothing of it is in the books.
    """
    call: Invocation = ctx.obj
    day = dates_given(call, date=date)["date"] or call.today
    return in_turn(number, "invoices", lambda one: _voided(call, one, day, reason))


def _thrown_away(call: Invocation, workspace: Workspace, path: Path) -> Outcome:
    """Remove a draft; a text kept of an edit of it goes too."""
    from billcli.cli.books import consent  # noqa: PLC0415
    from billcli.services.draft import drop_draft  # noqa: PLC0415

    shown = near(call, path)
    drop_draft(workspace, path, shown, consent(call, "Throw this draft away?"))
    said = "Would throw away" if call.dry_run else "Threw away"
    data = {"draft": shown, "written": not call.dry_run}
    messages = (f"{said} draft {shown}; nothing of it is in the books",)
    return Outcome(
        data=data,
        messages=messages,
        ids=(shown,),
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )


def _voided(call: Invocation, number: str, day: dt.date, reason: str) -> Outcome:
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.credit_invoice import CreditRequest, credit_invoice  # noqa: PLC0415
    from billcli.services.draft_file import draft_named  # noqa: PLC0415

    workspace = opened(call)
    if path := draft_named(workspace, call.cwd, number):
        return _thrown_away(call, workspace, path)
    written = credit_invoice(workspace, CreditRequest(number, day, reason), consent(call))
    voided, credit = written.value, written.value.credit
    data = {"invoice": credit.number, "corrects": credit.corrects, "customer": credit.customer,
            "total": credit.total, "applied": voided.applied, "credit": voided.left}  # fmt: skip
    said = f"Voided {credit.corrects} with credit note {credit.number} of {credit.total}"
    if voided.left:
        said += f": {voided.applied} applied, {voided.left} stays as credit"
    follow = f"billcli invoice show {credit.corrects}"
    return changed(call, written, data, said, follow, ids=(credit.number,))
