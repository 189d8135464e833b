"""Users' own importers: read as configured, run in beangulp's steps, and told when they fail.

A stand-in follows beangulp's protocol, so that these tests need no beangulp; the last one runs with
the real package where it is installed.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError
from billcli.services.statement_set import Wanted, read_statement_set

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shop import Shop

    from billcli.domain.bank_statement import BankStatement

STAND_IN = """
class Importer:
    @property
    def name(self): return type(self).__name__
    def deduplicate(self, entries, existing):
        for entry in entries:
            for old in existing:
                if entry.date == old.date and entry.postings[0][:2] == old.postings[0][:2]:
                    entry.meta["__duplicate__"] = old
    def sort(self, entries): entries.sort(key=lambda entry: entry.date)

class ImporterProtocol:
    def name(self): return type(self).__name__

class Adapter(Importer):
    def __init__(self, importer): self.importer = importer
    name = property(lambda self: self.importer.name())
    def identify(self, path): return self.importer.identify(Memo(path))
    def account(self, path): return self.importer.file_account(Memo(path))
    def extract(self, path, existing): return self.importer.extract(Memo(path))

class Memo:
    def __init__(self, name): self.name = name

class Ingest:
    def __init__(self, importers, hooks=None): raise SystemExit("the real one parses sys.argv")
"""
READING = """
import csv, datetime as dt
from decimal import Decimal
from beancount.core.amount import Amount
from beancount.core.data import Balance, Posting, Price, Transaction, new_metadata
from accounts_of_mine import BANK

def read(path):
    with open(path) as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    entries = []
    for n, row in enumerate(rows):
        units = Amount(Decimal(row["Amount"]), "EUR")
        legs = [Posting(BANK, units, None, None, None, {"fitid": f"F{n}"})]
        if row.get("Other"):
            legs.append(Posting(row["Other"], Amount(-units.number, "EUR"), None, None, None, None))
        meta = new_metadata(path, n) | {"iban": "de89 3704 0044 0532 0130 00"}
        day = dt.date.fromisoformat(row["Date"])
        entries.append(Transaction(meta, day, "*", row["Payee"], row["Text"], frozenset(),
                                   frozenset({"ref-77", "bank"}), legs))
    day = dt.date(2026, 1, 1)
    entries.append(Balance(new_metadata(path, 0), day, BANK, Amount(Decimal(0), "EUR"), None, None))
    total = sum(e.postings[0].units.number for e in entries[:-1])
    day = dt.date(2026, 2, 1)
    entries.append(Balance(new_metadata(path, 0), day, BANK, Amount(total, "EUR"), None, None))
    entries.append(Price(new_metadata(path, 0), day, "USD", Amount(Decimal(1), "EUR")))
    return entries
"""
IMPORTER = """
import beangulp
from reading_of_mine import BANK, read

class Mine(beangulp.Importer):
    def identify(self, path): return path.endswith("mine.csv")
    def account(self, path): return BANK
    def extract(self, path, existing):
        print("a remark")
        return read(path)
"""
OLD = """
import beangulp
from reading_of_mine import BANK, read

class Mine(beangulp.ImporterProtocol):
    def identify(self, file): return file.name.endswith("mine.csv")
    def file_account(self, file): return BANK
    def extract(self, file): return read(file.name)
