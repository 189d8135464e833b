"""Two simple matchers, to have a floor: the number only, and the number, then the amount only.

They read the neutral files, run through the lines once, and take what they settle off what is open.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from benchmarks.cash_application.score import cents
from benchmarks.cash_application.values import text_of

if TYPE_CHECKING:
    from pathlib import Path

BASELINES = ("number", "amount")


def run(folder: Path, by: str) -> dict[str, Any]:
    """Return a baseline's result for a suite, in the same form as billcli's."""
    left = {row["item"]: cents(row["open"]) for row in _rows(folder / "neutral" / "items.csv")}
    references = {
        row["reference"]: row["item"]
        for row in _rows(folder / "neutral" / "items.csv")
        if row["reference"]
    }
    lines = []
    for row in _rows(folder / "neutral" / "lines.csv"):
        amount = cents(row["amount"])
        item = _named(row, left, references)
        if item is None and by == "amount":
            fit = [one for one, due in left.items() if due == amount and due > 0]
            item = fit[0] if len(fit) == 1 else None
        certain = item is not None and left[item] == amount
        if item is not None and certain:
            left[item] = 0
        one = {"item": item, "amount": text_of(amount)}
        proposal = {"allocations": [one], "adjustments": [], "unallocated": "0.00"}
        lines.append(
            {
                "bank_ref": row["bank ref"], "date": row["date"], "amount": row["amount"],
                "currency": row["currency"], "evidence": [by] if item else [],
                "status": "auto" if certain else "review" if amount > 0 else "ignore",
                "proposals": [proposal] if item else [],
            }
        )  # fmt: skip
    return {"lines": lines}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _named(row: dict[str, str], left: dict[str, int], references: dict[str, str]) -> str | None:
    """Return the one document a line names exactly as printed, if it is one."""
    if row["structured reference"] in references:
        return references[row["structured reference"]]
    words = re.findall(r"[\w/-]*\d[\w/-]*", row["description"])
    named = {word for word in words if word in left}
    return named.pop() if len(named) == 1 else None
