"""Today's plan of reminders with what the outbox knows of its letters; nothing is changed."""

from __future__ import annotations

from billcli.delivery.way import State
from billcli.domain.dunning.history import reminded
from billcli.domain.dunning.notice import claim_of
from billcli.domain.frozen import frozen, replace
from billcli.domain.named import TYPE_CHECKING
from billcli.services.outbox_place import REMINDERS, outbox_of
from billcli.services.posted_note import GONE, notes_of, notes_on_the_way
from billcli.services.remind import plan_reminders

if TYPE_CHECKING:
    from billcli.delivery.slip import Slip
    from billcli.domain.dunning.notice import DunningPlan
    from billcli.services.remind import Round
    from billcli.services.workspace import Workspace

_UNSURE = frozenset({State.UNKNOWN, State.SENDING})


@frozen
class Outlook:
    """What is to be sent, and what became of letters that are not settled.

    Attributes:
        plan: who is asked for what; ``unknown`` is the reason of what a letter named that may
            have arrived.
        unsettled: reminders in the outbox that wait, were refused, or are unknown; only those of
            the customers in the plan where that is limited.
    """

    plan: DunningPlan
    unsettled: tuple[Slip, ...]


def outlook(workspace: Workspace, turn: Round) -> Outlook:
    """Return the plan as the next run of ``billcli remind --send`` sees it.

    Raises:
        BillcliError: as ``plan_reminders``.
        InvalidError: OUTBOX-UNREADABLE.
    """
    outbox = outbox_of(workspace)
    slips = [slip for slip in outbox.waiting() if slip.key.startswith(REMINDERS)]
    plan = plan_reminders(workspace, turn, notes_on_the_way(outbox))
    doubt = {
        claim: f"billcli outbox resolve {slip.key} --sent, or --not-sent"
        for slip in slips
        if slip.state in _UNSURE
        for claim in reminded(notes_of(slip)).levels
    }
    left = tuple(
        replace(one, reason="unknown", detail=doubt[claim_of(one.row)])
        if one.reason == "asked" and claim_of(one.row) in doubt
        else one
        for one in plan.left
    )
    shown = {n.customer for n in plan.notices} | {one.row.customer for one in left}
    unsettled = tuple(
        slip
        for slip in slips
        if slip.state not in GONE and (not turn.wanted or slip.customer in shown)
    )
    return Outlook(replace(plan, left=left), unsettled)
