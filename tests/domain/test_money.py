"""Money: exact sums, currencies that do not mix, division without loss."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.money import Money, quantum, split, total

currencies = st.sampled_from(["EUR", "JPY", "KWD"])
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)


@pytest.mark.parametrize("sign", [1, -1])
def test_currencies_do_not_mix(sign: int) -> None:
    euros, dollars = Money.of("1.00", "EUR"), Money.of("1.00", "USD")
    with pytest.raises(ValueError, match="cannot add USD to EUR"):
        _ = euros + dollars if sign > 0 else euros - dollars


@pytest.mark.parametrize("parts", [[], [Decimal(0), Decimal(0)], [Decimal(1), Decimal(-1)]])
def test_weights_that_sum_to_zero_divide_nothing(parts: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="sum to zero"):
        split(Money.of("10.00", "EUR"), parts)


@settings(max_examples=50, deadline=None)
@given(st.integers(-10_000_000, 10_000_000), weights, currencies)
def test_a_division_loses_nothing_and_is_fair(units: int, parts: list[int], currency: str) -> None:
    amount = Money(units * quantum(currency), currency)
    shares = split(amount, [Decimal(part) for part in parts])
    assert total(shares, currency) == amount
    for part, share in zip(parts, shares, strict=True):
        exact = amount.number * part / sum(parts)
        assert abs(share.number - exact) < quantum(currency)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), max_size=10))
def test_the_order_of_a_sum_does_not_matter(cents: list[int]) -> None:
    amounts = [Money(Decimal(n).scaleb(-2), "EUR") for n in cents]
    assert total(amounts, "EUR") == total(amounts[::-1], "EUR")
    assert total(amounts, "EUR").number == Decimal(sum(cents)).scaleb(-2)
