from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.columns import fitted, row, width, wrapped


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("Köln", 4), ("株式会社", 8), ("ｱ", 1), ("e\u0301", 1), ("a\u200bb", 2)],
)
def test_width_counts_what_a_terminal_shows(text: str, columns: int) -> None:
    assert width(text) == columns


def test_wrapping_breaks_between_words() -> None:
    assert wrapped("ten hours of consulting", 9) == ("ten hours", "of", "consultin", "g")


def test_wrapping_an_empty_text_gives_one_empty_line() -> None:
    assert wrapped("", 10) == ("",)


def test_wide_characters_are_never_split_over_the_edge() -> None:
    assert wrapped("株式会社", 3) == ("株", "式", "会", "社")


def test_a_character_wider_than_the_column_still_appears() -> None:
    assert wrapped("株", 1) == ("株",)


@settings(max_examples=50)
@given(st.text(alphabet="ab 株e\u0301", max_size=200), st.integers(2, 20))
def test_wrapping_loses_nothing_and_keeps_the_limit(text: str, limit: int) -> None:
    lines = wrapped(text, limit)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(width(line) <= limit for line in lines)


def test_fitted_pads_on_either_side() -> None:
    assert fitted("株", 4) == "株  "
    assert fitted("株", -4) == "  株"


def test_fitted_never_cuts() -> None:
    assert fitted("123456", -3) == "123456"


def test_row_puts_figures_on_the_first_line() -> None:
    assert row([("a long text", 6), ("1.00", -6), ("2.00", -6)]) == ("a long    1.00    2.00\ntext")


def test_row_of_nothing_is_empty() -> None:
    assert row([]) == ""


def test_row_aligns_behind_wide_characters() -> None:
    first, second = row([("株式", 6), ("1", -3)]), row([("abcd", 6), ("1", -3)])
    assert width(first) == width(second)
