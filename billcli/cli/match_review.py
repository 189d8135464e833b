"""``billcli match review``: the questions of ``reconcile`` alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.declare import argument, option

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome


def review(
    ctx: Context,
    statement: Annotated[list[str], argument(help="Files of the bank, of any format.")],
    profile: Annotated[str, option(help="A [bank.profile] of billcli.toml, for CSV.")] = "",
    account: Annotated[str, option(help="Ledger account of the bank account.")] = "",
    payouts: Annotated[
        list[str], option("--payouts", metavar="FILE", help="A card processor's payout report.")
    ] = [],  # noqa: B006 - a default that nobody changes
    policy: Annotated[str, option(metavar="FILE", help="Agreements over billcli.toml's.")] = "",
    unproven: Annotated[
        list[str], option("--unproven", metavar="FILE", help="Ask although it does not close.")
    ] = [],  # noqa: B006 - a default that nobody changes
) -> Outcome:
    """Ask about the lines of bank statements that wait.

        billcli match review january.csv
        billcli match review january.xml february.xml

    Lines that are certain are left to billcli reconcile. What was answered is written at the end,
    in one change. Where nobody can be asked, billcli match export writes the lines into a file.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.line_question import ask_about  # noqa: PLC0415
    from billcli.cli.payer_question import remembered  # noqa: PLC0415
    from billcli.cli.reconcile_view import reconciled  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.review_statement import Fate  # noqa: PLC0415
    from billcli.services.statement_set import Wanted, read_statement_set  # noqa: PLC0415
    from billcli.services.writing import Written  # noqa: PLC0415

    call: Invocation = ctx.obj
    if not call.may_ask or call.dry_run or call.yes:
        raise UsageError.of(
            "REVIEW-TERMINAL",
            "lines are reviewed on a terminal, and nobody can be asked here",
            hint="billcli match export FILE -o review.toml writes them to be answered in a file",
        )
    workspace = opened(call)
    workspace.snapshot.require_sound()
    wanted = Wanted(call.cwd, statement, profile, account, payouts, policy, unproven)
    read = read_statement_set(workspace, wanted)
    found = read.review(workspace)
    waits = found.count(Fate.WAITING)
    answered = remembered(call, found, ask_about(call, found)) if waits else None
    return reconciled(call, read, Written(found, ""), answered)
