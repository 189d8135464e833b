"""Trying what a page of the catalogue says: in a copy of invented books, by the real command line.

There are three means by which a page provokes its problem:

- a ``console`` block: commands after ``$ ``, continued after ``> ``, and then what the last says;
- a ``beancount`` block: the smallest ledger that has it, as in ``ledgers/CODE.beancount``;
- a ``text`` block alone: what the command of ``faults.FAULTS[CODE]`` says when the machine fails.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from billcli.cli.app import run
from billcli.cli.catalogue import catalogue
from billcli.cli.invocation import Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

_BELOW = re.compile(r"  \| |help: ")
TODAY = dt.date(2026, 3, 31)
BOOKS = (
    'init --name "Northwind Studio" --country DE --tax 19 --yes',
    'customer add Acme --name "Acme Inc." --since 2026-01-01 --yes',
    'customer add Globex --name "Globex AG" --since 2026-01-01 --yes',
    'invoice create Acme --date 2026-01-15 --line "10 h x 100.00 Consulting" --yes',
    'invoice create Acme --date 2026-02-01 --line "500.00 Hosting" --yes',
)


def example(code: str, language: str) -> str:
    """Return the first block of a language on a page, an empty text when there is none."""
    text = catalogue.page(code) or ""
    match = re.search(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return match.group(1) if match else ""


def parts(block: str) -> tuple[list[str], str]:
    """Return the commands of a console block, and what the last of them says.

    >>> parts("$ billcli help\\n> me\\nerror[A-B]: no\\n")
    (['billcli help\\nme'], 'error[A-B]: no\\n')
    """
    found: list[str] = []
    said: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(line[2:])
        elif line.startswith("> "):
            found[-1] += f"\n{line[2:]}"
        else:
            said.append(line)
    return found, "".join(f"{line}\n" for line in said)


def told(code: str, said: str) -> str:
    """Return the lines about one problem: its own, the lines at fault and the help."""
    lines = iter(said.splitlines())
    first = next((line for line in lines if f"[{code}]" in line), "")
    return "".join(f"{line}\n" for line in (first, *takewhile(_BELOW.match, lines)) if line)


def compare(code: str, language: str, said: str) -> None:
    """Check that a command says what its page shows; with ``SCENARIOS=write`` the page is mended.

    What was expected stands in the page, and a page shows all that is said of its problem.
    """
    block = example(code, language)
    typed = re.findall(r"^[$>] .*\n", block, re.MULTILINE)
    commands = "".join(typed) if language == "console" else ""
    shown, now = block[len(commands) :], told(code, said)
    if os.environ.get("SCENARIOS") == "write" and now and shown != now:
        path = Path(catalogue.__file__).parent / f"{code}.md"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(block, commands + now, 1), encoding="utf-8")
        return
    assert f"[{code}]" in shown.splitlines()[0]
    assert shown == now, f"correct it, or run: SCENARIOS=write pytest {__file__}; all said: {said}"


def make_books(folder: Path) -> Path:
    """Return the invented books, made once for all pages."""
    folder.mkdir()
    around = Surroundings({"HOME": str(folder)}, folder, TODAY)
    for line in BOOKS:
        assert run(shlex.split(line), around) == 0
    return folder


@dataclass(frozen=True)
class Trial:
    """A copy of the books to provoke one problem in."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    @classmethod
    def of(cls, books: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> Trial:
        shutil.copytree(books, folder)
        return cls(folder, capsys)

    def run(self, argv: Sequence[str], *, terminal: bool = False) -> tuple[int, str]:
        """Return the exit status of a command and what it said on standard error."""
        around = Surroundings(
            {"HOME": str(self.folder)}, self.folder, TODAY, stdin_tty=terminal, stderr_tty=terminal
        )
        self.capsys.readouterr()
        status = run(argv, around)
        return status, self.shown(self.capsys.readouterr().err)

    def shown(self, text: str) -> str:
        """Return a text with the folder called ``/books``, as pages call it."""
        return text.replace(str(self.folder), "/books")

    def typed(self, commands: Sequence[str]) -> tuple[int, str]:
        """Return the exit status of the last command and what it said."""
        status, said = 0, ""
        for command in commands:
            if command.startswith("billcli "):
                status, said = self.run(shlex.split(command)[1:])
            else:
                subprocess.run(["bash", "-c", command], cwd=self.folder, check=True)  # noqa: S603, S607 - our own pages
        return status, said
