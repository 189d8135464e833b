"""How long billcli takes to start, against ``python -c pass``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.stopwatch import Command, billcli, least, ratio, table

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.plan import Plan

FLOOR = "python -c pass"
HELP_MOST = 8.0


def run(plan: Plan, folder: Path) -> list[str]:
    """Return the cost of commands that need no ledger."""
    cases = {
        FLOOR: Command(["-c", "pass"]),
        "python -c 'import typer'": Command(["-c", "import typer"]),
        "billcli --version": Command(billcli("--version"), folder),
        "billcli --help": Command(billcli("--help"), folder),
        "billcli customer -h": Command(billcli("customer", "-h"), folder),
        "billcli invoice create -h": Command(billcli("invoice", "create", "-h"), folder),
        "billcli help dates": Command(billcli("help", "dates"), folder),
        "billcli invoic (usage error)": Command(billcli("invoic"), folder, status=2),
    }
    seconds = least(cases, plan.runs * 2)
    reached = ratio(seconds["billcli --help"], seconds[FLOOR])
    return [
        *table("Start-up", seconds, FLOOR),
        f"  goal: --help at most {HELP_MOST:.0f} times the floor; it takes {reached:.1f}",
    ]
