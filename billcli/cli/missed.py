"""``billcli missed``: what became overdue since a day."""

from __future__ import annotations

from billcli.cli.change import date_given, read_outcome
from billcli.cli.declare import Annotated, option, verb
from billcli.cli.outcome import Column, ColumnKind, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome, Row

app = verb("missed")

ID, INT = ColumnKind.ID, ColumnKind.INT
LIST = (
    Column("item", "Item", ID),
    Column("instalment", "Part", INT, Show.DETAIL),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("date_due", "Due", ColumnKind.DATE),
    Column("days_overdue", "Days", INT),
    Column("balance_open", "Open", ColumnKind.MONEY),
    Column("waits_for", "Waits"),
)


@app.command("missed")
def missed(
    ctx: Context,
    since: Annotated[str, option(metavar="DATE", help="The day of the last look.")],
) -> Outcome:
    """List what became overdue since a day, for whoever looks from time to time.

        billcli missed --since yesterday
        billcli missed --since=-7d --format csv

    Nothing is remembered: what was overdue on that day already is left out, and what is disputed,
    promised or on hold says so.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.open_item import balances_open  # noqa: PLC0415
    from billcli.services import find_missed  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, since, "--since") or call.today
    workspace = opened(call)
    found = find_missed.missed(workspace, day, call.cutoff)
    rows: tuple[Row, ...] = tuple(
        (
            one.row.item, one.row.instalment, one.row.customer, one.row.customer_name,
            one.row.date_due, one.row.days_overdue(call.cutoff), one.row.balance_open,
            one.waits_for,
        )
        for one in found
    )  # fmt: skip
    names = [column.key for column in LIST]
    data = {
        "since": day,
        "as_of": call.cutoff,
        "items": [dict(zip(names, row, strict=True)) for row in rows],
        "totals": list(balances_open(one.row for one in found)),
    }
    return read_outcome(workspace, data, Table("", LIST, rows, empty="Nothing became overdue."))
