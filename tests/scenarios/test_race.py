"""Many command lines at once: every number unique, none missing, nobody's work lost."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

CREATE = ["invoice", "create", "Acme", "--line", "100 Work", "--yes"]
PAY = ["payment", "add", "Globex", "1", "USD", "--on-account", "--yes"]


def billcli(project: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own, as cron does."""
    env = {**os.environ, "HOME": str(project.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("COVERAGE_PROCESS_START", None)  # measuring a race would change it
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "billcli", "--today", "2026-01-31", *argv],
        cwd=project, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip


def processor_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_turns(workers: int, runs: int, work: Callable[[int, int], str]) -> tuple[list[str], float]:
    """Let every worker work so many times; return what was printed, and seconds of processor."""
    before = processor_time()
    with ThreadPoolExecutor(workers) as pool:
        futures = [
            pool.submit(lambda worker=worker: [work(worker, run) for run in range(runs)])
            for worker in range(workers)
        ]
        printed = [text for future in futures for text in future.result()]
    return printed, processor_time() - before


def issue(project: Path) -> str:
    done = billcli(project, *CREATE)
    assert done.returncode == 0, done.stderr
    return re.search(r"Issued (INV-2026-\d+)", done.stderr)[1]  # type: ignore[index]


def check_numbers(project: Path, printed: list[str], count: int) -> None:
    wanted = [f"INV-2026-{n:04}" for n in range(1, count + 1)]
    books = (project / "main.beancount").read_text()
    assert sorted(printed) == wanted, "a number was printed twice, or not at all"
    assert re.findall(r'^  invoice: "(INV-[^"]+)"', books, re.MULTILINE) == wanted
    assert sorted(path.stem for path in (project / "documents").iterdir()) == wanted
    assert sorted(p.name for p in (project / ".billcli").iterdir()) == [".gitignore", "lock"]
    checked = billcli(project, "check")
    assert checked.returncode == 0, checked.stderr


def race(desk: ModuleType, folder: Path, workers: int, runs: int) -> float:
    """Return processor time of the race, relative to the same runs one after the other."""
    alone = desk.set_up(folder / "alone")
    printed, serial = in_turns(1, workers * runs, lambda *_: issue(alone))
    check_numbers(alone, printed, workers * runs)
    together = desk.set_up(folder / "together")
    printed, raced = in_turns(workers, runs, lambda *_: issue(together))
    check_numbers(together, printed, workers * runs)
    return raced / serial


def test_numbers_have_no_gap_when_command_lines_race(desk: ModuleType, tmp_path: Path) -> None:
    project = desk.set_up(tmp_path / "books")
    printed, _ = in_turns(4, 4, lambda *_: issue(project))
    check_numbers(project, printed, 16)


def test_a_quote_is_accepted_once_when_command_lines_race(desk: ModuleType, tmp_path: Path) -> None:
    project = desk.set_up(tmp_path / "books")
    offered = billcli(project, "quote", *CREATE[1:])
    assert offered.returncode == 0, offered.stderr

    def work(*_: int) -> str:
        done = billcli(project, "quote", "accept", "QUO-2026-0001", "--yes")
        assert done.returncode in {0, 2}, done.stderr
        return done.stderr

    printed, _ = in_turns(6, 1, work)
    assert sum("Accepted QUO-2026-0001" in text for text in printed) == 1
    assert sum("error[QUOTE-INVOICED]" in text for text in printed) == 5
    check_numbers(project, ["INV-2026-0001"], 1)


def test_each_date_of_a_plan_is_billed_once_when_runs_race(
    desk: ModuleType, tmp_path: Path
) -> None:
    project = desk.set_up(tmp_path / "books")
    dates = ["--from", "2025-10-31", "--yes"]
    for plan in ("rent", "work"):
        made = billcli(project, "plan", "add", plan, "Acme", "--line", "50 Work", *dates)
        assert made.returncode == 0, made.stderr

    def work(worker: int, _run: int) -> str:
        done = billcli(project, *(["plan", "run", "--yes"] if worker else CREATE))
        assert done.returncode == 0, done.stderr
        return done.stderr

    printed, _ = in_turns(6, 1, work)
    books = (project / "main.beancount").read_text()
    found = re.findall(r'^  plan: "(.*)"\n  plan-date: (.*)$', books, re.MULTILINE)
    days = ["2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31"]
    assert sorted(found) == [(plan, day) for plan in ("rent", "work") for day in days]
    assert sum("Issued 8 invoices of plans" in text for text in printed) == 1
    assert sum("Nothing is due" in text for text in printed) == 4
    for year, count in (("2025", 6), ("2026", 3)):
        numbers = re.findall(rf'^  invoice: "INV-{year}-(\d+)"', books, re.MULTILINE)
        assert [int(n) for n in numbers] == list(range(1, count + 1))
    checked = billcli(project, "check")
    assert checked.returncode == 0, checked.stderr


@pytest.mark.long
def test_a_race_of_sixteen_costs_no_more_than_its_runs(desk: ModuleType, tmp_path: Path) -> None:
    ratio = race(desk, tmp_path, 16, 25)
    print(f"processor time of 16 x 25 at once / one after the other: {ratio:.2f}")  # noqa: T201 - the figure of the long run
    assert ratio <= 1.3


def mixed(desk: ModuleType, folder: Path, workers: int, runs: int) -> None:
    """Race invoices, payments and a person who keeps saving another file of the books."""
    project = desk.set_up(folder / "books")
    edited = project / "more.beancount"

    def save(mark: str) -> str:
        fresh = edited.with_suffix(".new")
        fresh.write_text(f"; {mark}\n{edited.read_text()}")
        fresh.replace(edited)
        return mark

    def work(worker: int, run: int) -> str:
        if worker == 0:
            return save(f"edit {run}")
        done = billcli(project, *(CREATE if worker % 2 else PAY))
        assert done.returncode in {0, 6}, done.stderr
        found = re.search(r"(?:Issued|Recorded) (\S+)", done.stderr)
        return found[1] if done.returncode == 0 and found else ""

    printed, _ = in_turns(workers, runs, work)
    books = (project / "main.beancount").read_text() + edited.read_text()
    promised = [text for text in printed if text]
    assert len(set(promised)) == len(promised)
    for text in promised:
        mark = f"; {text}\n" if text.startswith("edit") else f" ^{text}"
        assert mark in books, f"{text} is lost"
    for series in ("INV", "PMT"):
        numbers = re.findall(rf'^  (?:invoice|id): "{series}-2026-(\d+)"', books, re.MULTILINE)
        assert [int(n) for n in numbers] == list(range(1, len(numbers) + 1))
        assert len(numbers) == sum(text.startswith(series) for text in promised)
    checked = billcli(project, "check")
    assert checked.returncode == 0, checked.stderr


def test_nobody_loses_when_people_and_programs_write_at_once(
    desk: ModuleType, tmp_path: Path
) -> None:
    mixed(desk, tmp_path, 4, 4)


@pytest.mark.long
def test_nobody_loses_in_a_long_race(desk: ModuleType, tmp_path: Path) -> None:
    mixed(desk, tmp_path, 9, 20)
