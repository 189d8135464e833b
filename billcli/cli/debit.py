"""``billcli debit``: money collected by SEPA direct debit."""

from __future__ import annotations

from billcli.cli.change import changed, date_given, ids_given, read_outcome
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.outcome import Column, ColumnKind, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome, Row
    from billcli.services.list_debits import PastRun
    from billcli.services.run_debit import DebitRun
    from billcli.services.writing import Written

app = noun("debit", "Direct debits: collect what is due from customers who gave a mandate.")

ID, MONEY, DATE = ColumnKind.ID, ColumnKind.MONEY, ColumnKind.DATE
DEBITS = (
    Column("payment", "Payment", ID),
    Column("customer", "Customer", ID),
    Column("customer_name", "Name", ColumnKind.TEXT, Show.ROOM),
    Column("items", "Items"),
    Column("mandate", "Mandate", ID, Show.ROOM),
    Column("iban", "IBAN", ID, Show.DETAIL),
    Column("amount", "Amount", MONEY),
)
LEFT = (
    Column("customer", "Customer", ID),
    Column("item", "Item", ID),
    Column("reason", "Not collected because"),
)
RUNS = (
    Column("run", "Run", ID),
    Column("date", "Collected", DATE),
    Column("payments", "Payments", ColumnKind.INT),
    Column("amount", "Amount", MONEY),
)


@app.command("run")
def run(
    ctx: Context,
    only: Annotated[
        list[str],
        argument(metavar="[ID]...", help="Customers or items; else all that are due."),
    ] = [],  # noqa: B006 - it is copied
    collect: Annotated[
        str, option(metavar="DATE", help="Day of collection; else the next possible.")
    ] = "",
) -> Outcome:
    """Collect what is due: one payment per customer, and the order for the bank.

        billcli debit run --dry-run
        billcli debit run --collect 2026-03-02
        billcli debit run Acme

    Customers with a mandate are collected from, oldest item first, what is due by that day. Held
    customers, disputed items and customers with credit are left out and named. The order is
    documents/REM-....xml, in pain.008, to be handed to the bank. Run again, it collects nothing
    twice.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.run_debit import collection_day, run_debit  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    day = collection_day(workspace, date_given(call, collect, "--collect"))
    names = ids_given(only) if only else []
    return _ran(call, run_debit(workspace, names, day, consent(call)))


def _ran(call: Invocation, written: Written[DebitRun]) -> Outcome:
    run = written.value
    rows: tuple[Row, ...] = tuple(
        (number, debit.customer.id, debit.customer.name, " ".join(debit.items),
         debit.mandate.reference, debit.iban, debit.amount)
        for number, debit in run.debits
    )  # fmt: skip
    left = tuple((one.customer, one.item, one.reason) for one in run.left)
    debits = [
        {**dict(zip((c.key for c in DEBITS), row, strict=True)), "items": list(debit.items)}
        for row, (_, debit) in zip(rows, run.debits, strict=True)
    ]
    data = {
        "run": run.number,
        "date": run.collected,
        "amount": run.amount,
        "debits": debits,
        "left": [dict(zip((c.key for c in LEFT), row, strict=True)) for row in left],
    }
    many = "" if len(rows) == 1 else "s"
    said = (
        f"Collected {run.amount} from {len(rows)} customer{many} on {run.collected}: {run.number}"
    )
    if not rows:
        said = f"Nothing is to be collected on {run.collected}"
    tables = (
        *([Table("Collected", DEBITS, rows)] if rows else []),
        *([Table("Not collected", LEFT, left)] if left else []),
    )
    follow = "billcli debit list" if rows else ""
    return changed(call, written, data, said, follow, tables=tables, ids=(run.number,))


@app.command("list")
def list_(ctx: Context) -> Outcome:
    """List the runs: when, how many payments, how much.

    billcli debit list
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.list_debits import past_runs  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    found = past_runs(workspace)
    data = {"runs": [_object(one) for one in found]}
    rows = tuple((one.number, one.collected, len(one.payments), one.amount) for one in found)
    table = Table("", RUNS, rows, empty="Nothing was collected yet.")
    return read_outcome(workspace, data, table)


def _object(one: PastRun) -> dict[str, object]:
    return {
        "run": one.number,
        "date": one.collected,
        "payments": list(one.payments),
        "amount": one.amount,
    }
