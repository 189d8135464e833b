"""Whole ISO 20022 files: versions, several statements, reversals, order, damage."""

from __future__ import annotations

import time

import pytest

from billcli.bank.camt_read import is_camt
from billcli.domain.bank_statement import BalanceProof
from billcli.domain.problem import Severity, UsageError
from tests.bank.camt_sample import (
    amount,
    balance,
    codes,
    debtor,
    details,
    document,
    entry,
    figures,
    parties,
    read,
    read_one,
    statement,
    words,
)
from tests.bank.mutation import survive

ENDS = balance("OPBD", "10", "2026-03-01") + balance("CLBD", "110", "2026-03-31")
FULL = statement(
    ENDS,
    entry(
        "60.00",
        "<AcctSvcrRef>B1</AcctSvcrRef>"
        + details(
            amount("40") + parties(debtor("Müller", "FR7630006000011234567890189")) + words("RE 1"),
            amount("20") + parties(debtor("Globex"), "<UltmtDbtr><Nm>Hank</Nm></UltmtDbtr>"),
        ),
    ),
    entry(
        "45.00", details("<RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf>")
    ),
    entry("5.00", "<RvslInd>true</RvslInd><AddtlNtryInf>back</AddtlNtryInf>", sign="DBIT"),
    entry("9.00", status="<Sts><Cd>PDNG</Cd></Sts>"),
)
SAMPLES = [
    document(FULL).encode(),
    document(FULL, statement(entry("1.00", currency="USD")), version="02").encode("utf-16"),
]


def reversed_by(
    opening: str, closing: str, *inner: str
) -> tuple[list[str], BalanceProof, list[str]]:
    found = read_one(balance("OPBD", opening), balance("CLBD", closing), *inner)
    return [str(line.amount.number) for line in found.lines], found.proof, codes(found)


@pytest.mark.parametrize("version", [f"{n:02}" for n in range(1, 14)])
def test_any_version_is_read(version: str) -> None:
    (found,) = read(document(FULL, version=version))
    assert figures(found) == [
        "2026-03-02 40.00", "2026-03-02 20.00", "2026-03-02 45.00", "2026-03-02 -5.00",
    ]  # fmt: skip
    assert (found.proof, found.pending, found.account) == (BalanceProof.CLOSES, 1, "")
    assert dict(found.dialect)["format"] == f"camt.053.001.{version}"


@pytest.mark.parametrize(
    ("message", "tag", "kind"),
    [
        ("BkToCstmrStmt", "Stmt", "camt.053"),
        ("BkToCstmrAcctRpt", "Rpt", "camt.052"),
        ("BkToCstmrAcctRptV01", "Rpt", "camt.052"),
        ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054"),
    ],
)
def test_reports_and_notifications_are_read_like_statements(
    message: str, tag: str, kind: str
) -> None:
    (found,) = read(f"<Document><{message}><{tag}>{entry('5')}</{tag}></{message}></Document>")
    assert figures(found) == ["2026-03-02 5.00"]
    assert dict(found.dialect) == {"format": kind, "encoding": "utf-8", "reversals": "none"}


def test_prefixes_do_not_matter() -> None:
    plain = document(FULL)
    prefixed = (
        plain.replace("</", "</n:").replace("<n:", "\0").replace("<", "<n:").replace("\0", "<n:")
    )
    prefixed = (
        prefixed.replace("<n:/n:", "</n:").replace("<n:?", "<?").replace("xmlns=", "xmlns:n=")
    )
    assert read(prefixed)[0].lines == read(plain)[0].lines


def test_statements_come_as_the_file_has_them_and_equal_lines_are_counted_over_all() -> None:
    other = statement(entry("5"), account="<IBAN>FR7630006000011234567890189</IBAN>")
    found = read(document(statement(entry("5")), other, statement(entry("5"), entry("5"))))
    assert [(len(s.lines), s.bank_account[:2]) for s in found] == [(1, "DE"), (1, "FR"), (2, "DE")]
    assert [line.nth for s in found for line in s.lines] == [1, 1, 2, 3]


def test_files_behind_one_another_are_read() -> None:
    assert len(read(document(FULL) + "\n" + document(FULL))) == 2


