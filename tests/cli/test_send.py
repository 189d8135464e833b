"""Sending by the command line: what is said, what is noted, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.delivery.smtp import Smtp
from billcli.delivery.way import Outcome, State

if TYPE_CHECKING:
    from mail_server import MailServer
    from shop import Shop

FROM = '\n[mail]\nfrom = "desk@linden.example"\n'


@pytest.fixture
def desk(shop: Shop, mail_server: MailServer) -> Shop:
    """Return a shop that sends by the real server, with two invoices."""
    shop.setting(FROM)
    shop.env |= mail_server.environment()
    shop.sold("10", "20")
    return shop


def answering(monkeypatch: pytest.MonkeyPatch, *outcomes: Outcome) -> list[str]:
    """Let the server answer so; return to whom letters were carried."""
    carried: list[str] = []

    def deliver(_: Smtp, parcel: object, __: object) -> Outcome:
        carried.append(parcel.to)  # type: ignore[attr-defined]
        return outcomes[min(len(carried), len(outcomes)) - 1]

    monkeypatch.setattr(Smtp, "deliver", deliver)
    return carried


def test_an_invoice_arrives_with_its_pdf_and_is_noted(desk: Shop, mail_server: MailServer) -> None:
    to = mail_server.reader()
    desk.done(f"customer edit Acme --email {to} --language de")
    answer = desk("invoice send INV-2026-0001 --format json", yes=True)
    assert answer.status == 0
    (letter,) = answer.data["letters"]
    assert letter["state"] == "sent"
    assert letter["subject"] == "Studio Linden: Rechnung INV-2026-0001"
    (message,) = mail_server.copies(to)
    assert b"Content-Language: de" in message
    assert b'filename="INV-2026-0001.pdf"' in message
    note = desk.text().partition("note")[2]
    assert '"Invoice INV-2026-0001 sent" #delivery ^INV-2026-0001' in note
    assert letter["message_id"] in note
    before = desk.tree()
    again = desk.done("invoice send INV-2026-0001")
    assert again.err.startswith("Sent before: Rechnung INV-2026-0001 to ")
    assert desk.tree() == before
    assert len(mail_server.copies(to)) == 1
    desk.done("invoice send INV-2026-0001 --again", "invoice send INV-2026-0001 --again", "check")
    assert len(mail_server.copies(to)) == 3


def test_the_ledger_alone_tells_what_went(desk: Shop, mail_server: MailServer) -> None:
    to = mail_server.reader()
    desk.done(f"invoice send INV-2026-0001 --to {to}")
    for path in sorted((desk.folder / ".billcli").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert desk.done(f"invoice send INV-2026-0001 --to {to}").err.startswith("Sent before")
    assert len(mail_server.copies(to)) == 1


def test_the_issued_file_goes_as_it_is(desk: Shop, mail_server: MailServer) -> None:
    to = mail_server.reader()
    desk.write("documents/INV-2026-0002.pdf", "%PDF as it was issued")
    desk.done(f"invoice send INV-2026-0002 --to {to}")
    assert b"JVBERiBhcyBpdCB3YXMgaXNzdWVk" in mail_server.copies(to)[0]


def test_a_dry_run_shows_who_gets_what_and_changes_nothing(desk: Shop) -> None:
    before = desk.tree()
    answer = desk("invoice send INV-2026-0001 INV-2026-0002 --dry-run")
    assert answer.status == 0
    assert [line.split()[:2] for line in answer.err.splitlines()] == [["Would", "send"]] * 2
    assert desk.tree() == before
    assert desk.done("outbox list").out.count("\n") == 1


def test_a_person_is_asked_first(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    carried = answering(monkeypatch, Outcome(State.SENT, "250 ok"))
    said = desk("invoice send INV-2026-0001", "n")
    assert said.status == 1
    assert "Acme <ap@acme.example>: Studio Linden: Invoice INV-2026-0001" in said.err
    assert desk("invoice send INV-2026-0001").codes == ["NEEDS-YES"]
    assert carried == []


def test_one_without_an_address_does_not_hold_up_the_others(
    desk: Shop, mail_server: MailServer
) -> None:
    to = mail_server.reader()
    desk.done(f"customer edit Acme --email {to}")
    desk.sold("30", customer="Globex")
    answer = desk("invoice send INV-2026-0003 INV-2026-0001", yes=True)
    assert (answer.status, answer.codes) == (5, ["MAIL-ADDRESS"])
    assert "for Globex: no e-mail address is known" in answer.err
    assert len(mail_server.copies(to)) == 1


def test_a_template_that_fails_for_one_does_not_hold_up_the_others(
    desk: Shop, mail_server: MailServer
) -> None:
    to = mail_server.reader()
    desk.done(f"customer edit Globex --email {to}")
    desk.sold("30", customer="Globex")
    desk.write(
        "templates/mail.txt",
        '{% extends "shipped/mail.txt" %}{% block opening %}'
        '{% if customer.name == "Acme Inc." %}{{ customer.mistake }}{% endif %}{% endblock %}',
    )
    answer = desk("invoice send INV-2026-0001 INV-2026-0003", yes=True)
    assert (answer.status, answer.codes) == (5, ["TEMPLATE-ERROR"])
    assert len(mail_server.copies(to)) == 1


def test_wrong_words_are_refused_at_once(desk: Shop) -> None:
    assert desk("invoice send INV-2026-0009", yes=True).codes == ["UNKNOWN-ITEM"]
    assert desk("invoice send INV-2026-0001 --to a,b", yes=True).codes == ["MAIL-ADDRESS"]
    desk.env["BILLCLI_SMTP_USER"] = "desk"
    answer = desk("invoice send INV-2026-0001", yes=True)
    assert (answer.status, answer.codes) == (4, ["MAIL-SECRET"])


def test_what_waits_is_listed_tried_again_and_resolved(
    desk: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, unknown = Outcome(State.WAITING, "451 later"), Outcome(State.UNKNOWN, "no answer")
    carried = answering(monkeypatch, waits, unknown, Outcome(State.SENT, "250 ok"))
    answer = desk("invoice send INV-2026-0001 INV-2026-0002", yes=True)
    assert (answer.status, answer.codes) == (5, ["MAIL-NOT-SENT"] * 2)
    rows = {row[0]: (row[1], row[5]) for row in desk.done("outbox list").rows[1:]}
    assert rows == {
        "delivery/INV-2026-0001": ("waiting", "451 later"),
        "delivery/INV-2026-0002": ("unknown", "no answer"),
    }
    assert desk("outbox retry --dry-run").err.startswith("Waits: Studio Linden: Invoice")
    retried = desk("outbox retry --format json", yes=True)
    assert [letter["state"] for letter in retried.data["letters"]] == ["sent"]
    assert len(carried) == 3, "what is unknown is not tried again"
    assert desk("outbox retry delivery/INV-2026-0002", yes=True).codes == ["LETTER-SETTLED"]
    assert desk("outbox resolve delivery/INV-2026-0002", yes=True).codes == ["OPTION-VALUE"]
    dry = desk("outbox resolve delivery/INV-2026-0002 --sent --dry-run")
    assert dry.status == 0
    resolved = desk.done("outbox resolve delivery/INV-2026-0002 --not-sent")
    assert "Next: billcli outbox retry" in resolved.err
    monkeypatch.undo()
    answering(monkeypatch, unknown)
    assert desk("outbox retry", yes=True).status == 5
    desk.done("outbox resolve delivery/INV-2026-0002 --sent")
    assert desk.text().count("#delivery") == 2
    assert desk.done("outbox retry").err == "No letter is to be tried again\n"
    assert desk.done("outbox list").rows[1:] == []
    desk.done("check")


def test_the_status_tells_of_letters(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> dict[str, int]:
        found = desk.done("status --format json").data["status"]
        return {one["key"]: one["count"] for one in found if one["key"].startswith("letters")}

    assert told() == {"letters_unknown": 0, "letters_waiting": 0}
    answering(monkeypatch, Outcome(State.REFUSED, "550 no"), Outcome(State.UNKNOWN, "no answer"))
    desk("invoice send INV-2026-0001 INV-2026-0002", yes=True)
    assert told() == {"letters_unknown": 1, "letters_waiting": 1}
    assert "billcli outbox list" in desk.done("status").out


def test_a_receipt_is_made_and_sent_once(desk: Shop, mail_server: MailServer) -> None:
    to = mail_server.reader()
    desk.done("payment add Acme 5 EUR --allocate INV-2026-0001")
    before = desk.tree()
    dry = desk(f"receipt send PMT-2026-0001 --to {to} --dry-run")
    assert (dry.status, desk.tree()) == (0, before)
    assert "Would send Studio Linden: Receipt RCT-2026-0001" in dry.err
    desk.done(f"receipt send PMT-2026-0001 --to {to}")
    (message,) = mail_server.copies(to)
    assert b'filename="RCT-2026-0001.pdf"' in message
    assert "#delivery ^RCT-2026-0001 ^PMT-2026-0001" in desk.text()
    before = desk.tree()
    assert "Sent before" in desk.done(f"receipt send RCT-2026-0001 --to {to}").err
    assert desk.tree() == before
    assert len(mail_server.copies(to)) == 1
    desk.done("check")


def test_a_receipt_may_wait_to_be_sent(desk: Shop) -> None:
    desk.done("payment add Acme 5 EUR --allocate INV-2026-0001")
    made = desk.done("receipt create PMT-2026-0001")
    assert made.err.startswith("Made receipt RCT-2026-0001 for PMT-2026-0001 (")
    assert "Next: billcli receipt send RCT-2026-0001" in made.err
    again = desk("receipt create PMT-2026-0001 --format json", yes=True)
    assert again.data["receipts"] == [
        {"receipt": "RCT-2026-0001", "payment": "PMT-2026-0001", "customer": "Acme",
         "earlier": True}
    ]  # fmt: skip


def test_everybody_with_something_to_tell_gets_a_statement(
    desk: Shop, mail_server: MailServer
) -> None:
    acme, globex = mail_server.reader(), mail_server.reader()
    desk.done(f"customer edit Acme --email {acme}", f"customer edit Globex --email {globex}")
    desk.done("customer add Initech --name Initech --email none@sink.example --since 2025-01-01")
    desk.sold("30", customer="Globex")
    desk.today = desk.today.replace(month=2, day=3)
    for _ in range(2):
        desk.done("statement send --all --month last")
    assert [len(mail_server.copies(to)) for to in (acme, globex)] == [1, 1]
    assert len(mail_server.copies("none@sink.example")) == 0
    assert b"statement-Acme-2026-01-31.pdf" in mail_server.copies(acme)[0]
    assert desk.text().count("  until: 2026-01-31\n") == 2
    desk.done("statement send Acme")
    assert b"statement-Acme-2026-02-03.pdf" in mail_server.copies(acme)[1]
    desk.done("check")


@pytest.mark.parametrize(
    ("month", "last"),
    [("2026-02", "2026-02-28"), ("2024-02", "2024-02-29"), ("last", "2025-12-31")],
)
def test_a_statement_covers_a_month(desk: Shop, month: str, last: str) -> None:
    answer = desk(f"statement send Acme --month {month} --dry-run --format json")
    assert answer.data["letters"][0]["key"] == f"statement/Acme/{last}"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "ID-MISSING"),
        ("Acme --all", "ID-MISSING"),
        ("Acme --month 2026-13", "OPTION-VALUE"),
        ("Acme --month january", "OPTION-VALUE"),
        ("Initech", "UNKNOWN-CUSTOMER"),
    ],
)
def test_who_and_which_month_must_be_said(desk: Shop, words: str, code: str) -> None:
    assert desk(f"statement send {words}", yes=True).codes == [code]
