"""``billcli customer``: who is invoiced, as dated records in the ledger."""

from __future__ import annotations

from billcli.cli.block import in_turn
from billcli.cli.change import changed, ids_given, read_outcome
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.cli.party_option import OPTIONS, given
from billcli.domain.contract import PARTY_KEYS
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.domain.party import Party
    from billcli.services.customer_note import NoteWords
    from billcli.services.keep_customer import CustomerRequest, Kept
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written

    Keep = Callable[[Workspace, CustomerRequest, Consent], Written[Kept]]

app = noun("customer", "Customers: dated records of name, address, terms and the rest.")

app.elsewhere("check", "billcli.cli.customer_check:check")
app.elsewhere("alias", "billcli.cli.customer_alias:alias")
app.elsewhere("import", "billcli.cli.customer_import:import_")

COLUMNS = (
    Column("customer", "Customer", ColumnKind.ID),
    Column("customer_name", "Name"),
    Column("country", "Country"),
    Column("currency", "Currency"),
    Column("terms", "Terms"),
    Column("email", "E-mail", ColumnKind.WORD, Show.ROOM),
    Column("hold", "Hold", show=Show.DETAIL),
)

Since = Annotated[str, option(help="Day from which it holds; today when not given.")]


@app.command("add", more=OPTIONS)
def add(
    ctx: Context,
    customer: Annotated[str, argument(help="Id such as Acme, or the name.")],
    since: Since = "",
    **values: str | None,
) -> Outcome:
    """Add a customer and open the receivable account.

        billcli customer add Acme --name "Acme Inc." --email ap@acme.example --terms "net 30"
        billcli customer add "Mueller & Soehne" --country DE --currency EUR

    Terms read "net 30", "2/10 net 30" or "eom+15". The tax is the code usual for this customer.
    """
    from billcli.services.keep_customer import add_customer  # noqa: PLC0415 - loads Beancount

    return _keep(ctx.obj, add_customer, ("Added", customer, since), given(values))


@app.command("edit", more=OPTIONS)
def edit(
    ctx: Context,
    customer: Annotated[list[str], argument(help="Ids of the customers, or - for stdin.")],
    since: Since = "",
    **values: str | None,
) -> Outcome:
    """Record what changed about a customer, from a day on.

        billcli customer edit Acme --email billing@acme.example
        billcli customer edit Acme --terms "net 14" --since 2026-07-01
        billcli customer edit Acme --hold ""
        billcli customer edit Acme Globex --terms "net 14"

    Earlier invoices keep what held on their date; an empty value removes what was recorded.
    """
    from billcli.services.keep_customer import edit_customer  # noqa: PLC0415 - loads Beancount

    found = given(values)
    return in_turn(
        customer,
        "customers",
        lambda one: _keep(ctx.obj, edit_customer, ("Changed", one, since), found),
    )


def _keep(
    call: Invocation, keep: Keep, what: tuple[str, str, str], values: Mapping[str, str]
) -> Outcome:
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.terms import parse_date  # noqa: PLC0415
    from billcli.services.keep_customer import CustomerRequest  # noqa: PLC0415

    done, customer, since = what
    day = parse_date(since, call.today, "--since") if since else call.today
    written = keep(opened(call), CustomerRequest(customer, values, day), consent(call))
    kept = written.value
    data = {"customer": kept.customer, "customer_name": kept.name}
    said = f"{done} {kept.customer}"
    follow = f'billcli invoice create {kept.customer} --line "10 h x 150.00 Consulting"'
    return changed(call, written, data, said, follow, ids=(kept.customer,))


@app.command("list")
def list_(
    ctx: Context,
    sort: Annotated[str, option(help="name or customer; else as in the ledger.")] = "",
    limit: Annotated[int, option(least=0, metavar="N", help="At most so many; 0 for all.")] = 0,
) -> Outcome:
    """List all customers.

    billcli customer list
    billcli customer list --sort name --format ids
    billcli customer list --as-of 2026-03-31 --format json
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.list_items import CUSTOMER_SORTS, customers, ordered  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    found = sorted(customers(workspace, call.cutoff), key=ordered(sort, CUSTOMER_SORTS))
    found = found[: limit or None]
    rows = tuple(
        (p.id, p.name, p.country, p.currency, p.terms, p.email, p.text("hold")) for p in found
    )
    table = Table(
        "", COLUMNS, rows, empty='No customers yet: billcli customer add Acme --name "Acme Inc."'
    )
    return read_outcome(workspace, {"customers": [_object(p) for p in found]}, table)


@app.command("show")
def show(
    ctx: Context,
    customer: Annotated[list[str], argument(help="Ids of the customers, or - for stdin.")],
) -> Outcome:
    """Show everything recorded about a customer.

        billcli customer show Acme
        billcli customer show Acme --as-of 2025-12-31

    Disputes, promises to pay and holds that stand are shown with it.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.party import find_customer  # noqa: PLC0415
    from billcli.domain.problem import each  # noqa: PLC0415
    from billcli.services.customer_note import notes_about  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    known = workspace.books(call.cutoff).parties
    found = each(lambda text: find_customer(known, text), ids_given(customer))
    columns = (Column("customer", "Customer", ColumnKind.ID), Column("key", "Key"),
               Column("value", "Value"))  # fmt: skip
    notes = {party.id: notes_about(workspace, party, call.cutoff) for party in found}
    rows = tuple((p.id, key, text) for p in found for key, text in _told(p, notes[p.id]))
    data = {"customers": [{**_object(p), **_noted(notes[p.id])} for p in found]}
    outcome = read_outcome(workspace, data, Table("", columns, rows))
    if call.format is not Format.BEANCOUNT:
        return outcome
    from billcli.services.ledger_text import customers_text  # noqa: PLC0415 - rarely wanted

    books = workspace.books(call.cutoff)
    return outcome._replace(text=customers_text(books, found, call.cutoff))


def _told(party: Party, notes: Sequence[NoteWords]) -> list[tuple[str, str]]:
    """Return what is recorded, then what stands by notes."""
    recorded = [(key, party.text(key)) for key in party.values if party.text(key)]
    return recorded + [
        (one.kind, f"{one.id}: {one.words}" if one.id else one.words) for one in notes
    ]


def _noted(notes: Sequence[NoteWords]) -> dict[str, object]:
    """Return the ids of disputes, promises and holds that stand."""
    kinds = {"disputes": "dispute", "promises": "promise", "holds": "hold"}
    return {key: [one.id for one in notes if one.kind == kind] for key, kind in kinds.items()}


def _object(party: Party) -> dict[str, object]:
    """Return a customer with every key, an empty text where nothing is recorded."""
    values = {key.replace("-", "_"): party.text(key) for key in PARTY_KEYS if key != "name"}
    return {
        "customer": party.id,
        "customer_name": party.name,
        "account": party.account,
        **values,
    }
