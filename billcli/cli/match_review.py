"""``billcli match review``: the questions of ``reconcile`` alone."""

from __future__ import annotations

from billcli.cli.statement_option import read
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome


def review(ctx: Context, **given: Any) -> Outcome:  # noqa: ANN401 - see statement_option
    """Ask about the lines of bank statements that wait.

        billcli match review january.csv
        billcli match review january.xml february.xml

    Lines that are certain are left to billcli reconcile. What was answered is written at the end,
    in one change. Where nobody can be asked, billcli match export writes the lines into a file.
    """
    from billcli.cli.line_question import ask_about  # noqa: PLC0415
    from billcli.cli.payer_question import remembered  # noqa: PLC0415
    from billcli.cli.reconcile_view import reconciled  # noqa: PLC0415
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.review import Fate  # noqa: PLC0415
    from billcli.services.step_note import StepNote  # noqa: PLC0415
    from billcli.services.writing import Written  # noqa: PLC0415

    call: Invocation = ctx.obj
    if not call.may_ask or call.dry_run or call.yes:
        raise UsageError.of(
            "REVIEW-TERMINAL",
            "lines are reviewed on a terminal, and nobody can be asked here",
            hint="billcli match export FILE -o review.toml writes them to be answered in a file",
        )
    workspace, files = read(ctx, **given)
    found = files.review(workspace)
    waits = found.count(Fate.WAITING)
    step = StepNote()
    answered = remembered(call, found, ask_about(call, found, step=step), step) if waits else None
    return reconciled(call, files, Written(found, ""), answered)
