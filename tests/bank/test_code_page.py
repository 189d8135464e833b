"""The code page that makes whole words of a bank's bytes."""

from __future__ import annotations

import codecs

import pytest

from billcli.bank.code_page import decoded

GERMAN = ":86:166?00Gutschrift?20Schönöl für Größe, ÄÖÜ?32Müller"
POLISH = ":86:^20Łódź, zapłata za usługę świadczoną^32Żółć"


@pytest.mark.parametrize("page", ["utf-8", "cp1252", "iso8859-1", "cp850", "cp852", "utf-16"])
def test_german_words(page: str) -> None:
    assert decoded(GERMAN.encode(page))[0] == GERMAN


@pytest.mark.parametrize("page", ["utf-8", "cp1250", "iso8859-2", "cp852"])
def test_polish_words(page: str) -> None:
    assert decoded(POLISH.encode(page))[0] == POLISH


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("KONTOGEB\u00dcHREN", "cp850"),
        ("op\u0142ata", "cp1250"),
        ("50 m\u00b2 zu 3 \u20ac", "cp1252"),
        ("K\u00f8bmand p\u00e5 \u00c6r\u00f8", "cp850"),
    ],
)
def test_few_words_suffice(text: str, page: str) -> None:
    assert decoded(text.encode(page)) == (text, page)


def test_the_encoding_is_named() -> None:
    assert decoded(b":61:plain")[1] == "utf-8"
    assert decoded(codecs.BOM_UTF8 + b":61:") == (":61:", "utf-8-sig")
    assert decoded(GERMAN.encode("cp850"))[1] == "cp850"


@pytest.mark.parametrize(
    "data", [b"", bytes(range(256)), b"\x81\x8d\x8f\x90\x9d" * 9, b"\xff\xfe\x00"]
)
def test_no_bytes_are_refused(data: bytes) -> None:
    assert isinstance(decoded(data)[0], str)
