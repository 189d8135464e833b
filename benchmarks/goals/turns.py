"""Cases take turns, round by round, so that a slow minute meets all of them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

TIMER = Path(__file__).with_name("timer.py")
_LONGEST = 90


class FailedError(Exception):
    """A case cannot be measured: a peer is missing, or a command said so."""


class Reading(NamedTuple):
    """What one run cost: CPU seconds, seconds on the clock, peak memory in MiB."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True)
class Case:
    """A command that is measured.

    Attributes:
        words: makes the words of its next run; raises FailedError when it has none left.
        cwd: the folder it runs in.
        environment: all of its environment.
        before: what is done before each run, not measured.
        modes: of timer.py.
    """

    words: Callable[[], Sequence[str]]
    cwd: Path
    environment: Mapping[str, str]
    before: Callable[[], object] = lambda: None
    modes: str = "-"

    def run(self) -> Reading:
        """Return what one run costs.

        Raises:
            FailedError: it ended badly; with its last words.
        """
        self.before()
        return measured(self.words(), self.cwd, self.environment, self.modes)


@dataclass(slots=True)
class Found:
    """All readings by case, one per round; and why others have none."""

    readings: dict[str, list[Reading]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def measured(
    words: Sequence[str], cwd: Path, environment: Mapping[str, str], modes: str = "-"
) -> Reading:
    """Run a command once and return what the kernel says about it.

    Raises:
        FailedError: it cannot be started or ended with another status than 0.
    """
    ended = subprocess.run(  # noqa: S603 - commands of cases.py
        [sys.executable, "-I", "-S", str(TIMER), str(cwd), modes, *words],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if ended.returncode:
        raise FailedError(last_words(ended.stderr))
    cpu, wall, peak, status = ended.stdout.split()
    if status != "0":
        raise FailedError(f"status {status}: {last_words(ended.stderr)}")
    return Reading(float(cpu), float(wall), float(peak))


def last_words(text: str) -> str:
    """Return the line of an error message that says most: an error's first, else the last."""
    lines = text.strip().splitlines() or ["it said nothing"]
    return next((line for line in lines if line.startswith("error")), lines[-1])[:_LONGEST]


def in_turn(
    cases: Mapping[str, Callable[[], Reading]],
    rounds: int,
    warm: int,
    tell: Callable[[str], object] = lambda _: None,
) -> Found:
    """Run every case once per round; the first rounds only warm up.

    A case that fails is left out from then on, and its readings are dropped with it.
    """
    found = Found({name: [] for name in cases})
    for number in range(warm + rounds):
        tell(f"round {number + 1 - warm} of {rounds}" if number >= warm else "warming up")
        for name, case in cases.items():
            if name in found.reasons:
                continue
            try:
                reading = case()
            except FailedError as failure:
                found.reasons[name] = str(failure)
                del found.readings[name]
                continue
            if number >= warm:
                found.readings[name].append(reading)
    return found
