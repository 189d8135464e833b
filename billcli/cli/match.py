"""``billcli match``: bank lines that wait for a person, and taking back what was booked."""

from __future__ import annotations

from billcli.cli.change import near
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.outcome import Outcome
from billcli.cli.statement_option import OPTIONS
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.services.undo_match import Unmatched

SHOWN_MAX = 20
ALONE = "Only the last line: nothing here tells what was booked together with it"

app = noun("match", "Lines that wait: export, apply, review; undo what was booked.")
app.elsewhere("export", "billcli.cli.match_export:export", more=OPTIONS)
app.elsewhere("apply", "billcli.cli.match_apply:apply")
app.elsewhere("review", "billcli.cli.match_review:review", more=OPTIONS)


@app.command("undo")
def undo(
    ctx: Context,
    entry: Annotated[str, argument(help="Id of the entry, or a name of the bank line.")] = "",
    last: Annotated[bool, option("--last", help="All that was booked last, together.")] = False,
) -> Outcome:
    """Take back what bank lines were booked as; they are then new again.

        billcli match undo PMT-2026-0007
        billcli match undo "Assets:Bank:Checking 2026-02-20 2494.00" --dry-run
        billcli match undo --last --yes

    A name takes back one line; --last takes back all lines that the last reconcile, match apply or
    match review booked or set aside. While they are the last entries and nobody has seen them,
    they are taken out and the ledger is as it was. Later their exact mirrors are added, on the
    same days.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError  # noqa: PLC0415

    if bool(entry) is last:
        said = "say which line: its entry or name, or --last"
        raise UsageError.of("ID-MISSING", said, hint="billcli match undo --last --dry-run shows it")
    call: Invocation = ctx.obj
    workspace = opened(call)
    agreed = consent(call, "Take this back?")
    if last:
        from billcli.services.undo_step import undo_last  # noqa: PLC0415 - one way of two

        return _undone(call, undo_last(workspace, agreed), workspace.remarks)
    from billcli.services.undo_match import undo_match  # noqa: PLC0415 - the other way

    return _undone(call, undo_match(workspace, entry, agreed), workspace.remarks)


def _undone(call: Invocation, done: Unmatched, remarks: tuple[str, ...]) -> Outcome:
    """Return the outcome: what went and how, and the lines that are new again."""
    return Outcome(
        data={
            "entry": done.entry,
            "entries": list(done.entries),
            "lines": list(done.lines),
            "reversal": done.reversal,
            "reversals": list(done.reversals),
            "text": done.text,
            "place": done.place,
            "files": [near(call, path) for path in done.files],
            "written": not call.dry_run,
        },
        messages=(
            f"{'Would take' if call.dry_run else 'Took'} back {_what(done)}",
            *(f"New again: {line}" for line in done.lines[:SHOWN_MAX]),
            *((f"and {len(done.lines) - SHOWN_MAX} more",) if done.lines[SHOWN_MAX:] else ()),
            *((ALONE,) if done.alone else ()),
            "Next: reconcile the statement again",
        ),
        text=done.text if call.dry_run else "",
        ids=done.reversals or done.entries or done.lines[:1],
        changed=not call.dry_run,
        remarks=remarks,
    )


def _what(done: Unmatched) -> str:
    """Return what was taken back, and how."""
    what = _range(done.entries) or "the record that set it aside"
    if len(done.lines) > 1:
        named = f": {_range(done.entries)}" if done.entries else ", which were set aside"
        what = f"{len(done.lines)} lines{named}"
    records = "later records" if len(done.lines) > 1 else "a later record"
    how = "out of the ledger" if done.removed else f"by {_range(done.reversals) or records}"
    return f"{what} {how}" + (f" ({done.place})" if done.place else "")


def _range(ids: tuple[str, ...]) -> str:
    return f"{ids[0]} to {ids[-1]}" if len(ids) > 1 else "".join(ids)
