"""Disputes by command: written as notes, read back, closed, taken back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

OPEN = 'dispute open INV-2026-0001 --reason "Two hours too many"'


@pytest.fixture
def owed(shop: Shop) -> Shop:
    shop.sold("100", "50")
    shop.sold("9", customer="Globex")
    return shop


def test_a_dispute_is_a_note_with_an_id_and_comes_to_an_end(owed: Shop) -> None:
    before = owed.text()
    answer = owed.done(f"{OPEN} --amount 30")
    assert answer.err.startswith("Disputed 30.00 EUR of INV-2026-0001: DSP-2026-0001 (2026.bean")
    assert owed.text().removeprefix(before) == (
        '\n2026-01-31 note Assets:Receivable:Acme "Two hours too many" #dispute'
        " ^INV-2026-0001 ^DSP-2026-0001\n"
        '  id: "DSP-2026-0001"\n  status: "open"\n  amount: 30.00 EUR\n'
    )
    (row,) = owed("dispute list --format json").data["disputes"]
    assert (row["dispute"], row["customer"], row["items"]) == (
        "DSP-2026-0001", "Acme", ["INV-2026-0001"]
    )  # fmt: skip
    assert (row["amount"], row["status"]) == ({"number": "30.00", "currency": "EUR"}, "open")
    owed.today = dt.date(2026, 2, 3)
    owed.done('dispute close dsp-2026-0001 --note "One hour credited"')
    assert owed("dispute list --format ids").out == ""
    (row,) = owed("dispute list --all --format json").data["disputes"]
    assert (row["status"], row["reason"]) == ("closed", "Two hours too many")
    (row,) = owed("dispute list --as-of 2026-02-02 --format json").data["disputes"]
    assert row["status"] == "open"
    assert owed("check").status == 0


def test_the_list_is_of_one_customer_and_sums_what_is_left(owed: Shop) -> None:
    owed.done(OPEN, 'dispute open INV-2026-0003 --reason "No"')
    owed.done("payment add Acme 60 EUR --allocate INV-2026-0001")
    rows = owed("dispute list --customer acme").rows
    assert rows[0][:4] == ["dispute", "opened", "customer", "customer_name"]
    assert [(row[0], row[5], row[6]) for row in rows[1:]] == [("DSP-2026-0001", "40.00", "EUR")]
    assert len(owed("dispute list").rows) == 3
    assert owed("dispute list --customer nobody").codes == ["UNKNOWN-CUSTOMER"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("dispute open INV-9 --reason No", "UNKNOWN-ITEM"),
        ("dispute open INV-2026-0002 --reason No", "NOTE-SETTLED"),
        ("dispute open INV-2026-0001 --reason No --amount 100.01", "NOTE-AMOUNT"),
        ("dispute open INV-2026-0001 --reason No --amount 0", "NOTE-AMOUNT"),
        ("dispute open INV-2026-0001 --reason No --amount x", "AMOUNT-UNREADABLE"),
        ("dispute open INV-2026-0001 --reason ' '", "REASON-MISSING"),
        ("dispute close DSP-2026-0009", "NOTE-UNKNOWN"),
        ("dispute close DSP-2026-0001", "NOTE-CLOSED"),
    ],
)
def test_what_cannot_be_is_refused_and_writes_nothing(owed: Shop, line: str, code: str) -> None:
    owed.done("payment add Acme 50 EUR --allocate INV-2026-0002")
    owed.done(OPEN, "dispute close DSP-2026-0001")
    before = owed.tree()
    answer = owed(line, yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert owed.tree() == before


def test_it_is_asked_shown_first_and_may_be_declined(owed: Shop) -> None:
    before = owed.tree()
    assert owed(OPEN, "n").codes == ["NOT-CONFIRMED"]
    assert owed(OPEN).codes == ["NEEDS-YES"]
    answer = owed(f"{OPEN} --dry-run --format beancount")
    assert answer.out.startswith("2026-01-31 note Assets:Receivable:Acme")
    assert owed.tree() == before


def test_an_item_whose_name_cannot_be_a_link_is_refused(shop: Shop) -> None:
    shop.append(
        '2026-01-05 * "Acme" "By hand"\n  invoice: "No 7"\n'
        "  Assets:Receivable:Acme  5.00 EUR\n  Income:Services\n"
    )
    assert shop("dispute open 'No 7' --reason No", yes=True).codes == ["NOTE-ITEM"]


def test_undo_takes_the_last_note_back_or_the_one_that_is_named(owed: Shop) -> None:
    states = [owed.tree()]
    for line in (OPEN, "dispute close DSP-2026-0001", 'dispute open INV-2026-0003 --reason "No"'):
        owed.done(line)
        states.append(owed.tree())
    answer = owed("undo", yes=True)
    assert answer.err.startswith("Took back DSP-2026-0002 (2026.beancount:")
    assert owed.tree() == states[2]
    assert owed("undo DSP-2026-0001 --dry-run").out.startswith("2026-01-31 note")
    assert owed.tree() == states[2]
    owed.done("undo DSP-2026-0001")
    assert owed.tree() == states[1]
    owed.done("undo")
    assert owed.tree() == states[0]
    owed.done("undo")
    assert owed("invoice list --format ids").out.split() == ["INV-2026-0001", "INV-2026-0002"]


def test_a_note_of_an_earlier_day_is_taken_back_from_between(owed: Shop) -> None:
    owed.done(OPEN)
    owed.sold("7")
    owed.done("undo DSP-2026-0001")
    assert "dispute" not in owed.text()
    assert owed("check").status == 0
    owed.done("undo INV-2026-0004")


def test_the_first_note_of_a_year_goes_with_its_file(owed: Shop) -> None:
    before = owed.tree()
    owed.today = dt.date(2027, 1, 2)
    owed.done(OPEN)
    assert "DSP-2027-0001" in owed.text("2027.beancount")
    owed.done("undo")
    assert owed.tree() == before
