"""``billcli credit``: credit notes, and credit of customers applied to what they owe."""

from __future__ import annotations

from billcli.cli.change import changed, date_given, dates_given, ids_given
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.allocation_part import Part
    from billcli.services.apply_credit import Applied
    from billcli.services.credit_invoice import Credited
    from billcli.services.writing import Written

app = noun("credit", "Credit notes, and credit of customers.")


@app.command("create")
def create(
    ctx: Context,
    number: Annotated[str, argument(help="Number of the invoice.")],
    reason: Annotated[str, option(help="Printed on the credit note.")],
    full: Annotated[bool, option("--full", help="Credit all that is left of it.")] = False,
    lines: Annotated[
        str, option(metavar="N[=QTY],...", help="Credit these lines, or so much of them.")
    ] = "",
    amount: Annotated[str, option(help="Credit an amount with tax, as in 50.00.")] = "",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
    no_apply: Annotated[
        bool, option("--no-apply", help="Settle nothing, keep it as credit.")
    ] = False,
) -> Outcome:
    """Correct an invoice, wholly or in part, by a credit note that names it.

        billcli credit create INV-2026-0001 --lines 2 --reason "Not delivered"
        billcli credit create INV-2026-0001 --lines 1=2.5,3 --reason "Returned"
        billcli credit create INV-2026-0001 --amount 50.00 --reason "Goodwill"
        billcli credit create INV-2026-0001 --full --reason "Wrong customer"

    Lines are counted as the invoice shows them. Tax and discounts of the document go with the
    lines; an amount is split over the tax rates. All credit notes together never exceed the
    invoice. What is open of the invoice is settled at once, the oldest instalment first; the rest
    stays as credit, for billcli credit apply or billcli refund create.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.credit_invoice import CreditRequest, credit_invoice  # noqa: PLC0415

    call: Invocation = ctx.obj
    _check_told(reason, ways=full + bool(lines) + bool(amount))
    request = CreditRequest(
        invoice=number,
        date=date_given(call, date, "--date") or call.today,
        reason=reason,
        lines=_lines(lines) if lines else None,
        amount=amount,
        apply=not no_apply,
    )
    return credited(call, credit_invoice(opened(call), request, consent(call)))


def _check_told(reason: str, *, ways: int) -> None:
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    if not reason.strip():
        hint = "say why it is credited: the customer reads it"
        raise UsageError.of("REASON-MISSING", "--reason is empty", hint=hint)
    if ways != 1:
        raise UsageError.of(
            "CREDIT-CHOICE",
            "it is not clear how much is to be credited",
            hint="use one of --full, --lines 1,3 and --amount 50.00",
        )


def _lines(text: str) -> dict[int, Decimal | None]:
    """Return the lines of ``--lines`` by their position.

    Raises:
        UsageError: something else than numbers, or a line twice.
    """
    from billcli.domain.money import parse_number  # noqa: PLC0415
    from billcli.domain.problem import UsageError, quoted  # noqa: PLC0415

    found: dict[int, Decimal | None] = {}
    for word in text.replace(" ", "").split(","):
        place, equals, quantity = word.partition("=")
        known = place.isascii() and place.isdigit() and len(place) < 6  # noqa: PLR2004 - digits
        if not known or int(place) in found:
            raise UsageError.of(
                "CREDIT-LINE",
                f"--lines: {quoted(word, 20)} names no line, or one a second time",
                hint="write the numbers of lines, as in --lines 1,3 or --lines 1=2.5,3",
            )
        found[int(place)] = parse_number(quantity, flag="--lines") if equals else None
    return found


def credited(call: Invocation, written: Written[Credited]) -> Outcome:
    """Return the outcome of a credit note, wherever it was asked for."""
    done, credit = written.value, written.value.credit
    data = {
        "credit": credit.number,
        "corrects": credit.corrects,
        "customer": credit.customer,
        "date": credit.date,
        "net": credit.net,
        "tax": credit.tax,
        "total": credit.total,
        "applied": done.applied,
        "left": done.left,
        "allocations": allocations(done.parts),
    }
    said = f"Credited {credit.corrects} with credit note {credit.number} of {credit.total}"
    if done.left:
        said += f": {done.applied} applied, {done.left} stays as credit"
    follow = f"billcli invoice show {credit.corrects}"
    return changed(call, written, data, said, follow, ids=(credit.number,))


def allocations(parts: Iterable[Part]) -> list[dict[str, object]]:
    """Return what was settled, for machines."""
    return [
        {"item": p.open_item.item, "instalment": p.open_item.instalment, "amount": p.amount}
        for p in parts
    ]


@app.command("apply")
def apply(
    ctx: Context,
    credit: Annotated[str, argument(help="Id of a credit note, or of a payment with a rest.")],
    item: Annotated[list[str], argument(metavar="ITEM[=AMOUNT]...", help="What it settles.")] = [],  # noqa: B006 - it is copied
    oldest_first: Annotated[
        bool, option("--oldest-first", help="Settle what fell due first with the rest.")
    ] = False,
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Settle what a customer owes with the customer's own credit.

        billcli credit apply CN-2026-0001
        billcli credit apply CN-2026-0001 INV-2026-0004 INV-2026-0005=40.00
        billcli credit apply PMT-2026-0002 --oldest-first

    Without ITEM it settles the invoice that the credit note corrects, or the only one that is open;
    else what is open in the order agreed with the customer, where one is agreed.
    Never more than is open of either; what is left stays as credit.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.apply_credit import ApplyRequest, apply_credit  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    request = ApplyRequest(credit, day, tuple(item), oldest_first)
    return _applied(call, apply_credit(opened(call), request, consent(call)))


def _applied(call: Invocation, written: Written[Applied]) -> Outcome:
    from billcli.cli.applied_view import applied_words  # noqa: PLC0415 - loads money

    done = written.value
    data = {
        "application": done.number,
        "credit": done.credit.item,
        "customer": done.credit.customer,
        "amount": done.amount,
        "left": done.left,
        "order": done.agreed.order if done.agreed else "",
        "allocations": allocations(done.parts),
    }
    what = applied_words(done.parts, done.agreed)
    said = f"Applied {done.amount} of {done.credit.item} as {done.number}: {what}"
    if done.left:
        said += f"; {done.left} stays as credit"
    return changed(call, written, data, said, "billcli report open", ids=(done.number,))


@app.command("unapply")
def unapply(
    ctx: Context,
    application: Annotated[str, argument(help="Id of the application, such as APP-2026-0001.")],
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Take an application back: its mirror opens the items and the credit again.

        billcli credit unapply APP-2026-0001

    Both entries stay in the books. While it is the last entry, billcli undo takes it out instead.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.apply_credit import unapply as take_back  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    written = take_back(opened(call), application, day, consent(call))
    number, _entry = written.value
    data = {"reversal": number, "application": application, "date": day}
    said = f"Took back {application} by {number}"
    return changed(call, written, data, said, "billcli credit list", ids=(number,))


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Dated from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Dated until.")] = "",
    min_: Annotated[str, option("--min", metavar="AMOUNT", help="At least so much left.")] = "",
    sort: Annotated[str, option(help="date, customer or left.")] = "date",
    limit: Annotated[int, option(least=0, metavar="N", help="At most so many; 0 for all.")] = 0,
) -> Outcome:
    """List credit that customers have: credit notes, and what is left of payments.

    billcli credit list
    billcli credit list --customer Acme --format csv
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.credit_view import credit_list  # noqa: PLC0415
    from billcli.services.list_credits import CreditChoice, list_credits  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    when = dates_given(call, **{"from": from_, "to": to})
    choice = CreditChoice(customer, when["from"], when["to"], min_, sort, limit)
    found = list_credits(workspace.books(call.cutoff), choice)
    return credit_list(call, workspace, found)


@app.command("show")
def show(
    ctx: Context,
    credit: Annotated[list[str], argument(help="Ids of credit notes or payments, or - for stdin.")],
) -> Outcome:
    """Show credit: what it came from, what it settled, what is left of it.

    billcli credit show CN-2026-0001
    """
    from billcli.cli.books import books_to_show, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.credit_view import credit_detail  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    books = books_to_show(call, workspace)
    return credit_detail(call, workspace, books, ids_given(credit))
