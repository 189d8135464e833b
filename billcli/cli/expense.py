"""``billcli expense``: what was spent for customers, and the invoices it becomes."""

from __future__ import annotations

from billcli.cli.change import date_given
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.work_view import billed_by, imported, listed, noted
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = noun("expense", "Expenses for customers: write them down, list them, bill each once.")


@app.command("add")
def add(
    ctx: Context,
    customer: Annotated[str, argument(help="Id of the customer.")],
    amount: Annotated[str, argument(help="What it came to, as it is to be billed.")],
    text: Annotated[str, argument(help="What it was for.")],
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
    tax: Annotated[str, option(metavar="CODE", help="Else the customer's usual one.")] = "",
    markup: Annotated[str, option(metavar="PERCENT", help="Added when it is billed.")] = "",
    receipt: Annotated[str, option(metavar="FILE", help="File of the receipt.")] = "",
) -> Outcome:
    """Write down an expense for a customer.

    billcli expense add Acme 84.50 "Train to Cologne" --date 2026-01-12 --receipt receipts/77.pdf
    """
    from billcli.domain.contract import check_text  # noqa: PLC0415 - keeps the help light
    from billcli.domain.money import parse_number  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.domain.work import Work  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    price = parse_number(amount, flag="AMOUNT")
    share = parse_number(markup.removesuffix("%").strip(), flag="--markup") if markup else None
    if price <= 0 or (share is not None and share < 0):
        raise UsageError.of(
            "PAYMENT-AMOUNT",
            "an expense comes to more than zero, and its markup is not below it",
            hint="give a positive amount; money given back is a credit note",
        )
    check_text(receipt, flag="--receipt")
    work = Work("", day, customer, "", text, None, price, share, tax, receipt)
    return noted(call, work, "billcli expense list --unbilled")


@app.command("import")
def import_(
    ctx: Context,
    file: Annotated[str, argument(metavar="FILE", help="CSV with a heading.")],
    customer: Annotated[str, option(help="Whose they are where the file names nobody.")] = "",
) -> Outcome:
    """Take over expenses from CSV: customer, date, amount, description, tax, markup, receipt.

    billcli expense import expenses.csv
    """
    return imported(ctx.obj, file, customer, expenses=True)


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Spent from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Spent until.")] = "",
    unbilled: Annotated[bool, option("--unbilled", help="Only what no invoice bills.")] = False,
) -> Outcome:
    """List expenses, and the invoice that bills them.

    billcli expense list --unbilled
    """
    return listed(ctx.obj, customer, from_, to, unbilled=unbilled, expenses=True)


@app.command("bill")
def bill(
    ctx: Context,
    customer: Annotated[str, argument(help="Id of the customer.")],
    until: Annotated[str, option(metavar="DATE", help="Expenses until then; else all.")] = "",
    date: Annotated[str, option(metavar="DATE", help="Of the invoice; else today.")] = "",
    note: Annotated[str, option(help="A remark printed on it.")] = "",
) -> Outcome:
    """Issue the invoice of a customer's unbilled expenses, with their markup; each once.

    billcli expense bill Acme --until 2026-01-31
    """
    return billed_by(ctx.obj, customer, until, date, "project", note, expenses=True)
