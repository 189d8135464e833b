"""``billcli bank``: files told without books, and proven against them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from billcli.services import statement_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from shop import Shop

CLEAR = "date,text,amount,currency\n2026-01-13,A,5.00,EUR\n2026-01-15,B,-1.50,EUR\n"
EITHER = "date,text,amount,currency\n02/03/2026,A,5.00,EUR\n"
OPEN = ":20:A\n:25:DE1\n:60F:C260302EUR100,00\n:61:260303C5,00NTRFX\n:62F:C260303EUR9,00\n"


@pytest.fixture
def bare(shop: Shop, tmp_path: Path) -> Shop:
    """Return a shell in an empty folder."""
    shop.folder = tmp_path / "empty"
    shop.folder.mkdir()
    return shop


def test_sniffing_needs_neither_books_nor_beancount(bare: Shop) -> None:
    code = (
        "import sys; from billcli.cli.app import run; status = run(sys.argv[1:]);"
        "sys.exit(status or 'beancount' in sys.modules or 'typer' in sys.modules)"
    )
    argv = [sys.executable, "-c", code, "bank", "sniff", "-", "--format", "csv"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(  # noqa: S603 - this very program
        argv, cwd=bare.folder, input=CLEAR.encode(), capture_output=True, check=False, env=env
    )
    assert (done.returncode, done.stderr) == (0, b"")
    row = ",,EUR,2,3.50,,,no-balances,stdin,csv,0,2026-01-13,2026-01-15"
    assert done.stdout.decode().splitlines()[1] == row


def test_each_file_is_told_whatever_the_others_are(bare: Shop) -> None:
    bare.write("clear.csv", CLEAR)
    bare.write("photo.png", "\x00")
    bare.write("open.sta", OPEN)
    answer = bare("bank sniff photo.png clear.csv none.csv open.sta . --format json")
    told = [(one["file"], one["format"], one["proof"]) for one in answer.data["statements"]]
    assert told == [("clear.csv", "csv", "no-balances"), ("open.sta", "mt940", "open")]
    assert [(p["file"], p["code"]) for p in answer.envelope["problems"]] == [
        ("photo.png", "CSV-BINARY"),
        ("none.csv", "FILE-MISSING"),
        ("open.sta", "STATEMENT-PROOF"),
        (".", "FILE-IS-FOLDER"),
    ]
    assert (answer.status, answer.envelope["status"]) == (1, "error")


def test_a_proof_that_stays_open_is_told_and_is_no_failure(bare: Shop) -> None:
    bare.write("open.sta", OPEN)
    answer = bare("bank sniff open.sta")
    assert (answer.status, answer.codes) == (0, ["STATEMENT-PROOF"])
    assert answer.rows[1][:8] == ["DE1", "", "EUR", "1", "5.00", "100.00", "9.00", "open"]


def test_days_that_may_be_either_are_not_told(bare: Shop) -> None:
    bare.write("either.csv", EITHER)
    answer = bare("bank sniff either.csv --format json")
    [one] = answer.data["statements"]
    assert (one["count"], one["sum"]["number"]) == (1, "5.00")
    assert (one["from"], one["to"], answer.status) == (None, None, 1)


def test_what_was_detected_is_told_when_asked_for(bare: Shop) -> None:
    bare.write("clear.csv", CLEAR)
    assert "Dialect of clear.csv: delimiter comma\n" in bare("bank sniff clear.csv -v").err
    assert bare("bank sniff clear.csv").err == ""


def test_a_file_that_may_not_be_read_is_a_problem_of_that_file(
    bare: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied", "a.csv")

    monkeypatch.setattr(statement_bytes, "content", denied)
    answer = bare("bank sniff a.csv")
    assert (answer.status, answer.codes) == (1, ["FILE-DENIED"])


def test_what_is_piped_in_has_a_limit(bare: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    bare.write("bank.csv", CLEAR)
    monkeypatch.setattr(statement_bytes, "SIZE_MAX", 10)
    with (bare.folder / "bank.csv").open("rb") as stream, pytest.raises(Exception, match="HUGE"):
        statement_bytes.piped(stream)
    assert bare("bank sniff bank.csv").codes == ["CSV-HUGE"]
