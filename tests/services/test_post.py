"""Posting letters: at most one copy of each, whatever happens, and the ledger says what went."""

from __future__ import annotations

import datetime as dt
import fcntl
import itertools
import os
import pkgutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from billcli.delivery.folder import PrintFolder
from billcli.delivery.mail import Attachment, Sender
from billcli.delivery.maildir import EmlFolder
from billcli.delivery.outbox import Outbox
from billcli.delivery.smtp import Server, Smtp
from billcli.delivery.way import Outcome, State
from billcli.domain.entry import Note
from billcli.domain.problem import BillcliError, ConflictError, InvalidError
from billcli.services.letter import Letter
from billcli.services.mailer import Mailer
from billcli.services.outbox_place import outbox_of
from billcli.services.post import post
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import ModuleType

    from mail_server import MailServer
    from shop import Shop

    from billcli.delivery.slip import Slip
    from billcli.delivery.way import Parcel
    from billcli.services.letter import Posted

NOW = dt.datetime(2026, 1, 31, 9, 0, tzinfo=dt.UTC)
SENDER = Sender("desk@linden.example", "Studio Linden")
ACME = "Assets:Receivable:Acme"
YES = Consent(lambda _: None)
PAPER = Attachment("INV-1.pdf", b"%PDF")


def letter(key: str = "INV-1", to: str = "ap@acme.example", links: str = "INV-1") -> Letter:
    note = Note(NOW.date(), ACME, f"Sent {links}", ("delivery",), (links,), {"level": "1"})
    return Letter(key, "Acme", to, f"Invoice {links}", "text", "<p>text</p>", (PAPER,), "en",
                  notes=(note,))  # fmt: skip


class Fake:
    """A way that answers what it is told to, and remembers what it carried."""

    is_mail = True
    is_draft = False
    place = "nowhere"

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes, self.carried, self.closed = list(outcomes), [], 0

    def deliver(self, parcel: Parcel, handing_over: Callable[[], None]) -> Outcome:
        self.carried.append(parcel)
        handing_over()
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome(State.SENT, "250 ok")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        self.closed += 1


def send(shop: Shop, way: object, *letters: Letter, consent: Consent = YES) -> tuple[Posted, ...]:
    return post(shop.workspace(), letters, Mailer(way, SENDER), consent, NOW)  # type: ignore[arg-type]


def notes(shop: Shop) -> tuple[Note, ...]:
    return shop.workspace().snapshot.facts.notes


def states(posted: Sequence[Posted]) -> list[str]:
    return [one.state.value for one in posted]


def test_what_went_is_noted_once_with_its_proof(shop: Shop) -> None:
    way = Fake()
    first = send(shop, way, letter(), letter("INV-2", links="INV-2"))
    assert states(first) == ["sent", "sent"]
    assert way.closed == 1
    one, two = notes(shop)
    assert one.meta["to"] == "ap@acme.example"
    assert one.meta["message-id"] == first[0].message_id
    assert one.meta["level"] == "1"
    assert len(str(one.meta["sha256"])) == 64
    assert two.links == ("INV-2",)
    before = shop.tree()
    again = send(shop, way, letter(), letter("INV-2", links="INV-2"))
    assert states(again) == ["sent", "sent"]
    assert [one.earlier for one in (*first, *again)] == [False, False, True, True]
    assert len(way.carried) == 2
    assert shop.tree() == before
    assert shop.done("check").status == 0


def test_a_dry_run_tells_and_does_nothing(shop: Shop) -> None:
    before, way = shop.tree(), Fake()
    asked: list[str] = []
    dry = Consent(asked.append, dry_run=True)
    wrong = letter("INV-3", to="nobody")
    assert states(send(shop, way, letter(), wrong, consent=dry)) == ["ready", "refused"]
    assert (way.carried, asked) == ([], [])
    assert shop.tree() == before
    assert not (shop.folder / ".billcli" / "outbox").exists()


