"""Adyen's settlement details, invented: a batch adds up to zero, or does not."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.bank.adyen_read import adyen_movements, read_adyen
from billcli.bank.processor_movement import MovementKind
from billcli.domain.bank_statement import BalanceProof
from billcli.domain.money import Money
from billcli.domain.problem import UsageError
from tests.bank.mutation import survive

HEADER = (
    "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,"
    "Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),"
    "Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),"
    "Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant,"
    "Modification Merchant Reference,Batch Number,Booking Date\n"
)
SETTLED = (
    "Co,Shop,PSP1,INV-7,mc,2026-03-01 10:00:00,CET,Settled,M1,EUR,,100.00,1,EUR,,98.6,,0.8,0.2,0.4,"
    "mc,<auto>,12,2026-03-02 23:50:00\n"
    "Co,Shop,PSP2,INV-8,visa,2026-03-01 11:00:00,CET,Settled,M2,USD,,50,0.9,EUR,,44.1,,0.5,0.2,0.2,"
    "visa,<auto>,12,2026-03-02 23:50:00\n"
    "Co,Shop,PSP0,INV-3,mc,2026-03-01 12:00:00,CET,Refunded,M3,EUR,20,,1,EUR,20.2,,0.2,,,,mc,INV-3,"
    "12,2026-03-02 23:50:00\n"
    "Co,Shop,PSP9,INV-2,mc,2026-03-01 13:00:00,CET,Chargeback,M4,EUR,30,,1,EUR,45,,,,,,mc,,12,"
    "2026-03-02 23:50:00\n"
    "Co,Shop,,,,2026-03-03 00:46:38,CET,Fee,Transaction Fees,,,,,EUR,1.5,,,,,,,,12,"
    "2026-03-03 00:46:38\n"
)
PAYOUT = (
    "Co,Shop,,,,2026-03-03 00:46:39,CET,MerchantPayout,TX1 batch 12,,,,,EUR,76,,,,,,,,12,"
    "2026-03-03 00:46:39\n"
)
BATCH = HEADER + SETTLED + PAYOUT


def test_a_batch_adds_up_to_zero() -> None:
    [statement] = read_adyen(BATCH.encode(), "batch.csv")
    assert [str(line.amount.number) for line in statement.lines] == [
        "98.60", "44.10", "-20.20", "-45.00", "-1.50", "-76.00",
    ]  # fmt: skip
    assert statement.proof is BalanceProof.CLOSES
    first, second, refund, *_ = statement.lines
    assert (first.date, first.text) == (dt.date(2026, 3, 2), "INV-7 Settled M1")
    assert first.charges == Money.of("1.40", "EUR")
    assert (second.charges, second.original) == (Money.of("0.90", "EUR"), Money.of("50", "USD"))
    assert refund.charges == Money.of("0.20", "EUR")


def test_a_batch_with_a_row_missing_stays_open() -> None:
    cut = HEADER + SETTLED.split("\n", 1)[1] + PAYOUT
    [statement] = read_adyen(cut.encode(), "batch.csv")
    assert statement.proof is BalanceProof.OPEN
    assert statement.sum == Money.of("-98.60", "EUR")


def test_rows_before_any_payout_are_proven_by_nothing() -> None:
    [statement] = read_adyen((HEADER + SETTLED).encode(), "batch.csv")
    assert statement.proof is BalanceProof.NO_BALANCES


def test_blank_rows_and_short_rows_are_no_obstacle() -> None:
    short = "Co,Shop,,,,2026-03-02 02:00:00,CET,Fee,Fees,,,,,USD,0.09\n"
    carried = (
        "Co,Shop,,,,2026-03-01 00:24:23,CET,Balancetransfer,Balancetransfer,,,,,USD,,5.00,,,,,,"
        "from batch 11,12,\n"
        "Co,Shop,,,,2026-03-02 02:21:49,CET,Balancetransfer,Balancetransfer,,,,,USD,4.91,,,,,,,"
        "to batch 13,12,\n"
    )
    [statement] = read_adyen(("\n\n" + HEADER + short + "\n" + carried).encode(), "batch.csv")
    assert (len(statement.lines), statement.proof) == (3, BalanceProof.CLOSES)


def test_kinds_are_told_from_the_type() -> None:
    movements = adyen_movements(BATCH.encode(), "batch.csv")
    assert movements is not None
    kinds = MovementKind
    assert [movement.kind for movement in movements] == [
        kinds.CHARGE, kinds.CHARGE, kinds.REFUND, kinds.DISPUTE, kinds.FEE, kinds.PAYOUT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Date,Text,Amount\n2026-03-01,Acme,1.00\n", "CSV-HEADER"),
        (HEADER, "CSV-NO-LINES"),
        (BATCH.replace(",98.6,", ",,"), "CSV-AMOUNT"),
        (BATCH.replace(",98.6,", ",98.6.1,"), "CSV-AMOUNT"),
        (BATCH.replace("2026-03-02 23:50:00", "?"), "CSV-DATE"),
        (BATCH.replace(",EUR,,98.6", ",,,98.6"), "CSV-CURRENCY"),
    ],
)
def test_what_cannot_be_read_is_refused(data: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_adyen(data.encode(), "x.csv")
    assert code in {problem.code for problem in caught.value.problems}


def test_damaged_files_are_read_or_refused() -> None:
    assert survive(read_adyen, [BATCH.encode()], 300) > 10


@pytest.mark.long
def test_many_damaged_files_are_read_or_refused() -> None:
    assert survive(read_adyen, [BATCH.encode()], 10_000) > 300
