"""Reminders that go out: charges booked, letters made, each posted at most once, all noted."""

from __future__ import annotations

from billcli.delivery.way import State
from billcli.domain.dunning.history import charged, reminded
from billcli.domain.frozen import frozen, replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError
from billcli.services.letter import Letter, Posted
from billcli.services.outbox_place import REMINDERS, outbox_of
from billcli.services.post import own_outbox, post
from billcli.services.posted_note import notes_on_the_way
from billcli.services.remind import Round, book_charges, plan_reminders
from billcli.services.reminder_letter import Secretary, key_of
from billcli.services.render_document import look_of, press_of
from billcli.services.workspace import reopened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from billcli.documents.render import Press
    from billcli.domain.dunning.notice import DunningPlan, Notice
    from billcli.services.mailer import Mailer
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

_UNSURE = frozenset({State.UNKNOWN, State.SENDING})
_GONE_STALE = frozenset({State.READY, State.WAITING, State.REFUSED})


@frozen
class Reminders:
    """What a run did.

    Attributes:
        plan: who was to be asked for what.
        posted: what became of each letter, in the order of the plan's notices.
        doubtful: letters of earlier runs of which nobody knows whether they arrived; none where
            the run was limited.
    """

    plan: DunningPlan
    posted: tuple[Posted, ...]
    doubtful: tuple[Posted, ...] = ()


def send_reminders(
    workspace: Workspace,
    wanted: Sequence[str],
    mailer: Mailer,
    consent: Consent,
    now: dt.datetime,
) -> Reminders:
    """Book today's charges and send today's letters, each once.

    Killed anywhere and run again, it does what is left: charges stand in the ledger, letters in the
    outbox, and what may be out is not sent a second time.

    Args:
        workspace: the books.
        wanted: ids of customers or items to which the letters are limited; empty for all.
        mailer: who carries them.
        consent: how far to go; it is asked once, with a line for each letter.
        now: when the letters are written; in quiet hours none goes.

    Returns:
        What became of each. A template that fails for one customer does not hold up the others.

    Raises:
        ConflictError: another billcli is writing or sending; nobody waits. The clock went back.
        BillcliError: as ``post``.
    """
    outbox = outbox_of(workspace)
    turn = Round(wanted, now.time(), prints=not mailer.way.is_mail)
    plan = plan_reminders(workspace, turn, notes_on_the_way(outbox))
    if consent.dry_run:
        posted = _posted(workspace, plan, mailer, consent, now)
        return Reminders(plan, posted, () if wanted else _doubtful(workspace, posted))
    if plan.notices:
        consent.ask("".join(_lines(plan)))
    agreed = replace(consent, ask=lambda _: None, wait=0.0)
    if any(notice.charges for notice in plan.notices):
        book_charges(workspace, turn, notes_on_the_way(outbox), agreed)
        workspace = reopened(workspace)
        plan = plan_reminders(workspace, turn, notes_on_the_way(outbox))
    if not wanted:
        _withdraw(workspace, {key_of(notice) for notice in plan.notices}, now)
    posted = _posted(workspace, plan, mailer, agreed, now)
    return Reminders(plan, posted, () if wanted else _doubtful(workspace, posted))


def _posted(
    workspace: Workspace, plan: DunningPlan, mailer: Mailer, consent: Consent, now: dt.datetime
) -> tuple[Posted, ...]:
    with press_of(workspace) as press:
        prepared = list(_prepared(workspace, press, plan, mailer))
    letters = [one for one in prepared if isinstance(one, Letter)]
    if not letters and not outbox_of(workspace).waiting():
        return tuple(one for one in prepared if isinstance(one, Posted))
    done = iter(post(workspace, letters, mailer, consent, now))
    return tuple(one if isinstance(one, Posted) else next(done) for one in prepared)


def _prepared(
    workspace: Workspace, press: Press, plan: DunningPlan, mailer: Mailer
) -> Iterator[Letter | Posted]:
    """Yield each letter, or why it cannot be made."""
    if not plan.notices:
        return
    facts = workspace.snapshot.facts
    verb = "sent" if not mailer.way.is_draft else "drafted" if mailer.way.is_mail else "printed"
    fees = {one.number: one for one in charged(facts.entries_with("on"))}
    before = reminded(facts.notes)
    secretary = Secretary(workspace, press, look_of(workspace), before, fees, verb)
    for notice in plan.notices:
        try:
            yield secretary.write(notice)
        except BillcliError as error:
            problem = error.problems[0]
            bare = secretary.envelope(notice)
            yield Posted(bare, State.REFUSED, problem.message, problem=problem)


def _doubtful(workspace: Workspace, posted: Sequence[Posted]) -> tuple[Posted, ...]:
    """Return the letters of which nobody knows whether they arrived, until a person says so."""
    told = {one.letter.key for one in posted}
    return tuple(
        Posted(Letter(slip.key, slip.customer, slip.to, slip.subject, ""), State.UNKNOWN,
               slip.reason, slip.message_id, earlier=True)
        for slip in outbox_of(workspace).waiting()
        if slip.state in _UNSURE and slip.key.startswith(REMINDERS) and slip.key not in told
    )  # fmt: skip


def _withdraw(workspace: Workspace, keys: set[str], now: dt.datetime) -> None:
    """Take letters out of the outbox that never went and are not wanted any more."""
    stale = [
        slip
        for slip in outbox_of(workspace).waiting()
        if slip.key.startswith(REMINDERS) and slip.key not in keys and slip.state in _GONE_STALE
    ]
    if not stale:
        return
    with own_outbox(workspace, now) as outbox:
        for slip in stale:
            current = outbox.find(slip.key)
            if current is not None and current.state in _GONE_STALE:
                outbox.withdraw(current)


def _lines(plan: DunningPlan) -> Iterator[str]:
    for one in plan.notices:
        yield f"{one.customer} <{one.to}>: {one.step.level.value}, {one.total}, {_items(one)}\n"


def _items(notice: Notice) -> str:
    return " ".join(ask.row.item for ask in notice.asks)
