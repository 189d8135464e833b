"""``billcli status``: where the receivables stand, and what to run next."""

from __future__ import annotations

from billcli.cli.change import read_outcome
from billcli.cli.declare import verb
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Row
    from billcli.services.take_stock import Standing

app = verb("status")

COLUMNS = (
    Column("what", "What"),
    Column("count", "Count", ColumnKind.INT),
    Column("amount", "Amount", ColumnKind.MONEY),
    Column("next", "Next"),
)


@app.command("status")
def status(ctx: Context) -> Outcome:
    """Show where the receivables stand: open, overdue, due soon, disputed, on account, drafts.

    billcli status
    billcli status --as-of 2026-03-31 --format json
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.take_stock import take_stock  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    found = take_stock(workspace, call.cutoff)
    rows = tuple(row for standing in found for row in _rows(standing))
    data = {"as_of": call.cutoff, "ledger": workspace.ledger_name, "status": found}
    table = Table(f"{workspace.title or 'Books'}, {call.cutoff}", COLUMNS,
                  rows, empty="Nothing is open, nothing waits.")  # fmt: skip
    return read_outcome(workspace, data, table)


def _rows(standing: Standing) -> list[Row]:
    """Return a row per currency, each with its name; nothing for what counts nothing."""
    if not standing.count:
        return []
    first, *more = standing.amounts or (None,)
    head: Row = (standing.title, standing.count, first, standing.follow)
    return [head, *((standing.title, None, amount, "") for amount in more)]
