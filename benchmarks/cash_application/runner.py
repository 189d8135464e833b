"""Run billcli on a suite, in a process of its own, and take what it says."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from benchmarks.cash_application.baseline import BASELINES
from benchmarks.cash_application.peers import PEERS
from benchmarks.cash_application.score import figures

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.cash_application.score import Score

MATCHERS = ("billcli", *BASELINES, *PEERS)
_LIMIT = 900


class FailedError(Exception):
    """The matcher ended without a result."""


def words(folder: Path) -> list[str]:
    """Return billcli's command line for a suite."""
    told = json.loads((folder / "suite.json").read_text(encoding="utf-8"))
    return [
        sys.executable, "-m", "billcli", "-f", str((folder / told["ledger"]).resolve()),
        "--today", told["today"], "--format", "json", "reconcile",
        str((folder / told["statement"]).resolve()), "--dry-run", "--account", told["account"],
        "--payouts", str((folder / "payouts.csv").resolve()),
        "--policy", str((folder / "policy.json").resolve()),
    ]  # fmt: skip


def billcli(folder: Path) -> tuple[dict[str, Any], float]:
    """Return billcli's answer for a suite and the processor time it took in seconds.

    Raises:
        FailedError: it said nothing that can be read as its answer.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run(  # noqa: S603 - our own program
        words(folder), capture_output=True, encoding="utf-8", check=False, timeout=_LIMIT
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    try:
        result = json.loads(ended.stdout)
    except json.JSONDecodeError:
        last = (ended.stderr or ended.stdout).strip()[-300:]
        raise FailedError(f"{folder.name}: billcli ended with {ended.returncode}: {last}") from None
    if not (result.get("data") or {}).get("lines"):
        raise FailedError(f"{folder.name}: no lines in billcli's answer: {result.get('problems')}")
    return result, seconds


def summary(name: str, found: Score, seconds: float | None) -> str:
    """Return one suite's figures in one line."""
    of = figures(found)
    shares = (of["precision"], of["recall"], of["first proposal right"], of["one of three right"])
    cells = " ".join("     -" if one is None else f"{one:7.2%}" for one in shares)
    time = "" if seconds is None else f" {seconds:6.2f} s"
    return (
        f"{name:<16} precision, recall, first, of three {cells}  wrong {of['booked wrong']}{time}"
    )
