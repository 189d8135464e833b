"""``billcli dispute``: what customers do not accept, of which nobody reminds them meanwhile."""

from __future__ import annotations

from billcli.cli.change import ids_given, read_outcome
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.note_view import noted
from billcli.cli.outcome import Column, ColumnKind, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome, Row

app = noun("dispute", "What customers do not accept: an item, or a part of it.")

ID = ColumnKind.ID
LIST = (
    Column("dispute", "Dispute", ID),
    Column("opened", "Opened", ColumnKind.DATE),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("items", "Item"),
    Column("amount", "Disputed", ColumnKind.MONEY),
    Column("status", "Status", ColumnKind.WORD),
    Column("reason", "Reason"),
)


@app.command("open")
def open_(
    ctx: Context,
    item: Annotated[str, argument(help="Id of an open item.")],
    reason: Annotated[str, option(help="What the customer says.")],
    amount: Annotated[str, option(metavar="AMOUNT", help="The part; else all of it.")] = "",
) -> Outcome:
    """Write down that a customer does not accept an item, or a part of it.

        billcli dispute open INV-2026-0004 --reason "Two hours too many"
        billcli dispute open INV-2026-0004 --amount 180.00 --reason "Two hours too many"

    Nobody is reminded of what is disputed, and it is not collected by direct debit. The rest of the
    item is asked for as before.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.keep_dispute import DisputeRequest, open_dispute  # noqa: PLC0415

    call: Invocation = ctx.obj
    request = DisputeRequest(item, amount, reason)
    written = open_dispute(opened(call), request, consent(call))
    (note,) = written.value
    what = f"{note.meta.get('amount') or 'all'} of {note.links[0]}"
    return noted(call, written, f"Disputed {what}", "billcli dispute list")


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    all_: Annotated[bool, option("--all", help="Closed ones too.")] = False,
) -> Outcome:
    """List what is disputed, by whom and why.

    billcli dispute list
    billcli dispute list --customer Acme --all --format csv
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.standing_note import Owners, disputed_now  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    books = workspace.books(call.cutoff)
    owners, wanted = Owners(books), books.customer(customer).id if customer else ""
    rows: list[Row] = []
    data: list[dict[str, object]] = []
    for one in books.disputes:
        whose = owners.of(one.account, one.items)
        if (one.is_open or all_) and wanted in ("", whose.customer):
            status = "open" if one.is_open else "closed"
            amounts = disputed_now(books, one) if one.is_open else (one.amount,)
            row: Row = (
                one.id, one.opened, whose.customer, whose.name, " ".join(one.items),
                amounts[0] if amounts else None, status, one.reason,
            )  # fmt: skip
            rows.append(row)
            names = (column.key for column in LIST)
            data.append({**dict(zip(names, row, strict=True)), "items": list(one.items)})
    table = Table("", LIST, tuple(rows), empty="Nothing is disputed.")
    return read_outcome(workspace, {"disputes": data}, table)


@app.command("close")
def close(
    ctx: Context,
    dispute: Annotated[list[str], argument(help="Ids of disputes, or - for stdin.")],
    note: Annotated[str, option(help="How it ended.")] = "",
) -> Outcome:
    """Write down that disputes are over: their items are asked for again.

        billcli dispute close DSP-2026-0001 --note "One hour credited by CN-2026-0002"

    What the customer is given in the end is a credit note: billcli credit create.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.keep_dispute import close_disputes  # noqa: PLC0415

    call: Invocation = ctx.obj
    written = close_disputes(opened(call), ids_given(dispute), note, consent(call))
    return noted(call, written, "Closed", "billcli dispute list")
