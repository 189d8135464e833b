"""``billcli hold``: customers and items nobody is reminded of."""

from __future__ import annotations

from billcli.cli.change import date_given, ids_given, read_outcome
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.note_view import noted
from billcli.cli.outcome import Column, ColumnKind, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome, Row

app = noun("hold", "Customers and items nobody is reminded of.")

ID, DATE = ColumnKind.ID, ColumnKind.DATE
LIST = (
    Column("hold", "Hold", ID),
    Column("since", "Since", DATE),
    Column("until", "Until", DATE),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("items", "Items"),
    Column("collections", "Collections", ColumnKind.WORD, Show.ROOM),
    Column("status", "Status", ColumnKind.WORD),
    Column("reason", "Reason"),
)


@app.command("set")
def set_(
    ctx: Context,
    subject: Annotated[list[str], argument(help="Ids of customers, or of items.")],
    reason: Annotated[str, option(help="Why nobody is reminded.")],
    until: Annotated[str, option(metavar="DATE", help="The last day; else until cleared.")] = "",
) -> Outcome:
    """Hold customers or items, so that nobody is reminded of them.

        billcli hold set Acme --until 2026-04-30 --reason "New bookkeeping, asks for patience"
        billcli hold set INV-2026-0004 --reason "Goods were sent back"

    Of a customer all items are held, later ones too. The hold of a customer's record, which billcli
    customer edit sets, does the same.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.keep_hold import HoldRequest, set_holds  # noqa: PLC0415

    call: Invocation = ctx.obj
    names, last = tuple(ids_given(subject)), date_given(call, until, "--until")
    written = set_holds(opened(call), HoldRequest(names, reason, last), consent(call))
    end = f" until {last}" if last else ""
    return noted(call, written, f"On hold{end}", "billcli hold list")


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    all_: Annotated[bool, option("--all", help="Those that ended too.")] = False,
) -> Outcome:
    """List what is on hold, until when and why.

    billcli hold list
    billcli hold list --all --format csv
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.standing_note import Owners, holds_on  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    books = workspace.books(call.cutoff)
    owners, wanted = Owners(books), books.customer(customer).id if customer else ""
    rows: list[Row] = []
    data: list[dict[str, object]] = []
    for one in holds_on(workspace, call.cutoff):
        whose = owners.of(one.account, one.items)
        if (one.is_open or all_) and wanted in ("", whose.customer):
            row: Row = (
                one.id, one.since, one.until, whose.customer, whose.name, " ".join(one.items),
                "yes" if one.is_handed_off else "no", "open" if one.is_open else "closed",
                one.reason,
            )  # fmt: skip
            rows.append(row)
            names = (column.key for column in LIST)
            found = {**dict(zip(names, row, strict=True)), "items": list(one.items)}
            data.append({**found, "collections": one.is_handed_off})
    table = Table("", LIST, tuple(rows), empty="Nothing is on hold.")
    return read_outcome(workspace, {"holds": data}, table)


@app.command("clear")
def clear(
    ctx: Context,
    subject: Annotated[list[str], argument(help="Ids of holds, of customers, or of items.")],
    note: Annotated[str, option(help="Why it ends.")] = "",
) -> Outcome:
    """Clear holds: reminders go on.

    billcli hold clear Acme
    billcli hold clear HLD-2026-0001 --note "They received the goods"
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.keep_hold import clear_holds  # noqa: PLC0415

    call: Invocation = ctx.obj
    written = clear_holds(opened(call), ids_given(subject), note, consent(call))
    return noted(call, written, "Cleared", "billcli hold list")
