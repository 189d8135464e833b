"""Small books of an invented shop, and the command line over them in this process."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import re
import shlex
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from billcli.cli.app import run
from billcli.cli.invocation import Surroundings
from billcli.services.workspace import Selection, Workspace, open_workspace
from billcli.services.writing import Consent
from tests.told_command import told

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 1, 31)

MAIN = """option "title" "Studio Linden"
option "operating_currency" "EUR"
include "customers.beancount"

2025-01-01 open Assets:Bank:Checking
2025-01-01 open Assets:Bank:Dollars USD
2025-01-01 open Assets:Cash
2025-01-01 open Income:Services
2025-01-01 open Income:Books
2025-01-01 open Income:Discounts
2025-01-01 open Liabilities:Tax
2025-01-01 open Expenses:Fees
2025-01-01 open Expenses:Rounding
2025-01-01 open Equity:Opening-Balances
"""
CUSTOMERS = """2025-01-01 custom "issuer" "Studio"
  name: "Studio Linden"
  city: "Bonn"

2025-01-01 open Assets:Receivable:Acme
2025-01-01 custom "customer" "Acme" Assets:Receivable:Acme
  name: "Acme Inc."
  email: "ap@acme.example"

2025-01-01 open Assets:Receivable:Globex
2025-01-01 custom "customer" "Globex" Assets:Receivable:Globex
  name: "Globex Ltd."
  currency: "USD"
  tax: "ZERO"
  terms: "net 60"
"""
SETTINGS = """[ledger]
file = "main.beancount"
start = 2025-01-01

[accounts]
bank = "Assets:Bank:Checking"
fees = "Expenses:Fees"

[defaults]
currency = "EUR"
tax = "VAT"

[files]
customers = "customers.beancount"
write = "{year}.beancount"

[output]
formats = ["text"]

[tax.VAT]
rate = 19

[tax.LOW]
rate = 7

[tax.ZERO]
category = "Z"

[prices.consulting]
description = "Consulting"
price = 150
unit = "h"
"""


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def data(self) -> Any:  # noqa: ANN401 - whatever the command answered
        return self.envelope["data"]

    @property
    def codes(self) -> list[str]:
        """Return the codes of errors and warnings on standard error, in order."""
        rows = (row for row in self.err.splitlines() if re.search(r"(error|warning)\[", row))
        return [row.partition("[")[2].partition("]")[0] for row in rows]

    @property
    def hinted(self) -> list[str]:
        """Return the commands that the hints tell to run, as they are typed."""
        hints = (row for row in self.err.splitlines() if row.startswith("help: "))
        return [command for hint in hints for command in told(hint)]

    @property
    def rows(self) -> list[list[str]]:
        """Return the cells of a plain table."""
        return [row.split("\t") for row in self.out.splitlines()]


class Keyboard(io.StringIO):
    """Standard input that a terminal echoes."""

    def __init__(self, typed: str, screen: io.TextIOBase) -> None:
        super().__init__(typed)
        self.screen = screen

    def readline(self, *limit: int) -> str:  # type: ignore[override]
        line = super().readline(*limit)
        self.screen.write(line)
        return line


@dataclass
class Shop:
    """A folder with small books, and a clock."""

    folder: Path
    today: dt.date = TODAY
    env: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, settings: str = SETTINGS, main: str = MAIN) -> Shop:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "main.beancount").write_text(main, encoding="utf-8")
        (folder / "customers.beancount").write_text(CUSTOMERS, encoding="utf-8")
        (folder / "billcli.toml").write_text(settings, encoding="utf-8")
        return cls(folder)

    def __call__(
        self, line: str, *typed: str, stdin: str = "", columns: int = 100, yes: bool = False
    ) -> Answer:
        """Run a command line; what is typed makes the streams a terminal."""
        terminal = bool(typed)
        env = {"HOME": str(self.folder.parent / "home"), "TERM": "dumb", **self.env}
        around = Surroundings(
            env, self.folder, self.today, stdin_tty=terminal, stdout_tty=terminal,
            stderr_tty=terminal, columns=columns,
        )  # fmt: skip
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in "oe")
        real, sys.stdin = sys.stdin, Keyboard(stdin + "".join(f"{t}\n" for t in typed), err)
        argv = [*shlex.split(line), *(["-y"] if yes else [])]
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                status = run(argv, around)
        finally:
            sys.stdin = real
        for stream in (out, err):
            stream.flush()
        return Answer(status, *(s.buffer.getvalue().decode() for s in (out, err)))  # type: ignore[attr-defined]

    def done(self, *lines: str) -> Answer:
        """Run commands that agree to everything and must succeed; return the last answer."""
        answer = Answer(0, "", "")
        for line in lines:
            answer = self(line, yes=True)
            assert answer.status == 0, answer.err
        return answer

    def sold(self, *amounts: str, customer: str = "Acme", date: str = "2026-01-31") -> None:
        """Issue an invoice for each amount, untaxed."""
        for amount in amounts:
            self.done(f'invoice create {customer} --line "{amount} Work; tax=ZERO" --date {date}')

    def workspace(self, **more: Any) -> Workspace:  # noqa: ANN401 - as Selection takes them
        """Return the books as a service gets them."""
        return open_workspace(Selection(self.env, self.folder, self.today, **more))

    def text(self, name: str = "2026.beancount") -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def append(self, text: str, name: str = "main.beancount") -> None:
        self.write(name, self.text(name) + text)

    def setting(self, text: str) -> None:
        """Add sections to the project file."""
        self.append(text, "billcli.toml")

    def tree(self) -> dict[str, bytes]:
        """Return the bytes of every file but those of the lock."""
        found: dict[str, bytes] = {}
        for folder, inner, names in os.walk(self.folder):
            inner[:] = [name for name in inner if name != ".billcli"]
            start = folder[len(str(self.folder)) + 1 :]
            for name in names:
                if not os.path.isfile(f"{folder}/{name}"):  # noqa: PTH113 - asked all the time
                    continue
                with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 - as above
                    found[f"{start}/{name}" if start else name] = file.read()
        return dict(sorted(found.items()))


def agreed(text: str) -> None:
    """Agree to whatever is to be written."""
    assert text


YES = Consent(agreed)
DRY = Consent(agreed, dry_run=True)
