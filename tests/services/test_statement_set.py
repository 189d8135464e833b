"""What reconcile is given: several files, reports, agreements, and files that do not close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import BillcliError, UsageError
from billcli.matching.policy import BankFee
from billcli.services.statement_set import StatementSet, Wanted, read_statement_set

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date;Payee;Text;Amount;Currency\n"
JANUARY = "2026-01-28;ACME INC;INV-2026-0001;100.00;EUR\n"
MORE = "2026-01-29;City Power;Electricity;-80.00;EUR\n"
STORNO = (
    ":20:A\n:25:12030000/20205100\n:60F:C260102EUR100,00\n:61:260103RC5,00NTRFNONREF\n:86:Storno\n"
    ":61:260104C7,00NTRFNONREF\n:86:Thanks\n:62F:C260104EUR90,00\n"
)
QIF = "!Type:Bank\nD02/01/2026\nT5.00\nPa\n^\n"


def _read(shop: Shop, *files: str, **more: object) -> StatementSet:
    wanted = Wanted(shop.folder, files, **more)  # type: ignore[arg-type]
    return read_statement_set(shop.workspace(), wanted)


def _refused(shop: Shop, *files: str, **more: object) -> list[str]:
    with pytest.raises(BillcliError) as caught:
        _read(shop, *files, **more)
    assert isinstance(caught.value, UsageError)
    return [problem.code for problem in caught.value.problems]


def test_files_that_overlap_are_one_statement(shop: Shop) -> None:
    shop.sold("100", date="2026-01-20")
    shop.write("a.csv", HEAD + JANUARY)
    shop.write("b.csv", HEAD + JANUARY + MORE)
    found = _read(shop, "a.csv", "b.csv")
    assert [file.name for file in found.files] == ["a.csv", "b.csv"]
    assert [str(line.amount) for line in found.statement.lines] == ["100.00 EUR", "-80.00 EUR"]
    assert [one.fate.value for one in found.review(shop.workspace()).lines] == [
        "certain", "not-customer",
    ]  # fmt: skip
    assert shop("reconcile a.csv b.csv b.csv", yes=True).status == 0
    before = shop.tree()
    assert "1 in the ledger already" in shop("reconcile b.csv", yes=True).err
    assert shop.tree() == before


def test_a_statement_that_does_not_close_needs_to_be_named(shop: Shop) -> None:
    shop.write("good.csv", HEAD + JANUARY)
    shop.write("storno.sta", STORNO)
    assert _refused(shop, "good.csv", "storno.sta") == ["STATEMENT-SIGNS"]
    assert _refused(shop, "storno.sta", unproven=["good.csv"]) == ["STATEMENT-SIGNS"]
    found = _read(shop, "good.csv", "storno.sta", unproven=["storno.sta"])
    doubted = [line for line in found.statement.lines if line.doubt]
    assert [str(line.amount) for line in doubted] == ["-5.00 EUR"]
    fates = {one.line: one.fate.value for one in found.review(shop.workspace()).lines}
    assert [fates[line] for line in doubted] == ["waiting"]


def test_every_file_that_cannot_be_read_is_named(shop: Shop) -> None:
    shop.write("good.csv", HEAD + JANUARY)
    shop.write("photo.png", "\x00")
    assert _refused(shop, "none.csv", "good.csv", "photo.png") == ["FILE-MISSING", "CSV-BINARY"]


def test_days_that_could_be_others_are_never_waived(shop: Shop) -> None:
    shop.write("bank.qif", QIF)
    assert _refused(shop, "bank.qif", unproven=["bank.qif"]) == ["STATEMENT-DATE-ORDER"]


def test_a_policy_file_stands_over_the_settings_and_slips_are_told(shop: Shop) -> None:
    shop.setting('\n[matching]\nbank_fee = "never"\ndiscount_grace_days = 3\ncolour = "red"\n')
    shop.write("a.csv", HEAD + JANUARY)
    shop.write("agreed.toml", 'bank_fee = "always"\nrounding_tolerence = "0.05"\n')
    found = _read(shop, "a.csv", policy="agreed.toml")
    assert (found.said.policy.bank_fee, found.said.policy.discount_grace_days) == (
        BankFee.ALWAYS, 3,
    )  # fmt: skip
    assert [(one.code, one.where and one.where.file) for one in found.problems] == [
        ("POLICY-UNKNOWN", "billcli.toml"), ("POLICY-UNKNOWN", "agreed.toml"),
    ]  # fmt: skip
    assert found.problems[0].where is not None
    assert found.problems[0].where.line > 30
    assert found.problems[1].help == "did you mean rounding_tolerance?"


def test_a_wrong_setting_names_its_line(shop: Shop) -> None:
    shop.setting('\n[matching]\nbank_fee = "maybe"\n')
    shop.write("a.csv", HEAD + JANUARY)
    answer = shop("reconcile a.csv", yes=True)
    assert (answer.status, answer.codes) == (3, ["POLICY-INVALID"])
    assert "billcli.toml:" in answer.err
