"""Nothing may be quadratic: twice the transactions may cost about twice the time."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.books import TODAY, write_books
from benchmarks.stopwatch import Call, least, ratio
from billcli.domain.books import Books
from billcli.domain.parties import parties
from billcli.domain.rule.check import check
from billcli.services.workspace import Selection, open_workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.plan import Plan


def run(plan: Plan, folder: Path) -> list[str]:
    """Return, for each step of the way, its cost at each size and the growth between sizes."""
    largest = plan.sizes[-1]
    sizes = (largest // 4, largest // 2, largest)
    found: list[dict[str, float]] = []
    for size in sizes:
        book = write_books(folder / f"growth-{size}", size)
        selection = Selection(os.environ, book.folder, TODAY, file=book.ledger)
        found.append(least(_steps(selection), plan.runs))
    lines = [
        "Growth when the transactions double twice",
        f"  {'':14}" + "".join(f"{size:>10} ms" for size in sizes) + "   growth",
    ]
    for step in found[0]:
        times = [one[step] for one in found]
        grown = " ".join(f"{ratio(b, a):5.2f}" for a, b in pairwise(times))
        lines.append(f"  {step:14}" + "".join(f"{t * 1e3:13.1f}" for t in times) + f"   {grown}")
    return [*lines, "  goal: about 2, and never near 4"]


def _steps(selection: Selection) -> dict[str, Callable[[], float]]:
    workspace = open_workspace(selection)
    facts, roots = workspace.snapshot.facts, workspace.roots

    def fresh() -> Books:
        return Books.of(facts, roots, TODAY)

    def items(books: object) -> object:
        return books.open_items() if isinstance(books, Books) else None

    return {
        "load": Call(lambda: open_workspace(selection)),
        "open items": Call(items, fresh),
        "customers": Call(lambda: parties(facts, roots, TODAY)),
        "check": Call(lambda: check(facts, roots)),
    }
