"""The table of goals, and below it what each command cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.goals.table import DEAR, ELSEWHERE, GOALS
from benchmarks.goals.verdict import Verdict, exponent, judged, median, median_ratio, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.goals.table import Goal
    from benchmarks.goals.trade import Size
    from benchmarks.goals.turns import Found, Reading

_ROW = "{:4} {:70} {:4} {:>9}  {:>11}  {}"
_SMALL = 0.1


def report(sizes: Mapping[str, Size], found: Mapping[str, Found]) -> list[str]:
    """Return the lines of the whole report."""
    return [*_goals(sizes, found), "", *_costs(found)]


def verdict(
    goal: Goal, size: str, sizes: Mapping[str, Size], found: Mapping[str, Found]
) -> Verdict:
    """Return how a goal came out at a size."""
    group = found.get(size if {goal.left, goal.right} & DEAR else "")
    if size not in sizes or group is None:
        return Verdict(None, f"not measured: size {size} was not asked for")
    first = next(iter(sizes))
    names = [f"{size}: {name}" for name in (goal.left, goal.right) if name]
    if goal.kind == "growth":
        if first == size:
            return Verdict(None, "not measured: growth needs two sizes")
        names.append(f"{first}: {goal.left}")
    for name in names:
        if not group.readings.get(name):
            return Verdict(None, f"not measured: {group.reasons.get(name, 'no reading')}")
    bound = dict(goal.bounds).get(size, goal.bounds[-1][1])
    readings = [group.readings[name] for name in names]
    growth = sizes[size].transactions / sizes[first].transactions
    return judged(_value(goal.kind, readings, growth), bound, goal.at_least)


def _value(kind: str, readings: list[list[Reading]], growth: float) -> float:
    if len(readings) == 1:
        return median(readings[0], kind)
    if kind == "growth":
        return exponent(median_ratio(readings[0], readings[1], "cpu"), growth)
    return median_ratio(readings[0], readings[1], kind)


def _goals(sizes: Mapping[str, Size], found: Mapping[str, Found]) -> Iterator[str]:
    yield "Goals: medians of ratios within a round, CPU unless said"
    yield "Growth: exponent from the smallest to the largest size. -: for comparison only."
    yield _ROW.format("goal", "what", "size", "measured", "bound", "").rstrip()
    for goal in GOALS:
        for size, bound in _places(goal, list(sizes)):
            came = verdict(goal, size, sizes, found)
            unit = _unit(goal, bound)
            limit = f"{'>=' if goal.at_least else '<='} {shown(bound, unit)}" if bound else ""
            row = (goal.key, _words(goal), size, shown(came.value, unit), limit, came.said)
            yield _ROW.format(*row)
    for other in ELSEWHERE:
        row = (other.key, other.words, "", "-", "", f"not measured here: {other.proof}")
        yield _ROW.format(*row)


def _places(goal: Goal, sizes: list[str]) -> list[tuple[str, float | None]]:
    """Return the sizes of a goal that were asked for; its last one when none of them was."""
    if goal.kind == "growth":
        return [(sizes[-1], goal.bounds[0][1])]
    return [place for place in goal.bounds if place[0] in sizes] or [goal.bounds[-1]]


def _unit(goal: Goal, bound: float | None) -> str:
    if goal.kind == "peak" and not goal.right:
        return " MiB"
    if goal.at_least:
        return "x"
    return "1/" if goal.kind == "cpu" and bound and bound < _SMALL else ""


def _words(goal: Goal) -> str:
    kind = {"cpu": "", "wall": ", on the clock", "growth": ", growth"}.get(
        goal.kind, ", peak memory"
    )
    return f"{goal.left}{f' / {goal.right}' if goal.right else ''}{kind}"


def _costs(found: Mapping[str, Found]) -> Iterator[str]:
    yield f"{'What it cost (medians)':50} {'CPU s':>9} {'clock s':>9} {'peak MiB':>9} {'rounds':>7}"
    for group in found.values():
        for name, readings in group.readings.items():
            figures = [median(readings, measure) for measure in ("cpu", "wall", "peak")]
            yield "{:50} {:9.4f} {:9.4f} {:9.1f} {:7}".format(name, *figures, len(readings))
