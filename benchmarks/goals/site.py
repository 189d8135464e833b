"""Where one size of books is measured: copies to read, to write and to edit, and their changes."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.goals.data import copied
from benchmarks.goals.trade import END
from benchmarks.goals.turns import FailedError, last_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = ("PYTHONPATH",)
PLUGIN = "beancount.plugins.coherent_cost"
_EXPENSE = """
{date} * "Initech Supplies" "Everyday"
  Expenses:Meals  12.50 EUR
  Liabilities:Credit-Card  -12.50 EUR
"""


class Open(NamedTuple):
    """An open invoice: number, customer, what is left of it, its currency."""

    number: str
    customer: str
    amount: str
    currency: str


class Site:
    """One size of books, copied for reading, for writing and for edits.

    Attributes:
        data: the books as they were made, in three languages; only read.
        read: a copy that never changes.
        written: a copy that payments and invoices are added to.
        edited: a copy that somebody edits.
        floor: a small SQLite file.
        environment: of every command; its cache and its home are folders of this site. A
            PYTHONPATH is kept, so that another state of billcli can be measured.
    """

    def __init__(self, data: Path, work: Path) -> None:
        """Copy the books and leave the copies' read models to ``warm``."""
        self.data = data
        work.mkdir(parents=True)
        self.environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(work),
            "XDG_CACHE_HOME": str(work / "cache"),
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
            **{name: os.environ[name] for name in _KEPT if name in os.environ},
        }
        self.read = copied(data, work / "read")
        self.written = copied(data, work / "written")
        self.edited = copied(data, work / "edited")
        main = (self.read / "main.beancount").read_text(encoding="utf-8")
        full = f'plugin "{PLUGIN}"\n{main}'
        (self.read / "full.beancount").write_text(full, encoding="utf-8")
        self.floor = work / "floor.sqlite"
        with sqlite3.connect(self.floor) as database:
            database.execute("CREATE TABLE floor (name TEXT)")
        database.close()
        self._years = sorted(path.name for path in self.edited.glob("2*.beancount"))
        self._changes = 0

    def billcli(self, *words: str) -> list[str]:
        """Return the words that run billcli as a user does."""
        return [tool("billcli"), *words]

    def answer(self, folder: Path, *words: str) -> str:
        """Run billcli, not measured, and return what it says."""
        done = subprocess.run(  # noqa: S603 - our own command
            self.billcli(*words),
            cwd=folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise FailedError(last_words(done.stderr))
        return done.stdout

    def warm(self) -> None:
        """Let every copy's read model be made, before anything is measured."""
        for folder in (self.read, self.written, self.edited):
            self.answer(folder, "report", "open", "--limit", "1")

    def model(self) -> str:
        """Return the file of the unchanging copy's read model."""
        status = self.answer(self.read, "ledger", "index", "--status", "--format", "json")
        return str(json.loads(status)["data"]["path"])

    def rows(self) -> int:
        """Return how many open items there are."""
        return self.answer(self.read, "report", "open", "--format", "csv").count("\n") - 1

    def open_invoices(self) -> Iterator[Open]:
        """Yield invoices to pay, the oldest first."""
        text = self.answer(self.written, "report", "open", "--format", "csv")
        for row in csv.DictReader(io.StringIO(text)):
            if row["kind"] == "invoice":
                yield Open(row["item"], row["customer"], row["balance_open"], row["currency"])

    def append_by_hand(self) -> None:
        """Add an expense to the newest year, as an editor does, to a copy that was up to date."""
        self.answer(self.edited, "report", "open", "--limit", "1")
        with (self.edited / self._years[-1]).open("a", encoding="utf-8") as file:
            file.write(_EXPENSE.format(date=END))

    def edit_a_year(self) -> None:
        """Change the newest full year in its middle: a new expense, another due date below it."""
        self.answer(self.edited, "report", "open", "--limit", "1")
        self._changes += 1
        file = self.edited / self._years[-2:][0]
        lines = file.read_text(encoding="utf-8").split("\n")
        place = lines.index("", len(lines) // 2)
        date = next(line for line in lines[place:] if line[:1] == "2")[:10]
        due = next(n for n in range(place, len(lines)) if lines[n].startswith("  due: "))
        lines[due] = f"  due: {file.stem}-12-{1 + self._changes % 28:02}"
        lines[place:place] = _EXPENSE.format(date=date).rstrip().split("\n")
        file.write_text("\n".join(lines), encoding="utf-8")


def tool(name: str) -> str:
    """Return where a program is: beside this Python, or on the path.

    Raises:
        FailedError: it is nowhere.
    """
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise FailedError(f"{name} is not installed")
    return found
