"""``billcli reconcile``: match a bank statement with what is open, and book it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.declare import argument, option, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.problem import Problem
    from billcli.services.review_statement import Review, Reviewed
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written

app = verb("reconcile")


@app.command("reconcile")
def reconcile(
    ctx: Context,
    statement: Annotated[str, argument(help="The bank's file: CSV, camt, MT940, OFX or QIF.")],
    profile: Annotated[str, option(help="A [bank.profile] of billcli.toml, for CSV.")] = "",
    account: Annotated[str, option(help="Ledger account of the bank account.")] = "",
) -> Outcome:
    """Match a bank statement with what is open, and book it.

        billcli reconcile january.csv --dry-run
        billcli reconcile january.csv
        billcli reconcile january.csv --yes --format json

    Lines are booked without asking when they name a document or carry its reference and the amount
    is exactly what is open of it. The rest is asked one by one on a terminal; elsewhere it waits
    and the exit status is 5. The same file again books nothing twice.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.reconcile_view import reconciled  # noqa: PLC0415
    from billcli.services.bank_file import read_statement_file  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    workspace.snapshot.require_sound()
    path = call.cwd / statement
    reading = read_statement_file(workspace, path, statement, profile, account)
    found = reading.statement
    booked = _book(call, workspace, found)
    answered = _ask(call, found, booked)
    return reconciled(call, reading, booked, answered)


def _book(call: Invocation, workspace: Workspace, statement: BankStatement) -> Written[Review]:
    """Book the certain lines; when a person does not want them together, they wait with the rest.

    Raises:
        BillcliError: nobody can be asked, or the lines cannot be written.
    """
    from billcli.domain.problem import BillcliError  # noqa: PLC0415
    from billcli.services.reconcile import book_certain  # noqa: PLC0415
    from billcli.services.review_statement import Fate, review, set_aside  # noqa: PLC0415
    from billcli.services.writing import Written as Result  # noqa: PLC0415

    found = review(workspace, statement)
    if not found.count(Fate.CERTAIN):
        return Result(found, "")
    try:
        return book_certain(workspace, found, _agreement(call, found.of(Fate.CERTAIN)))
    except BillcliError as error:
        if error.problems[0].code != "NOT-CONFIRMED":
            raise
        return Result(set_aside(found), "")


def _agreement(call: Invocation, certain: Sequence[Reviewed]) -> Consent:
    """Return the consent that shows lines and evidence above what would be written for them."""
    from billcli.cli.prompt import confirm  # noqa: PLC0415
    from billcli.cli.reconcile_view import told  # noqa: PLC0415
    from billcli.services.writing import Consent as Result  # noqa: PLC0415

    many = len(certain) > 1
    question = f"Book {len(certain)} certain lines?" if many else "Book this certain line?"
    lines = told(certain)
    return Result(lambda text: confirm(call, f"{lines}\n{text}", question=question), call.dry_run)


def _ask(
    call: Invocation, statement: BankStatement, booked: Written[Review]
) -> Written[Review] | None:
    """Ask about what waits where a person can answer; None when nobody was asked.

    When the answers cannot be written, what was booked before stays told: they wait.
    """
    from billcli.domain.problem import BillcliError  # noqa: PLC0415
    from billcli.services.review_statement import Fate  # noqa: PLC0415

    found = booked.value
    if call.dry_run or call.yes or not call.may_ask or not found.count(Fate.WAITING):
        return None
    from billcli.cli.line_question import ask_about  # noqa: PLC0415
    from billcli.services.writing import Written as Result  # noqa: PLC0415

    try:
        return ask_about(call, statement, found)
    except BillcliError as error:
        if not booked.places:
            raise
        return Result(found, "", problems=tuple(map(_unwritten, error.problems)))


def _unwritten(problem: Problem) -> Problem:
    """Return a problem of the answers, which says that they alone were not written."""
    if problem.code != "NOT-CONFIRMED":
        return problem
    return problem._replace(message="the answers were not confirmed; they still wait")
