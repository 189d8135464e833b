"""How long billcli takes to start, as a ratio to ``python -c pass`` in the same run.

Prints CPU time (user and system of the child), the least of several runs; gates nothing.
"""

# ruff: noqa: INP001 - a script of its own

from __future__ import annotations

import resource
import subprocess
import sys

RUNS = 15
GOAL = 8.0
CASES = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import typer'": ["-c", "import typer"],
    "billcli --version": ["-m", "billcli", "--version"],
    "billcli --help": ["-m", "billcli", "--help"],
    "billcli help -h": ["-m", "billcli", "help", "-h"],
    "billcli help dates": ["-m", "billcli", "help", "dates"],
    "billcli invoice (usage error)": ["-m", "billcli", "invoic"],
}


def cpu_seconds(arguments: list[str]) -> float:
    """Return the CPU time of one run of the interpreter with these arguments, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def least(arguments: list[str]) -> float:
    """Return the least CPU time of several runs, in seconds."""
    return min(cpu_seconds(arguments) for _ in range(RUNS))


def main() -> None:
    """Measure every case and print its time and its ratio to the floor."""
    times = {name: least(arguments) for name, arguments in CASES.items()}
    floor = times["python -c pass"]
    lines = [f"{'command':32}{'ms':>8}{'ratio':>8}"]
    lines += [f"{name:32}{t * 1000:8.1f}{t / floor:8.1f}" for name, t in times.items()]
    reached = times["billcli --help"] / floor
    lines.append(f"goal: billcli --help at most {GOAL:.0f} times the floor; it takes {reached:.1f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
