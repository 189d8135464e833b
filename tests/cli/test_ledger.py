"""``billcli ledger reseal`` from the command line."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from billcli.cli.app import run
from billcli.cli.invocation import Surroundings
from billcli.domain.seal import sealed
from billcli.ledger.load import read_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACCOUNTS = """\
2025-01-01 open Assets:Receivable:Acme
2025-01-01 open Income:Services
"""
INVOICE = """\
2026-01-15 * "Acme" "Invoice {name}" #invoice ^{name}
  invoice: "{name}"
  due: 2026-02-14
  seal: "{seal}"
  Assets:Receivable:Acme   10.00 EUR
  Income:Services         -10.00 EUR
"""
TOML = """\
ledger = "main.beancount"
[accounts]
receivable = "Assets:Receivable"
"""


def invoice(name: str) -> str:
    text = INVOICE.replace("{name}", name)
    seal = str(sealed(read_text(text)[0].entries[0]).meta["seal"])
    return text.replace("{seal}", seal)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    entries = [invoice(f"INV-2026-000{n}").replace("10.00", "12.00") for n in range(1, 8)]
    text = "\n".join([ACCOUNTS, *entries])
    (tmp_path / "main.beancount").write_text(text, encoding="utf-8")
    (tmp_path / "billcli.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


@pytest.fixture
def ledger(books: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    around = Surroundings({"HOME": str(books)}, books, dt.date(2026, 3, 31))

    def call(*argv: str) -> tuple[int, str, str]:
        code = run(argv, around)
        return (code, *capsys.readouterr())

    return call


RESEAL = ("ledger", "reseal", "--reason", "as agreed")


def test_an_entry_is_accepted(ledger: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = ledger(*RESEAL, "INV-2026-0001", "--yes")
    assert (code, out) == (0, "")
    assert err == "Accepted INV-2026-0001\nNext: billcli check\n"
    code, out, err = ledger(*RESEAL, "INV-2026-0001", "--yes")
    assert (code, err) == (0, "Nothing to do: every seal fits what its entry says\n")


def test_a_dry_run_prints_the_diff(
    ledger: Callable[..., tuple[int, str, str]], books: Path
) -> None:
    before = (books / "main.beancount").read_bytes()
    code, out, err = ledger(*RESEAL, "INV-2026-0001", "-n")
    assert code == 0
    assert out.startswith("--- main.beancount\n+++ main.beancount\n")
    assert '+2026-03-31 note Assets:Receivable:Acme "Resealed INV-2026-0001: as agreed"' in out
    assert "nothing was written. It would have: accepted INV-2026-0001" in err
    assert (books / "main.beancount").read_bytes() == before


def test_a_program_gets_ids_diff_and_files(
    ledger: Callable[..., tuple[int, str, str]], books: Path
) -> None:
    names = [f"INV-2026-000{n}" for n in range(1, 8)]
    code, out, err = ledger(*RESEAL, *names, "--yes", "--format", "json")
    answer = json.loads(out)
    assert (code, answer["schema"]) == (0, "billcli.ledger.reseal/1")
    assert answer["data"]["ids"] == names
    assert answer["data"]["written"] is True
    assert answer["data"]["files"] == [str(books / "main.beancount")]
    assert answer["data"]["diff"].count("\n+  seal: ") == 7
    assert err == ""


def test_a_renaming_names_the_settings_to_correct(
    ledger: Callable[..., tuple[int, str, str]],
) -> None:
    code, _, err = ledger(*RESEAL, *(f"INV-2026-000{n}" for n in range(1, 8)), "-y")
    assert err.startswith("Accepted 7 entries\n")
    code, out, err = ledger(*RESEAL, "--account", "Assets:Receivable=Assets:Debtors", "-n")
    assert code == 0
    assert "It would have: accepted the new name of Assets:Receivable in 7 sealed entries" in err
    assert "open Assets:Debtors:Acme" in out
    code, out, err = ledger(*RESEAL, "--account", "Assets:Receivable=Assets:Debtors", "-y")
    assert (code, out) == (0, "")
    assert "Correct it by hand: accounts.receivable still names Assets:Receivable (" in err
    assert "billcli.toml:3)" in err


@pytest.mark.parametrize(
    ("argv", "error"),
    [
        (("ledger", "reseal", "INV-2026-0001"), "error[COMMAND-LINE]: missing option '--reason'"),
        (RESEAL, "error[ID-MISSING]"),
        ((*RESEAL, "INV-2026-0001"), "error[NEEDS-YES]"),
        ((*RESEAL, "INV-2026-0099", "-y"), "error[UNKNOWN-ENTRY]"),
        ((*RESEAL, "INV-2026-0001", "--account", "A:B=A:C"), "error[RESEAL-MODE]"),
        ((*RESEAL, "--account", "nonsense"), "error[ACCOUNT-RENAME]"),
    ],
)
def test_what_is_not_a_wish(
    ledger: Callable[..., tuple[int, str, str]], argv: tuple[str, ...], error: str
) -> None:
    code, out, err = ledger(*argv)
    assert (code, out) == (2, "")
    assert error in err


def test_the_noun_alone_lists_its_verb(ledger: Callable[..., tuple[int, str, str]]) -> None:
    code, _, err = ledger("ledger")
    assert code == 2
    assert "  reseal  Accept entries as they stand now" in err
