from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.numbering import Series
from billcli.domain.reference import is_rf, normalised, rf_reference

NUMBERS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True)


@pytest.mark.parametrize(
    ("number", "body"),
    [
        ("INV-2026-0001", "INV20260001"),
        ("inv_2026.0001", "INV20260001"),
        ("539007547034", "539007547034"),
        ("ABCDEFGHIJKLMNOPQRSTU", "ABCDEFGHIJKLMNOPQRSTU"),
        ("Consulting-Invoice-2026-0001", "20260001"),
        ("ABCDEFGHIJKLMNOPQRSTU1", "1"),
    ],
)
def test_the_body_is_what_a_reference_may_hold(number: str, body: str) -> None:
    reference = rf_reference(number)
    assert reference[4:] == body
    assert is_rf(reference)


def test_known_check_digits() -> None:
    assert rf_reference("539007547034") == "RF18539007547034"


@pytest.mark.parametrize("number", ["1" * 22, "A" * 64, "9" * 64, "A1-" * 21])
def test_long_numbers_still_fit(number: str) -> None:
    reference = rf_reference(number)
    assert len(reference) <= 25
    assert is_rf(reference)


@pytest.mark.parametrize(
    "text",
    [
        "RF18539007547034",
        "rf18 5390 0754 7034",
        "RF18\u00a05390\t0754 7034",
        "RF45G72UUR",
    ],
)
def test_references_are_recognised(text: str) -> None:
    assert is_rf(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RF",
        "RF18",
        "RF18539007547035",
        "RF19539007547034",
        "RF18-5390-0754-7034",
        "XRF18539007547034",
        "RF18539007547034X",
        "RF18" + "0" * 22,
        "RF1\u06685390075470\u06634",
        "INV-2026-0001",
    ],
)
def test_other_text_is_no_reference(text: str) -> None:
    assert not is_rf(text)


def test_blanks_and_case_do_not_matter() -> None:
    assert normalised(" rf18 5390\n0754 7034 ") == "RF18539007547034"


def valid_for_any_number(number: str) -> None:
    reference = rf_reference(number)
    assert re.fullmatch(r"RF[0-9]{2}[A-Z0-9]{1,21}", reference)
    assert is_rf(reference)
    assert is_rf(" ".join(re.findall(".{1,4}", reference.lower())))


def different_in_a_series(pattern: str, n: int, m: int) -> None:
    series, date = Series("any", pattern), dt.date(2026, 1, 1)
    one, two = (rf_reference(series.format(i, date)) for i in (n, m))
    assert (one == two) == (n == m)


any_number = given(NUMBERS)
any_pair = given(
    st.sampled_from(
        [
            "INV-{year}-{n:04}",
            "{n}-{year}{month:02}",
            "{year}.{n}",
            "CONSULTING-INVOICE-{year}-{n}",
            "CONSULTING-{n}-INVOICE-LONG-TAIL",
            "1234567890-1234567890-{n}",
        ]
    ),
    st.integers(1, 200_000),
    st.integers(1, 200_000),
)
test_any_number_gives_a_valid_reference = settings(max_examples=50)(
    any_number(valid_for_any_number)
)
test_any_number_gives_a_valid_reference_in_full = pytest.mark.long(
    settings(max_examples=10_000)(any_number(valid_for_any_number))
)
test_numbers_of_one_series_have_different_references = settings(max_examples=50)(
    any_pair(different_in_a_series)
)
test_numbers_of_one_series_have_different_references_in_full = pytest.mark.long(
    settings(max_examples=10_000)(any_pair(different_in_a_series))
)


@given(st.integers(0, 14), st.sampled_from("0123456789"))
@settings(max_examples=50)
def test_one_wrong_digit_is_noticed(position: int, digit: str) -> None:
    reference = "RF18539007547034"
    at = 2 + position % 14
    spoiled = reference[:at] + digit + reference[at + 1 :]
    assert is_rf(spoiled) == (spoiled == reference)
