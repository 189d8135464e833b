from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.correction import application_entry, check_creditable, credit_note_of
from billcli.domain.credit_left import left_of
from billcli.domain.entry import Entry, Posting
from billcli.domain.frozen import replace
from billcli.domain.invoice import Invoice, Line, TaxGroup
from billcli.domain.invoice_entry import entry_of
from billcli.domain.money import Money
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from tests.domain.item_part import whole

if TYPE_CHECKING:
    from billcli.domain.allocation_part import Part

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
def test_a_document_can_be_credited_until_nothing_is_left(invoice: Invoice) -> None:
    assert check_creditable(left_of(invoice, [])) is None
    assert (
        check_creditable(left_of(ISSUED, [replace(ISSUED, rounding=usd("-0.01"))]), ["CN-1"])
        is None
    )
    with pytest.raises(UsageError, match="VOID-TWICE"):
        check_creditable(left_of(invoice, [invoice]), ["CN-2026-0001"])


@pytest.mark.parametrize(
    ("invoice", "credited_by", "code", "said"),
    [
        (replace(ISSUED, kind=Kind.CREDIT_NOTE), [], "VOID-CREDIT-NOTE", "itself"),
        (ISSUED, ["CN-1", "CN-2026-0002"], "VOID-TWICE", "corrected by CN-1 and CN-2026-0002"),
    ],
)
def test_what_cannot_be_credited_says_why(
    invoice: Invoice, credited_by: list[str], code: str, said: str
) -> None:
    with pytest.raises(UsageError) as caught:
        check_creditable(left_of(invoice, [invoice]), credited_by)
    problem = caught.value.problems[0]
    assert problem.code == code
    assert "INV-2026-0004" in problem.message
    assert said in problem.message
    assert problem.help


def applied(*parts: Part, narration: str = "", number: str = "APP-2026-0001") -> Entry:
    credit = whole("CN-2026-0001", "-324.00", "USD", ACCOUNT)
    owed = whole("INV-2026-0004", "324.00", "USD", ACCOUNT)
    settled = parts or (credit, owed)
    return application_entry(number, D(2026, 3, 2), settled, payee="Globex", narration=narration)


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


def test_an_application_names_several_targets_and_their_instalments() -> None:
    entry = applied(
        whole("PMT-1", "-50.00"), whole("INV-1", "20.00", instalment=2), whole("No 7", "30.00")
    )
    assert entry.links == ("APP-2026-0001", "PMT-1", "INV-1")
    assert [dict(posting.meta) for posting in entry.postings] == [
        {"invoice": "PMT-1"}, {"invoice": "INV-1", "instalment": 2}, {"invoice": "No 7"}
    ]  # fmt: skip


def test_an_application_may_have_words_of_its_own() -> None:
    assert applied(narration="Void INV-2026-0004").narration == "Void INV-2026-0004"


def test_an_application_needs_a_legal_id() -> None:
    with pytest.raises(UsageError, match="NUMBER-ILLEGAL"):
        applied(number="APP 1")


@pytest.mark.parametrize("parts", [[], [whole("INV-1", "5.00")]])
def test_an_application_changes_nothing_in_sum(parts: list[Part]) -> None:
    with pytest.raises(ValueError, match="must sum to zero"):
        application_entry("APP-1", D(2026, 3, 2), parts, payee="Globex")
