"""``billcli remind``: who is asked for what is late, how firmly, and who is not, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.change import ids_given, read_outcome
from billcli.cli.declare import argument, verb
from billcli.cli.remind_view import left_table, notice_table, plan_object

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = verb("remind")


@app.command("remind")
def remind(
    ctx: Context,
    only: Annotated[
        list[str],
        argument(metavar="[ID]...", help="Customers or items; else all that are due."),
    ] = [],  # noqa: B006 - it is copied
) -> Outcome:
    """Show who is to be reminded of what today, and who is not, and why.

        billcli remind
        billcli remind Acme
        billcli remind --today 2026-03-31 --format json

    Each item is asked for at the level it has reached, once. What is disputed, promised, held or
    handed over is left out and named, and what a customer is owed lessens the letter.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.remind import plan_reminders  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    plan = plan_reminders(workspace, ids_given(only) if only else [])
    return read_outcome(workspace, plan_object(plan), notice_table(plan), *left_table(plan))
