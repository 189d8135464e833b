"""Where plans stand: what they billed last, what waits, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.documents.look import Look
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.plan import LATEST
from billcli.services.invoice_request import calculated
from billcli.services.plan_file import read_plans
from billcli.services.run_plans import draft_on, invoices_by_plan

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from billcli.domain.money import Money
    from billcli.domain.plan import Due
    from billcli.domain.problem import Problem
    from billcli.services.plan_file import PlanFile
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """Where a plan stands on a day.

    Attributes:
        plan: as its file says.
        billed: numbers of its invoices by date.
        waiting: dates up to that day that have no invoice.
        next: the first date that has none, also a later one; None when there is no more.
        is_paused: whether a pause holds on that day.
        amount: what ``next``, or else its first date, comes to; None when that cannot be told.
        problems: what is wrong with it.
    """

    plan: PlanFile
    billed: Mapping[dt.date, str]
    waiting: tuple[Due, ...]
    next: Due | None
    is_paused: bool
    amount: Money | None
    problems: tuple[Problem, ...]

    @property
    def last(self) -> dt.date | None:
        """The last date that has an invoice."""
        return max(self.billed, default=None)


def list_plans(
    workspace: Workspace, names: Sequence[str], day: dt.date, shown: Callable[[Path], str]
) -> tuple[PlanStanding, ...]:
    """Return where plans stand, all or some; one that is wrong hides no other.

    Args:
        workspace: the books.
        names: ids of plans; none for all.
        day: dates up to then should be billed.
        shown: names a file as the person knows it.

    Raises:
        UsageError: there is no such plan.
    """
    invoices = invoices_by_plan(workspace)
    return tuple(
        _standing(workspace, plan, invoices.get(plan.name, {}), day)
        for plan in read_plans(workspace, names, shown)
    )


def _standing(
    workspace: Workspace, plan: PlanFile, billed: Mapping[dt.date, str], day: dt.date
) -> PlanStanding:
    wrong = plan.problems(workspace)
    if plan.plan is None or plan.found.problems:
        return PlanStanding(plan, billed, (), None, False, None, wrong)
    found = plan.plan
    late = tuple(due for due in found.dues(day) if not due.is_paused and due.date not in billed)
    ahead = (due for due in found.dues(LATEST) if not due.is_paused and due.date not in billed)
    coming = late[0] if late else next(ahead, None)
    at = coming or next(found.dues(LATEST), None)
    is_paused = any(pause.holds(day) for pause in found.pauses)
    amount = None
    if at and not wrong:
        draft, _ = draft_on(workspace, plan, at, Look())
        amount = calculated(workspace, draft).total
    return PlanStanding(plan, billed, late, coming, is_paused, amount, wrong)
