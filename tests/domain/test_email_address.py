"""E-mail addresses: one bare mailbox, whatever somebody typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.email_address import ADDRESS_MAX, judged_email
from billcli.domain.verdict import Verdict

RIGHT = [
    "ap@acme.example",
    "first.last+tag@sub.acme.example",
    "o'neill_x%y#z@acme.example",
    "jörg@müller.example",
    "a@b.co",
    "x@xn--mller-kva.example",
    "bücher@例え.example",
]
WRONG = {
    "": "it needs one @",
    "ap": "it needs one @",
    "a@b@c.example": "it needs one @",
    "@acme.example": "what stands before the @ cannot be a mailbox",
    ".a@acme.example": "what stands before the @ cannot be a mailbox",
    "a.@acme.example": "what stands before the @ cannot be a mailbox",
    "a..b@acme.example": "what stands before the @ cannot be a mailbox",
    "a@localhost": "what stands after the @ is no domain",
    "a@acme..example": "what stands after the @ is no domain",
    "a@-acme.example": "what stands after the @ is no domain",
    "a@acme_x.example": "what stands after the @ is no domain",
    "a@1.2.3.4": "what stands after the @ is no domain",
    "a@" + "x" * 64 + ".example": "what stands after the @ is no domain",
    "a@acme.example.": "what stands after the @ is no domain",
    "x" * 65 + "@acme.example": "it is too long",
    "a@" + "b.example" * 40: "it is too long",
}
INJECTING = [
    "ap@acme.example, ceo@acme.example",
    "ap@acme.example;ceo@acme.example",
    "Acme <ap@acme.example>",
    '"a b"@acme.example',
    "ap@acme.example\nBcc: x@y.example",
    "ap@acme.example\r\n\r\nHello",
    "ap\x00@acme.example",
    "ap@acme\u202e.example",
    "ap\u2028@acme.example",
    "ap\u00a0x@acme.example",
    "a@[127.0.0.1]",
    "a(comment)@acme.example",
    "a\ud800@acme.example",
]


@pytest.mark.parametrize("text", RIGHT)
def test_an_address_is_left_as_it_is_written(text: str) -> None:
    assert judged_email(f" {text} ").form == text
    assert judged_email(text).verdict is Verdict.RIGHT


@pytest.mark.parametrize(("text", "why"), WRONG.items())
def test_what_is_no_mailbox_is_wrong(text: str, why: str) -> None:
    found = judged_email(text)
    assert (found.is_wrong, found.why, found.form) == (True, why, text)


@pytest.mark.parametrize("text", INJECTING)
def test_nothing_adds_a_recipient_or_a_header(text: str) -> None:
    assert judged_email(text).is_wrong


@settings(max_examples=50)
@given(st.text(max_size=400) | st.tuples(st.text(), st.text()).map("@".join))
def test_any_text_gets_a_verdict_and_what_is_right_is_one_line(text: str) -> None:
    found = judged_email(text)
    if found.verdict is Verdict.RIGHT:
        assert found.form.isprintable()
        assert found.form.count("@") == 1
        assert len(found.form) <= ADDRESS_MAX
        assert not set(found.form) & set(" ,;<>\r\n")
