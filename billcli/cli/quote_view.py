"""How quotes look as answers: what was written, the list, one quote in full."""

from __future__ import annotations

import datetime as dt

from billcli.cli.block import keyed, merged
from billcli.cli.change import near, read_outcome
from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode, each
from billcli.services.list_quotes import customer_of, date_of, list_quotes
from billcli.services.quote_file import read_quote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Cell
    from billcli.domain.quote import Quote
    from billcli.services.list_items import Choice
    from billcli.services.quote_file import Offered
    from billcli.services.workspace import Workspace

LIST = (
    Column("quote", "Quote", ColumnKind.ID),
    Column("customer", "Customer", ColumnKind.ID),
    Column("customer_name", "Name", ColumnKind.TEXT, Show.ROOM),
    Column("date", "Date", ColumnKind.DATE),
    Column("valid_until", "Valid until", ColumnKind.DATE),
    Column("total", "Total", ColumnKind.MONEY),
    Column("status", "Status"),
    Column("invoices", "Invoice", ColumnKind.ID),
    Column("reason", "Reason", ColumnKind.TEXT, Show.DETAIL),
)


def saved(call: Invocation, quote: Quote, path: Path, text: str) -> Outcome:
    """Return the outcome of writing a quote."""
    shown, offer = near(call, path), quote.offer
    data = {
        "quote": offer.number,
        "customer": offer.customer,
        "date": offer.date,
        "valid_until": quote.valid_until,
        "net": offer.net,
        "tax": offer.tax,
        "total": offer.total,
        "file": shown,
        "written": not call.dry_run,
    }
    said = "Would write" if call.dry_run else "Wrote"
    until = f", valid until {quote.valid_until}" if quote.valid_until else ""
    return Outcome(
        data=data,
        messages=(
            f"{said} quote {offer.number} of {offer.total}{until} ({shown})",
            f"Next: billcli quote render {offer.number}",
        ),
        text=text if call.dry_run else "",
        ids=(offer.number,),
        changed=not call.dry_run,
    )


def declined(call: Invocation, quote: Offered, text: str) -> Outcome:
    """Return the outcome of declining a quote."""
    said = "Would note" if call.dry_run else "Noted"
    return Outcome(
        data={"quote": quote.number, "file": quote.file.shown, "written": not call.dry_run},
        messages=(f"{said} in {quote.file.shown} that {quote.number} was declined",),
        text=text if call.dry_run else "",
        ids=(quote.number,),
        changed=not call.dry_run,
    )


def quote_list(call: Invocation, workspace: Workspace, choice: Choice) -> Outcome:
    """Return the outcome of ``quote list``; what is wrong with a quote is a problem (exit 3)."""
    found = list_quotes(workspace, choice, call.cutoff, lambda path: near(call, path), _as_of(call))
    rows = tuple(_row(one) for one in found)
    keys = [column.key for column in LIST]
    objects = [{**dict(zip(keys, row, strict=True)), "invoices": one.invoices}
               for row, one in zip(rows, found, strict=True)]  # fmt: skip
    table = Table("", LIST, rows, empty="No quotes fit.")
    return _with_problems(
        read_outcome(workspace, {"as_of": call.cutoff, "quotes": objects}, table), found
    )


def quote_detail(call: Invocation, workspace: Workspace, names: Sequence[str]) -> Outcome:
    """Return the outcome of ``quote show``.

    Raises:
        UsageError: there is no such quote.
        InvalidError: its file is wrong; every mistake is named with its line.
    """
    from billcli.cli.invoice_detail import lines_table  # noqa: PLC0415 - lists need none

    def read(name: str) -> Offered:
        return read_quote(workspace, name, lambda path: near(call, path), call.cutoff, _as_of(call))

    found = each(read, names)
    quotes = [one.quote for one in found]
    heads = Table("", LIST, tuple(_row(one) for one in found))
    lines = merged([keyed(lines_table(one.offer), "quote", "Quote", one.offer.number)
                    for one in quotes])  # fmt: skip
    data = {"quotes": [_object(one) for one in found]}
    outcome = read_outcome(workspace, data, heads, lines)._replace(blocks=True)
    if call.format is not Format.TABLE:
        return outcome
    from billcli.cli.invoice_sheet import quote_sheet  # noqa: PLC0415 - loads babel

    sheets = (quote_sheet(workspace, quote, one.state.value)
              for quote, one in zip(quotes, found, strict=True))  # fmt: skip
    return outcome._replace(sheets=tuple(sheets))


def _as_of(call: Invocation) -> dt.date:
    """Return the day after which invoices are left out: only where ``--as-of`` asks for it."""
    return dt.date.max if call.as_of is None else call.as_of


def _row(one: Offered) -> tuple[Cell, ...]:
    invoice = one.found.invoice
    return (
        one.number,
        customer_of(one),
        one.found.name,
        date_of(one),
        one.valid_until,
        invoice.total if invoice else None,
        one.state.value,
        " ".join(one.invoices),
        one.reason,
    )


def _object(one: Offered) -> dict[str, object]:
    offer = one.quote.offer
    return {
        "quote": one.number,
        "customer": offer.customer,
        "customer_name": one.found.name,
        "date": offer.date,
        "valid_until": one.valid_until,
        "status": one.state.value,
        "invoices": one.invoices,
        "declined": one.declined,
        "reason": one.reason,
        "net": offer.net,
        "tax": offer.tax,
        "total": offer.total,
        "terms": offer.terms,
        "prices": offer.prices,
        "note": offer.note,
        "lines": offer.lines,
        "allowances": offer.allowances,
        "taxes": offer.taxes,
        "file": one.file.shown,
    }


def _with_problems(outcome: Outcome, found: Sequence[Offered]) -> Outcome:
    wrong = tuple(problem for one in found for problem in one.found.problems)
    if not wrong:
        return outcome
    return outcome._replace(problems=(*outcome.problems, *wrong), exit_code=ExitCode.INVALID)
