"""What a file of a bank holds, told without any books."""

from __future__ import annotations

import pytest

from billcli.domain.money import Money
from billcli.services.sniff_file import sniff
from tests.bank.camt_sample import document, entry, statement
from tests.bank.test_adyen_read import BATCH
from tests.bank.test_paypal_read import FRENCH
from tests.bank.test_stripe_read import ACTIVITY

MT = ":20:A\n:25:DE1\n:28C:7/1\n:60F:C260302EUR100,00\n:61:260303{}5,00NTRFX\n:62F:C260303EUR{}\n"
OFX = "<OFX><STMTRS><CURDEF>USD<STMTTRN><DTPOSTED>20260130<TRNAMT>5.00<NAME>a</STMTRS>"
QIF = "!Type:Bank\nD{}\nT-12.50\nPPaper\n^\n"
CSV = "date,text,amount,currency,balance\n{},A,5.00,EUR,15.00\n{},B,-1.00,EUR,14.00\n"
EITHER = CSV.format("02/03/2026", "04/03/2026")


@pytest.mark.parametrize(
    ("data", "kind", "count", "total"),
    [
        (MT.format("C", "105,00"), "mt940", 1, "5.00 EUR"),
        (OFX, "ofx", 1, "5.00 USD"),
        (QIF.format("13/1/2026"), "qif", 1, "-12.50"),
        (CSV.format("2026-03-02", "2026-03-04"), "csv", 2, "4.00 EUR"),
        (ACTIVITY, "stripe", 5, None),
        (BATCH, "adyen", 6, None),
        (FRENCH, "paypal", 2, None),
        (document(statement(entry("5"))), "camt", 1, "5.00 EUR"),
    ],
)
def test_every_format_is_told_by_its_name(
    data: str, kind: str, count: int, total: str | None
) -> None:
    found = sniff(data.encode(), "january")
    assert (found.format, found.failed) == (kind, False)
    first = found.statements[0]
    assert count == len(first.lines)
    assert total in {None, str(first.sum).strip()}


def test_what_cannot_be_read_is_told_and_not_raised() -> None:
    found = sniff(b"\x00\x01", "photo.png")
    assert (found.format, found.statements, found.failed) == ("csv", (), True)
    assert found.problems[0].where is not None
    assert found.problems[0].where.file == "photo.png"


@pytest.mark.parametrize("data", [EITHER, QIF.format("2/3/2026"), FRENCH.replace("1/17/", "1/8/")])
def test_an_open_order_of_day_and_month_hides_no_sum(data: str) -> None:
    found = sniff(data.encode(), "either")
    assert found.statements[0].lines
    assert found.failed
    assert not found.dated
    assert [p.code.removeprefix("CSV-").removeprefix("STATEMENT-") for p in found.problems] == [
        "DATE-ORDER"
    ]


def test_sums_and_balances_stand_whatever_the_order_of_dates() -> None:
    [one] = sniff(EITHER.encode(), "either.csv").statements
    assert (one.sum, one.opening, one.closing) == tuple(
        Money.of(text, "EUR") for text in ("4.00", "10.00", "14.00")
    )


def test_dates_under_no_order_leave_only_the_problem() -> None:
    both = EITHER.replace("04/03", "31/31")
    found = sniff(both.encode(), "odd.csv")
    assert (found.statements, found.failed) == ((), True)


def test_a_statement_whose_signs_do_not_prove_is_told_with_its_problem() -> None:
    found = sniff(MT.format("RC", "90,00").encode(), "odd.sta")
    assert str(found.statements[0].sum) == "-5.00 EUR"
    assert [p.code for p in found.problems] == ["STATEMENT-SIGNS", "STATEMENT-PROOF"]
    assert found.failed


def test_a_gap_between_statements_of_one_account_is_a_warning() -> None:
    later = MT.replace("100,00", "205,00").format("C", "210,00").replace("28C:7", "28C:9")
    found = sniff((MT.format("C", "105,00") + later).encode(), "gap.sta")
    assert [(one.number, one.proof.value) for one in found.statements] == [
        ("7", "closes"),
        ("9", "closes"),
    ]
    assert [p.code for p in found.problems] == ["STATEMENT-PROOF"]
    assert not found.failed
