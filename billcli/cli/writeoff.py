"""``billcli writeoff``: what is not paid any more, and small differences."""

from __future__ import annotations

from billcli.cli.change import changed, date_given, dates_given, read_outcome
from billcli.cli.credit import allocations
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.cli.payment import arrived_given
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.domain.money import Money
    from billcli.domain.write_off_entry import WriteOff
    from billcli.services.list_write_offs import Loss

app = noun("writeoff", "What is not paid any more, and small differences.")

ID, DATE, MONEY = ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY
LIST = (
    Column("write_off", "Write-off", ID),
    Column("date", "Date", DATE),
    Column("customer", "Customer", ID, Show.ROOM),
    Column("customer_name", "Name"),
    Column("amount", "Amount", MONEY),
    Column("recovered", "Recovered", MONEY, Show.ROOM),
    Column("of", "Of"),
    Column("reason", "Reason"),
)


@app.command("create")
def create(
    ctx: Context,
    item: Annotated[str, argument(metavar="ITEM[=AMOUNT]", help="What nobody will pay.")],
    reason: Annotated[str, option(help="Kept with the entry.")],
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
    tax_relief: Annotated[bool, option("--tax-relief", help="Give back the tax in it.")] = False,
    no_tax_relief: Annotated[
        bool, option("--no-tax-relief", help="Keep the tax, whatever the project says.")
    ] = False,
) -> Outcome:
    """Write off what a customer will not pay.

        billcli writeoff create INV-2026-0004 --reason "Insolvent"
        billcli writeoff create INV-2026-0004=108.00 --reason "Settlement" --tax-relief

    The loss is an expense; the item is settled by it, in whole or in part. Whether tax may be given
    back is a question of law: it is only with --tax-relief, or tax_relief = true under [writeoff].
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.write_off import WriteOffRequest, write_off  # noqa: PLC0415

    call: Invocation = ctx.obj
    if tax_relief and no_tax_relief:
        raise UsageError.of(
            "WRITEOFF-RELIEF",
            "--tax-relief and --no-tax-relief exclude each other",
            hint="drop one",
        )
    relief = True if tax_relief else False if no_tax_relief else None
    day = date_given(call, date, "--date") or call.today
    request = WriteOffRequest(item, day, reason, relief)
    written = write_off(opened(call), request, consent(call))
    plan = written.value
    said = f"Wrote off {plan.amount} of {plan.parts[0].open_item.item} as {plan.number}"
    if plan.tax:
        said += f", {plan.tax} of it tax"
    return changed(call, written, _object(plan), said, "billcli writeoff list", ids=(plan.number,))


@app.command("small")
def small(
    ctx: Context,
    max_: Annotated[str, option("--max", metavar="AMOUNT", help="As in '0.05 EUR'.")] = "",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Write off every small rest: of what was settled but for some cents.

        billcli writeoff small --max "0.05 EUR"

    Without --max it goes by small under [writeoff]. Run again, it finds nothing.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.write_off_small import write_off_small  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    written = write_off_small(opened(call), _most(max_), day, consent(call))
    plans = written.value
    data = {"date": day, "write_offs": [_object(plan) for plan in plans]}
    ids = tuple(plan.number for plan in plans)
    what = ", ".join(f"{plan.parts[0].open_item.item} {plan.amount}" for plan in plans)
    said = f"Wrote off small differences: {what}" if plans else "No small difference is open"
    return changed(call, written, data, said, "billcli report open" if plans else "", ids=ids)


def _most(text: str) -> Money | None:
    from billcli.domain.money import parse_money  # noqa: PLC0415 - few name an amount

    if not text:
        return None
    number, _, currency = text.strip().partition(" ")
    return parse_money(number, currency.strip(), flag="--max")


@app.command("recover")
def recover(
    ctx: Context,
    write_off: Annotated[str, argument(help="Id of the write-off.")],
    amount: Annotated[str, argument(help="What arrived; all of it when not given.")] = "",
    account: Annotated[str, option(help="Ledger account it arrived on.")] = "",
    arrived: Annotated[
        str, option(metavar='"NUMBER CURRENCY"', help="What the bank made of foreign money.")
    ] = "",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Record money for what was written off.

        billcli writeoff recover WO-2026-0001 50.00

    The item is opened again by as much, with loss and tax given back in proportion, and the payment
    settles it. Of an item in foreign currency that is kept at a value, the value comes back; what
    the money is worth beyond it is a gain from exchange rates.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.recover_write_off import (  # noqa: PLC0415
        RecoverRequest,
        recover_write_off,
    )

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    request = RecoverRequest(write_off, day, amount, account, arrived_given(arrived))
    written = recover_write_off(opened(call), request, consent(call))
    done = written.value
    data = {
        "write_off": done.loss.write_off,
        "reversal": done.reversal,
        "payment": done.payment,
        "customer": done.loss.customer,
        "date": day,
        "amount": done.amount,
        "left": done.left,
    }
    said = f"Recovered {done.amount} of {done.loss.write_off} as {done.payment}"
    return changed(call, written, data, said, "billcli writeoff list", ids=(done.payment,))


@app.command("allowance")
def allowance(
    ctx: Context,
    date: Annotated[str, option(metavar="DATE", help="Of the entry; --as-of when not given.")] = "",
) -> Outcome:
    """Book the allowance for bad debts: the change of what is expected to be lost.

        billcli writeoff allowance
        billcli writeoff allowance --as-of 2026-12-31

    What is overdue as of the day counts gross, at the percentage of its bucket of days: allowance
    under [writeoff]. Only the difference to what the account holds is booked. No item is touched.
    """
    from billcli.cli.allowance_view import allowance_outcome  # noqa: PLC0415 - few ask
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.allow_bad_debt import allow_bad_debt  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.cutoff
    written = allow_bad_debt(opened(call), call.cutoff, day, consent(call))
    return allowance_outcome(call, written, day)


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Written off from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Written off until.")] = "",
) -> Outcome:
    """List what was written off, and what of it came after all.

    billcli writeoff list
    billcli writeoff list --customer Acme --from 2026-01-01
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.list_write_offs import list_write_offs  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    when = dates_given(call, **{"from": from_, "to": to})
    found = list_write_offs(workspace.books(call.cutoff), customer, when["from"], when["to"])
    objects = [_listed(loss) for loss in found]
    rows = tuple(
        (o.write_off, o.entry.date, o.customer, o.customer_name, o.amount, o.recovered,
         ", ".join(dict.fromkeys(m.item for m in o.movements)), _reason(o))
        for o in found
    )  # fmt: skip
    table = Table("", LIST, rows, empty="Nothing was written off yet.")
    outcome = read_outcome(workspace, {"write_offs": objects}, table)
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import ledger_text  # noqa: PLC0415 - rarely wanted

    return outcome._replace(text=ledger_text(loss.entry for loss in found))


def _reason(loss: Loss) -> str:
    return str(loss.entry.meta.get("reason", ""))


def _listed(loss: Loss) -> dict[str, object]:
    return {
        "write_off": loss.write_off,
        "date": loss.entry.date,
        "customer": loss.customer,
        "customer_name": loss.customer_name,
        "amount": loss.amount,
        "recovered": loss.recovered,
        "reason": _reason(loss),
        "items": [{"item": m.item, "amount": -m.amount} for m in loss.movements],
        "file": loss.entry.source.file,
        "line": loss.entry.source.line,
    }


def _object(plan: WriteOff) -> dict[str, object]:
    return {
        "write_off": plan.number,
        "customer": plan.parts[0].open_item.customer,
        "date": plan.date,
        "amount": plan.amount,
        "tax": plan.tax,
        "account": plan.account,
        "reason": plan.reason,
        "allocations": allocations(plan.parts),
    }
