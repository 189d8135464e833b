"""``billcli undo``: take back the last entry while nobody has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.change import near
from billcli.cli.declare import argument, verb
from billcli.cli.outcome import Outcome

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation

app = verb("undo")


@app.command("undo")
def undo(
    ctx: Context,
    entry: Annotated[str, argument(help="Id it must have; else whatever is last.")] = "",
) -> Outcome:
    """Take back the last entry that billcli wrote, with its documents.

        billcli undo
        billcli undo INV-2026-0007 --yes
        billcli undo --dry-run

    What one command wrote goes together: a credit note with its application, a run of plans. The
    ledger is then as if it had never been written, and the number is free again. What was sent,
    exported or receipted is corrected by a new entry instead: billcli invoice void.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.undo_entry import undo_entry  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    undone = undo_entry(workspace, entry, consent(call, "Take this back?"))
    names = " and ".join(undone.ids)
    said = f"{'Would take' if call.dry_run else 'Took'} back {names} ({undone.place})"
    files = [near(call, path) for path in undone.files]
    return Outcome(
        data={"ids": undone.ids, "text": undone.text, "files": files, "written": not call.dry_run},
        messages=(said, "Next: billcli status"),
        text=undone.text if call.dry_run else "",
        ids=undone.ids,
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )
