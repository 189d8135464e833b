"""``billcli worklist``: whom to act on first, and why."""

from __future__ import annotations

from billcli.cli.change import read_outcome
from billcli.cli.declare import Annotated, option, verb
from billcli.cli.outcome import Column, ColumnKind, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome, Row
    from billcli.domain.worklist import Ranked

app = verb("worklist")

ID, INT, MONEY, NUMBER = ColumnKind.ID, ColumnKind.INT, ColumnKind.MONEY, ColumnKind.NUMBER
FACTORS = ("money", "age", "promises", "history", "reach", "deadline")
LIST = (
    Column("customer", "Customer", ID),
    Column("customer_name", "Name", ColumnKind.TEXT, Show.ROOM),
    Column("score", "Score", NUMBER),
    Column("at_risk", "At risk", MONEY),
    Column("waiting", "Waits", MONEY, Show.ROOM),
    Column("days", "Days", INT),
    Column("broken", "Broken", INT),
    Column("late", "Pays late", INT, Show.ROOM),
    Column("reach", "By", ColumnKind.WORD),
    Column("bounces", "Bounces", INT, Show.DETAIL),
    Column("deadline", "Deadline", ColumnKind.DATE, Show.ROOM),
    *(Column(f"{name}_points", f"{name} points", NUMBER, Show.DETAIL) for name in FACTORS),
)


@app.command("worklist")
def worklist(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    limit: Annotated[int, option(least=0, metavar="N", help="At most so many; 0 for all.")] = 0,
) -> Outcome:
    """Rank customers to act on: whose money is late, and every reason for the rank.

        billcli worklist --limit 10
        billcli worklist -v
        billcli worklist --format csv -o monday.csv

    The score is the sum of the points: money at risk up to 40, its age 20, broken promises 15,
    payment history 10, reach 10, the next deadline 5. Disputed, promised and held amounts wait and
    are not at risk. -v shows the points of each.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.worklist import ranked  # noqa: PLC0415
    from billcli.services.find_prospects import prospects  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    found = ranked(prospects(workspace, call.cutoff, customer), call.cutoff)
    rows = tuple(_row(one) for one in found[: limit or None])
    names = [column.key for column in LIST]
    data = {
        "as_of": call.cutoff,
        "customers": [dict(zip(names, row, strict=True)) for row in rows],
    }
    return read_outcome(workspace, data, Table("", LIST, rows, empty="Nobody is late."))


def _row(one: Ranked) -> Row:
    known = one.prospect
    return (
        known.customer, known.name, one.score, known.at_risk, known.waiting, known.days,
        known.broken, known.late, known.reach, known.bounces, known.deadline,
        *(one.points[name] for name in FACTORS),
    )  # fmt: skip
