"""``billcli config``: the settings in force and where each comes from."""

from __future__ import annotations

from billcli.cli.declare import Annotated, noun, option
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation

app = noun("config", "Settings in force, and where each comes from.")

COLUMNS = (
    Column("name", "Setting", ColumnKind.ID),
    Column("value", "Value"),
    Column("origin", "Where"),
)


@app.command("show")
def show(
    ctx: Context,
    origin: Annotated[
        bool, option("--origin", help="Leave out what is built in; name file and line.")
    ] = False,
) -> Outcome:
    """Show every setting in force.

        billcli config show
        billcli config show --origin

    Settings stand in billcli.toml beside the ledger.
    """
    from billcli.cli.books import selection  # noqa: PLC0415 - loads the ledger's rules
    from billcli.services.show_settings import BUILT_IN, settings_in_force  # noqa: PLC0415

    call: Invocation = ctx.obj
    found = settings_in_force(selection(call))
    chosen = [row for row in found if not origin or row.origin != BUILT_IN]
    rows = tuple((row.name, row.value, row.origin) for row in chosen)
    return Outcome(data={"settings": chosen}, tables=(Table("", COLUMNS, rows),))