def test_a_person_is_asked_once_with_all_that_would_go(shop: Shop) -> None:
    asked: list[str] = []
    send(shop, Fake(), letter(), letter("b", to="no address"), consent=Consent(asked.append))
    assert asked == ["Acme <ap@acme.example>: Invoice INV-1 (INV-1.pdf)\n"]
    send(shop, Fake(), letter(), consent=Consent(asked.append))
    assert len(asked) == 1, "nothing would go, so nobody is asked"

    def refuse(_: str) -> None:
        raise BillcliError.of("NOT-CONFIRMED", "no")

    way = Fake()
    with pytest.raises(BillcliError, match="NOT-CONFIRMED"):
        send(shop, way, letter("c"), consent=Consent(refuse))
    assert way.carried == []


def test_what_failed_is_kept_with_its_reason_and_tried_again_only_if_that_is_safe(
    shop: Shop,
) -> None:
    wanted = [letter(f"k{n}", links=f"K-{n}") for n in range(4)]
    way = Fake(
        Outcome(State.WAITING, "451 later"), Outcome(State.REFUSED, "550 no"),
        Outcome(State.UNKNOWN, "no answer"), Outcome(State.SENT, "250 ok"),
    )  # fmt: skip
    assert states(send(shop, way, *wanted)) == ["waiting", "refused", "unknown", "sent"]
    kept = {
        slip.key: (slip.state.value, slip.reason) for slip in outbox_of(shop.workspace()).waiting()
    }
    assert kept == {
        "k0": ("waiting", "451 later"), "k1": ("refused", "550 no"), "k2": ("unknown", "no answer")
    }  # fmt: skip
    assert [note.links for note in notes(shop)] == [("K-3",)]
    second = send(shop, way, *wanted)
    assert states(second) == ["sent", "refused", "unknown", "sent"]
    assert [one.reason for one in second[1:3]] == ["550 no", "no answer"]
    assert way.carried[4].name == way.carried[0].name, "the Message-ID stays"
    elsewhere = replace(wanted[1], to="new@acme.example")
    assert states(send(shop, way, elsewhere)) == ["sent"], "another address is another attempt"
    slip = outbox_of(shop.workspace()).find("k1")
    assert slip is not None
    assert (slip.attempts, slip.to) == (2, "new@acme.example")
    assert len(way.carried) == 6


def test_a_letter_that_cannot_be_made_does_not_hold_up_the_others(shop: Shop) -> None:
    bad = [letter("a", to="ap@acme.example,x@y.example"), replace(letter("b"), subject="a\nBcc: x")]
    found = send(shop, Fake(), *bad, letter("c"))
    assert states(found) == ["refused", "refused", "sent"]
    assert "no address that mail can be sent to" in found[0].reason


