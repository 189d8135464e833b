"""A letter as a message: what other programs read in it, and what cannot get into it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from billcli.delivery.mail import Attachment, Mail, Sender, mailbox, message_id, message_of
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from email.message import EmailMessage

NOW = dt.datetime(2026, 1, 31, 9, 0, tzinfo=dt.UTC)
PAPER = Attachment("INV-2026-0001.pdf", b"%PDF-1.7 \x00\xff")
MAIL = Mail(
    sender=Sender("desk@linden.example", "Studio Linden", "office@linden.example"),
    to="ap@acme.example",
    subject="Rechnung INV-2026-0001 für Sie",
    text="Guten Tag,\n\nanbei die Rechnung über 10 €.\n.\n",
    html="<p>Guten Tag</p>",
    attachments=(PAPER,),
    message_id="<b@linden.example>",
    date=NOW,
    answers=("<a@linden.example>", "<aa@linden.example>"),
    language="de",
)


def read(content: bytes) -> EmailMessage:
    """Read a message as programs keep it, lines ended as the system ends them."""
    kept = content.replace(b"\r\n", b"\n")
    return email.message_from_bytes(kept, policy=email.policy.default)  # type: ignore[return-value]


def test_a_letter_is_read_as_it_was_meant() -> None:
    message = read(message_of(MAIL))
    assert {name: str(message[name]) for name in message} == {
        "From": "Studio Linden <desk@linden.example>",
        "To": "ap@acme.example",
        "Reply-To": "office@linden.example",
        "Subject": "Rechnung INV-2026-0001 für Sie",
        "Date": "Sat, 31 Jan 2026 09:00:00 +0000",
        "Message-ID": "<b@linden.example>",
        "In-Reply-To": "<aa@linden.example>",
        "References": "<a@linden.example> <aa@linden.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "de",
        "MIME-Version": "1.0",
        "Content-Type": str(message["Content-Type"]),
    }
    assert message.defects == []
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content() == "Guten Tag,\n\nanbei die Rechnung über 10 €.\n.\n"
    assert html.get_content() == "<p>Guten Tag</p>\n"
    (paper,) = message.iter_attachments()
    assert paper.get_filename() == PAPER.name
    assert paper.get_content_type() == "application/pdf"
    assert paper.get_content() == PAPER.content


def test_the_same_letter_has_the_same_bytes_which_every_server_takes() -> None:
    content = message_of(MAIL)
    assert content == message_of(MAIL)
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 78


def test_a_letter_of_text_alone_says_no_more_than_it_must() -> None:
    plain = replace(
        MAIL, html="", attachments=(), answers=(), language="", sender=Sender("d@linden.example")
    )
    message = read(message_of(plain))
    assert message.get_content_type() == "text/plain"
    assert str(message["From"]) == "d@linden.example"
    assert {"Reply-To", "In-Reply-To", "References", "X-Unsent"}.isdisjoint(message)
    assert read(message_of(replace(plain, draft=True)))["X-Unsent"] == "1"


def test_the_name_of_a_letter_is_its_own_and_is_never_folded() -> None:
    names = {
        message_id("desk@linden.example", *parts)
        for parts in (("a", "b"), ("ab", ""), ("a", b"c"), ("b", "a"))
    }
    assert len(names) == 4
    long = message_id(f"desk@{'long-name.' * 12}example", "a")
    message = message_of(replace(MAIL, message_id=long, answers=(long,) * 8))
    assert read(message)["References"] == " ".join((long,) * 8)
    assert f"In-Reply-To: {long}\r\n".encode() in message
    assert message.count(long.encode()) == 10


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("ap@acme.example, ceo@acme.example", "a blank or one of"),
        ("ap@acme.example\r\nBcc: all@acme.example", "a blank or one of"),
        ("ap@acme.example\x00", "a blank or one of"),
        ("<ap@acme.example>", "a blank or one of"),
        ('"a b"@acme.example', "a blank or one of"),
        ("acme.example", "it needs one @"),
        ("a@b@acme.example", "it needs one @"),
        ("ap@acme", "is no domain"),
        ("", "no e-mail address is known"),
        (" ", "no e-mail address is known"),
        ("büro@acme.example", "take only ASCII before the @"),
    ],
)
def test_what_is_no_single_address_gets_no_letter(to: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        message_of(replace(MAIL, to=to))
    (problem,) = refused.value.problems
    assert problem.code == "MAIL-ADDRESS"
    assert said in problem.message


def test_a_domain_is_written_as_servers_know_it() -> None:
    assert mailbox("ap@bücher.example") == "ap@xn--bcher-kva.example"
    assert (
        read(message_of(replace(MAIL, to="ap@bücher.example")))["To"] == "ap@xn--bcher-kva.example"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "Invoice\r\nBcc: all@acme.example"},
        {"subject": "Invoice\nX: y"},
        {"subject": "Invoice \x1b[31m"},
        {"subject": "Invoice \udc80"},
        {"sender": Sender("desk@linden.example", "Studio\r\nBcc: all@acme.example")},
        {"attachments": (Attachment("a\r\nb.pdf", b""),)},
        {"message_id": "<a@b>\r\nBcc: all@acme.example"},
        {"answers": ("<a@b>\nBcc: all@acme.example",)},
        {"language": "de\r\nBcc: all@acme.example"},
        {"text": "a \udc80"},
    ],
)
def test_nothing_gets_into_a_header_that_was_not_meant(change: dict[str, object]) -> None:
    with pytest.raises(UsageError) as refused:
        message_of(replace(MAIL, **change))
    assert refused.value.problems[0].code == "MAIL-HEADER"
    assert "\n" not in refused.value.problems[0].message


@given(
    subject=st.text(max_size=200), name=st.text(max_size=80), file=st.text(min_size=1, max_size=60),
    text=st.text(max_size=300),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_any_words_make_the_same_headers_or_are_refused(
    subject: str, name: str, file: str, text: str
) -> None:
    papers = (Attachment(file, b"x"),)
    mail = replace(
        MAIL, subject=subject, text=text, attachments=papers,
        sender=Sender("desk@linden.example", name),
    )  # fmt: skip
    try:
        message = read(message_of(mail))
    except UsageError:
        event("refused")
        return
    assert "".join(str(message["Subject"]).split()) == "".join(subject.split())
    known = {name for name in read(message_of(MAIL)) if name != "Reply-To"}
    assert set(message.keys()) == known
    assert len(message.keys()) == len(known)
    assert [address.addr_spec for address in message["To"].addresses] == ["ap@acme.example"]
    assert [address.addr_spec for address in message["From"].addresses] == ["desk@linden.example"]
    assert len(list(message.iter_attachments())) == 1
