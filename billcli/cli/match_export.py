"""``billcli match export``: lines that wait, as a file to be answered in an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.declare import argument, option

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome


def export(
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
) -> Outcome:
    """Write the lines of bank statements that wait into a file, with what is proposed for them.

        billcli match export january.csv -o review.toml
        billcli match export january.xml february.xml -o review.toml

    The file is answered in an editor and given to billcli match apply, which needs no statement any
    more. It never replaces an older one. Lines that are certain are left to billcli reconcile.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.outcome import Outcome as Result  # noqa: PLC0415
    from billcli.services.review_statement import Fate  # noqa: PLC0415
    from billcli.services.review_text import review_text, state_of  # noqa: PLC0415
    from billcli.services.statement_set import Wanted, read_statement_set  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    workspace.snapshot.require_sound()
    wanted = Wanted(call.cwd, statement, profile, account, payouts, policy, unproven)
    read = read_statement_set(workspace, wanted)
    found = read.review(workspace)
    waiting = found.of(Fate.WAITING)
    text = review_text(workspace, found)
    count = "1 line waits" if len(waiting) == 1 else f"{len(waiting)} lines wait"
    said = [f"{count}: written to {call.output}" if call.output else count]
    if certain := found.count(Fate.CERTAIN):
        said.append(f"{certain} certain, left to billcli reconcile")
    if call.output:
        said.append(f"Next: answer in the file, then billcli match apply {call.output} --dry-run")
    return Result(
        data={
            "books": state_of(workspace),
            "count": len(waiting),
            "lines": [{"bank_key": one.line.key, "bank_ref": one.line.bank_ref,
                       "amount": one.line.amount, "why": one.why} for one in waiting],
        },
        messages=tuple(said),
        problems=read.problems,
        text=text,
        content=text.encode() if call.output and call.output.suffix == ".toml" else None,
        remarks=workspace.remarks,
    )  # fmt: skip
