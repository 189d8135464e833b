"""``billcli doctor``: what of a billing desk works, and the fix for what does not."""

from __future__ import annotations

import sys

from billcli.cli.declare import Annotated, option, verb
from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Row
    from billcli.domain.finding import Finding

app = verb("doctor")
WIDE = 100

COLUMNS = (
    Column("section", "Section", ColumnKind.ID),
    Column("question", "Question"),
    Column("answer", "Answer"),
    Column("detail", "Detail"),
    Column("fix", "Fix"),
    Column("fault", "Fault"),
    Column("code", "Code"),
)


@app.command("doctor")
def doctor(
    ctx: Context,
    section: Annotated[
        list[str] | None, option(metavar="NAME", help="Only this section; may be repeated.")
    ] = None,
) -> Outcome:
    """Examine program, ledger, accounts, series, templates, fonts, mail, git, completion, cron.

        billcli doctor
        billcli doctor --section ledger --section git
        billcli doctor -q

    Each question is answered yes, no or ?, and below a no stands its fix. With -q only what is
    wrong or unknown is shown. Exit 1 when a fault is found, else 0: advice (a yellow no) is none.
    Your files stay as they are and no network is used.
    """
    from billcli.cli.books import selection  # noqa: PLC0415 - loads the ledger's rules
    from billcli.cli.progress import track  # noqa: PLC0415
    from billcli.cli.stream import encoding_of  # noqa: PLC0415
    from billcli.domain.finding import Answer  # noqa: PLC0415
    from billcli.services.doctor.examine import SECTIONS, chosen, examine  # noqa: PLC0415
    from billcli.services.doctor.scene import Scene, Screen  # noqa: PLC0415

    call: Invocation = ctx.obj
    wanted = tuple(chosen(section or ()) or SECTIONS)
    screen = Screen(encoding_of(sys.stdout), call.columns, call.stdout_tty, call.color)
    scene = Scene(selection(call), screen)
    found = tuple(
        one for name in track(wanted, "Examining", call) for one in examine(scene, (name,))
    )
    open_ = (Answer.NO, Answer.UNKNOWN)
    seen = tuple(one for one in found if one.answer in open_ or not call.quiet)
    faults = sum(one.fault for one in found)
    people = call.format is Format.TABLE
    rows = tuple(_row(one) for one in (found if call.machine else seen))
    return Outcome(
        data={"faults": faults, "findings": found},
        tables=() if people else (Table("", COLUMNS, rows),),
        text=_shown(call, seen, found) if people else "",
        exit_code=ExitCode.FAILED if faults else ExitCode.DONE,
    )


def _shown(call: Invocation, seen: Sequence[Finding], found: Sequence[Finding]) -> str:
    from billcli.cli.doctor_view import drawn, summary  # noqa: PLC0415 - only for a screen

    columns = call.columns if call.stdout_tty else WIDE
    blocks = (drawn(seen, columns, color=call.color), summary(found, color=call.color))
    return "\n".join(block for block in blocks if block)


def _row(one: Finding) -> Row:
    return (one.section, one.question, one.answer, one.detail, one.fix, one.fault, one.code)
