"""Files of a bank with all that is said of them, for every command that judges their lines."""

from __future__ import annotations

from billcli.cli.declare import Annotated, Command, argument, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.statement_set import StatementSet
    from billcli.services.workspace import Workspace


def read(
    ctx: Context,
    statement: Annotated[list[str], argument(help="Files of the bank, of any format.")],
    profile: Annotated[str, option(help="A [bank.profile] of billcli.toml, for CSV.")] = "",
    account: Annotated[str, option(help="Ledger account of the bank account.")] = "",
    payouts: Annotated[
        list[str], option("--payouts", metavar="FILE", help="A card processor's payout report.")
    ] = [],  # noqa: B006 - a default that nobody changes
    policy: Annotated[str, option(metavar="FILE", help="Agreements over billcli.toml's.")] = "",
    unproven: Annotated[
        list[str], option("--unproven", metavar="FILE", help="Take it although it does not close.")
    ] = [],  # noqa: B006 - a default that nobody changes
) -> tuple[Workspace, StatementSet]:
    """Return the books, without errors, and everything that was named, read.

    Raises:
        BillcliError: the books have errors, or a file or setting cannot be read.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.statement_set import Wanted, read_statement_set  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    workspace.snapshot.require_sound()
    wanted = Wanted(call.cwd, statement, profile, account, payouts, policy, unproven)
    return workspace, read_statement_set(workspace, wanted)


OPTIONS = Command("", read, ()).parameters()
"""What ``read`` takes, for commands that hand it on."""
