"""A bank statement against open items: the cost must follow the lines, not their square."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.books import CURRENCY, TODAY, write_books
from benchmarks.stopwatch import Command, billcli, least, table

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.books import Book
    from benchmarks.plan import Plan

FLOOR = "billcli report open"
WAITS = 5


def run(plan: Plan, folder: Path) -> list[str]:
    """Return the cost of looking at statements of a quarter, half and all of the lines."""
    book = write_books(folder / "reconciling", plan.sizes[-1])
    options = ("-f", str(book.ledger), "--today", str(TODAY))
    cases = {FLOOR: Command(billcli(*options, "report", "open"), book.folder)}
    for lines in sorted({plan.lines // 4, plan.lines // 2, plan.lines} - {0}):
        file = book.folder / f"statement-{lines}.csv"
        file.write_text(_statement(book, lines), encoding="utf-8")
        words = ("reconcile", file.name, "--account", "Assets:Bank:Checking", "--dry-run")
        name = f"billcli reconcile, {lines} lines"
        cases[name] = Command(billcli(*options, *words), book.folder, status=WAITS)
    title = f"Reconciling against {plan.sizes[-1]} transactions, {len(book.open)} items open"
    return table(title, least(cases, plan.runs), FLOOR)


def _statement(book: Book, lines: int) -> str:
    """Return a statement: of four lines two name a document, one only the payer, one is a cost."""
    rows = ["Date,Payer,Reference,Amount,Currency"]
    for n in range(lines):
        number, owner, amount = book.open[n % len(book.open)]
        words = (
            f"Client number {int(owner[-2:])} Ltd,Payment of {number},{amount.number}",
            f"{owner},your invoice {number} thank you,{amount.number}",
            f"Client number {int(owner[-2:])} Ltd,transfer {n},{amount.number}",
            f"Telefon AG,contract {n},-12.{n % 100:02}",
        )[n % 4]
        rows.append(f"{TODAY},{words},{CURRENCY}")
    return "\n".join([*rows, ""])