def test_entries_of_another_currency_are_a_statement_of_their_own() -> None:
    euro, dollar = read(document(statement(ENDS, entry("100"), entry("7", currency="USD"))))
    assert (euro.proof, figures(euro)) == (BalanceProof.CLOSES, ["2026-03-02 100.00"])
    assert (dollar.currency, dollar.proof, dollar.bank_account) == (
        "USD", BalanceProof.NO_BALANCES, euro.bank_account,
    )  # fmt: skip


def test_a_file_that_begins_with_the_newest_entry_is_turned_round() -> None:
    days = ["2026-03-03", "2026-03-02", "2026-03-02"]
    found = read_one(*(entry(str(n), day=day) for n, day in enumerate(days, 1)))
    assert figures(found) == ["2026-03-02 3.00", "2026-03-02 2.00", "2026-03-03 1.00"]
    mixed = read_one(entry("1", day="2026-03-03"), entry("2"), entry("3", day="2026-03-04"))
    assert [str(line.amount.number) for line in mixed.lines] == ["1.00", "2.00", "3.00"]


BACK = entry("5", "<RvslInd>1</RvslInd>", sign="DBIT")


@pytest.mark.parametrize(
    ("closing", "amounts", "proof"),
    [("105", ["100.00", "-5.00"], "closes"), ("115", ["100.00", "5.00"], "closes")],
)
def test_reversals_go_the_way_that_closes_the_balances(
    closing: str, amounts: list[str], proof: str
) -> None:
    found = reversed_by("10", closing, entry("100"), BACK)
    assert found == (amounts, BalanceProof(proof), [])


def test_when_neither_way_closes_the_standard_one_holds_and_both_sums_are_shown() -> None:
    amounts, proof, problems = reversed_by("10", "99", entry("100"), BACK)
    assert (amounts, proof, problems) == (
        ["100.00", "-5.00"],
        BalanceProof.OPEN,
        ["STATEMENT-SIGNS"],
    )
    (problem,) = read_one(balance("OPBD", "10"), balance("CLBD", "99"), entry("100"), BACK).problems
    assert problem.severity is Severity.ERROR
    assert "105.00 EUR" in problem.message
    assert "115.00 EUR" in problem.message


def test_a_reversal_that_may_go_either_way_is_doubtful() -> None:
    found = read_one(balance("OPBD", "10"), balance("CLBD", "99"), entry("100"), BACK)
    assert [bool(line.doubt) for line in found.lines] == [False, True]
    assert not any(line.doubt for line in read_one(BACK).lines)


def test_without_balances_a_reversal_is_as_written() -> None:
    assert figures(read_one(BACK)) == ["2026-03-02 -5.00"]


def test_an_unfinished_day_tells_the_way_of_reversals_too() -> None:
    found = read_one(balance("OPBD", "10"), balance("ITBD", "15"), BACK)
    assert (figures(found), found.proof) == (["2026-03-02 5.00"], BalanceProof.CLOSES)
    assert dict(found.dialect)["reversals"] == "direction of the original"


def test_a_turned_reversal_is_of_the_party_that_was_paid_first() -> None:
    sides = parties(debtor("We"), debtor("Supplier", "", "Cdtr"))
    back = entry("5", "<RvslInd>true</RvslInd>" + details(sides), sign="DBIT")
    (line,) = read_one(balance("OPBD", "10"), balance("CLBD", "15"), back).lines
    assert (line.payer, str(line.amount)) == ("Supplier", "5.00 EUR")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.001.001.03'/>", "pain.001.001.03"),
        ("<html/>", "this XML"),
        ("<Stmt/>", "camt.053"),
    ],
)
def test_other_xml_is_refused(text: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("STATEMENT-NONE", f"{what} is no account statement")


def test_a_file_is_known_by_its_message() -> None:
    assert all(map(is_camt, SAMPLES))
    assert not is_camt(b"OFXHEADER:100\n<OFX>")


def test_damage_is_survived() -> None:
    assert survive(lambda data, _: read(data), SAMPLES, 300)


@pytest.mark.long
def test_much_damage_is_survived() -> None:
    assert survive(lambda data, _: read(data), SAMPLES, 10_000)


def test_a_year_of_entries_is_read_in_seconds() -> None:
    inner = details(parties(debtor("Acme", "FR76")) + words("RE 1", "RE 2"))
    start = time.process_time()
    found = read_one(*(entry(str(n), inner) for n in range(1, 5001)))
    assert len(found.lines) == 5000
    assert time.process_time() - start < 15
