from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.amounts import Amounts
from billcli.domain.money import Money, plain

EXACT = st.builds(
    lambda sign, digits, power: Decimal((sign, digits, power)),
    st.integers(0, 1),
    st.lists(st.integers(0, 9), min_size=1, max_size=4).map(tuple),
    st.integers(-9, 3),
)


@given(st.lists(EXACT, max_size=6))
@settings(max_examples=100)
def test_numbers_are_written_as_amounts_write_them(numbers: list[Decimal]) -> None:
    currencies = [f"C{place}" for place, _ in enumerate(numbers)]
    found = Amounts.of([*map(str, numbers)], currencies)
    assert found.numbers == [*map(plain, numbers)]
    assert [*found] == [*map(Money, numbers, currencies)]
    assert len(found) == len(numbers)


@pytest.mark.parametrize("text", ["0", "-0.50", "1.10", "100"])
def test_what_is_in_full_digits_is_taken_as_it_is(text: str) -> None:
    assert list(Amounts.of([text], ["EUR"]).numbers) == [text]
