"""``billcli apply``: a plan of reminders that was kept, carried out as it was shown."""

from __future__ import annotations

from billcli.cli.declare import Annotated, argument, verb
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = verb("apply")


@app.command("apply")
def apply(
    ctx: Context,
    file: Annotated[str, argument(metavar="FILE", help="Plan made by billcli remind --plan.")],
) -> Outcome:
    """Send the letters of a plan that was kept, if nothing has moved since.

        billcli remind --plan plan.json
        billcli apply plan.json --dry-run
        billcli apply plan.json --yes

    Refused (exit 6) on another day, when the ledger has changed, or when the letters would be
    others now: make the plan anew.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.remind_plan import read_plan, require_unmoved  # noqa: PLC0415
    from billcli.cli.remind_send import sent  # noqa: PLC0415

    call: Invocation = ctx.obj
    plan = read_plan(call, file)
    workspace = opened(call)
    require_unmoved(call, workspace, plan)
    return sent(call, workspace, plan.ids)
