"""A line written down says again what was read, without a price list."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billcli.domain.invoice import Period
from billcli.domain.line_draft import PIECE, LineDraft, PriceItem
from billcli.domain.line_text import parse_line
from billcli.domain.line_writing import line_as_text, with_prices
from billcli.domain.reduction import Reduction

CONSULTING = PriceItem("consulting", "Consulting", Decimal("150.00"), "HUR", "LOW", "Income:Work")
BOX = PriceItem("box", "Box; small", Decimal(3))
PRICES = {"consulting": CONSULTING, "box": BOX}
WORDS = st.text(st.sampled_from("abx 12.;\\hX*-+=d"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
LINES = st.builds(
    LineDraft,
    WORDS.filter(bool),
    st.decimals("-999", "999", places=2),
    st.sampled_from([PIECE, "HUR", "DAY", "XBX"]),
    st.decimals("-9999", "9999", places=3),
    st.sampled_from([None, "DE-19"]),
    st.sampled_from([None, "Income:Work"]),
    st.sampled_from([None, Reduction(Decimal("2.5"), True), Reduction(Decimal(7), False)]),
    st.sampled_from([None, Period(dt.date(2026, 1, 3), dt.date(2026, 2, 1))]),
)


@given(LINES)
def test_what_is_written_is_read_again(line: LineDraft) -> None:
    assert parse_line(line_as_text(line), {}) == line


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("10 h x consulting", "10 h x 150.00 Consulting; tax=LOW; account=Income:Work"),
        ("consulting Talk; tax=STD", "1 h x 150.00 Talk; tax=STD; account=Income:Work"),
        ("4 x box; discount=5%", "4 x 3 Box\\; small; discount=5%"),
        ("300   Hosting,  as it is", "300   Hosting,  as it is"),
        ("2 d x 80 Visit; period=2026-01", "2 d x 80 Visit; period=2026-01"),
    ],
)
def test_only_prices_of_the_list_are_filled_in(text: str, written: str) -> None:
    assert with_prices([text], PRICES) == (written,)
    assert parse_line(written, {}) == parse_line(text, PRICES)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("100 Work", "100 Work"),
        ("1 x 100 Work", "100 Work"),
        ("1 x 100 x ray", "1 x 100 x ray"),
        ("2 x 100 Work", "2 x 100 Work"),
        ("1 h x 100 Work", "1 h x 100 Work"),
    ],
)
def test_one_piece_needs_no_quantity(text: str, written: str) -> None:
    assert line_as_text(parse_line(text, {})) == written
