"""Measuring: the least CPU time of several interleaved runs, never the clock on the wall.

Processes of other people make a run longer, never shorter; so the least of several runs counts,
and the cases take turns, so that a slow minute meets all of them.
"""

from __future__ import annotations

import gc
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Command:
    """One run of the interpreter in a process of its own.

    Attributes:
        arguments: what follows ``python``.
        cwd: folder it runs in.
        before: puts back what an earlier run changed; not measured.
        status: the exit status that proves that the run did its work.
    """

    arguments: Sequence[str]
    cwd: Path | None = None
    before: Callable[[], object] | None = None
    status: int = 0

    def __call__(self) -> float:
        """Return the CPU seconds of one run, user and system, children of it included.

        Raises:
            SystemExit: it ended with another status; its words are shown.
        """
        if self.before:
            self.before()
        return whole_cost(self.start)

    def start(self) -> None:
        """Run it once and wait for its end.

        Raises:
            SystemExit: it ended with another status; its words are shown.
        """
        ended = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, *self.arguments],
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if ended.returncode != self.status:
            words = ended.stderr.decode(errors="replace")[:2_000]
            sys.exit(f"{self.arguments} ended with {ended.returncode}:\n{words}")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function in this process; ``before`` makes its argument and is not measured."""

    function: Callable[..., object]
    before: Callable[[], object] | None = None

    def __call__(self) -> float:
        """Return the CPU seconds of one call, without those of the garbage collector."""
        arguments = (self.before(),) if self.before else ()
        gc.collect()
        gc.disable()
        start = time.process_time()
        try:
            self.function(*arguments)
            return time.process_time() - start
        finally:
            gc.enable()


def whole_cost(work: Callable[[], object]) -> float:
    """Return the CPU seconds of every process that some work starts and waits for."""
    before = _of_children()
    work()
    return _of_children() - before


def billcli(*arguments: str) -> list[str]:
    """Return the arguments that run billcli."""
    return ["-m", "billcli", *arguments]


def least(cases: Mapping[str, Callable[[], float]], runs: int) -> dict[str, float]:
    """Return the least seconds of each case; the cases take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(runs):
        for name, case in cases.items():
            seconds[name].append(case())
    return {name: min(found) for name, found in seconds.items()}


def table(title: str, seconds: Mapping[str, float], floor: str) -> list[str]:
    """Return lines that show each case's milliseconds and its ratio to one of them."""
    wide = max(map(len, seconds))
    lines = [title, f"  {'':{wide}}  {'CPU ms':>9}  ratio"]
    lines += [
        f"  {name:{wide}}  {one * 1000:9.1f}  {ratio(one, seconds[floor]):5.2f}"
        for name, one in seconds.items()
    ]
    return lines


def ratio(one: float, other: float) -> float:
    """Return a quotient; a time too short to be measured counts as a microsecond."""
    return max(one, 1e-6) / max(other, 1e-6)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
