"""``billcli collections``: customers that somebody else collects from."""

from __future__ import annotations

from billcli.cli.change import ids_given
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.note_view import noted
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = noun("collections", "Customers and items that somebody else collects.")


@app.command("hand-off")
def hand_off(
    ctx: Context,
    subject: Annotated[list[str], argument(help="Ids of customers, or of items.")],
    reason: Annotated[str, option(help="To whom, and why.")],
) -> Outcome:
    """Write down that somebody else collects: nobody is reminded by billcli any more.

        billcli collections hand-off Acme --reason "To the agency, file 4711"
        billcli hold clear Acme --note "Came back from the agency"

    It is a hold of the last level. billcli remind names such items as in collections, billcli
    worklist leaves them out, and billcli hold list shows them until the hold is cleared.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.hold import COLLECTIONS  # noqa: PLC0415
    from billcli.services.keep_hold import HoldRequest, set_holds  # noqa: PLC0415

    call: Invocation = ctx.obj
    request = HoldRequest(tuple(ids_given(subject)), reason, level=COLLECTIONS)
    written = set_holds(opened(call), request, consent(call, "Hand this off?"))
    return noted(call, written, "Handed off", "billcli hold list")


@app.command("export")
def export(
    ctx: Context,
    customer: Annotated[str, argument(help="Id of the customer.")],
    to: Annotated[str, option("--to", metavar="DIR", help="A new folder; -o names it too.")],
) -> Outcome:
    """Write all that whoever collects has to know of a customer into a new folder.

        billcli collections export Acme -o dossier-acme
        billcli collections export Acme --to dossier-acme --dry-run

    Statement of account, invoices, letters that went out, deliveries, reminders, disputes,
    promises and calls, payments, and a manifest with the digest of each file. Made again on the
    same day from the same books, it has the same bytes. collections hand-off ends the reminders.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.outcome import Column, ColumnKind, Table  # noqa: PLC0415
    from billcli.cli.outcome import Outcome as Result  # noqa: PLC0415
    from billcli.ledger.atomic_file import digest  # noqa: PLC0415
    from billcli.services.dossier import dossier, write_dossier  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    files = dossier(workspace, customer)
    if not call.dry_run:
        write_dossier(call.cwd / to, files)
    rows = tuple((name, len(content), digest(content)) for name, content in files.items())
    columns = (
        Column("name", "File", ColumnKind.ID),
        Column("bytes", "Bytes", ColumnKind.INT),
        Column("sha256", "SHA-256", ColumnKind.WORD),
    )
    keys = [column.key for column in columns]
    said = f"{'Would write' if call.dry_run else 'Wrote'} {len(files)} files into {to}"
    return Result(
        data={"folder": to, "files": [dict(zip(keys, row, strict=True)) for row in rows],
              "written": not call.dry_run},
        tables=(Table("", columns, rows),),
        messages=(said, f'Next: billcli collections hand-off {customer} --reason "..."'),
        changed=not call.dry_run,
    )  # fmt: skip
