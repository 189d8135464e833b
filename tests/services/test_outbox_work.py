"""What a person does about letters that wait."""

from __future__ import annotations

import datetime as dt
import fcntl
from typing import TYPE_CHECKING

import pytest

from billcli.delivery.mail import Sender
from billcli.delivery.way import Outcome, State
from billcli.domain.entry import Note
from billcli.domain.problem import BillcliError, ConflictError, InvalidError, UsageError
from billcli.services.letter import Letter
from billcli.services.mailer import Mailer
from billcli.services.outbox_place import outbox_of
from billcli.services.outbox_work import resolve_letters, retry_letters, waiting_letters
from billcli.services.post import post
from billcli.services.posted_note import notes_on_the_way
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from collections.abc import Callable

    from shop import Shop

    from billcli.delivery.slip import Slip
    from billcli.delivery.way import Parcel

NOW = dt.datetime(2026, 1, 31, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
YES, DRY = Consent(lambda _: None), Consent(lambda _: None, dry_run=True)
SENT, WAITS = Outcome(State.SENT, "250 ok"), Outcome(State.WAITING, "451 later")
LOST, REFUSED = Outcome(State.UNKNOWN, "no answer"), Outcome(State.REFUSED, "550 no")


class Carrier:
    """A way that answers the same to every letter."""

    is_mail = True
    is_draft = False
    place = "nowhere"

    def __init__(self, outcome: Outcome = SENT) -> None:
        self.outcome, self.carried = outcome, list[bytes]()

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:
        handing_over()
        self.carried.append(parcel.message)
        return self.outcome

    def close(self) -> None:
        """Do nothing."""


def mailer(way: Carrier) -> Mailer:
    return Mailer(way, Sender("desk@linden.example"))


def left(shop: Shop, key: str, outcome: Outcome) -> bytes:
    """Leave a letter in the outbox; return its message."""
    note = Note(NOW.date(), "Assets:Receivable:Acme", f"{key} sent", ("delivery",), (key[-5:],))
    letter = Letter(key, "Acme", "ap@acme.example", f"Invoice {key}", "text", notes=(note,))
    way = Carrier(outcome)
    post(shop.workspace(), [letter], mailer(way), YES, NOW)
    return way.carried[0]


def retried(
    shop: Shop, way: Carrier, *keys: str, consent: Consent = YES
) -> dict[str, tuple[str, int]]:
    found = retry_letters(shop.workspace(), keys, mailer(way), consent, LATER)
    return {slip.key: (slip.state.value, slip.attempts) for slip in found}


def resolved(shop: Shop, *keys: str, sent: bool, consent: Consent = YES) -> tuple[Slip, ...]:
    return resolve_letters(shop.workspace(), keys, consent, LATER, sent=sent)


def waiting(shop: Shop) -> dict[str, str]:
    return {slip.key: slip.state.value for slip in waiting_letters(shop.workspace())}


def noted(shop: Shop) -> list[str]:
    return [note.comment for note in shop.workspace().snapshot.facts.notes]


def test_what_waits_or_was_refused_goes_as_it_is(shop: Shop) -> None:
    messages = [left(shop, "k/INV-1", WAITS), left(shop, "k/INV-2", REFUSED)]
    left(shop, "k/INV-3", LOST)
    way = Carrier()
    assert retried(shop, way) == {"k/INV-1": ("sent", 2), "k/INV-2": ("sent", 2)}
    assert way.carried == messages
    assert noted(shop) == ["k/INV-1 sent", "k/INV-2 sent"]
    assert waiting(shop) == {"k/INV-3": "unknown"}
    assert retried(shop, way) == {}
    assert len(way.carried) == 2


def test_a_reminder_is_not_sent_from_memory(shop: Shop) -> None:
    left(shop, "reminder/1/INV-1", WAITS)
    way = Carrier()
    assert retried(shop, way) == {}
    assert way.carried == []
    assert waiting(shop) == {"reminder/1/INV-1": "waiting"}


@pytest.mark.parametrize("outcome", [WAITS, REFUSED])
def test_a_reminder_that_is_named_waits_to_be_made_anew(shop: Shop, outcome: Outcome) -> None:
    left(shop, "reminder/1:INV-1", outcome)
    left(shop, "k/INV-2", WAITS)
    way = Carrier()
    assert retried(shop, way, "reminder/1:INV-1", consent=DRY) == {
        "reminder/1:INV-1": (outcome.state.value, 1)
    }
    assert retried(shop, way, "reminder/1:INV-1", "k/INV-2") == {
        "reminder/1:INV-1": ("waiting", 1),
        "k/INV-2": ("sent", 2),
    }
    assert len(way.carried) == 1
    (slip,) = waiting_letters(shop.workspace())
    assert (slip.at, slip.reason) == (LATER.isoformat(), "billcli remind --send makes it anew")
    assert noted(shop) == ["k/INV-2 sent"]


def test_only_the_letters_that_are_named_are_tried(shop: Shop) -> None:
    left(shop, "k/INV-1", WAITS)
    left(shop, "k/INV-2", WAITS)
    assert retried(shop, Carrier(), "k/INV-2", "k/INV-2") == {"k/INV-2": ("sent", 2)}
    assert waiting(shop) == {"k/INV-1": "waiting"}


@pytest.mark.parametrize("outcome", [WAITS, REFUSED, LOST])
def test_what_fails_again_stays_with_the_new_reason(shop: Shop, outcome: Outcome) -> None:
    left(shop, "k/INV-1", WAITS)
    assert retried(shop, Carrier(outcome)) == {"k/INV-1": (outcome.state.value, 2)}
    (slip,) = waiting_letters(shop.workspace())
    assert (slip.reason, slip.at) == (outcome.reason, LATER.isoformat())
    assert noted(shop) == []


def test_a_dry_run_only_looks(shop: Shop) -> None:
    left(shop, "k/INV-1", WAITS)
    left(shop, "k/INV-2", LOST)
    before, way = waiting(shop), Carrier()
    assert retried(shop, way, consent=DRY) == {"k/INV-1": ("waiting", 1)}
    (slip,) = resolved(shop, "k/INV-2", sent=True, consent=DRY)
    assert slip.state is State.SENT
    assert (waiting(shop), way.carried, noted(shop)) == (before, [], [])


def test_a_letter_that_arrived_is_noted(shop: Shop) -> None:
    left(shop, "k/INV-1", LOST)
    (note,) = notes_on_the_way(outbox_of(shop.workspace()))
    assert note.links == ("INV-1",)
    (slip,) = resolved(shop, "k/INV-1", sent=True)
    assert (slip.state, slip.reason) == (State.SENT, "a person said so")
    assert noted(shop) == ["k/INV-1 sent"]
    assert waiting(shop) == {}
    assert notes_on_the_way(outbox_of(shop.workspace())) == ()


def test_a_letter_that_did_not_arrive_may_go_again(shop: Shop) -> None:
    left(shop, "k/INV-1", LOST)
    resolved(shop, "k/INV-1", sent=False)
    assert waiting(shop) == {"k/INV-1": "waiting"}
    assert notes_on_the_way(outbox_of(shop.workspace())) == ()
    assert retried(shop, Carrier()) == {"k/INV-1": ("sent", 2)}


@pytest.mark.parametrize("outcome", [WAITS, REFUSED, SENT])
def test_only_of_what_is_unknown_something_can_be_said(shop: Shop, outcome: Outcome) -> None:
    left(shop, "k/INV-1", outcome)
    with pytest.raises(UsageError) as refused:
        resolved(shop, "k/INV-1", sent=True)
    assert refused.value.problems[0].code == "LETTER-SETTLED"
    with pytest.raises(UsageError, match="LETTER-UNKNOWN"):
        resolved(shop, "k/INV-9", sent=True)


def test_what_was_sent_or_is_unknown_is_never_tried_again(shop: Shop) -> None:
    left(shop, "k/INV-1", SENT)
    left(shop, "k/INV-2", LOST)
    way = Carrier()
    for key in ("k/INV-1", "k/INV-2"):
        with pytest.raises(UsageError, match="LETTER-SETTLED"):
            retried(shop, way, key)
    assert way.carried == []


def test_who_says_no_changes_nothing(shop: Shop) -> None:
    left(shop, "k/INV-1", WAITS)
    left(shop, "k/INV-2", LOST)
    before, way = waiting(shop), Carrier()

    def no(text: str) -> None:
        assert "k/INV-" in text
        raise BillcliError.of("NOT-CONFIRMED", "no")

    with pytest.raises(BillcliError, match="NOT-CONFIRMED"):
        retried(shop, way, consent=Consent(no))
    with pytest.raises(BillcliError, match="NOT-CONFIRMED"):
        resolved(shop, "k/INV-2", sent=True, consent=Consent(no))
    assert (waiting(shop), way.carried) == (before, [])


def test_another_run_or_a_broken_ledger_stops_both(shop: Shop) -> None:
    left(shop, "k/INV-1", WAITS)
    left(shop, "k/INV-2", LOST)
    way = Carrier()
    with (shop.folder / ".billcli" / "outbox.lock").open("rb+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ConflictError):
            retried(shop, way)
        with pytest.raises(ConflictError):
            resolved(shop, "k/INV-2", sent=True)
    shop.append("2026-01-01 open\n")
    with pytest.raises(InvalidError):
        retried(shop, way)
    with pytest.raises(InvalidError):
        resolved(shop, "k/INV-2", sent=True)
    assert way.carried == []


def test_a_letter_that_was_cut_off_is_in_doubt_and_nothing_else(shop: Shop) -> None:
    left(shop, "k/INV-1", WAITS)
    outbox = outbox_of(shop.workspace())
    (slip,) = outbox.waiting()
    outbox.keep(slip.now(State.SENDING, NOW.isoformat()))
    way = Carrier()
    assert retried(shop, way) == {}
    assert way.carried == []
    assert waiting(shop) == {"k/INV-1": "unknown"}
    outbox.keep(slip.now(State.SENDING, NOW.isoformat()))
    resolved(shop, "k/INV-1", sent=True)
    assert noted(shop) == ["k/INV-1 sent"]
