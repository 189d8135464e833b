"""Many processes issue invoices at once: no number twice, none missing, nobody refused."""

from __future__ import annotations

import datetime as dt
import os
import re
import resource
import shutil
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money
from billcli.domain.seal import sealed
from billcli.ledger import file_contents, file_span
from billcli.ledger import journal as journal_module
from billcli.ledger.change_set import Append, ChangeSet, NewFile
from billcli.ledger.current import Current, observe, with_retries
from billcli.ledger.journal import Journal
from billcli.ledger.load import load
from billcli.store import lock

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.ledger.snapshot import Snapshot

DAY = dt.date(2026, 1, 15)
MAIN = "main.beancount"


def make(project: Path) -> Path:
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir()
    (project / MAIN).write_text(
        "2025-01-01 open Assets:Receivable:Acme\n2025-01-01 open Income:Services\n"
    )
    return project


def invoice(number: int) -> Entry:
    name = f"INV-{number:04}"
    owed = Money.of("100.00", "EUR")
    legs = Posting("Assets:Receivable:Acme", owed), Posting("Income:Services", -owed)
    return sealed(Entry(DAY, "Acme", "Invoice", ("invoice",), (name,), legs, {"invoice": name}))


def issue(project: Path) -> None:
    """Issue one invoice, as a command does: load, take the next number under the lock, append."""

    def act(snapshot: Snapshot) -> None:
        def decide(current: Current) -> ChangeSet:
            facts = (*snapshot.facts.entries, *current.tail)
            taken = [int(fact.links[0][4:]) for fact in facts if isinstance(fact, Entry)]
            number = max(taken, default=0) + 1
            return ChangeSet(
                (
                    NewFile(Path(f"documents/INV-{number:04}.txt"), b"%d" % number),
                    Append(Path(MAIN), (invoice(number),)),
                )
            )

        Journal(project, lock.hold).commit(snapshot.files, decide)

    with_retries(lambda: load(project / MAIN), act)


def in_children(work: Callable[[], object], count: int, *, at_once: bool) -> float:
    """Run work in so many processes and return the processor time they took, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    children: list[int] = []
    for _ in range(count):
        child = os.fork()
        if child == 0:
            status = 0
            try:
                work()
            except BaseException:  # noqa: BLE001 - the child must never come back into the test run
                traceback.print_exc()
                status = 1
            os._exit(status)
        children.append(child)
        if not at_once:
            _reap(children)
    _reap(children)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _reap(children: list[int]) -> None:
    while children:
        _, status = os.waitpid(children.pop(), 0)
        assert status == 0, "an invoice was refused"


def check(project: Path, count: int) -> None:
    snapshot = load(project / MAIN)
    assert not snapshot.problems
    text = (project / MAIN).read_text()
    assert [int(n) for n in re.findall(r"\^INV-(\d+)", text)] == list(range(1, count + 1))
    documents = sorted(path.read_bytes() for path in (project / "documents").iterdir())
    assert documents == sorted(b"%d" % n for n in range(1, count + 1))
    assert sorted(path.name for path in (project / lock.FOLDER).iterdir()) == [".gitignore", "lock"]


def race(project: Path, processes: int, runs: int) -> float:
    """Return the processor time of the race relative to the same work one after the other."""

    def work() -> None:
        for _ in range(runs):
            issue(project)

    load(make(project) / MAIN)  # imports are not part of the race
    alone = in_children(work, processes, at_once=False)
    check(project, processes * runs)
    make(project)
    together = in_children(work, processes, at_once=True)
    check(project, processes * runs)
    return together / alone


def test_numbers_are_unique_and_gapless_when_many_write_at_once(tmp_path: Path) -> None:
    assert race(tmp_path / "project", 6, 6) < 2.0


def test_numbers_are_unique_and_gapless_in_a_large_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "observe", partial(observe, hashed=10))
    monkeypatch.setattr(file_contents, "WHOLE", 10)
    monkeypatch.setattr(file_span, "PORTION", 50)
    assert race(tmp_path / "project", 6, 6) < 2.0


@pytest.mark.long
def test_numbers_are_unique_and_gapless_when_very_many_write_at_once(tmp_path: Path) -> None:
    ratio = race(tmp_path / "project", 16, 25)
    print(f"processor time of 16 x 25 at once / one after the other: {ratio:.2f}")  # noqa: T201 - the figure of the long run
    assert ratio < 1.3
