"""``billcli remind``: who is asked for what is late, how firmly, and who is not, and why."""

from __future__ import annotations

from functools import partial

from billcli.cli.change import ids_given, read_outcome
from billcli.cli.declare import Annotated, argument, option, verb
from billcli.domain.named import TYPE_CHECKING

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
    send: Annotated[bool, option("--send", help="Book the charges and send the letters.")] = False,
    plan: Annotated[str, option(metavar="FILE", help="Keep the plan for billcli apply.")] = "",
    now: Annotated[
        str, option(metavar="TIME", help="When it is, as in 07:00 or 2026-03-31T07:00.")
    ] = "",
) -> Outcome:
    """Show who is to be reminded of what today, and who is not, and why; with --send, send it.

        billcli remind
        billcli remind Acme --today 2026-03-31
        billcli remind --send --dry-run
        billcli remind --send --yes -q

    Each item is asked for at the level it has reached, once. What is disputed, promised, held or
    handed over is left out and named, and what a customer is owed lessens the letter. Letters that
    wait in the outbox, or may have arrived, are told. Sending books fees and interest, posts each
    letter once and notes it in the ledger. Run again, it does what is left; the last line is made
    for cron. Exit 5 when a letter could not be sent.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.remind_view import (  # noqa: PLC0415
        left_table,
        notice_table,
        outbox_table,
        outlook_object,
    )
    from billcli.services.remind import Round  # noqa: PLC0415
    from billcli.services.remind_outbox import outlook  # noqa: PLC0415

    call: Invocation = ctx.obj
    if now:
        from billcli.cli.remind_send import at_time  # noqa: PLC0415 - seldom wanted

        call = at_time(call, now)
    names = ids_given(only) if only else []
    workspace = opened(call)
    if send:
        from billcli.cli.remind_send import sent  # noqa: PLC0415 - loads what sends

        return sent(call, workspace, names)
    prints = workspace.settings.mail.deliver == "folder"
    seen = outlook(workspace, Round(names, call.moment.time(), prints))
    found = seen.plan
    if plan:
        from billcli.cli.remind_plan import kept  # noqa: PLC0415 - seldom wanted

        kept(call, workspace, names, found, plan)
    tables = (notice_table(found), *left_table(found), *outbox_table(seen.unsettled))
    data = partial(outlook_object, found, seen.unsettled)
    return read_outcome(workspace, data, *tables)
