"""What one entry costs under the lock, on ledgers of different sizes.

Everybody else waits for this part, so it must not grow with the ledger but for reading, hashing and
writing its bytes: those alone, done the same way, are the floor.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from typing import TYPE_CHECKING

from benchmarks.books import TODAY
from benchmarks.stopwatch import Call, least, ratio
from billcli.domain.entry import Entry, Posting
from billcli.domain.money import Money
from billcli.domain.seal import sealed
from billcli.ledger.change_set import Append, ChangeSet
from billcli.ledger.journal import Journal
from billcli.ledger.snapshot import LedgerFile
from billcli.store.lock import hold

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.plan import Plan

_BLOCK = b'2026-01-01 note Assets:Bank "What stood here before"\n'


def run(plan: Plan, folder: Path) -> list[str]:
    """Return the time of one append beyond that of moving the ledger's bytes, for each size."""
    lines = [
        "Appending one entry under the lock",
        f"  {'bytes before':>14}{'append ms':>11}{'bytes ms':>10}{'rest ms':>9}  ratio",
    ]
    first = 0.0
    for size in plan.appended:
        place = folder / f"appending-{size}"
        place.mkdir()
        seconds = _measured(place, size, plan.runs * 3)
        rest = seconds["append"] - seconds["bytes"]
        first = first or rest
        lines.append(
            f"  {size:14,}{seconds['append'] * 1e3:11.2f}{seconds['bytes'] * 1e3:10.2f}"
            f"{rest * 1e3:9.2f}  {ratio(rest, first):5.2f}"
        )
    return [*lines, "  goal: the rest does not grow with the ledger"]


def _measured(folder: Path, size: int, runs: int) -> dict[str, float]:
    ledger = folder / "main.beancount"
    content = _BLOCK * (size // len(_BLOCK))
    digest = hashlib.sha256(content).hexdigest()
    file = LedgerFile(ledger.resolve(), ledger.name, len(content), digest)
    journal = Journal(folder, hold)
    change = ChangeSet((Append(ledger, (_entry(),)),))

    def restore() -> None:
        ledger.write_bytes(content)

    def append(_: object) -> None:
        journal.commit((file,), lambda _current: change)

    def move(_: object) -> None:
        _move_bytes(ledger)

    return least({"append": Call(append, restore), "bytes": Call(move, restore)}, runs)


def _move_bytes(ledger: Path) -> None:
    """Do what any safe append must: read and hash twice, write beside, hash, sync, rename."""
    content = ledger.read_bytes()
    hashlib.sha256(content).hexdigest()
    new = content + b"\n"
    hashlib.sha256(new).hexdigest()
    beside = ledger.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(new)
        file.flush()
        os.fsync(file.fileno())
    hashlib.sha256(ledger.read_bytes()).hexdigest()
    beside.replace(ledger)


def _entry() -> Entry:
    amount = Money.of("10.00", "EUR")
    return sealed(
        Entry(
            TODAY + dt.timedelta(days=1),
            "Acme Inc.",
            "Transfer",
            ("payment",),
            ("PMT-2026-0001",),
            (
                Posting("Assets:Bank", amount),
                Posting("Assets:Receivable:Acme", -amount, {"invoice": "INV-1"}),
            ),
            {"id": "PMT-2026-0001"},
        )
    )
