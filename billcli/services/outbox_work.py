"""What a person does about letters that wait: look, say what became of them, try again."""

from __future__ import annotations

from contextlib import closing

from billcli.delivery.way import Parcel, State
from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted
from billcli.services.outbox_place import REMINDERS, outbox_of
from billcli.services.post import own_outbox
from billcli.services.posted_note import write_notes
from billcli.services.workspace import reopened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.delivery.outbox import Outbox
    from billcli.delivery.slip import Slip
    from billcli.services.mailer import Mailer
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent

BY_HAND = "a person said so"
ANEW = "billcli remind --send makes it anew"
_RETRIED = frozenset({State.READY, State.WAITING, State.REFUSED})


def waiting_letters(workspace: Workspace) -> tuple[Slip, ...]:
    """Return the letters that are not settled; one that is being handed over is unknown.

    Raises:
        InvalidError: OUTBOX-UNREADABLE.
    """
    return outbox_of(workspace).waiting()


def resolve_letters(
    workspace: Workspace, keys: Sequence[str], consent: Consent, now: dt.datetime, *, sent: bool
) -> tuple[Slip, ...]:
    """Say of letters whether they arrived: those that did are noted in the ledger.

    Args:
        workspace: the books.
        keys: of letters that are unknown.
        consent: how far to go.
        now: when a person says so.
        sent: whether they arrived; others may be sent again.

    Raises:
        UsageError: LETTER-UNKNOWN, a key has no letter; LETTER-SETTLED, it is not in doubt.
        ConflictError: another billcli is sending.
        InvalidError: the ledger has errors.
    """
    workspace.snapshot.require_sound()
    state = State.SENT if sent else State.WAITING
    slips = _in_doubt(outbox_of(workspace), keys)
    changed = tuple(slip.now(state, now.isoformat(), BY_HAND) for slip in slips)
    if consent.dry_run:
        return changed
    became = "arrived" if sent else "did not arrive"
    consent.ask("".join(f"{slip.subject}, to {slip.to}: {became}\n" for slip in slips))
    with own_outbox(workspace, now) as outbox:
        _in_doubt(outbox, keys)
        for slip in changed:
            outbox.keep(slip)
        write_notes(workspace, outbox, _agreed(consent))
    return changed


def retry_letters(
    workspace: Workspace, keys: Sequence[str], mailer: Mailer, consent: Consent, now: dt.datetime
) -> tuple[Slip, ...]:
    """Send letters that wait or were refused once more, just as they are.

    Reminders never go from memory: what they ask for may have been paid. One that is named waits
    for the next ``billcli remind --send``, which makes it anew or withdraws it.

    Args:
        workspace: the books.
        keys: of the letters; all that may be tried again when there are none.
        mailer: who carries them.
        consent: how far to go.
        now: when it is tried.

    Returns:
        What became of each; in a dry run, what would be tried.

    Raises:
        UsageError: LETTER-UNKNOWN or LETTER-SETTLED, of keys that are named.
        ConflictError: another billcli is sending.
        InvalidError: the ledger has errors.
    """
    workspace.snapshot.require_sound()
    slips = _to_retry(outbox_of(workspace), keys)
    if consent.dry_run or not (slips or waiting_letters(workspace)):
        return slips
    if slips:
        consent.ask("".join(f"{slip.customer} <{slip.to}>: {slip.subject}\n" for slip in slips))
    with own_outbox(workspace, now) as outbox:
        if write_notes(workspace, outbox, _agreed(consent)):
            workspace = reopened(workspace)
        with closing(mailer.way):
            again = _to_retry(outbox, keys)
            at = now.isoformat()
            done = tuple(
                _put_back(outbox, slip, at)
                if is_asked_anew(slip)
                else _retried(outbox, slip, mailer, at)
                for slip in again
            )
        write_notes(workspace, outbox, _agreed(consent))
    return done


def is_asked_anew(slip: Slip) -> bool:
    """Return whether a letter is never sent as it was made, but asked for anew."""
    return slip.key.startswith(REMINDERS)


def _put_back(outbox: Outbox, slip: Slip, at: str) -> Slip:
    slip = slip.now(State.WAITING, at, ANEW)
    outbox.keep(slip)
    return slip


def _retried(outbox: Outbox, slip: Slip, mailer: Mailer, at: str) -> Slip:
    slip = replace(slip, attempts=slip.attempts + 1)
    name = slip.message_id.strip("<>").partition("@")[0]
    parcel = Parcel(name, slip.sender, slip.to, outbox.message(slip))
    outcome = mailer.way.deliver(parcel, lambda: outbox.keep(slip.now(State.SENDING, at)))
    slip = slip.now(outcome.state, at, outcome.reason)
    outbox.keep(slip)
    return slip


def _to_retry(outbox: Outbox, keys: Sequence[str]) -> tuple[Slip, ...]:
    if keys:
        return _named(outbox, keys, _RETRIED)
    return tuple(
        slip
        for slip in outbox.waiting()
        if slip.state in _RETRIED and slip.to and not is_asked_anew(slip)
    )


def _in_doubt(outbox: Outbox, keys: Sequence[str]) -> tuple[Slip, ...]:
    return _named(outbox, keys, frozenset({State.UNKNOWN, State.SENDING}))


def _named(outbox: Outbox, keys: Sequence[str], states: frozenset[State]) -> tuple[Slip, ...]:
    """Return the letters of some keys.

    Raises:
        UsageError: LETTER-UNKNOWN or LETTER-SETTLED.
    """
    found = []
    for key in dict.fromkeys(keys):
        slip = outbox.find(key)
        if slip is None:
            raise UsageError.of(
                "LETTER-UNKNOWN",
                f"no letter has the key {quoted(key, 80)}",
                hint="billcli outbox list",
            )
        if slip.state not in states:
            hint = "billcli outbox list shows what waits, and for what"
            said = f"{key} is {slip.state.value}: there is nothing to do about it here"
            raise UsageError.of("LETTER-SETTLED", said, hint=hint)
        found.append(slip)
    return tuple(found)


def _agreed(consent: Consent) -> Consent:
    return replace(consent, ask=lambda _: None)
