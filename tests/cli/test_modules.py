"""Which modules a command may load, and what a process of its own does with odd streams."""

from __future__ import annotations

import os
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


@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["-h"], ["-q", "--help"]])
def test_the_first_page_needs_not_even_typer(argv: list[str]) -> None:
    everything, ours = _loaded(*argv)
    assert "typer" not in everything
    assert ours == {
        "billcli", "billcli.cli", "billcli.cli.app", "billcli.cli.command_table",
        "billcli.cli.hoist", "billcli.cli.stream", "billcli.domain", "billcli.domain.problem",
    }  # fmt: skip


READING_NEVER = {"rich", "jinja2", "babel", "typst", "dateutil", "sqlite3", "smtplib", "asyncio"}


@pytest.mark.parametrize(
    "words",
    ["report open", "report aging", "invoice list", "customer list", "payment list", "status",
     "check"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["json", "plain"])
def test_reading_commands_load_no_templates_and_no_tables(words: str, form: str) -> None:
    ledger = str(Path(__file__).resolve().parents[2] / "ledgers" / "studio" / "main.beancount")
    everything, ours = _loaded("-f", ledger, *words.split(), "--format", form)
    assert "billcli.ledger.load" in ours  # it did read
    assert not everything & READING_NEVER
    assert not {name for name in ours if name.startswith("billcli.documents")}


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