def test_notes_that_could_not_be_written_are_written_first_next_time(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ConflictError.of("LOCK-HELD", "busy")

    way = Fake()
    with monkeypatch.context() as patch:
        patch.setattr("billcli.services.posted_note.perform", broken)
        with pytest.raises(ConflictError):
            send(shop, way, letter())
    assert notes(shop) == ()
    assert states(send(shop, way)) == []
    assert [note.links for note in notes(shop)] == [("INV-1",)]
    assert states(send(shop, way, letter())) == ["sent"]
    assert len(way.carried) == 1


def test_what_was_left_is_noted_and_others_go_in_the_same_run(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ConflictError.of("LOCK-HELD", "busy")

    shop.env["BILLCLI_CACHE"] = str(shop.folder.parent / "cache")
    with monkeypatch.context() as patch:
        patch.setattr("billcli.services.posted_note.perform", broken)
        with pytest.raises(ConflictError):
            send(shop, Fake(), letter())
    assert shop.workspace().shelf is not None
    other = letter("b", links="B-1")
    note = replace(other.notes[0], account="Assets:Receivable:Globex")
    assert states(send(shop, Fake(), replace(other, notes=(note,)))) == ["sent"]
    assert [note.links for note in notes(shop)] == [("INV-1",), ("B-1",)]


def test_the_books_may_move_while_letters_go(shop: Shop) -> None:
    shop.sold("10")
    way, wanted = Fake(), letter()
    workspace = shop.workspace()
    shop.append('\n2026-01-31 note Assets:Receivable:Acme "called"\n', "2026.beancount")
    post(workspace, [wanted], Mailer(way, SENDER), YES, NOW)
    assert [note.comment for note in notes(shop)] == ["called", "Sent INV-1"]
    shop.write("2026.beancount", "; rewritten\n" + shop.text())
    post(workspace, [letter("b", links="B-1")], Mailer(way, SENDER), YES, NOW)
    assert [note.comment for note in notes(shop)] == ["called", "Sent INV-1", "Sent B-1"]


def test_a_broken_ledger_sends_nothing(shop: Shop) -> None:
    shop.append("2026-01-01 open\n")
    way = Fake()
    with pytest.raises(InvalidError):
        send(shop, way, letter())
    assert way.carried == []


def test_two_runs_never_send_at_once(shop: Shop) -> None:
    send(shop, Fake(), letter("a"))
    way = Fake()
    with (shop.folder / ".billcli" / "outbox.lock").open("rb+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ConflictError) as refused:
            send(shop, way, letter())
    assert refused.value.problems[0].code == "LOCK-HELD"
    assert "is sending from these books" in refused.value.problems[0].message
    assert way.carried == []


def test_drafts_and_prints_are_noted_too(shop: Shop) -> None:
    eml, paper = EmlFolder(shop.folder / "out"), PrintFolder(shop.folder / "out")
    assert states(send(shop, eml, letter())) == ["drafted"]
    assert states(send(shop, paper, letter("b", to="", links="B-1"))) == ["drafted"]
    first, second = notes(shop)
    assert {"to", "message-id", "sha256"} <= set(first.meta)
    assert {"to", "message-id"}.isdisjoint(second.meta)
    (draft,) = (shop.folder / "out").glob("*.eml")
    assert b"X-Unsent: 1\r\n" in draft.read_bytes()
    assert [path.name[:6] for path in (shop.folder / "out").glob("*.pdf")] == ["INV-1-"]


FAULTS = (
    "ok", "slow", "greylist", "reject", "no-data", "drop-rcpt", "drop-once", "closing",
    "lost-text", "lost-ack", "spam", "full",
)  # fmt: skip


def smtp(server: MailServer, port: str = "plain") -> Smtp:
    return Smtp(Server("127.0.0.1", server.ports[port], "none", timeout=1))


def test_no_letter_arrives_twice_and_every_case_is_recorded(
    shop: Shop, mail_server: MailServer
) -> None:
    readers = {fault: mail_server.reader(fault) for fault in FAULTS}
    wanted = [letter(fault, to=to, links=f"L-{fault}") for fault, to in readers.items()]
    for _ in range(4):
        found = send(shop, smtp(mail_server), *wanted)
    copies = {fault: len(mail_server.copies(to)) for fault, to in readers.items()}
    arrived = {"ok", "slow", "greylist", "drop-once", "closing", "lost-ack"}
    assert copies == {fault: int(fault in arrived) for fault in FAULTS}
    assert {one.letter.key: one.state.value for one in found} == {
        "ok": "sent", "slow": "sent", "greylist": "sent", "drop-once": "sent", "closing": "sent",
        "reject": "refused", "spam": "refused", "no-data": "waiting", "full": "waiting",
        "drop-rcpt": "waiting", "lost-text": "unknown", "lost-ack": "unknown",
    }  # fmt: skip
    noted = [note.links[0] for note in notes(shop)]
    sent = {one.letter.key for one in found if one.state is State.SENT}
    assert sorted(noted) == sorted(f"L-{key}" for key in sent)
    open_slips = {slip.key: slip.reason for slip in outbox_of(shop.workspace()).waiting()}
    assert set(open_slips) == set(FAULTS) - sent
    assert all(open_slips.values())


def test_a_server_that_fails_every_second_time_gets_all_letters_once(
    shop: Shop, mail_server: MailServer
) -> None:
    readers = [mail_server.reader() for _ in range(3)]
    wanted = [letter(to, to=to, links=to.partition("@")[0]) for to in readers]
    for _ in range(4):
        found = send(shop, smtp(mail_server, "flaky"), *wanted)
    assert states(found) == ["sent"] * 3
    assert [len(mail_server.copies(to)) for to in readers] == [1, 1, 1]
    assert len(notes(shop)) == 3


@pytest.fixture
def desk(shop_module: ModuleType, mail_server: MailServer) -> Desk:
    return Desk(shop_module, mail_server)


class Desk:
    """Two letters to fresh readers, sent from fresh books, as often as one likes."""

    def __init__(self, shop_module: ModuleType, server: MailServer) -> None:
        self.shop_module, self.server, self.readers = shop_module, server, [""]

    def make(self, project: Path) -> None:
        self.shop_module.Shop.open(project)
        self.readers = [self.server.reader() for _ in self.readers]

    def act(self, project: Path) -> None:
        rows = enumerate(self.readers)
        wanted = [letter(f"k{n}", to=to, links=f"K-{n}") for n, to in rows]
        send(self.shop_module.Shop(project), smtp(self.server), *wanted)

    def judge(self, project: Path, trial: object) -> None:
        """Send again, and again: one copy and a note, or at most one copy and a person asked."""
        for _ in range(2):
            self.act(project)
        shop = self.shop_module.Shop(project)
        slips = {slip.key: slip.state for slip in outbox_of(shop.workspace()).waiting()}
        noted = [note.links[0] for note in notes(shop)]
        for number, to in enumerate(self.readers):
            copies, told = len(self.server.copies(to)), noted.count(f"K-{number}")
            if slips.get(f"k{number}") is State.UNKNOWN:
                assert (copies <= 1, told) == (True, 0), trial
            else:
                assert (copies, told, slips.get(f"k{number}")) == (1, 1, None), trial


STEPS = (
    ("billcli.delivery.outbox", "write_durably"), ("billcli.delivery.outbox", "sync_folder"),
    ("billcli.delivery.smtp.Smtp", "_announced"), ("billcli.services.posted_note", "perform"),
    ("billcli.ledger.journal_record", "save"), ("billcli.ledger.journal_record", "drop"),
)  # fmt: skip


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step[1])
def test_killed_at_a_step_the_next_runs_send_at_most_one_copy(
    desk: Desk, crash_sweep: ModuleType, tmp_path: Path, step: tuple[str, str], *, after: bool
) -> None:
    def killed(project: Path, k: int) -> Callable[[Path], None]:
        def act(_: Path) -> None:
            owner = pkgutil.resolve_name(step[0])
            real, calls = getattr(owner, step[1]), itertools.count(1)

            def stopped(*given: object, **more: object) -> object:
                hit = next(calls) == k
                if hit and not after:
                    os._exit(crash_sweep.KILLED)
                found = real(*given, **more)
                if hit:
                    os._exit(crash_sweep.KILLED)
                return found

            setattr(owner, step[1], stopped)
            desk.act(project)

        return act

    for k in itertools.count(1):
        project = crash_sweep._fresh(tmp_path / "project", desk.make)
        status = crash_sweep._run(project, killed(project, k), "", 0)
        assert status in {0, crash_sweep.KILLED}
        if status == 0:
            break
        desk.judge(project, (step, k))
    assert k > 1, "the step was never taken"


def test_a_full_disk_is_told_and_what_may_have_gone_is_in_doubt(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, keep = Fake(), Outbox.keep

    def full(outbox: Outbox, slip: Slip) -> None:
        if slip.state is State.SENT:
            raise OSError(28, "No space left on device", str(outbox.folder))
        keep(outbox, slip)

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "keep", full)
        with pytest.raises(BillcliError) as told:
            send(shop, way, letter(), letter("b", links="B-1"))
    assert told.value.problems[0].code == "DISK-FULL"
    assert way.closed == 1
    found = send(shop, way, letter(), letter("b", links="B-1"))
    assert states(found) == ["unknown", "sent"]
    assert found[0].reason == "the run ended while the text was handed over"
    assert len(way.carried) == 2


def test_every_step_is_on_the_disk_before_the_next(
    desk: Desk, crash_sweep: ModuleType, tmp_path: Path
) -> None:
    calls = crash_sweep.calls_of(crash_sweep._fresh(tmp_path / "once", desk.make), desk.act)
    assert crash_sweep.out_of_order(calls) == []
    slip = [call for call in calls if call.endswith(".json.new") and "outbox" in call]
    steps = [call.partition(" ")[0] for call in slip]
    assert steps == ["create", "write", "fsync", "replace"] * 3, "ready, sending, sent"


@pytest.mark.long
def test_stopped_at_any_call_that_changes_a_file(
    desk: Desk, crash_sweep: ModuleType, tmp_path: Path
) -> None:
    desk.readers = ["", ""]
    assert crash_sweep.sweep(tmp_path, desk.make, desk.act, desk.judge) > 200
