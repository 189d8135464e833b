"""Stripe's balance reports, invented: the net moves the balance, the fee stands beside it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billcli.bank.stripe_read import read_stripe, stripe_movements
from billcli.domain.money import Money
from billcli.domain.problem import UsageError
from tests.bank.mutation import survive

ACTIVITY = (
    "\ufeffid,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,"
    "Customer Facing Amount,Customer Facing Currency,Transfer,Transfer Date (UTC),"
    "order (metadata)\r\n"
    "txn_4,payout,po_1,-44.71,0.00,-44.71,eur,2026-03-05 06:00,2026-03-05 00:00,STRIPE PAYOUT,,,"
    "po_1,2026-03-06 00:00,\r\n"
    "txn_3,adjustment,du_1,-50.00,15.00,-65.00,eur,2026-03-04 09:00,2026-03-04 00:00,"
    "Chargeback withdrawal for ch_0,-50.00,eur,po_1,2026-03-06 00:00,\r\n"
    "txn_2,refund,re_1,-10.00,0.00,-10.00,eur,2026-03-03 09:00,2026-03-03 00:00,"
    '"Refund, partial",-10.00,eur,po_1,2026-03-06 00:00,\r\n'
    "txn_1,charge,ch_1,120.00,1.50,118.50,eur,2026-03-01 23:59,2026-03-03 00:00,Invoice 7,130.00,"
    "usd,po_1,2026-03-06 00:00,SO-9\r\n"
    "txn_0,stripe_fee,,-0.29,-1.50,1.21,eur,2026-03-01 10:00,2026-03-01 00:00,Billing,,,po_1,"
    "2026-03-06 00:00,\r\n"
)
ITEMISED = (
    "balance_transaction_id,created_utc,created,available_on_utc,currency,gross,fee,net,"
    "reporting_category,source_id,description,customer_email,customer_name,invoice_number,"
    "payment_metadata[order]\n"
    "txn_1,2026-03-01 23:30:00,2026-03-02 00:30:00,2026-03-03 00:00:00,eur,100.00,1.75,98.25,"
    "charge,ch_1,Globex order,ap@globex.example,Globex,INV-7,SO-8\n"
    "txn_2,2026-03-02 08:00:00,2026-03-02 09:00:00,2026-03-03 00:00:00,jpy,1200,43,1157,charge,"
    "ch_2,,,,,\n"
    "txn_3,2026-03-02 08:00:00,2026-03-02 09:00:00,2026-03-03 00:00:00,eur,1.75,1.75,0.00,"
    "charge,ch_3,,,,,\n"
)


def test_all_activity_of_the_dashboard() -> None:
    [statement] = read_stripe(ACTIVITY.encode(), "activity.csv")
    assert statement.currency == "EUR"
    assert statement.sum == Money.of("0.00", "EUR")
    assert [str(line.amount.number) for line in statement.lines] == [
        "1.21", "118.50", "-10.00", "-65.00", "-44.71",
    ]  # fmt: skip
    charge = statement.lines[1]
    assert charge.date == dt.date(2026, 3, 1)
    assert charge.charges == Money.of("1.50", "EUR")
    assert charge.original == Money.of("130.00", "USD")
    assert (charge.bank_ref, charge.text, charge.source.line) == ("txn_1", "Invoice 7 SO-9", 5)
    assert [line.returned for line in statement.lines] == ["", "", "", "dispute", ""]


def test_itemised_balance_change_in_two_currencies() -> None:
    euro, yen = read_stripe(ITEMISED.encode(), "itemised.csv")
    assert [(s.currency, len(s.lines), s.sum.number) for s in (euro, yen)] == [
        ("EUR", 1, Decimal("98.25")),
        ("JPY", 1, Decimal(1157)),
    ]
    line = euro.lines[0]
    assert (line.payer, line.text) == ("Globex", "Globex order INV-7 SO-8")
    assert line.date == dt.date(2026, 3, 2), "the day in the time zone of the report"
    assert [p.code for p in euro.problems] == ["CSV-ZERO"]


def test_a_failed_sum_or_cell_is_refused_with_all_the_others() -> None:
    broken = ITEMISED.replace("98.25", "98.26").replace("1157", "11.57")
    with pytest.raises(UsageError) as caught:
        read_stripe(broken.encode(), "x.csv")
    assert [(p.code, p.where.line if p.where else 0) for p in caught.value.problems] == [
        ("CSV-AMOUNT", 2),
        ("CSV-AMOUNT", 3),
        ("CSV-AMOUNT", 3),
    ]


def test_a_fee_written_with_a_minus_is_taken_as_well() -> None:
    [statement] = read_stripe(ACTIVITY.replace("120.00,1.50,", "120.00,-1.50,").encode(), "x")
    assert statement.lines[1].charges == Money.of("1.50", "EUR")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Date,Text,Amount\n2026-03-01,Acme,1.00\n", "CSV-HEADER"),
        (ITEMISED.splitlines()[0], "CSV-NO-LINES"),
        (ITEMISED.replace(",eur,", ",,"), "CSV-CURRENCY"),
        (ITEMISED.replace("2026-03-02 00:30:00", "soon"), "CSV-DATE"),
        (ITEMISED.replace("98.25", ""), "CSV-AMOUNT"),
    ],
)
def test_what_cannot_be_read_is_refused(data: str, code: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_stripe(data.encode(), "x.csv")
    assert code in {problem.code for problem in caught.value.problems}


def test_another_export_is_no_balance_report() -> None:
    charges = (
        b"id,Description,Created (UTC),Amount,Currency,Fee,Status\nch_1,x,2026-03-01,1,eur,0,Paid\n"
    )
    assert stripe_movements(charges, "charges.csv") is None


def test_damaged_files_are_read_or_refused() -> None:
    assert survive(read_stripe, [ACTIVITY.encode(), ITEMISED.encode()], 300) > 10


@pytest.mark.long
def test_many_damaged_files_are_read_or_refused() -> None:
    assert survive(read_stripe, [ACTIVITY.encode(), ITEMISED.encode()], 10_000) > 300
