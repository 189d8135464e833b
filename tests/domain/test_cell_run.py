"""Which cells may be shown as they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.cell_run import APART, BELOW, CellRun, is_sure


@pytest.mark.parametrize(
    "cell",
    ["", "A", "INV-2026-1", "Müller & Söhne", "株式会社", "9 lives", "/a", "../b", "'a"],
)
def test_printable_text_that_begins_with_a_letter_or_a_digit_is_sure(cell: str) -> None:
    assert is_sure(cell)


@pytest.mark.parametrize(
    "cell",
    ["A, B", 'A "B"', "=1+1", "+1", "-1", "@a", "\uff1d1", " =1", "a\tb", "a\nb", "a\x1fb",
     "a\u200fb", "a\u2028b", "\udc80", "a\x1b[31m"],
)  # fmt: skip
def test_anything_else_is_not(cell: str) -> None:
    assert not is_sure(cell)


@given(st.text(max_size=6))
def test_what_is_sure_holds_no_sign_that_parts_cells(cell: str) -> None:
    assert not is_sure(cell) or not {APART, BELOW, "\t", "\r", ",", '"'} & {*cell}


def test_a_run_is_shown_as_it_stands_unless_more_is_said() -> None:
    assert CellRun("A\x1fB\nC\x1fD") == ("A\x1fB\nC\x1fD", (), None)
