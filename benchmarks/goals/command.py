"""``python -m benchmarks goals``: measure, then print the table of goals."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.goals.cases import cases
from benchmarks.goals.data import books, wanted
from benchmarks.goals.report import report
from benchmarks.goals.site import Site
from benchmarks.goals.table import DEAR, GOALS
from benchmarks.goals.turns import FailedError, Found, in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.goals.table import Goal
    from benchmarks.goals.trade import Size
    from benchmarks.goals.turns import Case

ROUNDS = 9
DEAR_ON_LARGE = 3
_LARGE = 100_000


def main(arguments: list[str]) -> None:
    """Measure what is asked for and print every goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks goals", description=__doc__)
    parser.add_argument("--sizes", default="S,M,L", help="S, M, L; S=200 for other numbers")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"{ROUNDS} by default")
    parser.add_argument("--data", type=Path, help="where generated books are kept")
    chosen = parser.parse_args(arguments)
    try:
        sizes = wanted(chosen.sizes)
    except ValueError as error:
        parser.error(str(error))
    folder = chosen.data or Path(tempfile.gettempdir()) / "billcli-benchmark-books"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="billcli-goals-") as work:
        found = measure(sizes, chosen.rounds, folder.resolve(), Path(work).resolve())
    sys.stdout.write("\n".join([*report(sizes, found), ""]))


def measure(sizes: Mapping[str, Size], rounds: int, data: Path, work: Path) -> dict[str, Found]:
    """Return readings of what is quick, all sizes in turn, and by size of what takes long."""
    every: dict[str, dict[str, Case]] = {}
    for name, size in sizes.items():
        _tell(f"{name}: books of {size.transactions:,} transactions")
        site = Site(books(data, name, size), work / name)
        _tell(f"{name}: read models of three copies")
        try:
            site.warm()
        except FailedError as failure:
            _tell(f"{name}: {failure}")
        every[name] = cases(site)
    needed = {name: needs(name, tuple(sizes)) for name in sizes}
    quick = {
        key(name, case): every[name][case].run
        for name, (cheap, _) in needed.items()
        for case in cheap
    }
    found = {"": in_turn(quick, rounds, 1, _teller("what is quick, all sizes"))}
    for name, size in sizes.items():
        runs = {key(name, case): every[name][case].run for case in needed[name][1]}
        large = size.transactions >= _LARGE
        counts = (min(rounds, DEAR_ON_LARGE), 0) if large else (rounds, 1)
        found[name] = in_turn(runs, *counts, _teller(f"{name}: what takes long"))
    return found


def needs(size: str, chosen: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the names of cases needed at a size: of quick goals, and of the others."""
    cheap: dict[str, None] = {}
    dear: dict[str, None] = {}
    for goal in GOALS:
        if size not in (chosen if goal.kind == "growth" else dict(goal.bounds)):
            continue
        names = dict.fromkeys(filter(None, (goal.left, goal.right)))
        (dear if is_dear(goal) else cheap).update(names)
    return list(cheap), list(dear)


def is_dear(goal: Goal) -> bool:
    """Return whether a goal is measured with what takes long."""
    return goal.left in DEAR or goal.right in DEAR


def key(size: str, name: str) -> str:
    """Return how a case at a size is named among the readings."""
    return f"{size}: {name}"


def _teller(what: str) -> Callable[[str], None]:
    return lambda words: _tell(f"{what}: {words}")


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
