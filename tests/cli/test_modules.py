"""Which modules a command may load, and what a process of its own does with odd streams."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "rich", "jinja2", "beancount", "sqlite3", "babel", "dateutil", "typst", "smtplib", "lxml",
    "pydantic", "tomllib", "csv", "email", "http", "asyncio", "decimal.pure",
}  # fmt: skip
PROBE = """
import sys
from billcli.cli.app import run
status = run(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
print(*sorted(name for name in sys.modules if name.startswith("billcli")), file=sys.stderr)
sys.exit(status)
"""


def _process(
    *argv: str, code: str = PROBE, stdout: int | None = subprocess.PIPE, **env: str
) -> subprocess.CompletedProcess[str]:
    surroundings = {key: value for key, value in os.environ.items() if "COV" not in key}
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code, *argv],
        stdout=stdout,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        env=surroundings | env,
        check=False,
        timeout=60,
    )


def _loaded(*argv: str) -> tuple[set[str], set[str]]:
    lines = _process(*argv).stderr.splitlines()
    return set(lines[-2].split()), set(lines[-1].split())


@pytest.mark.parametrize(
    "argv", [["--version"], ["--help"], ["help", "-h"], ["help", "dates"], ["help"], ["nonsense"]]
)
def test_light_commands_load_nothing_heavy(argv: list[str]) -> None:
    everything, _ = _loaded(*argv)
    assert not everything & HEAVY


PAGE = {
    "billcli", "billcli.cli", "billcli.cli.app", "billcli.cli.command_table", "billcli.cli.stream",
}  # fmt: skip


@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["-h"]])
def test_the_first_page_needs_nothing_but_itself(argv: list[str]) -> None:
    everything, ours = _loaded(*argv)
    assert ours == PAGE
    assert not everything & {"typer", "typing", "dataclasses", "pathlib", "re", "enum", "textwrap"}


def test_the_first_page_behind_other_options_needs_little_more() -> None:
    _, ours = _loaded("-q", "--help")
    assert ours == {*PAGE, "billcli.cli.hoist", "billcli.domain", "billcli.domain.named"}


READING_NEVER = {
    "typer", "rich", "jinja2", "babel", "typst", "dateutil", "smtplib", "asyncio",
}  # fmt: skip
READING = [
    "report open", "report open --limit 3 --sort amount", "report open --status=overdue",
    "report aging", "report aging --buckets 14,30", "invoice list", "invoice list --customer Acme",
    "invoice show INV-2025-0001", "customer list", "customer show Acme", "payment list",
    "payment show PMT-2025-0001", "why PMT-2025-0001", "statement show Acme", "status", "check",
    "config show", "doctor --section series",
]  # fmt: skip
STUDIO = Path(__file__).resolve().parents[2] / "ledgers" / "studio" / "main.beancount"


@pytest.mark.parametrize("words", READING)
@pytest.mark.parametrize("form", ["json", "plain"])
def test_reading_commands_load_no_typer_no_templates_and_no_tables(words: str, form: str) -> None:
    everything, ours = _loaded("-f", str(STUDIO), *words.split(), "--format", form)
    assert "billcli.services.workspace" in ours or "billcli.ledger.load" in ours  # it did read
    assert not everything & READING_NEVER
    assert not {name for name in ours if name.startswith("billcli.documents")}
    assert not ours & {"billcli.cli.grammar", "billcli.cli.exit_status", "billcli.cli.layout_rich"}


@pytest.mark.parametrize("subject", ["INV-2025-0001", "Assets:Bank:Checking 2025-02-05 3570"])
def test_why_asks_the_read_model(subject: str, tmp_path: Path) -> None:
    argv = ("-f", str(STUDIO), "why", subject, "--format", "csv")
    first = _process(*argv, BILLCLI_CACHE=str(tmp_path))
    again = _process(*argv, BILLCLI_CACHE=str(tmp_path))
    assert "PMT-2025-0002" in again.stdout
    assert first.stdout == again.stdout
    assert "beancount" in first.stderr.splitlines()[-2].split()
    assert "beancount" not in again.stderr.splitlines()[-2].split()


def test_a_payment_is_recorded_without_what_takes_long_to_load(tmp_path: Path) -> None:
    books = shutil.copytree(STUDIO.parent, tmp_path / "books")
    cache = {"BILLCLI_CACHE": str(tmp_path / "cache")}
    ledger = ("-f", str(books / STUDIO.name))
    asked = (*ledger, "report", "open", "--limit", "1", "--format", "csv")
    row = next(csv.DictReader(_process(*asked, **cache).stdout.splitlines()))
    paid = (row["customer"], row["balance_open"], row["currency"], "--allocate", row["item"])
    ended = _process(*ledger, "payment", "add", *paid, "--yes", **cache)
    assert ended.returncode == 0, ended.stderr
    everything = set(ended.stderr.splitlines()[-2].split())
    never = {*READING_NEVER, *LIBRARY_NEVER} - {"typing"}  # the project file is parsed
    assert sorted(everything & never) == []


LIBRARY_NEVER = {"dataclasses", "inspect", "typing", "calendar", "locale", "ast", "regex"}


def test_what_somebody_adds_in_an_editor_is_read_without_what_takes_long_to_load(
    tmp_path: Path,
) -> None:
    books = shutil.copytree(STUDIO.parent, tmp_path / "books")
    argv = ("-f", str(books / STUDIO.name), "report", "open", "--format", "csv")
    cache = {"BILLCLI_CACHE": str(tmp_path / "cache")}
    before = _process(*argv, **cache).stdout
    newest = max(books.glob("2*.beancount"))
    bill = """
2026-05-30 * "Acme" "By hand" #invoice
  invoice: "BY-HAND-1"
  Assets:Receivable:Acme  12.50 EUR
  Income:Services  -12.50 EUR
"""
    newest.write_text(newest.read_text(encoding="utf-8") + bill, encoding="utf-8")
    ended = _process(*argv, **cache)
    assert "BY-HAND-1" in ended.stdout.replace(before, "")
    everything = set(ended.stderr.splitlines()[-2].split())
    assert sorted(everything & {*READING_NEVER, *LIBRARY_NEVER}) == []


FRAME_CODE = """
import sys
from types import ModuleType
from billcli.cli.app import run
from billcli.cli.command_table import Entrance
from billcli.cli.declare import noun

app = noun("item", "Invented items.")

@app.command("list")
def list_(ctx):
    from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
    columns = (Column("item", "Item", ColumnKind.ID),)
    table = Table("", columns, tuple((f"I-{n}",) for n in range(300)))
    return Outcome(data={"items": []}, tables=(table,))

module = ModuleType("invented")
module.app = app
sys.modules["invented"] = module
before = {*sys.modules}
status = run(sys.argv[1:], None, {"item": Entrance("invented", "Items", "Trial")})
after = {*sys.modules} - before
print(*sorted({name.partition(".")[0] for name in after}), file=sys.stderr)
print(*sorted(name for name in after if name.startswith("billcli")), file=sys.stderr)
sys.exit(status)
"""
FRAME = {
    "billcli.cli.direct", "billcli.cli.hoist", "billcli.cli.invocation", "billcli.cli.outcome",
    "billcli.cli.present", "billcli.cli.problem_text", "billcli.domain.contract",
    "billcli.domain.pattern", "billcli.domain.problem",
}  # fmt: skip
FORMS = {
    "plain": {"billcli.cli.delimited", "billcli.cli.layout", "billcli.domain.amounts",
              "billcli.domain.money"},
    "csv": {"billcli.cli.delimited", "billcli.cli.layout", "billcli.domain.amounts",
            "billcli.domain.money"},
    "json": {"billcli.cli.json_form", "billcli.domain.money"},
    "table": {"billcli.cli.layout", "billcli.cli.table_plain", "billcli.domain.money"},
    "ids": set(),
}  # fmt: skip
OTHERS = {
    "typer", "rich", "jinja2", "beancount", "dateutil", "babel", "sqlite3", "textwrap", "tempfile",
    "logging", "importlib.metadata", "traceback", "difflib", "subprocess", "csv",
}  # fmt: skip


@pytest.mark.parametrize("form", list(FORMS))
def test_the_frame_of_a_reading_command(form: str) -> None:
    """Everything that stands around the data, and no more."""
    argv = ["item", "list", "--format", form]
    lines = _process(*argv, code=FRAME_CODE).stderr.splitlines()
    assert set(lines[-1].split()) == FRAME | FORMS[form]
    assert not set(lines[-2].split()) & OTHERS


def test_the_module_goes_the_same_way_as_the_program() -> None:
    code = (
        "import profile, runpy, sys\n"  # what follows is still to be done in the end
        "sys.argv = ['billcli', *sys.argv[1:]]\n"
        "try:\n    runpy.run_module('billcli', run_name='__main__')\n"
        "except SystemExit as ended:\n"
        "    print(ended.code, 'typer' in sys.modules, file=sys.stderr)"
    )
    ended = _process("help", "dates", code=code)
    assert ended.stdout.startswith("# Dates")
    assert ended.stderr == "0 False\n"


MAIN = "from billcli.cli.app import main; main()"


def test_an_ascii_terminal_gets_an_answer_whatever_it_says() -> None:
    ended = _process("help", "lines\udc80ü".encode("utf-8", "replace").decode(), code=MAIN,
                     PYTHONIOENCODING="ascii", LC_ALL="C")  # fmt: skip
    assert ended.returncode == 2
    assert "HELP-UNKNOWN" in ended.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_device_is_an_error_and_nothing_else() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = _process("help", "dates", code=MAIN, stdout=full.fileno())
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[0] == "error[DISK-FULL]: no space left on device"
    assert "Exception ignored" not in ended.stderr


def test_a_reader_that_left_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = _process("help", "dates", code=MAIN, stdout=writing)
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, "")
