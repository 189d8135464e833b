"""What a Tab costs: nouns, options, and ids from the read models of ledgers of several sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.books import write_books
from benchmarks.stopwatch import Command, billcli, least, table

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.plan import Plan

FLOOR = "python -c pass"
IDS = ("invoice show ", "invoice show INV-2022-0", "customer show ", "undo ")


def run(plan: Plan, folder: Path) -> list[str]:
    """Return the cost of completing, as a shell asks for it."""
    cases = {
        FLOOR: Command(["-c", "pass"]),
        "billcli inv<Tab>": _tab("billcli inv", folder),
        "billcli invoice list --st<Tab>": _tab("billcli invoice list --st", folder),
        "billcli invoice show <Tab>, no ledger": _tab("billcli invoice show ", folder),
    }
    for size in plan.sizes:
        book = write_books(folder / f"completing-{size}", size)
        Command(
            billcli("-f", str(book.ledger), "report", "open"), folder
        ).start()  # makes the model
        about = f"{size} transactions, {book.size / 1e6:.1f} MB"
        for words in IDS:
            line = f"billcli -f {book.ledger} {words}"
            cases[f"billcli {words}<Tab>, {about}"] = _tab(line, folder)
    return table("Completing", least(cases, plan.runs), FLOOR)


def _tab(line: str, folder: Path) -> Command:
    return Command(billcli("__complete", "zsh", line), folder)
