"""``billcli deposit``: cheques, cash and card charges on their way to the bank."""

from __future__ import annotations

from billcli.cli.block import keyed, merged
from billcli.cli.change import changed, date_given, ids_given, read_outcome
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Show, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome, Row
    from billcli.domain.bank_deposit import Waiting
    from billcli.services.list_deposits import Deposit

app = noun("deposit", "Cheques, cash and card charges: what waits, and taking it to the bank.")

SLIPS = (".pdf", ".html", ".txt")
ID, DATE, MONEY = ColumnKind.ID, ColumnKind.DATE, ColumnKind.MONEY
LINES = (
    Column("name", "Receipt or charge", ID),
    Column("payment", "Payment", ID),
    Column("date", "Date", DATE),
    Column("payer", "From"),
    Column("narration", "What"),
    Column("account", "Waits on", ColumnKind.TEXT, Show.ROOM),
    Column("amount", "Amount", MONEY),
)
MADE = (
    Column("deposit", "Deposit", ID),
    Column("date", "Date", DATE),
    Column("kind", "Kind", ColumnKind.WORD),
    Column("account", "Bank"),
    Column("count", "Lines", ColumnKind.INT),
    Column("amount", "To the bank", MONEY),
)


@app.command("create")
def create(
    ctx: Context,
    receipt: Annotated[list[str], argument(help="Receipts, payments or charges.")] = [],  # noqa: B006 - it is copied
    all_: Annotated[bool, option("--all", help="Every cheque and all cash that waits.")] = False,
    charges: Annotated[bool, option("--charges", help="Every card charge that waits.")] = False,
    account: Annotated[str, option(help="Of the bank; else the usual one.")] = "",
    fee: Annotated[str, option(metavar="AMOUNT", help="What was kept of it.")] = "",
    text: Annotated[str, option(help="Narration of the entry.")] = "",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Take what waits to the bank, in one entry: a deposit of cheques and cash, or a payout.

        billcli deposit create --all
        billcli deposit create PMT-2026-0005 PMT-2026-0009 --account Assets:Bank:Checking
        billcli deposit create ch_1 ch_2 --fee 6.10 --text "Payout po_77"

    Each receipt is deposited once. Charges are cleared with their full amounts, the processor's fee
    is yours, and the account they waited on comes to zero charge by charge; one that was charged
    back after its payout is deducted. The line of the bank is then known: billcli reconcile asks
    whether it is this one.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.make_deposit import DepositRequest, make_deposit  # noqa: PLC0415

    call: Invocation = ctx.obj
    if bool(receipt) + all_ + charges != 1:
        raise UsageError.of(
            "PAYMENT-MODE",
            "receipts, --all and --charges exclude each other" if receipt or all_ else
            "it is not said what goes to the bank",
            hint="billcli deposit create --all, or the names that billcli deposit list shows",
        )  # fmt: skip
    day = date_given(call, date, "--date") or call.today
    names = tuple(ids_given(receipt)) if receipt else ()
    request = DepositRequest(day, names, charges, account, fee, text)
    written = make_deposit(opened(call), request, consent(call))
    entry, lines = written.value.entry, written.value.lines
    number, bank = str(entry.meta["id"]), entry.postings[0]
    data = {
        "deposit": number,
        "date": entry.date,
        "account": bank.account,
        "amount": bank.amount,
        "lines": [_object(row) for row in _rows(lines)],
    }
    many = "" if len(lines) == 1 else "s"
    kind = "Deposited" if "deposit" in entry.tags else "Paid out"
    said = f"{kind} {bank.amount} of {len(lines)} line{many} on {bank.account}: {number}"
    tables = () if call.dry_run else (Table("", LINES, _rows(lines)),)  # else the text is shown
    follow = f"billcli deposit show {number} -o slip.pdf"
    return changed(call, written, data, said, follow, tables=tables, ids=(number,))


@app.command("list")
def list_(ctx: Context) -> Outcome:
    """List what waits, and what went to the bank.

    billcli deposit list
    billcli deposit list --as-of 2026-03-31 --format csv
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.list_deposits import deposits  # noqa: PLC0415
    from billcli.services.make_deposit import waiting_in  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    rows = _rows(waiting_in(workspace, call.cutoff))
    made: tuple[Row, ...] = tuple(
        (one.number, one.entry.date, one.kind, one.account, len(one.lines), one.amount)
        for one in deposits(workspace, call.cutoff)
    )
    data = {
        "waiting": [_object(row) for row in rows],
        "deposits": [dict(zip((c.key for c in MADE), row, strict=True)) for row in made],
    }
    tables = (
        Table("Waiting", LINES, rows, empty="Nothing waits."),
        Table("Taken to the bank", MADE, made, empty="Nothing was deposited yet."),
    )
    return read_outcome(workspace, data, *tables)


@app.command("show")
def show(
    ctx: Context,
    deposit: Annotated[list[str], argument(help="Ids of deposits, or - for stdin.")],
) -> Outcome:
    """Show the slip of a deposit: each cheque, cash or charge in it, and the sum.

        billcli deposit show DEP-2026-0001
        billcli deposit show DEP-2026-0001 -o slip.pdf

    The slip to print is written with -o, whose ending decides: .pdf, .html or .txt; .csv and .json
    write the same as data.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.list_deposits import deposit_of, deposits  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    if call.output is not None and call.output.suffix.lower() in SLIPS:
        from billcli.cli.rendering import rendering  # noqa: PLC0415 - few print it
        from billcli.services.document_sheet import deposit_sheets  # noqa: PLC0415

        sheets = deposit_sheets(workspace, ids_given(deposit), call.cutoff)
        return rendering(call, workspace, sheets)
    every = deposits(workspace, call.cutoff)
    found = [deposit_of(every, name) for name in ids_given(deposit)]
    tables = [Table(_told(one), LINES, _rows(one.lines)) for one in found]
    if call.format is not Format.TABLE:
        parts = zip(found, tables, strict=True)
        tables = [merged([keyed(t, "deposit", "Deposit", one.number) for one, t in parts])]
    data = {
        "deposits": [
            {
                "deposit": one.number, "date": one.entry.date, "kind": one.kind,
                "account": one.account, "amount": one.amount, "fee": one.fee,
                "lines": [_object(row) for row in _rows(one.lines)],
            }
            for one in found
        ]
    }  # fmt: skip
    return read_outcome(workspace, data, *tables)


def _told(one: Deposit) -> str:
    kept = f", {one.fee} kept" if one.fee else ""
    return f"{one.number} of {one.entry.date}: {one.amount} on {one.account}{kept}"


def _rows(lines: Sequence[Waiting]) -> tuple[Row, ...]:
    return tuple(
        (one.name, one.payment, one.entry.date, one.entry.payee, one.entry.narration, one.account,
         one.amount)
        for one in lines
    )  # fmt: skip


def _object(row: Row) -> dict[str, object]:
    return dict(zip((column.key for column in LINES), row, strict=True))
