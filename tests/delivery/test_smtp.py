"""Sending by SMTP against a real server: how far each letter came is said exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from billcli.delivery.smtp import Server, Smtp
from billcli.delivery.way import Outcome, Parcel, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mail_server import MailServer

TEXT = b"Subject: x\r\n\r\n.one\r\n..two\r\n.\r\nend\r\n"


@dataclass
class Desk:
    """A connection, and when each letter was about to leave."""

    smtp: Smtp
    left: list[str] = field(default_factory=list)

    def send(self, to: str, message: bytes = TEXT, sender: str = "desk@linden.example") -> Outcome:
        return self.smtp.deliver(Parcel("x", sender, to, message), lambda: self.left.append(to))


@pytest.fixture
def desk(mail_server: MailServer) -> Iterator[Desk]:
    server = Server("127.0.0.1", mail_server.ports["plain"], "none", timeout=1)
    found = Desk(Smtp(server))
    yield found
    found.smtp.close()


def test_a_letter_arrives_as_it_is_once(desk: Desk, mail_server: MailServer) -> None:
    first, second = mail_server.reader(), mail_server.reader("other-ok")
    assert desk.send(first) == Outcome(State.SENT, "250 queued")
    assert desk.send(second) == Outcome(State.SENT, "251 taken")
    assert mail_server.copies(first) == [TEXT]
    assert mail_server.copies(second) == [TEXT]
    assert desk.left == [first, second]
    assert desk.smtp.place == f"127.0.0.1:{mail_server.ports['plain']}"


@pytest.mark.parametrize(
    ("fault", "state", "said", "left", "copies"),
    [
        ("greylist", State.WAITING, "451 4.7.1 greylisted", False, 0),
        ("reject", State.REFUSED, "550 5.1.1 no such user", False, 0),
        ("no-data", State.WAITING, "451 4.3.0 not now", False, 0),
        ("never-data", State.REFUSED, "554 5.7.1 nothing", False, 0),
        ("drop-rcpt", State.WAITING, "the connection was lost", False, 0),
        ("drop-data", State.WAITING, "the connection was lost", False, 0),
        ("hang", State.WAITING, "the connection was lost", False, 0),
        ("closing", State.WAITING, "the connection was lost: 421", False, 0),
        ("spam", State.REFUSED, "554 5.7.1 looks like spam", True, 0),
        ("full", State.WAITING, "452 4.3.1 disk full", True, 0),
        ("lost-text", State.UNKNOWN, "no answer came after the text", True, 0),
        ("lost-ack", State.UNKNOWN, "no answer came after the text", True, 1),
        ("late-ack", State.UNKNOWN, "no answer came after the text", True, 1),
        ("odd", State.UNKNOWN, "999 what", True, 1),
        ("slow", State.SENT, "250 queued", True, 1),
    ],
)
def test_how_far_a_letter_came_is_said(
    desk: Desk, mail_server: MailServer, fault: str, state: State, said: str,
    *, left: bool, copies: int,
) -> None:  # fmt: skip
    to, after = mail_server.reader(fault), mail_server.reader()
    outcome = desk.send(to)
    assert outcome.state is state
    assert outcome.reason.startswith(said)
    assert (to in desk.left) is left
    assert len(mail_server.copies(to)) == copies
    assert desk.send(after).state is State.SENT, "one letter's trouble holds up the next"
    assert len(mail_server.copies(after)) == 1


def test_a_text_that_was_not_handed_over_whole_waits(desk: Desk, mail_server: MailServer) -> None:
    to = mail_server.reader("drop-in-text")
    outcome = desk.send(to, b"Subject: x\r\n\r\n" + b"long line of text\r\n" * 800_000)
    assert outcome.state is State.WAITING
    assert "before the whole text was sent" in outcome.reason


def test_a_server_that_hung_up_meanwhile_is_called_again(
    desk: Desk, mail_server: MailServer
) -> None:
    to = mail_server.reader("drop-once")
    assert desk.send(mail_server.reader()).state is State.SENT
    assert desk.send(to).state is State.SENT
    assert len(mail_server.copies(to)) == 1


def test_a_refused_sender_is_told(desk: Desk, mail_server: MailServer) -> None:
    outcome = desk.send(mail_server.reader(), sender="nobody@linden.example")
    assert outcome == Outcome(State.REFUSED, "550 5.1.8 no such sender")


def test_who_stops_at_the_last_moment_sends_nothing(desk: Desk, mail_server: MailServer) -> None:
    to = mail_server.reader()

    def stop() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        desk.smtp.deliver(Parcel("x", "desk@linden.example", to, TEXT), stop)
    assert mail_server.copies(to) == []
    assert desk.send(to).state is State.SENT


def test_every_second_connection_may_fail(mail_server: MailServer) -> None:
    states = []
    for _ in range(6):
        desk = Desk(Smtp(Server("127.0.0.1", mail_server.ports["flaky"], "none", timeout=1)))
        states.append(desk.send(mail_server.reader()).state)
        desk.smtp.close()
    assert sorted(state.value for state in states) == ["sent"] * 3 + ["waiting"] * 3


def test_a_server_that_is_silent_is_given_up(mail_server: MailServer) -> None:
    desk = Desk(Smtp(Server("127.0.0.1", mail_server.ports["mute"], "none", timeout=0.05)))
    outcomes = [desk.send(f"{n}@sink.example") for n in range(5)]
    assert {outcome.state for outcome in outcomes} == {State.WAITING}
    assert all("cannot be reached" in outcome.reason for outcome in outcomes)
    assert desk.smtp._failed == 3


def test_answers_that_stay_away_end_the_run(mail_server: MailServer) -> None:
    desk = Desk(Smtp(Server("127.0.0.1", mail_server.ports["plain"], "none", timeout=1)))
    states = [desk.send(mail_server.reader("lost-ack")).state.value for _ in range(5)]
    assert states == ["unknown"] * 3 + ["waiting"] * 2


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch, mail_server: MailServer) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_server.certificate))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_connection_with_a_login(mail_server: MailServer, security: str) -> None:
    user = ("desk", "s3cret") if security == "starttls" else ("", "")
    desk = Desk(Smtp(Server("localhost", mail_server.ports[security], security, *user, timeout=2)))
    to = mail_server.reader()
    assert desk.send(to) == Outcome(State.SENT, "250 queued")
    desk.smtp.close()
    assert len(mail_server.copies(to)) == 1


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_not_tried_twice(mail_server: MailServer) -> None:
    server = Server("localhost", mail_server.ports["starttls"], "starttls", "desk", "no", 2)
    desk = Desk(Smtp(server))
    first, second = (desk.send(mail_server.reader()) for _ in range(2))
    assert first == second
    assert first.state is State.WAITING
    assert "refused the login: 535" in first.reason
    assert desk.smtp._failed == 3
    assert "no'" not in repr(server)


@pytest.mark.parametrize(
    ("port", "security", "said"),
    [
        ("starttls", "starttls", "certificate verify failed"),
        ("tls", "tls", "certificate verify failed"),
        ("plain", "starttls", "STARTTLS extension not supported"),
        ("plain", "tls", "WRONG_VERSION_NUMBER"),
    ],
)
def test_a_connection_that_cannot_be_trusted_is_not_used(
    mail_server: MailServer, port: str, security: str, said: str
) -> None:
    desk = Desk(Smtp(Server("localhost", mail_server.ports[port], security, timeout=2)))
    outcome = desk.send(mail_server.reader())
    assert outcome.state is State.WAITING
    assert said.lower() in outcome.reason.lower()
    assert desk.left == []
