"""``billcli bank``: files told without books, and proven against them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from billcli.services import bank_file, statement_bytes

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
    bare.write("clear.csv", CLEAR)
    content = statement_bytes.content

    def denied(path: Path, shown: str) -> bytes:
        if shown == "a.csv":
            raise PermissionError(13, "Permission denied", "a.csv")
        return content(path, shown)

    monkeypatch.setattr(statement_bytes, "content", denied)
    answer = bare("bank sniff a.csv clear.csv --format json")
    assert [one["file"] for one in answer.data["statements"]] == ["clear.csv"]
    [problem] = answer.envelope["problems"]
    assert (answer.status, problem["code"], problem["file"]) == (1, "FILE-DENIED", "a.csv")


def test_what_is_piped_in_has_a_limit(bare: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    bare.write("bank.csv", CLEAR)
    monkeypatch.setattr(statement_bytes, "SIZE_MAX", 10)
    with (bare.folder / "bank.csv").open("rb") as stream, pytest.raises(Exception, match="HUGE"):
        statement_bytes.piped(stream)
    assert bare("bank sniff bank.csv").codes == ["CSV-HUGE"]


def _paid(shop: Shop) -> None:
    shop.sold("5")
    shop.done("payment add Acme 5 EUR --date 2026-01-31")


def test_a_proof_names_what_only_one_side_has(shop: Shop) -> None:
    _paid(shop)
    shop.write(
        "bank.csv",
        "date,text,amount,currency,balance\n"
        "2026-01-30,A,2.00,EUR,2.00\n2026-02-02,B,5.00,EUR,7.00\n",
    )
    answer = shop("bank prove bank.csv --format json")
    assert (answer.status, answer.data["holds"]) == (1, False)
    [one] = answer.data["statements"]
    assert (one["verdict"], one["proof"], one["ledger"]["number"]) == ("differs", "closes", "5.00")
    told = [(row["what"], row["date"], row["words"]) for row in answer.data["differences"]]
    assert told == [("not in the ledger", "2026-01-30", "A")]
    assert answer.data["differences"][0]["place"] == "bank.csv:2"


def test_gaps_and_other_days_and_what_the_bank_lacks_are_told(shop: Shop) -> None:
    _paid(shop)
    legs = "  Assets:Bank:Checking  9.00 EUR\n  Income:Books  -9.00 EUR\n"
    shop.append(f'\n2026-01-30 * "Till" "Cash"\n{legs}')
    head = ":20:A\n:25:DE1\n:28C:{}\n:60F:C2601{}EUR{}\n"
    text = head.format(7, 28, "0,00") + ":61:260129C5,00NTRFX\n:62F:C260130EUR5,00\n"
    text += head.format(9, 30, "8,00") + ":62F:C260131EUR8,00\n"
    shop.write("bank.sta", text)
    rows = shop("bank prove bank.sta --format json").data["differences"]
    assert [(row["what"], row["words"]) for row in rows] == [
        ("not in the statement", "Till"),
        ("on another day", "the bank has it on 2026-01-29"),
        ("gap", "statement 8 is not here"),
    ]


def test_writing_tells_where_and_a_dry_run_what(shop: Shop) -> None:
    _paid(shop)
    shop.write("bank.csv", "date,text,amount,currency,balance\n2026-01-31,A,5.00,EUR,5.00\n")
    dry = shop("bank prove bank.csv --write --dry-run")
    line = "2026-02-01 balance Assets:Bank:Checking 5.00 EUR"
    assert (dry.status, dry.err.splitlines()[1]) == (0, line)
    assert shop("bank prove bank.csv --write --dry-run --format beancount").out == f"{line}\n"
    assert shop("bank prove bank.csv --write").codes == ["NEEDS-YES"]
    done = shop("bank prove bank.csv --write -y")
    assert (done.status, done.err) == (0, "Wrote the balance that agrees (2026.beancount:31)\n")
    assert shop.text().endswith(f"\n{line}\n")


def test_what_can_be_read_is_proven_and_what_cannot_is_named(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    _paid(shop)
    shop.write("bank.csv", "date,text,amount,currency,balance\n2026-01-31,A,5.00,EUR,5.00\n")
    shop.write("photo.png", "\x00")
    shop.write("shut.csv", CLEAR)
    content = bank_file.content

    def denied(path: Path, shown: str) -> bytes:
        if shown == "shut.csv":
            raise PermissionError(13, "Permission denied", shown)
        return content(path, shown)

    monkeypatch.setattr(bank_file, "content", denied)
    answer = shop("bank prove photo.png bank.csv none.csv shut.csv --format json")
    assert [(p["file"], p["code"]) for p in answer.envelope["problems"]] == [
        ("photo.png", "CSV-BINARY"), ("none.csv", "FILE-MISSING"), ("shut.csv", "FILE-DENIED"),
    ]  # fmt: skip
    assert (answer.status, answer.data["holds"]) == (1, False)
    assert [one["verdict"] for one in answer.data["statements"]] == ["proven"]
    written = shop("bank prove none.csv bank.csv --write -y")
    assert (written.status, written.codes) == (1, ["FILE-MISSING"])
    assert "Wrote the balance that agrees" in written.err


@pytest.mark.parametrize("command", ["reconcile", "bank prove"])
def test_lines_of_accounts_that_are_not_ours_are_told(shop: Shop, command: str) -> None:
    shop.setting('\n[bank.account."Assets:Bank:Checking"]\niban = "1001"\n')
    line = "<STMTTRN><TRNAMT>5<DTPOSTED>20260131<FITID>{}<NAME>Acme</STMTTRN>"
    other = "".join(map(line.format, "AB"))
    accounts = "".join(
        f"<STMTRS><CURDEF>EUR<ACCTID>{number}{lines}</STMTRS>"
        for number, lines in (("1001", line.format("C")), ("1002", other))
    )
    shop.write("bank.ofx", f"<OFX>{accounts}</OFX>")
    answer = shop(f"{command} bank.ofx --dry-run --format json")
    [problem] = answer.envelope["problems"]
    assert (problem["code"], problem["severity"]) == ("STATEMENT-LEFT-OUT", "warning")
    assert problem["message"].startswith("2 lines are left out: ")
    assert problem["message"].endswith(" 1002")
    meant = shop(f"{command} bank.ofx --dry-run --account Assets:Bank:Checking --format json")
    assert meant.envelope["problems"] == []


def test_where_no_file_can_be_read_all_are_named_and_nothing_is_proven(shop: Shop) -> None:
    shop.write("photo.png", "\x00")
    answer = shop("bank prove none.csv photo.png")
    assert (answer.status, answer.out) == (2, "")
    assert answer.codes == ["FILE-MISSING", "CSV-BINARY"]
    assert shop("bank prove none.csv photo.png --profile x").codes == [
        "FILE-MISSING", "PROFILE-UNKNOWN",
    ]  # fmt: skip
    assert shop("bank prove none.csv --account Assets:Nowhere").codes == ["ACCOUNT-UNKNOWN"]


def test_without_files_the_books_tell_what_they_can(shop: Shop) -> None:
    _paid(shop)
    shop.append(
        '\n2025-01-01 open Assets:Clearing:Card\n2026-01-04 * "x" "x"\n'
        "  Assets:Clearing:Card  1.00 EUR\n  Income:Books  -1.00 EUR\n"
    )
    answer = shop("bank prove --format json")
    assert answer.status == 1
    [account] = answer.data["accounts"]
    assert (account["verdict"], account["after"], account["open"]) == ("never proven", 1, 1)
    assert [row["words"] for row in answer.data["unreconciled"]] == ["Acme Inc."]
    [clearing] = answer.data["clearing"]
    assert (clearing["account"], clearing["since"]) == ("Assets:Clearing:Card", "2026-01-04")
    early = shop("bank prove --as-of 2026-01-05 --format json")
    assert (early.status, early.data["as_of"], early.data["holds"]) == (0, "2026-01-05", True)


def test_there_is_nothing_to_write_without_files(shop: Shop) -> None:
    refused = shop("bank prove --write")
    assert (refused.status, refused.codes) == (2, ["OPTION-VALUE"])
