"""``billcli check``: what is wrong with the books, beyond what bean-check sees."""

from __future__ import annotations

from collections import Counter

from billcli.cli.declare import Annotated, option, verb
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.domain.problem import Problem

app = verb("check")
ALIKE_MAX = 5

COLUMNS = (
    Column("file", "File", ColumnKind.ID),
    Column("line", "Line", ColumnKind.INT),
    Column("severity", "Severity"),
    Column("code", "Code", ColumnKind.ID),
    Column("message", "Message"),
    Column("help", "Help"),
)


@app.command("check")
def check(
    ctx: Context,
    strict: Annotated[
        bool, option("--strict", help="Warnings on entries of other tools are errors.")
    ] = False,
    tieout: Annotated[
        bool, option("--tieout", help="Compare open items with the receivable accounts instead.")
    ] = False,
) -> Outcome:
    """Find what is wrong: seals, numbers, items, amounts, dates, and all that bean-check finds.

        billcli check
        billcli check --strict --format json
        billcli check --tieout

    Silent and exit 0 when all is well; exit 1 on errors of the books, 3 when Beancount itself
    cannot read them. Each problem's code has a page: billcli help AR-OVERPAID. --tieout adds up
    open items on one side and postings on the other, per customer and account: exit 1 when the two
    differ anywhere.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.check_ledger import check_ledger  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    if tieout:
        from billcli.cli.tieout_view import tied  # noqa: PLC0415
        from billcli.domain.tie_out import tie_out  # noqa: PLC0415

        return tied(workspace, tie_out(workspace.books(call.cutoff)))
    found = check_ledger(workspace, strict=strict)
    sound = workspace.snapshot.is_sound
    failed = ExitCode.FAILED if sound else ExitCode.INVALID
    shown, hidden = _limited(found.problems, everything=call.verbose or call.machine)
    counted = (
        f"{_count(found.errors, 'error')}, {_count(found.warnings, 'warning')}"
        f" in {_count(found.entries, 'entry', 'entries')}, {_count(found.files, 'file')}"
    )
    table = Table("", COLUMNS, tuple(map(_row, found.problems)))
    return Outcome(
        data={"errors": found.errors, "warnings": found.warnings, "entries": found.entries},
        tables=() if call.format.value in {"table", "plain"} else (table,),
        messages=_messages(call, counted, hidden) if found.problems or call.stdout_tty else (),
        problems=shown,
        exit_code=failed if found.errors else ExitCode.DONE,
        remarks=workspace.remarks,
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _limited(
    problems: Sequence[Problem], *, everything: bool
) -> tuple[tuple[Problem, ...], Counter[str]]:
    """Return what to show, and how many warnings of each code are left out; errors never are."""
    shown: list[Problem] = []
    seen: Counter[str] = Counter()
    for problem in problems:
        if problem.severity is Severity.WARNING:
            seen[problem.code] += 1
        if problem.severity is Severity.ERROR or everything or seen[problem.code] <= ALIKE_MAX:
            shown.append(problem)
    over = {code: n - ALIKE_MAX for code, n in seen.items() if n > ALIKE_MAX and not everything}
    return tuple(shown), Counter(over)


def _messages(call: Invocation, counted: str, hidden: Counter[str]) -> tuple[str, ...]:
    more = tuple(
        f"{n} more like {code} are not shown; see all with -v" for code, n in hidden.items()
    )
    return () if call.quiet else (counted, *more)


def _row(problem: Problem) -> tuple[str, int | None, str, str, str, str]:
    where = problem.where
    return (
        where.file if where else "",
        where.line if where else None,
        problem.severity.value,
        problem.code,
        problem.message,
        problem.help,
    )
