from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.money import Money
from billcli.domain.payment_text import cut, latin, one_line, payable


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Acme\r\nBCD\n002", "Acme BCD 002"),
        ("  Acme \t Inc. ", "Acme Inc."),
        ("Zoe\u0308", "Zo\u00eb"),
        ("Ac\u200bme \u202eInc\ufeff", "Acme Inc"),
        ("Acme\x85\u2028Inc\x00", "Acme Inc"),
        ("Acme\ud800", "Acme"),
        ("日本 株式会社", "日本 株式会社"),
        ("", ""),
    ],
)
def test_a_value_is_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("Acme", 70, "Acme"),
        ("Acme Trading Ltd.", 17, "Acme Trading Ltd."),
        ("Acme Trading Ltd.", 16, "Acme Trading"),
        ("Acme Trading Ltd.", 12, "Acme Trading"),
        ("A Donaudampfschifffahrtsgesellschaft", 20, "A Donaudampfschifffa"),
        ("q\u0307" * 3, 5, "q\u0307" * 2),
        ("q\u0307\u0323", 2, ""),
    ],
)
def test_cutting(text: str, length: int, short: str) -> None:
    assert cut(text, length) == short


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Müller & Söhne, Zürich", "Müller & Söhne, Zürich"),
        ("Łódź Čeština Şebin Țara €", "Łódź Čeština Şebin Țara €"),
        ("„Zum Bären“ \u2013 D\u2019Angelo…", '"Zum Bären" - D\'Angelo...'),
        ("Nguyễn Trần", "Nguyên Trân"),
        ("ﬁnance №1", "finance No1"),
        ("\uff26\uff55ll", "Full"),
        ("q\u0307", "q"),
        ("STRAẞE", "STRASSE"),
        ("a\u00a0b", "a b"),
        ("soft\u00adware", "software"),
        ("Acme\nInc", "Acme Inc"),
    ],
)
def test_what_the_qr_bill_can_write(text: str, written: str) -> None:
    assert latin(text) == written


@pytest.mark.parametrize("text", ["日本", "Ольга", "مرحبا", "Acme \U0001f600", "Ωμέγα", "חברה"])
def test_other_scripts_are_not_written(text: str) -> None:
    assert latin(text) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.01", "0.01"), ("1", "1.00"), ("12.3", "12.30"), ("12.300", "12.30"),
        ("999999999.99", "999999999.99"), ("1E+2", "100.00"),
        ("0", ""), ("0.00", ""), ("-5.00", ""), ("0.001", ""), ("12.345", ""),
        ("1000000000.00", ""), ("999999999.991", ""), ("1E+400", ""),
    ],
)  # fmt: skip
def test_amounts(number: str, text: str) -> None:
    assert payable(Money(Decimal(number), "EUR")) == text


@given(st.text(max_size=60), st.integers(1, 40))
@settings(max_examples=50)
def test_what_comes_out_keeps_to_its_rules(text: str, length: int) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert one_line(line) == line == unicodedata.normalize("NFC", line)
    line.encode()
    assert len(cut(line, length)) <= length
    assert line.startswith(cut(line, length))
    written = latin(text)
    assert written is None or latin(written) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
@settings(max_examples=50)
def test_an_amount_is_carried_exactly_or_not_at_all(number: Decimal) -> None:
    text = payable(Money(number, "EUR"))
    assert text == "" or (Decimal(text) == number and len(text) <= 12)
