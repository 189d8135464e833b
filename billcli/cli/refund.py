"""``billcli refund``: credit that is paid back."""

from __future__ import annotations

from billcli.cli.change import changed, date_given, dates_given, read_outcome
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.refund_credit import Refund

app = noun("refund", "Credit that is paid back.")

ID, DATE, MONEY = ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY
LIST = (
    Column("refund", "Refund", ID),
    Column("date", "Date", DATE),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("amount", "Amount", MONEY),
    Column("of", "Of"),
)


@app.command("create")
def create(
    ctx: Context,
    credit: Annotated[str, argument(help="Id of a credit note, or of a payment with a rest.")],
    amount: Annotated[str, argument(help="All that is left when not given.")] = "",
    account: Annotated[str, option(help="Ledger account the money leaves.")] = "",
    charge: Annotated[
        str, option(metavar="ID", help="A card refund, to be deducted from a payout.")
    ] = "",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Record that credit was paid back.

        billcli refund create CN-2026-0001
        billcli refund create PMT-2026-0002 50.00 --account Assets:Bank:Checking
        billcli refund create CN-2026-0001 --charge re_1

    Never more than is left of the credit. The line of the bank statement about it is then known.
    What a card processor pays back, or what leaves the till, is deducted from the next payout or
    deposit.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.contract import check_text  # noqa: PLC0415 - as above
    from billcli.services.refund_credit import RefundRequest, refund_credit  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    charge = check_text(charge, flag="--charge")
    request = RefundRequest(credit, day, amount, account, charge)
    written = refund_credit(opened(call), request, consent(call))
    done = written.value
    data = {
        "refund": done.number,
        "credit": done.credit.item,
        "customer": done.credit.customer,
        "date": day,
        "amount": done.amount,
        "account": done.account,
        "left": done.left,
        "waits": done.waits or None,
    }
    said = f"Paid back {done.amount} of {done.credit.item} as {done.number}"
    if done.left:
        said += f"; {done.left} stays as credit"
    if done.waits:
        said += f"; to be deducted as {done.waits}"
    follow = "billcli deposit list" if done.waits else "billcli refund list"
    return changed(call, written, data, said, follow, ids=(done.number,))


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Paid from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Paid until.")] = "",
) -> Outcome:
    """List what was paid back.

    billcli refund list
    billcli refund list --customer Acme --from 2026-01-01
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.refund_credit import list_refunds  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    when = dates_given(call, **{"from": from_, "to": to})
    found = list_refunds(workspace.books(call.cutoff), customer, when["from"], when["to"])
    objects = [_object(refund) for refund in found]
    rows = tuple(
        (r.refund, r.entry.date, r.customer, r.customer_name, r.amount,
         ", ".join(dict.fromkeys(m.item for m in r.movements)))
        for r in found
    )  # fmt: skip
    table = Table("", LIST, rows, empty="Nothing was paid back yet.")
    outcome = read_outcome(workspace, {"refunds": objects}, table)
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import ledger_text  # noqa: PLC0415 - rarely wanted

    return outcome._replace(text=ledger_text(refund.entry for refund in found))


def _object(refund: Refund) -> dict[str, object]:
    entry = refund.entry
    return {
        "refund": refund.refund,
        "date": entry.date,
        "customer": refund.customer,
        "customer_name": refund.customer_name,
        "amount": refund.amount,
        "credits": [{"item": m.item, "amount": m.amount} for m in refund.movements],
        "file": entry.source.file,
        "line": entry.source.line,
    }
