"""Who is reminded of what today, and what being late costs: planned, then booked.

Late fees and interest are open items of their own, booked before the letter that names them.
"""

from __future__ import annotations

from billcli.domain.dunning.plan import MORNING, dunning_plan
from billcli.domain.frozen import frozen, replace
from billcli.domain.late_fee_entry import late_fee_entry
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ConflictError
from billcli.services.adjustment_account import AdjustmentAccounts
from billcli.services.dunning_case import dunning_case
from billcli.services.filing import Papers
from billcli.services.named_debtor import named_debtors
from billcli.services.take_number import Numbers
from billcli.services.writing import Decision, perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.dunning.notice import DunningPlan
    from billcli.domain.entry import Directive, Entry, Note
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Written


@frozen
class Round:
    """How far one look at the reminders goes.

    Attributes:
        wanted: ids of customers or items to which the letters are limited; empty for all.
        at: time of day, for quiet hours.
        prints: whether letters are printed, so that nobody needs an address.
    """

    wanted: Sequence[str] = ()
    at: dt.time = MORNING
    prints: bool = False


def plan_reminders(
    workspace: Workspace, turn: Round | None = None, sent: Iterable[Note] = ()
) -> DunningPlan:
    """Return who is reminded of what today, and who is not, and why.

    Args:
        workspace: the books.
        turn: how far to look; everywhere when it is None.
        sent: notes of letters that may be out and do not stand in the ledger yet.

    Raises:
        UsageError: an id is neither a customer nor an open item.
        ConflictError: the ledger tells of letters after today (REMIND-CLOCK).
        InvalidError: the ledger has errors.
    """
    turn = turn or Round()
    workspace.snapshot.require_sound()
    case = replace(dunning_case(workspace, sent), at=turn.at, prints=turn.prints)
    last = case.reminded.last
    if last is not None and last > workspace.today:
        raise ConflictError.of(
            "REMIND-CLOCK",
            f"today is {workspace.today}, but a letter went out on {last}",
            hint="set the clock right; nothing is sent until then",
        )
    plan = dunning_plan(case)
    if not turn.wanted:
        return plan
    parties = workspace.books(workspace.today).parties
    customers, items = named_debtors(turn.wanted, parties, {row.item for row in case.rows})
    return replace(
        plan,
        notices=tuple(
            n for n in plan.notices
            if n.customer in customers or any(ask.row.item in items for ask in n.asks)
        ),
        left=tuple(
            one for one in plan.left if one.row.customer in customers or one.row.item in items
        ),
    )  # fmt: skip


def book_charges(
    workspace: Workspace, turn: Round, sent: Sequence[Note], consent: Consent
) -> Written[DunningPlan]:
    """Book the late fees and the interest of today's letters, all at once.

    Args:
        workspace: the books.
        turn: how far to look.
        sent: notes of letters that may be out and do not stand in the ledger yet.
        consent: how far to go.

    Returns:
        What was planned; the letters themselves are made from the books as they stand then.

    Raises:
        BillcliError: as ``plan_reminders``.
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[DunningPlan]:
        plan = plan_reminders(books, turn, sent)
        return Decision(plan, Papers(_charges(books, plan, tail)))

    return perform(workspace, decide, consent)


def _charges(
    workspace: Workspace, plan: DunningPlan, tail: tuple[Directive, ...]
) -> tuple[Directive, ...]:
    accounts = AdjustmentAccounts(workspace)
    entries: list[Entry] = []
    numbers = Numbers(workspace, tail) if any(n.charges for n in plan.notices) else None
    for notice in plan.notices:
        for charge in notice.charges:
            assert numbers is not None  # noqa: S101 - there are charges
            kind = "interest" if charge.period else "late_fees"
            income = accounts.name(kind, plan.day)
            number = numbers.next("late-fee", plan.day)
            legs = (notice.account, income)
            entries.append(late_fee_entry(number, notice.customer_name, plan.day, charge, legs))
    return (*accounts.opened.values(), *entries)
