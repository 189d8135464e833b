from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.numbering import Series
from billcli.domain.qr_reference import (
    check_digit,
    is_qr_reference,
    qr_grouped,
    qr_reference,
)
from billcli.domain.reference import is_reference, is_rf, reference_for

NUMBERS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)
QR_IBAN = "CH4431999123000889012"

# The recursion written down as the tables of annex B have it: a row per digit carried over.
ROWS = (
    "0946827135", "9468271350", "4682713509", "6827135094", "8271350946",
    "2713509468", "7135094682", "1350946827", "3509468271", "5094682713",
)  # fmt: skip


def by_the_table(digits: str) -> int:
    carry = 0
    for digit in digits:
        carry = int(ROWS[carry][int(digit)])
    return (10 - carry) % 10


@pytest.mark.parametrize(
    "reference",
    [
        "210000000003139471430009017",
        "000008207791225857421286694",
        "00 00082 07791 22585 74212 86694",
        "21\u00a000000\t00003 13947 14300 09017",
    ],
)
def test_references_of_the_guidelines(reference: str) -> None:
    assert is_qr_reference(reference)
    assert is_reference(reference)
    assert not is_rf(reference)


@pytest.mark.parametrize(
    "text",
    [
        "", "0" * 27, "210000000003139471430009018", "21000000000313947143000901",
        "2100000000031394714300090170", "21-00000-00003-13947-14300-09017", "RF18539007547034",
        "٢10000000003139471430009017", "X10000000003139471430009017",
    ],
)  # fmt: skip
def test_other_texts_are_none(text: str) -> None:
    assert not is_qr_reference(text)


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("INV-2026-0001", "182331" + "20260001"),
        ("inv_2026.0001", "182331" + "20260001"),
        ("2026-0001", "20260001"),
        ("Consulting-Invoice-2026-0001", "20260001"),
        ("7", "7"),
    ],
)
def test_the_digits_are_those_of_the_number(number: str, digits: str) -> None:
    reference = qr_reference(number)
    assert reference[:-1] == digits.zfill(26)
    assert is_qr_reference(reference)


@pytest.mark.parametrize("number", ["A" * 64, "9" * 64, "0", "000", "A1-" * 21])
def test_numbers_that_do_not_fit_still_have_one(number: str) -> None:
    assert is_qr_reference(qr_reference(number))


def test_series_of_other_names_do_not_meet() -> None:
    assert qr_reference("INV-2026-0001") != qr_reference("A-2026-0001")
    assert qr_reference("INV-2026-0001") != qr_reference("2026-0001")


@pytest.mark.parametrize(
    ("iban", "qr"),
    [(QR_IBAN, True), ("CH9300762011623852957", False), ("DE89370400440532013000", False),
     ("", False), ("CH4431999123000889013", False)],
)  # fmt: skip
def test_the_account_says_which_kind_is_printed(iban: str, *, qr: bool) -> None:
    reference = reference_for("INV-2026-0001", iban)
    assert is_qr_reference(reference) == qr
    assert is_rf(reference) == (not qr)
    assert is_reference(reference)


def test_groups_are_two_and_fives() -> None:
    assert qr_grouped("000008207791225857421286694") == "00 00082 07791 22585 74212 86694"


def valid_for_any_number(number: str) -> None:
    reference = qr_reference(number)
    assert re.fullmatch("[0-9]{27}", reference)
    assert is_qr_reference(reference)
    assert is_qr_reference(qr_grouped(reference))


def different_in_a_series(pattern: str, n: int, m: int) -> None:
    series, date = Series("any", pattern), dt.date(2026, 1, 1)
    one, two = (qr_reference(series.format(i, date)) for i in (n, m))
    assert (one == two) == (n == m)


def checked_as_the_table_says(digits: str) -> None:
    assert check_digit(digits) == by_the_table(digits)


any_number = given(NUMBERS)
any_pair = given(
    st.sampled_from(
        ["INV-{year}-{n:04}", "{n}-{year}{month:02}", "{year}.{n}", "LONG-CONSULTING-NAME-{n}",
         "1234567890-1234567890-{n}"]
    ),
    st.integers(1, 200_000), st.integers(1, 200_000),
)  # fmt: skip
any_digits = given(st.from_regex("[0-9]{26}", fullmatch=True))
test_any_number_gives_a_valid_reference = settings(max_examples=50)(
    any_number(valid_for_any_number)
)
test_any_number_gives_a_valid_reference_in_full = pytest.mark.long(
    settings(max_examples=10_000)(any_number(valid_for_any_number))
)
test_numbers_of_one_series_differ = settings(max_examples=50)(any_pair(different_in_a_series))
test_numbers_of_one_series_differ_in_full = pytest.mark.long(
    settings(max_examples=10_000)(any_pair(different_in_a_series))
)
test_the_check_digit_is_that_of_the_table = settings(max_examples=50)(
    any_digits(checked_as_the_table_says)
)
test_the_check_digit_is_that_of_the_table_in_full = pytest.mark.long(
    settings(max_examples=10_000)(any_digits(checked_as_the_table_says))
)


@given(st.integers(0, 26), st.sampled_from("0123456789"))
@settings(max_examples=50)
def test_one_wrong_digit_is_noticed(at: int, digit: str) -> None:
    right = "210000000003139471430009017"
    wrong = right[:at] + digit + right[at + 1 :]
    assert is_qr_reference(wrong) == (wrong == right)


@given(st.integers(0, 25))
@settings(max_examples=50)
def test_two_digits_that_changed_places_are_noticed(at: int) -> None:
    right = "210000000003139471430009017"
    wrong = right[:at] + right[at + 1] + right[at] + right[at + 2 :]
    assert is_qr_reference(wrong) == (wrong == right)
