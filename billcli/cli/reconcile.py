"""``billcli reconcile``: match bank statements with what is open, and book it."""

from __future__ import annotations

from billcli.cli.declare import verb
from billcli.cli.statement_option import OPTIONS, read
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.problem import Problem
    from billcli.services.review import Review, Reviewed
    from billcli.services.step_note import StepNote
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written

app = verb("reconcile")


@app.command("reconcile", more=OPTIONS)
def reconcile(ctx: Context, **given: Any) -> Outcome:  # noqa: ANN401 - see statement_option
    """Match bank statements with what is open, and book it.

        billcli reconcile january.csv --dry-run
        billcli reconcile january.xml february.xml
        billcli reconcile january.sta --payouts stripe.csv --yes --format json

    CSV, OFX, QFX, camt.052 to .054, MT940, MT942, QIF and the exports of Stripe, PayPal and Adyen
    are told apart by themselves. A line is booked without asking when its number or payer and its
    amount agree on exactly one explanation. The rest is asked one by one on a terminal; elsewhere
    it waits and the exit status is 5. The same lines again book nothing twice.
    """
    from billcli.cli.reconcile_view import reconciled  # noqa: PLC0415
    from billcli.services.step_note import StepNote  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace, files = read(ctx, **given)
    step = StepNote()
    booked = _book(call, workspace, files.review(workspace), step)
    answered = _ask(call, booked, step)
    return reconciled(call, files, booked, answered)


def _book(call: Invocation, workspace: Workspace, found: Review, step: StepNote) -> Written[Review]:
    """Book the certain lines; when a person does not want them together, they wait with the rest.

    Raises:
        BillcliError: nobody can be asked, or the lines cannot be written.
    """
    from billcli.domain.problem import BillcliError  # noqa: PLC0415
    from billcli.services.reconcile import book_certain  # noqa: PLC0415
    from billcli.services.review import Fate, set_aside  # noqa: PLC0415
    from billcli.services.writing import Written as Result  # noqa: PLC0415

    ready = [one for one in found.lines if one.fate in {Fate.CERTAIN, Fate.RULED}]
    if not ready:
        return Result(found, "")
    try:
        return book_certain(workspace, found, _agreement(call, ready, step))
    except BillcliError as error:
        if error.problems[0].code != "NOT-CONFIRMED":
            raise
        return Result(set_aside(found), "")


def _agreement(call: Invocation, certain: Sequence[Reviewed], step: StepNote) -> Consent:
    """Return the consent that shows lines and evidence above what would be written for them."""
    from billcli.cli.prompt import confirm  # noqa: PLC0415
    from billcli.cli.reconcile_view import told  # noqa: PLC0415
    from billcli.services.review import Fate  # noqa: PLC0415
    from billcli.services.writing import Consent as Result  # noqa: PLC0415

    many = len(certain) > 1
    sure = sum(one.fate is Fate.CERTAIN for one in certain)
    ruled = len(certain) - sure
    what = " and ".join(filter(None, ("certain" if sure else "", "ruled" if ruled else "")))
    question = f"Book {len(certain)} {what} lines?" if many else f"Book this {what} line?"
    lines = told(certain)
    return Result(
        lambda text: confirm(call, f"{lines}\n{text}", question=question), call.dry_run, step=step
    )


def _ask(call: Invocation, booked: Written[Review], step: StepNote) -> Written[Review] | None:
    """Ask about what waits where a person can answer; None when nobody was asked.

    When the answers cannot be written, what was booked before stays told: they wait.
    """
    from billcli.domain.problem import BillcliError  # noqa: PLC0415
    from billcli.services.review import Fate  # noqa: PLC0415

    found = booked.value
    if call.dry_run or call.yes or not call.may_ask or not found.count(Fate.WAITING):
        return None
    from billcli.cli.line_question import ask_about  # noqa: PLC0415
    from billcli.cli.payer_question import remembered  # noqa: PLC0415
    from billcli.services.writing import Written as Result  # noqa: PLC0415

    try:
        return remembered(call, found, ask_about(call, found, step=step), step)
    except BillcliError as error:
        if not booked.places:
            raise
        return Result(found, "", problems=tuple(map(_unwritten, error.problems)))


def _unwritten(problem: Problem) -> Problem:
    """Return a problem of the answers, which says that they alone were not written."""
    if problem.code != "NOT-CONFIRMED":
        return problem
    return problem._replace(message="the answers were not confirmed; they still wait")