"""
FORMS = {
    "ingest": IMPORTER
    + "importers = [Mine()]\nif __name__ == '__main__':\n    beangulp.Ingest(importers)()\n",
    "config": IMPORTER + "CONFIG = [Mine()]\nHOOKS = []\n",
    "names": IMPORTER + "importers = [Mine()]\nhooks = []\n",
    "old protocol": OLD + "CONFIG = [Mine()]\n",
    "ends as a program": IMPORTER + "CONFIG = [Mine()]\nif __name__ == '__main__':\n    exit(2)\n",
}
ROWS = """Date;Payee;Text;Amount;Other
2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;Assets:Receivable:Globex
2026-01-30;City Power;Electricity;-80.1;Expenses:Fees
"""
OURS = ("beangulp", "accounts_of_mine", "reading_of_mine")


@pytest.fixture
def desk(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """Return books with importers and a stand-in for beangulp."""
    for name in OURS:
        monkeypatch.delitem(sys.modules, name, raising=False)
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "beangulp.py").write_text(STAND_IN)
    monkeypatch.syspath_prepend(modules)
    shop.sold("100")
    shop.setting('\n[bank]\nimporters = "import/import.py"\n')
    shop.write("import/accounts_of_mine.py", 'BANK = "Assets:Bank:Checking"\n')
    shop.write("import/reading_of_mine.py", READING)
    shop.write("import/import.py", FORMS["config"])
    shop.write("mine.csv", ROWS)
    yield shop
    for name in OURS:
        sys.modules.pop(name, None)


def _statement(desk: Shop, name: str = "mine.csv") -> BankStatement:
    return read_statement_set(desk.workspace(), Wanted(desk.folder, [name])).statement


def _refused(desk: Shop) -> list[str]:
    with pytest.raises(BillcliError) as caught:
        _statement(desk)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("form", FORMS)
def test_every_way_to_configure_importers_is_understood(desk: Shop, form: str) -> None:
    desk.write("import/import.py", FORMS[form])
    before, path, argv = desk.tree(), list(sys.path), list(sys.argv)
    power, acme = _statement(desk).lines
    assert (acme.account, str(acme.amount), acme.payer) == (
        "Assets:Bank:Checking", "100.00 EUR", "ACME INC",
    )  # fmt: skip
    assert (power.bank_ref, power.payer_iban) == ("F1", "DE89370400440532013000")
    assert (str(power.amount), power.text) == ("-80.10 EUR", "Electricity ref-77")
    assert power.note == "the importer suggests Expenses:Fees"
    assert acme.note == ""  # which receivable is ours to say
    assert (desk.tree(), sys.path, sys.argv) == (before, path, argv)


def test_balances_prove_and_other_directives_are_counted(desk: Shop) -> None:
    read = read_statement_set(desk.workspace(), Wanted(desk.folder, ["mine.csv"]))
    (one,) = read.files[0].statements
    assert one.proof.value == "closes"
    assert dict(one.dialect) == {"importer": "Mine", "left untouched": "1 Price"}


def test_imported_lines_are_matched_like_any_other(desk: Shop) -> None:
    answer = desk("reconcile mine.csv --yes --format json")
    assert [(line["fate"], line["note"]) for line in answer.data["lines"]] == [
        ("not-customer", "the importer suggests Expenses:Fees"), ("booked", ""),
    ]  # fmt: skip
    assert "a remark" in answer.err
    assert 'bank-ref: "F0"' in desk.text()
    again = desk("reconcile mine.csv --yes --format json").data["lines"][1]
    assert again["fate"] == "known"
    assert again["note"].startswith("the importer takes it for a double (2026.beancount:")


def test_what_no_importer_knows_is_read_by_our_own_readers(desk: Shop) -> None:
    desk.write("bank.csv", ROWS.replace(";Other", ";Extra"))
    assert [line.bank_ref for line in _statement(desk, "bank.csv").lines] == ["", ""]
    wanted = Wanted(desk.folder, ["mine.csv"], profile="plain")
    desk.setting("\n[bank.profile.plain]\ndate_order = 'ymd'\n")
    read = read_statement_set(desk.workspace(), wanted)
    assert [line.bank_ref for line in read.statement.lines] == ["", ""]


def test_an_importer_that_drops_doubles_drops_no_line(desk: Shop) -> None:
    drops = "    def deduplicate(self, entries, existing): entries.clear()\n"
    desk.write("import/import.py", IMPORTER + drops + "CONFIG = [Mine()]\n")
    desk.write("import/reading_of_mine.py", READING)
    lines = _statement(desk).lines
    assert len(lines) == 2
    assert all("the importer takes it for a double" in line.note for line in lines)


def test_lines_that_hooks_drop_are_told(desk: Shop) -> None:
    hook = (
        "def first(extracted, existing):\n"
        "    assert [e.payee for e in existing] == ['Acme Inc.']\n"
        "    return [(f, [e for e in es if getattr(e, 'payee', '') != 'City Power'], a, i)"
        " for f, es, a, i in extracted]\nHOOKS = [first]\n"
    )
    desk.write("import/import.py", FORMS["config"].replace("HOOKS = []\n", hook))
    statement = _statement(desk)
    assert len(statement.lines) == 1
    assert "IMPORTER-DROPS" in [problem.code for problem in statement.problems]


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("import.py", "CONFIG = [\n", "import/import.py:1: error[IMPORTER-FAILED]"),
        ("import.py", "x = 1\n", "import/import.py: error[IMPORTER-FAILED]"),
        ("import.py", "\nimport nothing_of_this_name\n", "import/import.py:2: error[IMPORTER-FAIL"),
        ("accounts_of_mine.py", "BANK = 1 / 0\n", "import/accounts_of_mine.py:1: error[IMPORTER-"),
        ("reading_of_mine.py", READING.replace("entries = []", "exit(3)"), "SystemExit: 3"),
        ("reading_of_mine.py", READING.replace("Posting(BANK", "Posting('Assets:Cash'"), "no amou"),
        ("reading_of_mine.py", READING.replace("Decimal(row", "float(row"), "IMPORTER-FAILED"),
    ],
)
def test_mistakes_of_importers_are_told_with_their_place(
    desk: Shop, file: str, text: str, said: str
) -> None:
    desk.write(f"import/{file}", text)
    path = list(sys.path)
    (problem,) = _refused(desk)
    assert said in problem
    assert sys.path == path
    assert "Traceback" not in desk("reconcile mine.csv --yes").err


def test_a_file_that_is_not_there_is_told(desk: Shop) -> None:
    (desk.folder / "import" / "import.py").unlink()
    assert _refused(desk) == [
        "billcli.toml:35: error[IMPORTER-FAILED]: importers: there is no file import/import.py"
    ]


def test_without_beangulp_its_installation_is_told(
    desk: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "beangulp", None)
    answer = desk("reconcile mine.csv --yes")
    assert (answer.status, answer.codes) == (2, ["BEANGULP-MISSING"])
    assert "-m pip install beangulp" in answer.err


@pytest.mark.skipif(os.name != "posix", reason="files have owners and modes")
@pytest.mark.parametrize("name", ["billcli.toml", "import/import.py"])
def test_code_that_anybody_may_change_runs_only_when_allowed(desk: Shop, name: str) -> None:
    (desk.folder / name).chmod(0o666)
    (problem,) = _refused(desk)
    assert "IMPORTER-REFUSED" in problem
    assert "may be changed by anybody" in problem
    allowed = desk("reconcile mine.csv --yes --allow-plugin import/import.py")
    assert allowed.status == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have owners")
def test_somebody_elses_code_is_refused(desk: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    own = (desk.folder / "billcli.toml").stat().st_uid
    if own == 0:
        os.chown(desk.folder / "billcli.toml", 4711, -1)
    else:
        monkeypatch.setattr(os, "getuid", lambda: own + 1)
    (problem,) = _refused(desk)
    assert "billcli.toml belongs to somebody else" in problem


def test_the_real_beangulp_runs_the_same_importers(
    desk: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    sys.modules.pop("beangulp", None)
    pytest.importorskip("beangulp")
    for form in ("ingest", "config"):
        desk.write("import/import.py", FORMS[form])
        assert [str(line.amount) for line in _statement(desk).lines] == ["-80.10 EUR", "100.00 EUR"]
