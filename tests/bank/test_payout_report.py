"""Payouts taken apart by the processor's report, and the missing named when they do not add up."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.bank.payout_report import read_payouts
from billcli.bank.processor_movement import MovementKind
from billcli.domain.money import Money
from billcli.domain.problem import UsageError
from tests.bank.test_adyen_read import BATCH, HEADER, SETTLED
from tests.bank.test_stripe_read import ACTIVITY, ITEMISED

RECONCILIATION = (
    "automatic_payout_id,automatic_payout_effective_at_utc,balance_transaction_id,created_utc,"
    "currency,gross,fee,net,reporting_category,source_id,description,customer_email\n"
    "po_2,2026-03-12 00:00:00,txn_3,2026-03-10 10:00:00,eur,10.00,0.40,9.60,charge,ch_3,Order 9,\n"
    "po_1,2026-03-11 00:00:00,txn_1,2026-03-09 10:00:00,eur,100.00,1.75,98.25,charge,ch_1,"
    "Invoice 7,ap@globex.example\n"
    "po_1,2026-03-11 00:00:00,txn_2,2026-03-09 10:00:00,eur,-20.00,0.00,-20.00,refund,re_1,,\n"
    ",,txn_4,2026-03-12 10:00:00,eur,5.00,0.30,4.70,charge,ch_4,Invoice 10,\n"
)


def test_a_reconciliation_report_is_grouped_by_payout() -> None:
    first, second = read_payouts(RECONCILIATION.encode(), "payouts.csv")
    assert (first.id, first.date, first.net) == (
        "po_1", dt.date(2026, 3, 11), Money.of("78.25", "EUR"),
    )  # fmt: skip
    assert [(row.kind, row.gross.number) for row in first.rows] == [
        (MovementKind.CHARGE, 100),
        (MovementKind.REFUND, -20),
    ]
    assert (first.rows[0].source_id, first.rows[0].email) == ("ch_1", "ap@globex.example")
    assert not first.stated
    assert (second.id, second.net) == ("po_2", Money.of("9.60", "EUR"))


def test_all_activity_proves_the_payout_it_holds() -> None:
    [payout] = read_payouts(ACTIVITY.encode(), "activity.csv")
    assert (payout.id, payout.date, payout.net) == (
        "po_1", dt.date(2026, 3, 6), Money.of("44.71", "EUR"),
    )  # fmt: skip
    assert payout.stated
    assert payout.missing == Money.of("0.00", "EUR")
    assert len(payout.rows) == 4
    assert payout.rows[2].metadata == {"order": "SO-9"}


def test_what_a_cut_report_lacks_is_named() -> None:
    cut = "\r\n".join(row for row in ACTIVITY.splitlines() if not row.startswith("txn_1,"))
    [payout] = read_payouts(cut.encode(), "activity.csv")
    assert payout.missing == Money.of("118.50", "EUR")


def test_a_payout_without_its_own_group_is_known_by_its_source() -> None:
    bare = ACTIVITY.replace("STRIPE PAYOUT,,,po_1", "STRIPE PAYOUT,,,")
    [payout] = read_payouts(bare.encode(), "activity.csv")
    assert payout.stated
    assert payout.missing == Money.of("0.00", "EUR")


def test_a_settled_batch_is_a_payout() -> None:
    [payout] = read_payouts(BATCH.encode(), "batch.csv")
    assert (payout.id, payout.net) == ("Shop 12", Money.of("76.00", "EUR"))
    assert payout.missing == Money.of("0.00", "EUR")
    assert [row.metadata["reference"] for row in payout.rows] == [
        "INV-7",
        "INV-8",
        "INV-3",
        "INV-2",
        "",
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Date,Text,Amount\n2026-03-01,Acme,1.00\n", "CSV-HEADER"),
        (ITEMISED, "CSV-NO-LINES"),
        (HEADER + SETTLED, "CSV-NO-LINES"),
    ],
)
def test_a_file_without_payouts_is_refused(data: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_payouts(data.encode(), "x.csv")
    assert [problem.code for problem in caught.value.problems] == [code]
