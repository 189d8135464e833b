"""``billcli undo``: take back the last entry, or propose what takes back an earlier one."""

from __future__ import annotations

from billcli.cli.change import date_given, near
from billcli.cli.declare import Annotated, argument, option, verb
from billcli.cli.outcome import Outcome
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.domain.problem import UsageError
    from billcli.services.reverse_act import Reversed
    from billcli.services.workspace import Workspace

app = verb("undo")
_STAYS = {"UNDO-NOT-LAST", "UNDO-PUBLISHED"}


@app.command("undo")
def undo(
    ctx: Context,
    entry: Annotated[str, argument(help="Id it must have; else whatever is last.")] = "",
    reverse: Annotated[
        bool, option("--reverse", help="Write the entry that reverses it; take nothing out.")
    ] = False,
    date: Annotated[str, option(metavar="DATE", help="Of that entry; today when not given.")] = "",
) -> Outcome:
    """Take back the last entry that billcli wrote, with its documents.

        billcli undo
        billcli undo INV-2026-0007 --yes
        billcli undo --dry-run
        billcli undo PMT-2026-0002 --reverse

    What one command wrote goes together: a credit note with its application, a run of plans. The
    ledger is then as if it had never been written, and the number is free again. What was sent,
    exported or receipted, or is not the last entry, stays: the entry that reverses it is shown with
    its number, and --reverse writes that. An invoice is voided, a payment reversed, applied credit
    unapplied; a loss, a refund, a deposit and what moved a payment are mirrored. A credit note is
    taken back by an invoice that takes up its credit. What booked a bank line is mirrored on its
    own day. What later entries build on is refused: they are taken back first.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.undo_entry import undo_entry  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date")
    workspace = opened(call)
    if reverse:
        return _reversed(call, workspace, entry, day)
    try:
        undone = undo_entry(workspace, entry, consent(call, "Take this back?"))
    except UsageError as error:
        return _proposed(workspace, entry, day, error)
    names = " and ".join(undone.ids)
    said = f"{'Would take' if call.dry_run else 'Took'} back {names} ({undone.place})"
    files = [near(call, path) for path in undone.files]
    return Outcome(
        data={
            "ids": undone.ids,
            "reversal": "",
            "command": "",
            "text": undone.text,
            "files": files,
            "written": not call.dry_run,
        },
        messages=(said, "Next: billcli status"),
        text=undone.text if call.dry_run else "",
        ids=undone.ids,
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )


def _reversed(call: Invocation, workspace: Workspace, entry: str, day: dt.date | None) -> Outcome:
    from billcli.cli.books import consent  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.reverse_act import reverse_act  # noqa: PLC0415

    if not entry:
        said = "--reverse: it is not said which entry is reversed"
        raise UsageError.of("ID-MISSING", said, hint="billcli undo PMT-2026-0001 --reverse")
    done = reverse_act(workspace, entry, day, consent(call, "Write this?"))
    place = f" ({done.place})" if done.place else ""
    said = f"{'Would take' if call.dry_run else 'Took'} back {entry} by {done.number}{place}"
    return Outcome(
        data=_data(done, written=not call.dry_run),
        messages=(said, f"Next: billcli why {entry}"),
        text=done.text if call.dry_run else "",
        ids=(done.number,),
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )


def _proposed(
    workspace: Workspace, entry: str, day: dt.date | None, refused: UsageError
) -> Outcome:
    """Return what would take back an entry that stays; where nothing does, the refusal.

    Raises:
        UsageError: nothing takes it back, or later entries build on it.
    """
    from billcli.domain.entry_link import own_id  # noqa: PLC0415
    from billcli.domain.problem import ExitCode, UsageError  # noqa: PLC0415
    from billcli.services.reverse_act import reverse_act  # noqa: PLC0415
    from billcli.services.undo_entry import last_act  # noqa: PLC0415
    from billcli.services.writing import Consent  # noqa: PLC0415

    if refused.problems[0].code not in _STAYS:
        raise refused
    name = entry or own_id(last_act(workspace, "")[-1])
    try:
        found = reverse_act(workspace, name, day, Consent(lambda _: None, dry_run=True))
    except UsageError as error:
        if error.problems[0].code == "UNDO-NO-REVERSAL":
            raise refused from None
        raise
    like = f", as {found.command} does" if found.command else ""
    help_ = f"what is shown takes it back{like}; billcli undo {name} --reverse writes it"
    return Outcome(
        data=_data(found, written=False),
        messages=(f"{name} would be taken back by {found.number} of {found.date}",),
        problems=tuple(problem._replace(help=help_) for problem in refused.problems),
        exit_code=ExitCode.USAGE,
        text=found.text,
        ids=(found.number,),
        remarks=workspace.remarks,
    )


def _data(done: Reversed, *, written: bool) -> dict[str, object]:
    return {
        "ids": (done.entry,),
        "reversal": done.number,
        "command": done.command,
        "text": done.text,
        "files": [],
        "written": written,
    }
