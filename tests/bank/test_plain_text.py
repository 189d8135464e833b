"""The encoding of a bank's bytes, and its words as one line."""

from __future__ import annotations

import pytest

from billcli.bank.plain_text import encoding_of, one_line
from tests.bank.mutation import mutations


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", "utf-8"),
        ("Zürich".encode(), "utf-8"),
        ("Zürich".encode("utf-8-sig"), "utf-8-sig"),
        ("Zürich".encode("utf-16"), "utf-16"),
        ("Zürich, Genève".encode("cp1252"), "cp1252"),
        ("zapłata za żółw".encode("cp1250"), "cp1250"),
        (b"\x81\x8d", "latin-1"),
    ],
)
def test_the_encoding_is_the_one_that_gives_words(data: bytes, expected: str) -> None:
    assert encoding_of(data) == expected


def test_words_become_one_line_without_control_characters() -> None:
    assert one_line(" INV-7\x1b[31m\r\n\tfor  March\u202e ") == "INV-7[31m for March"


def test_damages_are_the_same_each_time_and_differ_from_the_sample() -> None:
    sample = b"D1/2/2026\nT5.00\n^\n"
    found = list(mutations([sample], 50))
    assert found == list(mutations([sample], 50))
    assert len({*found, sample}) > 40
