"""The example of every page is typed in a copy of invented books, and answers as the page says.

A page shows an example in a ``console`` block: commands after ``$ ``, continued after ``> ``, and
then what the last of them says. A page whose problem needs a broken disk, a second person or a
damaged program shows it in a ``text`` block and stands in ``TOLD``.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from billcli.cli.app import run
from billcli.cli.catalogue.catalogue import codes, page
from billcli.cli.invocation import Surroundings

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.date(2026, 3, 31)
BOOKS = (
    'init --name "Northwind Studio" --country DE --tax 19 --yes',
    'customer add Acme --name "Acme Inc." --since 2026-01-01 --yes',
    'customer add Globex --name "Globex AG" --since 2026-01-01 --yes',
    'invoice create Acme --date 2026-01-15 --line "10 h x 100.00 Consulting" --yes',
    'invoice create Acme --date 2026-02-01 --line "500.00 Hosting" --yes',
)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TYPED = tuple(code for code in codes() if CONSOLE.search(page(code) or ""))

# Pages whose example nobody can type: no other test of this folder shows their problem.
TOLD = frozenset(
    """
    APPLY-NOTHING BANK-CONFLICT CHECK-FAILED COMMAND-MISSING CSV-ENCODING CUSTOMER-ID DEMO-STEP
    DISK-FULL ENTRY-UNWRITABLE FILE-CHANGED FILE-DENIED FILE-FAILED FILE-IS-FOLDER FILE-MISSING
    FILE-OUTSIDE FILE-UNKNOWN FONT-MISSING GLYPH-MISSING INCLUDE-LARGE INCLUDE-MANY
    INCLUDE-UNREADABLE INPUT-MISSING INTERNAL-ERROR INVOICE-EMPTY INVOICE-NO-RECEIVABLE
    LEDGER-DEPRECATED LEDGER-LARGE LEDGER-LONG LEDGER-MISSING LEDGER-MOVED LEDGER-NOT-REGULAR
    LEDGER-SYMLINK LEDGER-UNREADABLE LINE-BOOKED LOCK-HELD MEMORY-FULL NOT-CONFIRMED
    OUTPUT-LOST PAPER-UNKNOWN ITEM-UNNAMED PIECE-DEPENDENT PLUGIN-DROPS PLUGIN-FAILED
    RECOVERY-BLOCKED
    ROUNDING-SETTING SERIES-PATTERN TAX-CODE TAX-TWICE TEXT-CONTROL TEXT-DIFFERS TEXT-LONG
    TOO-DEEP UNDO-WHICH USER-INTERRUPT VALUE-MISSING WRITE-DENIED WRITE-FAILED
    """.split()
)


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue") / "books"
    folder.mkdir()
    around = Surroundings({"HOME": str(folder)}, folder, TODAY)
    for line in BOOKS:
        assert run(shlex.split(line), around) == 0
    return folder


def commands(block: str) -> tuple[list[str], str]:
    """Return the commands of an example, and what the last of them says."""
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


@pytest.mark.parametrize("code", TYPED)
def test_an_example_answers_as_its_page_says(
    code: str, books: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "books"
    shutil.copytree(books, folder)
    around = Surroundings({"HOME": str(folder)}, folder, TODAY)
    match = CONSOLE.search(page(code) or "")
    assert match
    typed, said = commands(match[1])
    assert f"[{code}]" in said.splitlines()[0]
    status, err = 0, ""
    for command in typed:
        if command.startswith("billcli "):
            status = run(shlex.split(command)[1:], around)
            err = capsys.readouterr().err.replace(str(folder), "/books")
        else:
            subprocess.run(["bash", "-c", command], cwd=folder, check=True)  # noqa: S603, S607 - our own pages
    assert said in err
    assert (status in {1, 2, 3, 6}) == ("error[" in err)


def test_a_page_shows_its_problem() -> None:
    without = [code for code in codes() if f"[{code}]" not in (page(code) or "")]
    assert without == []


def test_pages_that_nobody_can_type_are_few_and_named() -> None:
    ledgers = [code for code in codes() if "```beancount" in (page(code) or "")]
    assert sorted({*codes()} - {*TYPED, *ledgers}) == sorted(TOLD)


def test_no_two_pages_say_the_same() -> None:
    bodies = [re.sub(r"(?s)^.*?\n\n|```.*?```", "", page(code) or "") for code in codes()]
    paragraphs = [p for body in bodies for p in body.split("\n\n") if len(p) > 60]
    assert sorted({p for p in paragraphs if paragraphs.count(p) > 1}) == []
