"""Receipts with a number of their own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import InvalidError, UsageError
from billcli.services.document_sheet import receipt_sheets
from billcli.services.make_receipt import MadeReceipt, create_receipts
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

    from billcli.services.writing import Written

YES = Consent(lambda _: None)


@pytest.fixture
def paid(shop: Shop) -> Shop:
    """Return books with a payment that settled one invoice and a part of another."""
    shop.sold("100", "200")
    shop.done("payment add Acme 150 EUR --allocate INV-2026-0001 --allocate INV-2026-0002=50")
    shop.done("payment add Acme 7 EUR --on-account")
    return shop


def made(shop: Shop, *names: str, consent: Consent = YES) -> Written[tuple[MadeReceipt, ...]]:
    return create_receipts(shop.workspace(), names, consent)


def test_a_receipt_is_noted_with_its_document(paid: Shop) -> None:
    written = made(paid, "PMT-2026-0001")
    assert written.value == (MadeReceipt("RCT-2026-0001", "PMT-2026-0001", "Acme"),)
    tail = paid.text().rpartition("\n\n2026-01-31 note")[2]
    first, *rest = tail.splitlines()
    assert first == (
        ' Assets:Receivable:Acme "Receipt RCT-2026-0001 for PMT-2026-0001" #receipt'
        " ^RCT-2026-0001 ^PMT-2026-0001"
    )
    assert rest == [
        '  id: "RCT-2026-0001"',
        "",
        '2026-01-31 document Assets:Receivable:Acme "documents/RCT-2026-0001.txt" ^RCT-2026-0001',
    ]
    paid.done("check")


def test_it_says_which_items_and_what_remains(paid: Shop) -> None:
    made(paid, "PMT-2026-0001")
    rows = [line.split() for line in paid.text("documents/RCT-2026-0001.txt").splitlines()]
    figures = {row[0]: row[-3:] for row in rows if len(row) > 3}
    assert figures["INV-2026-0001"] == ["100.00", "0.00", "100.00"]
    assert figures["INV-2026-0002"] == ["200.00", "150.00", "50.00"]
    assert "EUR 150.00 of the documents above is still open.".split() in [
        " ".join(row).replace("\xa0", " ").split() for row in rows
    ]
    assert ["Receipt", "RCT-2026-0001"] in rows


def test_a_payment_has_one_receipt_however_often_it_is_asked(paid: Shop) -> None:
    made(paid, "PMT-2026-0001")
    before = paid.tree()
    again = made(paid, "PMT-2026-0001", "RCT-2026-0001")
    assert {one.number for one in again.value} == {"RCT-2026-0001"}
    assert all(one.earlier for one in again.value)
    assert paid.tree() == before


def test_several_are_made_in_one_change_with_numbers_in_order(paid: Shop) -> None:
    written = made(paid, "PMT-2026-0002", "PMT-2026-0001")
    assert [one.number for one in written.value] == ["RCT-2026-0001", "RCT-2026-0002"]
    assert [one.payment for one in written.value] == ["PMT-2026-0002", "PMT-2026-0001"]
    paid.done("check")
    paid.today = dt.date(2027, 1, 5)
    paid.done("payment add Acme 9 EUR --on-account")
    (last,) = made(paid, "PMT-2027-0001").value
    assert last.number == "RCT-2027-0001"


def test_a_receipt_is_made_again_as_it_was(paid: Shop) -> None:
    made(paid, "PMT-2026-0001")
    before = paid.tree()
    paid.today = dt.date(2026, 6, 1)
    paid.done("payment add Acme 150 EUR --allocate INV-2026-0002")
    paid.done("receipt render RCT-2026-0001", "receipt render PMT-2026-0001")
    after = paid.tree()
    assert after["documents/RCT-2026-0001.txt"] == before["documents/RCT-2026-0001.txt"]
    (sheet,) = receipt_sheets(paid.workspace(), ["PMT-2026-0003"])
    assert sheet.name.startswith("receipt-PMT-") or sheet.name.startswith("receipt-2026")


def test_a_dry_run_promises_the_number(paid: Shop) -> None:
    before = paid.tree()
    written = made(paid, "PMT-2026-0001", consent=Consent(lambda _: None, dry_run=True))
    assert written.value[0].number == "RCT-2026-0001"
    assert paid.tree() == before


def test_what_cannot_have_a_receipt_is_refused(paid: Shop) -> None:
    paid.append(
        '\n2026-01-31 * "Acme Inc." "Transfer"\n  Assets:Cash  5.00 EUR\n'
        "  Assets:Receivable:Acme  -5.00 EUR\n"
    )
    line = len(paid.text("main.beancount").splitlines()) - 2
    for name, code in (
        ("PMT-2026-0009", "UNKNOWN-PAYMENT"),
        (f"main.beancount:{line}", "RECEIPT-UNNAMED"),
    ):
        with pytest.raises(UsageError) as refused:
            made(paid, name)
        assert refused.value.problems[0].code == code
    paid.append("2026-01-01 open\n")
    with pytest.raises(InvalidError):
        made(paid, "PMT-2026-0001")


def test_what_was_receipted_is_not_undone(paid: Shop) -> None:
    made(paid, "PMT-2026-0002")
    answer = paid("undo", yes=True)
    assert answer.status == 2
    assert answer.codes == ["UNDO-PUBLISHED"]
