"""Run the benchmarks: ``python -m benchmarks [NAME...] [--full | --tiny]``.

Every figure is CPU time and every judgement a ratio to a floor or a peer of the same run, so that
the machine does not matter. Nothing here fails because something is slow.

``python -m benchmarks goals [--sizes S,M,L] [--rounds N] [--data DIR]`` prints the table of goals.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from types import MappingProxyType

from benchmarks import (
    appending,
    completing,
    dunning,
    growth,
    plan,
    racing,
    reading,
    reconciling,
    rendering,
    startup,
    writing,
)
from benchmarks.goals import command as goals

BENCHMARKS = MappingProxyType(
    {
        "startup": startup.run,
        "completing": completing.run,
        "reading": reading.run,
        "writing": writing.run,
        "appending": appending.run,
        "racing": racing.run,
        "rendering": rendering.run,
        "reconciling": reconciling.run,
        "dunning": dunning.run,
        "growth": growth.run,
    }
)


def main(arguments: list[str]) -> None:
    """Run what is named, or everything, and print it as it comes."""
    if arguments[:1] == ["goals"]:
        goals.main(arguments[1:])
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"any of {', '.join(BENCHMARKS)}; all by default")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--full", action="store_true", help="more runs, and the race of 16 times 25")
    size.add_argument("--tiny", action="store_true", help="only see that everything runs")
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.name) - set(BENCHMARKS)):
        parser.error(f"there is no benchmark {', '.join(unknown)}")
    counts = plan.FULL if chosen.full else plan.TINY if chosen.tiny else plan.USUAL
    for name in chosen.name or BENCHMARKS:
        with tempfile.TemporaryDirectory(prefix="billcli-benchmark-") as folder:
            lines = BENCHMARKS[name](counts, Path(folder))
        sys.stdout.write("\n".join([*lines, "", ""]))
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
