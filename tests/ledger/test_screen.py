from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.problem import Severity
from billcli.ledger.screen import line_at, newline_of, screen

OPEN = b"2026-01-01 open Assets:Bank\n"

CASES = [
    pytest.param(b"\xef\xbb\xbf" + OPEN, [("LEDGER-BOM", 1)], id="mark"),
    pytest.param(OPEN.decode().encode("utf-16"), [("LEDGER-ENCODING", 1)], id="utf-16"),
    pytest.param(OPEN.decode().encode("utf-16-le"), [("LEDGER-ENCODING", 1)], id="utf-16-le"),
    pytest.param(OPEN.decode().encode("utf-16-be"), [("LEDGER-ENCODING", 1)], id="utf-16-be"),
    pytest.param(OPEN.decode().encode("utf-32"), [("LEDGER-ENCODING", 1)], id="utf-32"),
    pytest.param(b"\x00\x00\xfe\xff", [("LEDGER-ENCODING", 1)], id="utf-32-be"),
    pytest.param(OPEN + b"; a\0b\n", [("LEDGER-NUL", 2)], id="nul"),
    pytest.param(OPEN + b"; \xfc\n\n; \xe4", [("LEDGER-ENCODING", n) for n in (2, 4)], id="latin"),
    pytest.param(b"a\rb\rc\r", [("LEDGER-RETURN", 1)], id="returns only"),
    pytest.param(OPEN + b"; a\rb\n", [("LEDGER-RETURN", 2)], id="one return"),
    pytest.param(b"", [("LEDGER-EMPTY", 0)], id="no bytes"),
    pytest.param(OPEN.replace(b"\n", b"\r\n"), [], id="crlf"),
    pytest.param(OPEN + b"; a\r\r\n", [], id="doubled return"),
    pytest.param(OPEN + b"\r", [], id="return at the end"),
    pytest.param("; Müller 株式会社 🎉\n".encode(), [], id="utf-8"),
    pytest.param(b"2", [], id="one byte"),
    pytest.param(OPEN + b"x" * 1_000_000 + b"\n" + OPEN, [], id="longest line"),
    pytest.param(OPEN + b"x" * 1_000_001 + b"\n", [("LEDGER-LONG", 2)], id="too long a line"),
    pytest.param(b"x" * 1_000_001, [("LEDGER-LONG", 1)], id="nothing but one line"),
    pytest.param(b"x" * 999_999 + b"\n" + b"y" * 1_000_000, [], id="two longest lines"),
]


@pytest.mark.parametrize(("content", "expected"), CASES)
def test_each_fault_has_its_code_and_line(content: bytes, expected: list[tuple[str, int]]) -> None:
    found = screen(content, "a.beancount")
    assert [(p.code, p.where.line if p.where else -1) for p in found] == expected
    assert {p.where.file for p in found if p.where} <= {"a.beancount"}
    assert all(p.help for p in found)


def test_only_emptiness_is_a_warning() -> None:
    assert [p.severity for p in screen(b"", "a")] == [Severity.WARNING]
    assert [p.severity for p in screen(b"\0", "a")] == [Severity.ERROR]


def test_every_line_in_another_encoding_is_named_up_to_twenty() -> None:
    assert len(screen(b"\xfc\n" * 30, "a")) == 20


def test_all_faults_of_a_file_are_told_at_once() -> None:
    codes = [p.code for p in screen(b"\xef\xbb\xbfabcdef\xfc\rb\0\n", "a")]
    assert codes == ["LEDGER-BOM", "LEDGER-NUL", "LEDGER-ENCODING", "LEDGER-RETURN"]


@pytest.mark.parametrize(
    ("content", "newline"),
    [(b"", "\n"), (b"a\n", "\n"), (b"a\r\nb\n", "\n"), (b"a\r\nb\r\nc\n", "\r\n")],
)
def test_the_line_ending_is_that_of_most_lines(content: bytes, newline: str) -> None:
    assert newline_of(content) == newline


@settings(max_examples=50)
@given(st.text(st.characters(blacklist_characters="\0\r\ufeff", blacklist_categories=["Cs"])))
def test_any_plain_text_passes(text: str) -> None:
    content = f"; {text}".encode()
    assert screen(content, "a") == ()
    assert line_at(content, len(content)) == text.count("\n") + 1
