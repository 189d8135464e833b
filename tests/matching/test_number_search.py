"""Document numbers in texts: every way people damage them, and what only looks like one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.matching.number_search import Numbers
from billcli.matching.strength import Strength
from tests.matching.invented import DAY, numbers_of

TRACE, SHORT, DAMAGED = Strength.TRACE, Strength.SHORT, Strength.DAMAGED
WHOLE, CHECKED = Strength.WHOLE, Strength.CHECKED
NUMBERS = numbers_of(*(f"INV-2026-{n:04}" for n in (7, 8, 70, 107, 110, 296, 1133)))


def found(text: str) -> dict[str, Strength]:
    """Return what is found of the series, by the last four digits."""
    return {item[-4:]: how for item, how in NUMBERS.find(text).items()}


def test_strengths_are_ordered() -> None:
    assert TRACE < SHORT < DAMAGED < WHOLE < CHECKED


@pytest.mark.parametrize(
    "text",
    [
        "INV-2026-0107",
        "inv-2026-0107",
        "INV20260107",
        "INV 2026 0107",
        "INV_2026_0107",
        "INV/2026/0107",
        "INV\u20132026\u20130107",
        "(INV-2026-0107)",
        "INV-2026- 0107",
        "INV-2026-01 07",
        "I NV-2026-0107",
        "INV-2026\n-0107",
        "SVWZ+INV-2026-0107",
        "paid 12.03. INV-2026-0107, thanks",
    ],
)
def test_case_separators_and_blanks_leave_a_number_whole(text: str) -> None:
    assert found(text) == {"0107": WHOLE}


@pytest.mark.parametrize(
    "text",
    [
        "2026-0107",
        "20260107",
        "INV-2026-107",
        "INV-26-0107",
        "INV 26/107",
        "INV 107",
        "INV107",
        "INV-2O26-O1O7",
        "lNV-2026-0107",
        "1NV-2026-0107",
        "RE2026-0107",
        "ReNr2026-0107",
        "RGINV20260107",
        "INVOICE 2026-0107",
        "X-INV-2026-0107",
    ],
)
def test_a_number_without_prefix_zeros_or_year_misread_or_glued_is_damaged(text: str) -> None:
    assert found(f"{text} paid") == {"0107": DAMAGED}


@pytest.mark.parametrize("text", ["INV-2026-107", "INV 26/107", "INV 107", "INV107", "INV107 /"])
def test_fewer_digits_than_the_number_has_are_short_where_the_text_may_be_cut(text: str) -> None:
    assert found(text) == {"0107": SHORT}


@pytest.mark.parametrize("text", ["20260107-2", "3-20260107", "20260107 - 2"])
def test_digits_that_go_on_are_short(text: str) -> None:
    assert found(text)["0107"] is SHORT


@pytest.mark.parametrize(
    ("text", "item"), [("INV-2026-l133", "1133"), ("INV-2026-O29B", ""), ("INV-2O26-0296", "0296")]
)
def test_letters_are_read_as_the_digits_they_look_like(text: str, item: str) -> None:
    assert found(text) == ({item: DAMAGED} if item else {})


@pytest.mark.parametrize("text", ["0107", "107", "Nr 107", "Rechnung 0107", "0107-2026"])
def test_the_serial_number_alone_is_short(text: str) -> None:
    assert found(text) == {"0107": SHORT}


@pytest.mark.parametrize(
    ("text", "expected"), [("7", {}), ("Nr. 7", {"0007": SHORT}), ("Order 8", {})]
)
def test_one_digit_counts_only_where_a_number_is_announced(
    text: str, expected: dict[str, Strength]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("INV-2026-0107, 0070", {"0070": DAMAGED}),
        ("INV-2026-0107/0296", {"0296": DAMAGED}),
        ("INV-2026-0107 + 70", {"0070": DAMAGED}),
        ("INV-2026-0107; Nr. 0070", {"0070": DAMAGED}),
        ("INV-2026-0107 und 0070 und 0296", {"0070": DAMAGED, "0296": DAMAGED}),
        ("INV-2026-0107, 0070, 9999, 0296", {"0070": DAMAGED, "0296": SHORT}),
        ("INV-2026-0107 0070", {"0070": DAMAGED}),
        ("INV-2026-0107 . 0070", {"0070": DAMAGED}),
        ("INV-2026-0107. 0070", {"0070": SHORT}),
        ("INV-2026-0107, 0107", {}),
        ("INV-2026-0107, 2026-0070", {"0070": DAMAGED}),
        ("INV-2026-0296/107/70", {"0296": WHOLE, "0107": DAMAGED, "0070": DAMAGED}),
        ("INV-2026-0107/8", {}),
        ("INV-2026-0107/B", {}),
    ],
)
def test_a_list_shortens_the_numbers_that_follow(text: str, more: dict[str, Strength]) -> None:
    assert found(text) == {"0107": WHOLE} | more


def test_a_list_may_begin_with_a_damaged_number() -> None:
    assert found("2026-0107, 0070") == {"0107": DAMAGED, "0070": DAMAGED}
    assert found("INV 107, 70") == {"0107": DAMAGED, "0070": DAMAGED}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-07",
        "07.01.2026",
        "7.1.26",
        "01/2026",
        "14:07 Uhr",
        "1.107,00 EUR",
        "107.00",
        "DE12 0107 2026 0107 0070 00",
        "GB82 WEST 0107 2026 0107 65",
        "NO93 0107 2026 107",
        "MT84MALT01072026MTLCAST001S",
        "INV-2025-0107"[:8],
        "INV-2026-9999",
    ],
)
def test_dates_amounts_and_accounts_are_no_numbers(text: str) -> None:
    assert found(text) == {}


@pytest.mark.parametrize(
    "text",
    ["INV-2026-0107-2", "INV-2026-0107.3", "INV-2026-0107_b", "7-INV-2026-0107", "INV 2026 0107 4"],
)
def test_where_a_number_may_go_on_it_is_a_trace(text: str) -> None:
    assert found(text)["0107"] is TRACE


@given(st.integers(0, 9999).filter(lambda n: n != DAY.year), st.integers(0, 9))
@settings(max_examples=50)
def test_a_longer_number_is_never_a_shorter_one(number: int, digit: int) -> None:
    numbers = numbers_of(f"INV-2026-{number:04}")
    for text in (f"INV-2026-{number:04}{digit}", f"INV2026{number:04}{digit}"):
        assert max(numbers.find(text).values(), default=TRACE) <= DAMAGED
    assert numbers.find(f"INV-2026-{number + 10_000}") == {}


def test_two_numbers_that_read_alike_are_traces() -> None:
    assert numbers_of("INV-2026-11", "INV-20261-1").find("INV202611") == {
        "INV-2026-11": TRACE, "INV-20261-1": TRACE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INV-2026-1 07 parts", {"INV-2026-1": TRACE, "INV-2026-107": TRACE}),
        ("INV-2026-107", {"INV-2026-107": WHOLE}),
        ("INV-2026-1", {"INV-2026-1": WHOLE}),
        ("INV-2026-1, 107", {"INV-2026-1": WHOLE, "INV-2026-107": DAMAGED}),
    ],
)
def test_a_number_that_another_one_begins_with_is_told_apart_or_a_trace(
    text: str, expected: dict[str, Strength]
) -> None:
    names = numbers_of("INV-2026-1", "INV-2026-107").find(text)
    assert {item: how for item, how in names.items() if how is not SHORT} == expected


def test_a_correction_is_not_what_it_corrects() -> None:
    numbers = numbers_of("INV-2026-0001", "INV-2026-0001-2")
    assert numbers.find("INV-2026-0001-2") == {"INV-2026-0001-2": WHOLE}
    assert numbers.find("INV-2026-0001") == {"INV-2026-0001": WHOLE}


OTHERS = {
    "FA/42/2026": {
        "FA/42/2026": WHOLE, "fa 42 2026": WHOLE, "FA422026": WHOLE, "42/2026": DAMAGED,
        "FA/42/26": DAMAGED, "FA 42": DAMAGED, "FA/042/2026": DAMAGED, "Faktura 42": SHORT,
    },
    "R26-1042": {
        "R26-1042": WHOLE, "r261042": WHOLE, "R 26 1042": WHOLE, "R1042": DAMAGED,
        "26-1042": DAMAGED, "1042": SHORT,
    },
    "20260042": {
        "20260042": WHOLE, "2026-0042": WHOLE, "2O26OO42": DAMAGED, "RE20260042": DAMAGED,
        "260042": SHORT, "0042": SHORT, "Nr 42": SHORT,
    },
    "2026/0042": {
        "2026/0042": WHOLE, "20260042": WHOLE, "2026-42": DAMAGED, "26/0042": SHORT,
        "Nr. 0042": SHORT,
    },
    "F2026-0042": {
        "F2026-0042": WHOLE, "f2026 0042": WHOLE, "F26-0042": DAMAGED, "F0042": DAMAGED,
        "F 0042": SHORT,
        "2026-0042": DAMAGED, "0042": SHORT,
    },
    "F20260042": {"F20260042": WHOLE, "F260042": DAMAGED, "20260042": DAMAGED, "F-42": SHORT},
    "118": {"118": SHORT, "Rechnung 118": SHORT, "RE118": SHORT},
    "A-7": {"A-7": SHORT, "a 7": SHORT},
}  # fmt: skip


@pytest.mark.parametrize("number", OTHERS)
def test_numbers_of_other_patterns(number: str) -> None:
    numbers = numbers_of(number, "ZZ-2019-777777")
    seen = {text: numbers.find(f"{text} paid").get(number) for text in OTHERS[number]}
    assert seen == OTHERS[number]


def test_a_number_of_letters_only_is_found_whole_or_not_at_all() -> None:
    assert numbers_of("SPRING").find("spring") == {"SPRING": SHORT}
    assert numbers_of("SPRING").find("springs") == {}


def test_a_short_number_of_two_years_names_neither() -> None:
    dates = {f"INV-{year}-0107": dt.date(year, 3, 10) for year in (2025, 2026)}
    numbers = Numbers.of(dates, {})
    assert numbers.find("INV 107") == {"INV-2025-0107": SHORT, "INV-2026-0107": SHORT}
    assert numbers.find("INV 2026-107 paid") == {"INV-2026-0107": DAMAGED, "INV-2025-0107": SHORT}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("INV-2026-9999", "INV-2026-9999"),
        ("for inv 2026-0500 thanks", "inv 2026-0500"),
        ("INV-2026-0107", ""),
        ("INV-26-0107", ""),
        ("INV-2026", ""),
        ("PO-2026-9999", ""),
        ("order 77", ""),
        ("INV-2026-01-07", ""),
        ("", ""),
    ],
)
def test_a_number_written_like_ours_that_no_document_bears_is_unknown(
    text: str, number: str
) -> None:
    assert NUMBERS.unknown(text) == number


def test_documents_that_one_text_may_name_come_in_the_order_of_the_ledger() -> None:
    series = [f"{letter}26-0042" for letter in "RGAZMKB"]
    assert list(numbers_of(*series).find("client 0042")) == series


def test_nothing_is_found_in_a_ledger_without_documents() -> None:
    assert numbers_of().find("INV-2026-0107") == {}
    assert numbers_of().unknown("INV-2026-0107") == ""


words = st.text("INV206-017/ .,lOß", max_size=24)


@given(words, words)
@settings(max_examples=100)
def test_any_text_can_be_searched(before: str, after: str) -> None:
    """Whatever stands around a number, with blanks between, at most its strength changes."""
    assert set(NUMBERS.find(before + after)) <= set(NUMBERS.index.forms)
    assert "INV-2026-1133" in NUMBERS.find(f"x | INV-2026-1133 | {after}")
