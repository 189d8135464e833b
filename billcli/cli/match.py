"""``billcli match``: bank lines that wait for a person, and taking back what was booked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.change import near
from billcli.cli.declare import argument, noun, option
from billcli.cli.outcome import Outcome
from billcli.cli.statement_option import OPTIONS

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation

ALONE = "Only the last line: the ledger does not tell which were booked together"

app = noun("match", "Lines that wait: export, apply, review; undo what was booked.")
app.elsewhere("export", "billcli.cli.match_export:export", more=OPTIONS)
app.elsewhere("apply", "billcli.cli.match_apply:apply")
app.elsewhere("review", "billcli.cli.match_review:review", more=OPTIONS)


@app.command("undo")
def undo(
    ctx: Context,
    entry: Annotated[str, argument(help="Id of the entry, or a name of the bank line.")] = "",
    last: Annotated[bool, option("--last", help="The bank line that was booked last.")] = False,
) -> Outcome:
    """Take back what a bank line was booked as; the line is then new again.

        billcli match undo PMT-2026-0007
        billcli match undo "Assets:Bank:Checking 2026-02-20 2494.00" --dry-run
        billcli match undo --last --yes

    While it is the last entry and nobody has seen it, it is taken out and the ledger is as it was.
    Later its exact mirror is added, on the same day. The ledger does not tell which lines were
    booked together: each is taken back by itself. A line that was set aside is taken up again.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.undo_match import undo_match  # noqa: PLC0415

    if bool(entry) is last:
        said = "say which line: its entry or name, or --last"
        raise UsageError.of("ID-MISSING", said, hint="billcli match undo --last --dry-run shows it")
    call: Invocation = ctx.obj
    workspace = opened(call)
    done = undo_match(workspace, entry, consent(call, "Take this back?"))
    how = "out of the ledger" if done.removed else f"by {done.reversal or 'a later record'}"
    place = f" ({done.place})" if done.place else ""
    what = done.entry or "the record that set it aside"
    said = f"{'Would take' if call.dry_run else 'Took'} back {what} {how}{place}"
    return Outcome(
        data={
            "entry": done.entry,
            "lines": list(done.lines),
            "reversal": done.reversal,
            "text": done.text,
            "place": done.place,
            "files": [near(call, path) for path in done.files],
            "written": not call.dry_run,
        },
        messages=(
            said,
            *(f"New again: {line}" for line in done.lines),
            *((ALONE,) if last else ()),
            "Next: reconcile the statement again",
        ),
        text=done.text if call.dry_run else "",
        ids=(done.reversal or done.entry or done.lines[0],),
        changed=not call.dry_run,
        remarks=workspace.remarks,
    )
