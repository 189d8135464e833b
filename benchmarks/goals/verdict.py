"""From readings to a verdict: ratios within a round, their median, exponents of growth."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.goals.turns import Reading

_HALF = 0.5


class Verdict(NamedTuple):
    """How a goal came out.

    Attributes:
        value: what was measured, None when nothing was.
        said: ``met``, ``not met``, ``for comparison``, or why it was not measured.
    """

    value: float | None
    said: str


def median_ratio(left: Sequence[Reading], right: Sequence[Reading], measure: str) -> float:
    """Return the median of the quotients of each round.

    >>> from benchmarks.goals.turns import Reading
    >>> left, right = [Reading(6, 0, 0), Reading(9, 0, 0)], [Reading(3, 0, 0), Reading(3, 0, 0)]
    >>> median_ratio(left, right, "cpu")
    2.5
    """
    pairs = zip(left, right, strict=True)
    return statistics.median(_of(a, measure) / _of(b, measure) for a, b in pairs)


def median(readings: Sequence[Reading], measure: str) -> float:
    """Return the median of one measure."""
    return statistics.median(_of(one, measure) for one in readings)


def exponent(ratio: float, growth: float) -> float:
    """Return the power of the size with which a cost grew.

    >>> round(exponent(100.0, 10.0), 6)
    2.0
    """
    return math.log(ratio) / math.log(growth)


def judged(value: float, bound: float | None, at_least: bool) -> Verdict:
    """Return whether a value keeps its bound; without a bound it is there to compare."""
    if bound is None:
        return Verdict(value, "for comparison")
    kept = value >= bound if at_least else value <= bound
    return Verdict(value, "met" if kept else "not met")


def shown(value: float | None, unit: str) -> str:
    """Return a value as the table shows it; small ratios as fractions, as their bounds are.

    >>> shown(0.004, "1/"), shown(1.064, ""), shown(372.4, "x")
    ('1/250', '1.06', '372x')
    """
    if value is None:
        return "-"
    if unit == "1/":
        return f"1/{1 / max(value, 1e-9):.0f}" if value <= _HALF else shown(value, "")
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2  # noqa: PLR2004 - digits
    return f"{value:.{digits}f}{unit}"


def _of(reading: Reading, measure: str) -> float:
    return max(float(getattr(reading, measure)), 1e-6)
