"""Document numbers taken apart."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.matching.number_form import bare_forms, digits_of, joined, number_form, parts, read_as

DAY = dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("number", "prefix", "serial", "year"),
    [
        ("INV-2026-0042", "inv", ("42",), "2026"),
        ("FA/42/2026", "fa", ("42",), "2026"),
        ("R26-1042", "r", ("1042",), "26"),
        ("20260042", "", ("42",), "2026"),
        ("2026/0042", "", ("42",), "2026"),
        ("2026", "", ("2026",), ""),
        ("20260000", "", ("0",), "2026"),
        ("F2025-0042", "f", ("2025", "42"), ""),
        ("INV-2026-03-0042", "inv", ("3", "42"), "2026"),
        ("118", "", ("118",), ""),
        ("SPRING", "spring", (), ""),
        ("-", "", (), ""),
    ],
)
def test_the_year_is_learnt_from_the_date(
    number: str, prefix: str, serial: tuple[str, ...], year: str
) -> None:
    form = number_form(number, DAY)
    assert (form.prefix, form.serial, form.year) == (prefix, serial, year)


@pytest.mark.parametrize(
    ("number", "telling"),
    [("INV-2026-1", True), ("118", False), ("A-7", False), ("AB1234", True), ("ABCDE123", False)],
)
def test_a_short_number_is_not_telling(number: str, telling: bool) -> None:
    assert number_form(number, DAY).telling is telling


def test_parts_lose_zeros_but_keep_a_zero() -> None:
    assert parts("Inv-007-000") == ("inv", "7", "0")
    assert number_form("INV-0042", DAY).digits == ("0042",)


def test_the_year_of_a_bare_number_is_in_full_or_in_short() -> None:
    assert list(bare_forms(number_form("FA/42/2026", DAY))) == [
        ("42", "2026"), ("2026", "42"), ("42", "26"),
    ]  # fmt: skip
    assert list(bare_forms(number_form("R26-1042", DAY))) == [("26", "1042"), ("1042", "26")]
    assert list(bare_forms(number_form("118", DAY))) == [("118",)]


def test_letters_read_as_digits() -> None:
    assert [digits_of(run) for run in ("2O26", "B8", "SOS", "l", "INV7")] == [
        "2026", "88", "SOS", "l", "INV7",
    ]  # fmt: skip
    assert (read_as("oilsb"), joined("F-2026/ 0042")) == ("01158", "f20260042")
