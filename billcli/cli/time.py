"""``billcli time``: hours worked, and the invoices they become."""

from __future__ import annotations

from billcli.cli.change import date_given
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.work_view import billed_by, imported, listed, noted
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = noun("time", "Hours worked: take them over, list them, bill each once.")


@app.command("add")
def add(
    ctx: Context,
    customer: Annotated[str, argument(help="Id of the customer.")],
    duration: Annotated[str, argument(help="As in 1:30, 1.5 or 90min.")],
    text: Annotated[str, argument(show_default=False, help="What was done.")] = "",
    job: Annotated[str, option(metavar="PROJECT", help="What for; the price list may know.")] = "",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
    rate: Annotated[str, option(metavar="AMOUNT", help="Per hour; else the price list.")] = "",
) -> Outcome:
    """Write down hours for a customer.

    billcli time add Acme 1:30 "Draft, first round" --job logo
    """
    from billcli.domain.money import parse_number  # noqa: PLC0415 - keeps the help light
    from billcli.domain.work import Work, parse_duration  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    price = parse_number(rate, flag="--rate") if rate else None
    seconds = parse_duration(duration, flag="DURATION")
    work = Work("", day, customer, job, text, seconds, price)
    return noted(call, work, "billcli time list --unbilled")


@app.command("import")
def import_(
    ctx: Context,
    file: Annotated[str, argument(metavar="FILE", help="With hours, in any known form.")],
    customer: Annotated[str, option(help="Whose they are where the file names nobody.")] = "",
) -> Outcome:
    """Take over hours from a file; the same file twice adds nothing.

        billcli time import hours.csv
        timew export :month > january.json; billcli time import january.json --customer Acme

    Known are CSV with a heading (customer, project, date, hours, or start and end, description,
    rate), Timewarrior's export and .data, and timeclock and timedot of hledger. Of tags and parts
    of accounts the first that is a customer is meant, the first other one is the project.
    """
    return imported(ctx.obj, file, customer, expenses=False)


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Worked from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Worked until.")] = "",
    unbilled: Annotated[bool, option("--unbilled", help="Only what no invoice bills.")] = False,
) -> Outcome:
    """List hours, and the invoice that bills them.

    billcli time list --unbilled
    billcli time list --customer Acme --from 2026-01-01 --format csv
    """
    return listed(ctx.obj, customer, from_, to, unbilled=unbilled, expenses=False)


@app.command("bill")
def bill(
    ctx: Context,
    customer: Annotated[str, argument(help="Id of the customer.")],
    until: Annotated[str, option(metavar="DATE", help="Hours until then; else all.")] = "",
    group: Annotated[str, option(help="One line per project or day, or for all.")] = "project",
    date: Annotated[str, option(metavar="DATE", help="Of the invoice; else today.")] = "",
    note: Annotated[str, option(help="A remark printed on it.")] = "",
) -> Outcome:
    """Issue the invoice of a customer's unbilled hours; each is billed once.

        billcli time bill Acme --until 2026-01-31
        billcli time bill Acme --group day --dry-run

    An hour's price is its own, else that of the price list under the name of the project or the
    customer's id, else the one under [time] in billcli.toml. Each time is rounded as [time] round
    says, then the hours of a line to 0.01.
    """
    return billed_by(ctx.obj, customer, until, date, group, note, expenses=False)
