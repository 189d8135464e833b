"""Chance, from a seed only."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from random import Random

T = TypeVar("T")


def happens(rng: Random, share: float) -> bool:
    """Return whether something happens that happens in this share of cases."""
    return rng.random() < share


def one_of(rng: Random, shares: dict[T, int], other: T) -> T:
    """Return one of some values by their percentages, else the other value."""
    return rng.choices([*shares, other], [*shares.values(), 100 - sum(shares.values())])[0]
