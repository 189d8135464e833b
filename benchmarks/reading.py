"""Reading commands against Beancount's own loader and bean-check, on the same ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.books import TODAY, write_books
from benchmarks.stopwatch import Command, billcli, least, table

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.books import Book
    from benchmarks.plan import Plan

LOADER = "beancount's loader"
_LOAD = (
    "import sys; from beancount import loader;"
    " sys.exit(bool(loader._load([(sys.argv[1], True)], None, None, None)[1]))"
)
_COMMANDS = (
    "report open --format json",
    "report aging --format json",
    "invoice list --format json",
    "status --format json",
    "check",
)


def run(plan: Plan, folder: Path) -> list[str]:
    """Return the cost of reading books of each size."""
    lines: list[str] = []
    for size in plan.sizes:
        book = write_books(folder / f"reading-{size}", size)
        title = f"Reading {size} transactions ({book.size / 1e6:.1f} MB)"
        lines += table(title, least(_cases(book), plan.runs), LOADER)
    return lines


def _cases(book: Book) -> dict[str, Command]:
    ledger = str(book.ledger)
    ours = ("-f", ledger, "--today", str(TODAY))
    return {
        LOADER: Command(["-c", _LOAD, ledger]),
        "bean-check": Command(["-m", "beancount.scripts.check", "--no-cache", ledger]),
        **{f"billcli {c}": Command(billcli(*ours, *c.split()), book.folder) for c in _COMMANDS},
    }
