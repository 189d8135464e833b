"""Money: exact, of one currency, parsed strictly, divided without loss."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.money import (
    Money,
    check_currency,
    digits,
    parse_money,
    parse_number,
    plain,
    quantum,
    rounded,
    split,
    total,
)
from billcli.domain.problem import UsageError


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XYZ", 2), ("ISK", 0), ("BHD", 3)],
)
def test_digits_of_iso_4217(currency: str, expected: int) -> None:
    assert digits(currency) == expected
    assert quantum(currency) == Decimal(1).scaleb(-expected)
    assert str(Money.zero(currency).number) == format(Decimal(0), f".{expected}f")


@pytest.mark.parametrize(
    ("number", "mode", "expected"),
    [
        ("2.675", "ROUND_HALF_UP", "2.68"),
        ("2.665", "ROUND_HALF_EVEN", "2.66"),
        ("-2.675", "ROUND_HALF_UP", "-2.68"),
        ("2.671", "ROUND_UP", "2.68"),
        ("2.679", "ROUND_DOWN", "2.67"),
    ],
)
def test_rounding_modes(number: str, mode: str, expected: str) -> None:
    assert str(rounded(Decimal(number), "EUR", mode)) == expected
    assert Money.of(number, "EUR").rounded(mode) == Money.of(expected, "EUR")


def test_sums_are_exact_and_of_one_currency() -> None:
    assert Money.of("0.10", "EUR") + Money.of("0.20", "EUR") == Money.of("0.30", "EUR")
    assert Money.of("0.10", "EUR") - Money.of("0.20", "EUR") == Money.of("-0.10", "EUR")
    assert total([], "JPY") == Money.of("0", "JPY")
    for act in (Money.__add__, Money.__sub__):
        with pytest.raises(ValueError, match="cannot add USD to EUR"):
            act(Money.of(1, "EUR"), Money.of(1, "USD"))


def test_nothing_has_no_sign() -> None:
    zero = Money.of("0.00", "EUR")
    assert str(-zero) == "0.00 EUR"
    assert not zero
    assert Money.of("0.01", "EUR")
    assert -Money.of("5", "EUR") == Money.of("-5", "EUR")
    assert plain(Decimal("-0.00")) == "0.00"
    assert plain(Decimal("1E+3")) == "1000"


@pytest.mark.parametrize("text", ["0", "12.5", "-3", "+1.00", "9" * 15, "0.12345678"])
def test_numbers_with_a_point_are_read(text: str) -> None:
    assert parse_number(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", "1e5", "NaN", "Infinity", "1_000", "1,5", " 1", "1.", ".5", "١٢", "9" * 16 + "x",
     "0.123456789.1", "--1", "0x10", "1 000"],
)  # fmt: skip
def test_anything_else_is_refused_with_its_flag(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_number(text, flag="--fee")
    problem = caught.value.problems[0]
    assert problem.code == "AMOUNT-UNREADABLE"
    assert problem.message.startswith(f"--fee: {text[:40]!r} is ")


@pytest.mark.parametrize("text", ["9" * 16, "9999999999999999.99", "-0.123456789"])
def test_a_number_that_is_too_long_is_called_so(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_number(text, flag="--fee")
    problem = caught.value.problems[0]
    assert problem.code == "AMOUNT-LARGE"
    assert problem.message.startswith(f"--fee: {text!r} is too long: at most 15 digits")
    assert problem.help


def test_money_fits_its_currency() -> None:
    assert parse_money("12.5", "EUR") == Money.of("12.50", "EUR")
    assert str(parse_money("12.50", "EUR")) == "12.50 EUR"
    assert str(parse_money("12.000", "JPY")) == "12 JPY"
    with pytest.raises(UsageError) as caught:
        parse_money("12.345", "EUR", flag="--fee")
    problem = caught.value.problems[0]
    assert problem.code == "AMOUNT-DIGITS"
    assert problem.message == "--fee: 12.345 has more decimals than EUR has (2)"
    assert problem.help == "round it first, for example 12.35"


@pytest.mark.parametrize("text", ["EUR", "X", "A.B", "US-D", "ABC'D"])
def test_currencies_beancount_can_write(text: str) -> None:
    assert check_currency(text) == text


@pytest.mark.parametrize("text", ["", "eur", "EUR-", "1A", "€", "E" * 30, "EU R"])
def test_currencies_it_cannot_write(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_currency(text)
    assert caught.value.problems[0].code == "CURRENCY-UNREADABLE"


def test_dividing_by_nothing_is_an_error() -> None:
    for weights in ([], [Decimal(0)], [Decimal(1), Decimal(-1)]):
        with pytest.raises(ValueError, match="sum to zero"):
            split(Money.of("1.00", "EUR"), weights)


def test_the_largest_remainders_get_the_rest() -> None:
    parts = split(Money.of("10", "JPY"), [Decimal(1), Decimal(2), Decimal(4)])
    assert [str(part.number) for part in parts] == ["1", "3", "6"]
    parts = split(Money.of("-0.05", "EUR"), [Decimal(1), Decimal(1)])
    assert total(parts, "EUR") == Money.of("-0.05", "EUR")


@settings(max_examples=50, deadline=None)
@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=8),
    st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_no_part_is_lost_and_each_is_within_a_unit(
    units: int, weights: list[int], currency: str
) -> None:
    amount = Money(Decimal(units) * quantum(currency), currency)
    parts = split(amount, [Decimal(weight) for weight in weights])
    assert total(parts, currency) == amount
    for part, weight in zip(parts, weights, strict=True):
        exact = amount.number * weight / sum(weights)
        assert abs(part.number - exact) <= quantum(currency)


def test_money_never_changes() -> None:
    amount = Money.of("1.50", "EUR")
    with pytest.raises(AttributeError, match="cannot assign to number"):
        amount.number = Decimal(2)
    with pytest.raises(AttributeError, match="cannot delete currency"):
        del amount.currency
    assert amount == Money.of("1.50", "EUR")


def test_money_is_copied_matched_and_compared_as_a_value() -> None:
    amount = Money.of("1.50", "EUR")
    assert copy.deepcopy(amount) == amount
    assert copy.copy(amount) == amount
    assert {amount: 1}[Money.of("1.5", "EUR")] == 1
    assert amount != Money.of("1.50", "USD")
    assert amount != ("1.50", "EUR")
    assert (amount == 1) is False
    match amount:
        case Money(number, currency):
            assert (number, currency) == (Decimal("1.50"), "EUR")
