"""Commands that write, end to end, against reading the same ledger; and what check costs."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from benchmarks.books import TODAY, customer, write_books
from benchmarks.stopwatch import Command, billcli, least, table

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.books import Book
    from benchmarks.plan import Plan

FLOOR = "python -c pass"


def run(plan: Plan, folder: Path) -> list[str]:
    """Return the cost of one invoice and one payment on the smallest and the largest books."""
    lines: list[str] = []
    for size in (plan.sizes[0], plan.sizes[-1]):
        book = write_books(folder / f"writing-{size}", size)
        lines += table(f"Writing to {size} transactions", least(_cases(book), plan.runs), FLOOR)
    return lines


def _cases(book: Book) -> dict[str, Command]:
    kept = book.ledger.read_bytes()
    number, owner, amount = book.open[0]

    def restore() -> None:
        book.ledger.write_bytes(kept)
        shutil.rmtree(book.folder / "documents", ignore_errors=True)

    def command(*words: str) -> Command:
        options = ("-f", str(book.ledger), "--today", str(TODAY), "--yes", "--quiet")
        return Command(billcli(*options, *words), book.folder, restore)

    return {
        FLOOR: Command(["-c", "pass"]),
        "billcli report open": command("report", "open"),
        "billcli invoice create": command(
            "invoice", "create", customer(1), "--line", "10 h x 95.00 Consulting"
        ),
        "billcli payment add": command(
            "payment", "add", owner, str(amount.number), amount.currency, "--allocate", number
        ),
    }
