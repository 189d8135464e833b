"""``billcli payment``: money received, and what it settles."""

from __future__ import annotations

from billcli.cli.change import changed, date_given, ids_given
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.allocation import Mode
    from billcli.domain.money import Money
    from billcli.domain.payment_plan import PaymentPlan
    from billcli.services.writing import Written

app = noun("payment", "Payments received, and what they settle.")
app.elsewhere("unapply", "billcli.cli.payment_correct:unapply")
app.elsewhere("move", "billcli.cli.payment_correct:move")
app.elsewhere("reverse", "billcli.cli.payment_correct:reverse")


@app.command("add")
def add(
    ctx: Context,
    customer: Annotated[str, argument(help="Id of the customer.")],
    amount: Annotated[str, argument(help="What arrived, as in 1250.50.")],
    currency: Annotated[str, argument(help="Such as EUR.")],
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
    account: Annotated[str, option(help="Ledger account it arrived on.")] = "",
    allocate: Annotated[
        list[str],
        option(metavar="ID[#N][=AMOUNT]", help="What it settles, #N an instalment; repeat it."),
    ] = [],  # noqa: B006 - it is copied
    oldest_first: Annotated[
        bool, option("--oldest-first", help="Settle what fell due first.")
    ] = False,
    on_account: Annotated[bool, option("--on-account", help="Settle nothing yet.")] = False,
    arrived: Annotated[
        str, option(metavar="AMOUNT", help='What the bank made of it, as in "910.00 EUR".')
    ] = "",
    fee: Annotated[str, option(metavar="AMOUNT", help="What a bank kept.")] = "",
    discount: Annotated[str, option(metavar="AMOUNT", help="Taken for early payment.")] = "",
    text: Annotated[str, option(help="Narration of the entry.")] = "",
    cheque: Annotated[str, option(metavar="NUMBER", help="A cheque, to be deposited.")] = "",
    cash: Annotated[bool, option("--cash", help="Cash, to be deposited.")] = False,
    charge: Annotated[str, option(metavar="ID", help="A card charge, to be paid out.")] = "",
) -> Outcome:
    """Record a payment.

        billcli payment add Acme 1944.00 USD
        billcli payment add Acme 2494.00 USD --allocate INV-2026-0001 --allocate INV-2026-0002
        billcli payment add Acme 500 USD --allocate INV-2026-0001=300 --on-account
        billcli payment add Acme 300 USD --allocate INV-2026-0007#2
        billcli payment add Globex 1000 GBP --arrived "1162.50 EUR"
        billcli payment add Acme 200 USD --cheque 88
        billcli payment add Acme 200 USD --charge ch_1 --account Assets:Clearing:Stripe

    Without --allocate the amount must be exactly one open item or all of them, or it is applied in
    the order agreed with the customer (application.order in billcli.toml). What is left after
    allocation stays open under the payment's own number. A fee or discount settles too; a discount
    that the terms grant in time needs no --discount. Cheques, cash and card charges wait on an
    account of their own until billcli deposit create takes them to the bank.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.contract import check_text  # noqa: PLC0415
    from billcli.domain.money import parse_money  # noqa: PLC0415
    from billcli.domain.terms import parse_date  # noqa: PLC0415
    from billcli.services.record_payment import PaymentRequest, record_payment  # noqa: PLC0415

    call: Invocation = ctx.obj
    waits, said = _waits(cheque, charge, cash=cash)
    request = PaymentRequest(
        customer=customer,
        amount=parse_money(amount, currency, flag="AMOUNT"),
        date=parse_date(date, call.today, "--date") if date else call.today,
        account=account,
        wanted=tuple(allocate),
        mode=_mode(oldest_first=oldest_first, on_account=on_account),
        fee=parse_money(fee, currency, flag="--fee") if fee else None,
        discount=parse_money(discount, currency, flag="--discount") if discount else None,
        narration=check_text(text or said, flag="--text"),
        waits=waits,
        charge=check_text(charge, flag="--charge"),
        arrived=arrived_given(arrived),
    )
    return _added(call, record_payment(opened(call), request, consent(call)))


def arrived_given(text: str) -> Money | None:
    """Return an amount with its currency, as in ``910.00 EUR``; None for an empty text."""
    from billcli.domain.money import parse_money  # noqa: PLC0415
    from billcli.domain.problem import UsageError, quoted  # noqa: PLC0415

    if not text:
        return None
    number, _, currency = text.partition(" ")
    if not currency:
        raise UsageError.of(
            "AMOUNT-UNREADABLE",
            f"--arrived: {quoted(text)} names no currency",
            hint='write it as "910.00 EUR"',
        )
    return parse_money(number, currency.strip(), flag="--arrived")


def _waits(cheque: str, charge: str, *, cash: bool) -> tuple[str, str]:
    """Return under which key money waits to reach the bank, and what is said of it."""
    from billcli.domain.bank_deposit import CHARGE, RECEIPT  # noqa: PLC0415
    from billcli.domain.deposit_slip import CARD, CASH, CHEQUE  # noqa: PLC0415
    from billcli.domain.payment_plan import UNSAID  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    if bool(cheque) + cash + bool(charge) > 1:
        raise UsageError.of(
            "PAYMENT-MODE", "--cheque, --cash and --charge exclude each other", hint="keep one"
        )
    if charge:
        return CHARGE, CARD
    if cheque or cash:
        return RECEIPT, f"{CHEQUE} {cheque}" if cheque else CASH
    return "", UNSAID


def _mode(*, oldest_first: bool, on_account: bool) -> Mode:
    from billcli.domain.allocation import Mode  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    if oldest_first and on_account:
        raise UsageError.of(
            "PAYMENT-MODE", "--oldest-first and --on-account exclude each other", hint="drop one"
        )
    if oldest_first:
        return Mode.OLDEST_FIRST
    return Mode.ON_ACCOUNT if on_account else Mode.EXACT


def _added(call: Invocation, written: Written[PaymentPlan]) -> Outcome:
    from billcli.cli.applied_view import applied_words  # noqa: PLC0415 - loads money

    plan = written.value
    allocations = plan.allocations
    parts = [{"item": p.open_item.item, "instalment": p.open_item.instalment, "amount": p.amount}
             for p in allocations.parts]  # fmt: skip
    data = {
        "payment": plan.number,
        "customer": plan.customer,
        "customer_name": plan.payee,
        "date": plan.date,
        "amount": plan.amount,
        "order": allocations.agreed.order if allocations.agreed else "",
        "allocations": parts,
        "discounts": [{"item": one.item, "amount": one.amount} for one in plan.discounts],
        "residual": allocations.residual,
    }
    settles = applied_words(allocations.parts, allocations.agreed)
    settles = f"applied {settles}" if allocations.agreed else settles
    rest = f"{allocations.residual} on account" if allocations.residual else ""
    taken = ", ".join(f"{one.amount}" for one in plan.discounts)
    off = f"with a discount of {taken}" if taken else ""
    what = "; ".join(text for text in (settles, off, rest) if text)
    said = f"Recorded {plan.number} of {plan.amount} from {plan.payee}: {what}"
    return changed(call, written, data, said, "billcli report open", ids=(plan.number,))


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, option(help="Id of a customer.")] = "",
    from_: Annotated[str, option("--from", metavar="DATE", help="Received from.")] = "",
    to: Annotated[str, option("--to", metavar="DATE", help="Received until.")] = "",
    min_: Annotated[str, option("--min", metavar="AMOUNT", help="At least.")] = "",
    sort: Annotated[str, option(help="date, amount or customer.")] = "date",
    limit: Annotated[
        int,
        option(least=0, metavar="N", help="At most so many, by date the latest; 0 for all."),
    ] = 0,
) -> Outcome:
    """List payments and what each settled.

    billcli payment list
    billcli payment list --customer Acme --from 2026-01-01 --format csv
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.payment_view import payment_list  # noqa: PLC0415
    from billcli.services.list_payments import listed, payments  # noqa: PLC0415

    call: Invocation = ctx.obj
    since = date_given(call, from_, "--from")
    until = date_given(call, to, "--to")
    workspace = opened(call)
    last = limit if sort == "date" and not min_ else 0
    found = payments(workspace.books(call.cutoff), customer, since, until, last)
    return payment_list(call, workspace, listed(found, min_, sort, limit))


@app.command("show")
def show(
    ctx: Context,
    payment: Annotated[list[str], argument(help="Ids of payments, or - for stdin.")],
) -> Outcome:
    """Show a payment: where it arrived, what it settled, what is left of it.

    billcli payment show PMT-2026-0002
    """
    from billcli.cli.books import books_to_show, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.payment_view import payment_detail  # noqa: PLC0415
    from billcli.domain.problem import each  # noqa: PLC0415
    from billcli.services.list_payments import payment_of  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    books = books_to_show(call, workspace)
    found = each(lambda name: payment_of(books, name), ids_given(payment))
    return payment_detail(call, workspace, books, found)
