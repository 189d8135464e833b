"""Many processes issue invoices at once, against as many single runs on the same books."""

from __future__ import annotations

import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.books import TODAY, customer, write_books
from benchmarks.stopwatch import Command, billcli, ratio, whole_cost

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.books import Book
    from benchmarks.plan import Plan

MOST = 1.3
_NUMBER = re.compile(r'^  invoice: "INV-2026-(\d+)"', re.MULTILINE)


def run(plan: Plan, folder: Path) -> list[str]:
    """Return the CPU time of a race as a ratio to the same invoices issued one after another."""
    books = write_books(folder / "racing", 100)
    kept = books.ledger.read_bytes()
    count = plan.processes * plan.invoices
    cost: dict[str, float] = {}
    for name, abreast in (("one after another", 1), ("at once", plan.processes)):
        books.ledger.write_bytes(kept)
        shutil.rmtree(books.folder / "documents", ignore_errors=True)
        cost[name] = whole_cost(partial(_issue, books, count, abreast))
        _require_gap_free(books, count)
    reached = ratio(cost["at once"], cost["one after another"])
    return [
        f"Race: {plan.processes} processes, {plan.invoices} invoices each",
        *(f"  {name:18}{seconds:8.1f} CPU s" for name, seconds in cost.items()),
        f"  goal: at most {MOST} times as much; it takes {reached:.2f}",
    ]


def _issue(book: Book, count: int, abreast: int) -> None:
    words = ("invoice", "create", customer(1), "--line", "10 h x 95.00 Consulting")
    options = ("-f", str(book.ledger), "--today", str(TODAY), "--yes", "--quiet")
    command = Command(billcli(*options, *words), book.folder)
    with ThreadPoolExecutor(abreast) as pool:
        list(pool.map(lambda _: command.start(), range(count)))


def _require_gap_free(book: Book, count: int) -> None:
    text = book.ledger.read_text(encoding="utf-8")
    numbers = sorted(map(int, _NUMBER.findall(text)))
    if numbers != list(range(1, count + 1)):
        sys.exit(f"the race left gaps: {numbers}")
