"""Groups of amounts that add up to a sum: all of them, as trying every group finds them."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.matching.subset_sum import AMOUNTS_MAX, PAIRS_MAX, SIZE_MAX, subsets

amounts = st.lists(st.integers(-9, 9), max_size=9)


@given(amounts, st.integers(-20, 20), st.integers(1, SIZE_MAX))
@settings(max_examples=200)
def test_every_group_is_found_once_and_the_smallest_first(
    given_: list[int], wanted: int, size: int
) -> None:
    tried = [
        group
        for count in range(1, size + 1)
        for group in combinations(range(len(given_)), count)
        if sum(given_[i] for i in group) == wanted
    ]
    assert subsets(given_, wanted, size) == tried


def test_of_very_many_amounts_only_pairs_are_tried() -> None:
    many = list(range(1, AMOUNTS_MAX + 1))
    assert max(map(len, subsets(many, 60))) == SIZE_MAX
    assert max(map(len, subsets([*many, 1000], 60))) == 2
    assert subsets([*many, 1000], 40, 1) == [(39,)]


@given(st.lists(st.integers(-9, 9), min_size=AMOUNTS_MAX + 1, max_size=60), st.integers(-18, 18))
@settings(max_examples=50)
def test_the_pairs_of_very_many_amounts_are_the_first_ones(given_: list[int], wanted: int) -> None:
    singles = [(i,) for i, amount in enumerate(given_) if amount == wanted]
    pairs = [
        (i, j) for i, j in combinations(range(len(given_)), 2) if given_[i] + given_[j] == wanted
    ]
    assert subsets(given_, wanted) == [*singles, *pairs[:PAIRS_MAX]]


def test_many_equal_amounts_are_little_work() -> None:
    assert len(subsets([1] * 3000, 2)) == PAIRS_MAX
