"""Amounts: what is one, what is none, and when the decimal sign cannot be told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.bank.number_text import (
    Amount,
    amount_like,
    best_decimal,
    parse_amount,
    possible_decimals,
)


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1250", ".", "1250"),
        ("1,250.50", ".", "1250.50"),
        ("1.250,50", ",", "1250.50"),
        ("1'250.50", ".", "1250.50"),
        ("1\u2019250.50", ".", "1250.50"),
        ("1 250,50", ",", "1250.50"),
        ("1\u00a0250,50", ",", "1250.50"),
        ("1\u202f250,50", ",", "1250.50"),
        ("12,34,567.00", ".", "1234567.00"),
        (".50", ".", "0.50"),
        ("-3.00", ".", "-3.00"),
        ("\u22123.00", ".", "-3.00"),
        ("3.00-", ".", "-3.00"),
        ("+ 3.00", ".", "3.00"),
        ("(3.00)", ".", "-3.00"),
        ("$ (3.00)", ".", "-3.00"),
        ("-$3.00", ".", "-3.00"),
        ("3.00 CR", ".", "3.00"),
        ("3.00DR", ".", "-3.00"),
        ("3,00 S", ",", "-3.00"),
        ("3,00 zł", ",", "3.00"),
        ("EUR 3,00", ",", "3.00"),
    ],
)
def test_reads_one_signed_number(text: str, decimal: str, number: str) -> None:
    assert parse_amount(text, decimal).number == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", ".", "1.", "1e5", "NaN", "Infinity", "0x10", "1_000", "1,2,3", "1.2.3", "12.345.6",
        "--3", "+-3", "-(3)", "-3 CR", "3 3", "\u0663", "\uff13", "1" * 16, "1.123456789", "1" * 50,
        "0,123.00", "01,234.00", "3 EUR USD", "three", "1,23.00",
    ],
)  # fmt: skip
def test_refuses_everything_else(text: str) -> None:
    with pytest.raises(ValueError, match=r"it |two"):
        parse_amount(text, ".")


def test_the_mark_limits_the_currency() -> None:
    assert parse_amount("3 EUR", ".") == Amount(Decimal(3), "EUR")
    assert Amount(Decimal(3), "EUR").fits("EUR")
    assert not Amount(Decimal(3), "EUR").fits("USD")
    assert Amount(Decimal(3), "£").fits("GBP")
    assert not Amount(Decimal(3), "£").fits("EUR")
    assert Amount(Decimal(3)).fits("EUR")


def test_one_telling_cell_decides_for_the_file() -> None:
    assert possible_decimals(["1.234", "5,00"]) == (",",)
    assert possible_decimals(["1.234", "5.0"]) == (".",)
    assert possible_decimals(["12", "5"]) == (".",)
    assert possible_decimals(["1.234", "12"]) == (".", ",")
    assert possible_decimals(["1.5", "1,5"]) == ()
    assert possible_decimals(["1,250"], whole=True) == (".",)


def test_the_better_reading_names_the_worse_cells() -> None:
    assert best_decimal(["1.5", "2.5", "x"]) == "."
    assert best_decimal(["1,5", "2,5", "x"]) == ","


def test_zero_with_three_decimals_is_no_group() -> None:
    assert possible_decimals(["0,123"]) == (",",)
    assert amount_like("0.123")


@settings(max_examples=50)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2), st.sampled_from(".,"))
def test_what_is_written_is_read_again(number: Decimal, decimal: str) -> None:
    grouped = f"{number:,.2f}"
    if decimal == ",":
        grouped = grouped.translate(str.maketrans(".,", ",."))
    assert parse_amount(grouped, decimal).number == number


@settings(max_examples=50)
@given(st.text(max_size=45))
def test_any_text_is_an_amount_or_a_value_error(text: str) -> None:
    if amount_like(text):
        readings = possible_decimals([text])
        assert readings
        assert all(parse_amount(text, d).number.is_finite() for d in readings)
