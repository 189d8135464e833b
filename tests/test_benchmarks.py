"""Each benchmark runs on the smallest sizes and says what it measured."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
NAMES = {
    "startup": "billcli --help",
    "completing": "billcli invoice show <Tab>",
    "reading": "billcli report open",
    "writing": "billcli invoice create",
    "appending": "5,000",
    "racing": "at once",
    "rendering": "billcli invoice render -o .pdf",
    "reconciling": "billcli reconcile, 5 lines",
    "dunning": "billcli remind: ",
    "growth": "open items",
}


def _benchmarks(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "benchmarks", *words],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_runs_and_shows_its_cases(name: str) -> None:
    ended = _benchmarks(name, "--tiny")
    assert ended.returncode == 0, ended.stderr
    shown = [line for line in ended.stdout.splitlines() if NAMES[name] in line]
    assert shown
    assert any(character.isdigit() for character in shown[0])


def test_every_benchmark_is_tried() -> None:
    helped = _benchmarks("--help").stdout
    assert all(name in helped for name in NAMES)
    assert len(NAMES) == len(list((PROJECT / "benchmarks").glob("*ing.py"))) + 2


def test_an_unknown_benchmark_is_a_usage_error() -> None:
    ended = _benchmarks("speed")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "there is no benchmark speed" in ended.stderr
