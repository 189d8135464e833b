"""``billcli customer check``: what is missing or wrong, for which documents, and what mends it."""

from __future__ import annotations

from billcli.cli.change import ids_given, read_outcome
from billcli.cli.declare import Annotated, argument, option
from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.check_customer import Checked, Finding

COLUMNS = (
    Column("customer", "Customer", ColumnKind.ID),
    Column("customer_name", "Name", show=Show.DETAIL),
    Column("state", "State"),
    Column("documents", "For"),
    Column("keys", "Keys", show=Show.DETAIL),
    Column("message", "What"),
    Column("command", "What mends it"),
)


def check(
    ctx: Context,
    customer: Annotated[
        list[str], argument(metavar="[ID]...", help="All when not given; - for stdin.")
    ] = [],  # noqa: B006 - it is copied
    kinds: Annotated[
        list[str],
        option("--for", metavar="KIND", help="invoice, vat, reverse-charge, xrechnung ..."),
    ] = [],  # noqa: B006 - it is copied
) -> Outcome:
    """Find what is missing or wrong about customers, and about yourself, for their documents.

        billcli customer check
        billcli customer check Acme Globex --for xrechnung
        billcli customer check --for mail --format json

    Asked is what each customer evidently needs: by country, usual tax code, einvoice and mandate.
    Other kinds are named by --for: invoice, vat, reverse-charge, intra-community, export, facturx,
    xrechnung, peppol, qr-bill, giro-code, mail, debit. Exit 1 when something is missing or wrong;
    a note is neither. Nothing is looked up in a network.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.check_customer import check_customers  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    ids = ids_given(customer) if customer else []
    found = check_customers(workspace, ids, kinds, call.cutoff)
    table = Table("", COLUMNS, tuple(map(_row, found.findings)), empty=_nothing(found))
    outcome = read_outcome(workspace, _data(found), table)
    if found.failed and outcome.exit_code is ExitCode.DONE:
        return outcome._replace(exit_code=ExitCode.FAILED)
    return outcome


def _nothing(found: Checked) -> str:
    what = "1 customer" if found.customers == 1 else f"{found.customers} customers"
    return f"Nothing is missing about {what}."


def _row(found: Finding) -> tuple[str, ...]:
    documents, keys = ", ".join(found.kinds) or "all", ", ".join(found.keys)
    return (
        found.customer, found.customer_name, found.state.value, documents, keys, found.message,
        found.command,
    )  # fmt: skip


def _data(found: Checked) -> dict[str, object]:
    listed = [
        {
            "customer": one.customer,
            "customer_name": one.customer_name,
            "state": one.state.value,
            "documents": list(one.kinds),
            "keys": list(one.keys),
            "message": one.message,
            "command": one.command,
        }
        for one in found.findings
    ]
    return {"customers": found.customers, "findings": listed}
