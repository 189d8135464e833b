"""``billcli customer alias``: who pays for a customer besides itself."""

from __future__ import annotations

from billcli.cli.change import changed, date_given, read_outcome
from billcli.cli.declare import Annotated, argument, option
from billcli.cli.outcome import Column, ColumnKind, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.dated_record import PayerAlias

ACTIONS = ("list", "add", "remove")
COLUMNS = (
    Column("customer", "Customer", ColumnKind.ID),
    Column("alias", "Pays as"),
    Column("kind", "Kind"),
    Column("since", "Since", ColumnKind.DATE),
    Column("origin", "Learnt from"),
)


def alias(
    ctx: Context,
    action: Annotated[str, argument(help="list, add or remove.")] = "list",
    customer: Annotated[str, argument(help="Id of a customer; list shows all without.")] = "",
    text: Annotated[str, argument(help="IBAN or name of who pays.")] = "",
    kind: Annotated[str, option(help="iban or name; seen by its form otherwise.")] = "",
    since: Annotated[str, option(metavar="DATE", help="Of add; the ledger's start else.")] = "",
) -> Outcome:
    """List, add or remove who pays for a customer besides itself.

        billcli customer alias list
        billcli customer alias add Acme "Bob Bookkeeper"
        billcli customer alias remove Acme DE89370400440532013000

    A bank line of such a payer is certain when its amount is exactly one open item. Who pays for
    several customers is asked about. To remove is to record that it does not pay for the customer:
    then it is not learnt from earlier payments either.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError, quoted  # noqa: PLC0415
    from billcli.services.remember_payer import add_alias, remove_alias  # noqa: PLC0415

    call: Invocation = ctx.obj
    if action not in ACTIONS:
        said = f"customer alias: {quoted(action, 20)} is not known"
        raise UsageError.of("OPTION-VALUE", said, hint=f"use {', '.join(ACTIONS)}")
    if action == "list":
        return _listed(call, customer)
    if not (customer and text.strip()):
        said = f"customer alias {action}: name the customer and who pays for it"
        raise UsageError.of("ID-MISSING", said, hint=f'billcli customer alias {action} Acme "Bob"')
    if action == "add":
        day = date_given(call, since, "--since")
        written = add_alias(opened(call), (customer, text, kind), day, consent(call))
        said = f"{written.value.text} pays for {written.value.customer}"
    else:
        written = remove_alias(opened(call), customer, text, consent(call))
        said = f"{written.value.text} does not pay for {written.value.customer}"
    follow = f"billcli customer alias list {written.value.customer}"
    return changed(call, written, _object(written.value), said, follow)


def _listed(call: Invocation, customer: str) -> Outcome:
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.remember_payer import aliases_of  # noqa: PLC0415

    workspace = opened(call)
    books = workspace.books(call.cutoff)
    found = aliases_of(books, books.customer(customer).id if customer else "")
    rows = tuple((one.customer, one.text, one.kind, one.date, one.origin) for one in found)
    table = Table("", COLUMNS, rows, empty="Nobody is recorded who pays for another.")
    return read_outcome(workspace, {"aliases": [_object(one) for one in found]}, table)


def _object(one: PayerAlias) -> dict[str, object]:
    return {
        "customer": one.customer,
        "alias": one.text,
        "kind": one.kind,
        "since": one.date,
        "origin": one.origin,
    }
