from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from billcli.domain.correction import (
    applicable,
    application_entry,
    check_voidable,
    credit_note_of,
)
from billcli.domain.entry import Entry, Posting
from billcli.domain.invoice import Invoice, Line, TaxGroup
from billcli.domain.invoice_entry import entry_of
from billcli.domain.money import Money
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError

D = dt.date
ACCOUNT = "Assets:Receivable:Globex"


def usd(number: str) -> Money:
    return Money.of(number, "USD")


ISSUED = Invoice(
    "INV-2026-0004",
    Kind.INVOICE,
    "Globex",
    D(2026, 1, 26),
    D(2026, 2, 25),
    "net 30",
    "USD",
    (
        Line(
            "Design",
            Decimal(2),
            "DAY",
            usd("500.00"),
            usd("0.00"),
            usd("1000.00"),
            usd("1000.00"),
            "CA-8",
            "Income:Services",
        ),
    ),
    (),
    (TaxGroup("CA-8", "", "S", Decimal(8), usd("1000.00"), usd("80.00"), "Liabilities:SalesTax"),),
    usd("0.00"),
    reference="RF12X",
    purchase_order="PO-7",
)


def test_a_credit_note_mirrors_the_document() -> None:
    note = credit_note_of(ISSUED, "CN-2026-0001", D(2026, 3, 1), "Wrong customer")
    assert note == replace(
        ISSUED,
        number="CN-2026-0001",
        kind=Kind.CREDIT_NOTE,
        date=D(2026, 3, 1),
        due=None,
        terms="",
        reference="",
        corrects="INV-2026-0004",
        reason="Wrong customer",
    )
    assert note.total == ISSUED.total


def test_entries_of_a_document_and_its_credit_note_cancel_on_every_account() -> None:
    note = credit_note_of(ISSUED, "CN-2026-0001", D(2026, 3, 1), "Wrong customer")
    sums: dict[str, Decimal] = {}
    for document in (ISSUED, note):
        for posting in entry_of(document, ACCOUNT, "Globex", "Expenses:Rounding").postings:
            sums[posting.account] = sums.get(posting.account, 0) + posting.amount.number
    assert set(sums) == {ACCOUNT, "Income:Services", "Liabilities:SalesTax"}
    assert not any(sums.values())


def test_a_credit_note_may_bear_the_date_of_its_document() -> None:
    assert credit_note_of(ISSUED, "", ISSUED.date, "").date == ISSUED.date


def test_a_credit_note_cannot_be_older_than_its_document() -> None:
    with pytest.raises(UsageError) as caught:
        credit_note_of(ISSUED, "CN-1", D(2026, 1, 25), "")
    problem = caught.value.problems[0]
    assert problem.code == "CREDIT-BEFORE"
    assert "--date 2026-01-26" in problem.help


def test_a_reason_is_plain_text() -> None:
    with pytest.raises(UsageError, match=r"TEXT-CONTROL.*--reason"):
        credit_note_of(ISSUED, "CN-1", D(2026, 3, 1), "a\nb")


@pytest.mark.parametrize("invoice", [ISSUED, replace(ISSUED, lines=(), taxes=())])
def test_a_document_can_be_voided_once(invoice: Invoice) -> None:
    assert check_voidable(invoice) is None
    with pytest.raises(UsageError, match="VOID-TWICE"):
        check_voidable(invoice, "CN-2026-0001")


@pytest.mark.parametrize(
    ("invoice", "credited_by", "code", "said"),
    [
        (replace(ISSUED, kind=Kind.CREDIT_NOTE), "", "VOID-CREDIT-NOTE", "itself"),
        (ISSUED, "CN-2026-0001", "VOID-TWICE", "corrected by CN-2026-0001"),
    ],
)
def test_what_cannot_be_voided_says_why(
    invoice: Invoice, credited_by: str, code: str, said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        check_voidable(invoice, credited_by)
    problem = caught.value.problems[0]
    assert problem.code == code
    assert "INV-2026-0004" in problem.message
    assert said in problem.message
    assert problem.help


@pytest.mark.parametrize(
    ("balance", "settled"),
    [
        ("1080.00", "1080.00"),
        ("80.00", "80.00"),
        ("0.00", "0.00"),
        ("-20.00", "0.00"),
        ("1100.00", "1080.00"),
    ],
)
def test_a_credit_note_settles_what_is_open_and_no_more(balance: str, settled: str) -> None:
    assert applicable(ISSUED, usd(balance)) == usd(settled)


def applied(**changes: object) -> Entry:
    wanted = {
        "account": ACCOUNT,
        "payee": "Globex",
        "credit": "CN-2026-0001",
        "target": "INV-2026-0004",
        "amount": usd("324.00"),
    }
    return application_entry("APP-2026-0001", D(2026, 3, 2), **{**wanted, **changes})


def test_an_application_is_a_zero_sum_entry_as_in_the_worked_example() -> None:
    assert applied() == Entry(
        D(2026, 3, 2),
        "Globex",
        "Apply CN-2026-0001",
        ("application",),
        ("APP-2026-0001", "CN-2026-0001", "INV-2026-0004"),
        (
            Posting(ACCOUNT, usd("324.00"), {"invoice": "CN-2026-0001"}),
            Posting(ACCOUNT, usd("-324.00"), {"invoice": "INV-2026-0004"}),
        ),
        {"id": "APP-2026-0001"},
    )


def test_an_application_may_have_words_of_its_own() -> None:
    assert applied(narration="Void INV-2026-0004").narration == "Void INV-2026-0004"


def test_an_application_needs_a_legal_id() -> None:
    with pytest.raises(UsageError, match="NUMBER-ILLEGAL"):
        application_entry(
            "APP 1", D(2026, 3, 2), account=ACCOUNT, payee="", credit="A", target="B",
            amount=usd("1.00"),
        )  # fmt: skip
