"""``billcli contact``: what was said to customers, and mails that came back."""

from __future__ import annotations

from billcli.cli.change import date_given, read_outcome
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.note_view import noted
from billcli.cli.outcome import Column, ColumnKind, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome, Row

app = noun("contact", "Calls, letters and mails with customers, and mails that came back.")

LIST = (
    Column("contact", "Contact", ColumnKind.ID),
    Column("date", "Date", ColumnKind.DATE),
    Column("kind", "Kind", ColumnKind.WORD),
    Column("text", "What"),
)


@app.command("log")
def log(
    ctx: Context,
    customer: Annotated[str, argument(help="Id of a customer.")],
    text: Annotated[str, argument(help="What was said or sent.")],
    kind: Annotated[str, option(help="call, mail, letter, or bounce: a mail came back.")] = "call",
    date: Annotated[str, option(metavar="DATE", help="Today when not given.")] = "",
) -> Outcome:
    """Write down a contact with a customer.

        billcli contact log Acme "Called, Mrs Weber looks into it"
        billcli contact log Acme "Mailbox is full" --kind bounce --date yesterday

    A mail that came back counts until the customer's address is changed: billcli customer edit.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.log_contact import ContactRequest, log_contact  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    request = ContactRequest(customer, text, kind, day)
    written = log_contact(opened(call), request, consent(call))
    return noted(call, written, f"Logged a {kind} of {day}", f"billcli contact list {customer}")


@app.command("list")
def list_(
    ctx: Context,
    customer: Annotated[str, argument(help="Id of a customer.")],
) -> Outcome:
    """List the contacts with a customer, with the last good one and the mails that came back.

    billcli contact list Acme
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.log_contact import contacts_of  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    party, found, reach = contacts_of(workspace, customer, call.cutoff)
    rows: tuple[Row, ...] = tuple((one.id, one.date, one.kind, one.text) for one in found)
    data = {
        "customer": party.id,
        "customer_name": party.name,
        "email": party.email,
        "phone": party.text("phone"),
        "last_contact": reach.last.date if reach.last else None,
        "bounces": reach.bounces,
        "contacts": [dict(zip((c.key for c in LIST), row, strict=True)) for row in rows],
    }
    last = f"last reached on {reach.last.date}" if reach.last else "never reached"
    many = "1 mail" if reach.bounces == 1 else f"{reach.bounces or 'no'} mails"
    title = f"{party.name}: {last}, {many} came back"
    return read_outcome(workspace, data, Table(title, LIST, rows, empty="No contact is logged."))
