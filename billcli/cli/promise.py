"""``billcli promise``: what customers said they would pay until when."""

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

app = noun("promise", "What customers said they would pay, and until when.")

ID, DATE = ColumnKind.ID, ColumnKind.DATE
LIST = (
    Column("promise", "Promise", ID),
    Column("made", "Made", DATE),
    Column("until", "Until", DATE),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("items", "Items"),
    Column("amount", "Promised", ColumnKind.MONEY),
    Column("balance_open", "Open", ColumnKind.MONEY),
    Column("status", "Status", ColumnKind.WORD),
    Column("reason", "What was said", ColumnKind.TEXT, Show.ROOM),
)
STANDING = ("open", "broken")


@app.command("add")
def add(
    ctx: Context,
    subject: Annotated[list[str], argument(help="Ids of items, or of a customer for all it owes.")],
    until: Annotated[str, option(metavar="DATE", help="The last day.")],
    amount: Annotated[str, option(metavar="AMOUNT", help="What is promised; else all of it.")] = "",
    note: Annotated[str, option(help="What was said.")] = "",
) -> Outcome:
    """Write down that a customer promised to pay.

        billcli promise add INV-2026-0004 --until 2026-03-15
        billcli promise add Acme --until +10d --amount 500.00 --note "Mrs Weber, by phone"

    Until that day nobody is reminded of the items. Whether the promise was kept is told by what is
    received; a broken one shows in billcli status and raises the customer in billcli worklist.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.keep_promise import PromiseRequest, add_promise  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, until, "--until") or call.today
    request = PromiseRequest(tuple(ids_given(subject)), day, amount, note)
    written = add_promise(opened(call), request, consent(call))
    return noted(call, written, f"Promised until {day}", "billcli promise list")


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    all_: Annotated[bool, option("--all", help="Those kept and closed too.")] = False,
) -> Outcome:
    """List promises that are open or broken.

    billcli promise list
    billcli promise list --customer Acme --all
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.standing_note import Owners, left_of, promises_on  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    books = workspace.books(call.cutoff)
    owners, wanted = Owners(books), books.customer(customer).id if customer else ""
    rows: list[Row] = []
    data: list[dict[str, object]] = []
    for one in promises_on(workspace, call.cutoff):
        whose = owners.of(one.account, one.items)
        if (one.status in STANDING or all_) and wanted in ("", whose.customer):
            left = left_of(books, one.items)
            row: Row = (
                one.id, one.made, one.until, whose.customer, whose.name, " ".join(one.items),
                one.amount, left[0] if left else None, one.status, one.reason,
            )  # fmt: skip
            rows.append(row)
            names = (column.key for column in LIST)
            data.append({**dict(zip(names, row, strict=True)), "items": list(one.items)})
    table = Table("", LIST, tuple(rows), empty="Nothing is promised.")
    return read_outcome(workspace, {"promises": data}, table)


@app.command("close")
def close(
    ctx: Context,
    promise: Annotated[list[str], argument(help="Ids of promises, or - for stdin.")],
    note: Annotated[str, option(help="Why it does not count any more.")] = "",
) -> Outcome:
    """Write down that promises do not count any more.

    billcli promise close PTP-2026-0001 --note "Written off"
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.keep_promise import close_promises  # noqa: PLC0415

    call: Invocation = ctx.obj
    written = close_promises(opened(call), ids_given(promise), note, consent(call))
    return noted(call, written, "Closed", "billcli promise list")
