"""``billcli writeoff`` and ``billcli refund`` at a prompt: what is shown, asked and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

LOSE = 'writeoff create INV-2026-0001 --reason "Insolvent"'


@pytest.fixture
def sold(shop: Shop) -> Shop:
    shop.sold("100", "60")
    shop.done(
        "payment add Acme 59.98 EUR --allocate INV-2026-0002",
        "payment add Acme 9 EUR --on-account",
    )
    return shop


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (LOSE, "#write-off ^WO-2026-0001 ^INV-2026-0001"),
        ('writeoff small --max "0.05 EUR"', "#write-off ^WO-2026-0001 ^INV-2026-0002"),
        ("refund create PMT-2026-0002", "#refund ^REF-2026-0001 ^PMT-2026-0002"),
    ],
)
def test_the_text_is_shown_and_asked_about(sold: Shop, line: str, shown: str) -> None:
    before = sold.tree()
    answer = sold(line, "n")
    assert (answer.status, answer.codes) == (1, ["NOT-CONFIRMED"])
    assert shown in answer.err
    assert sold.tree() == before
    assert sold(line, "y").status == 0
    assert shown in sold.text()


@pytest.mark.parametrize(
    "line",
    [
        LOSE,
        'writeoff small --max "0.05 EUR"',
        "writeoff recover WO-2026-0001 5",
        "refund create PMT-2026-0002",
    ],
)
def test_without_a_terminal_it_needs_a_yes(sold: Shop, line: str) -> None:
    sold.done('writeoff create INV-2026-0001=30 --reason "Half"')
    before = sold.tree()
    answer = sold(line)
    assert (answer.status, answer.codes) == (2, ["NEEDS-YES"])
    dry = sold(f"{line} --dry-run")
    assert dry.status == 0
    assert dry.out.startswith("2026-01-31 * ")
    assert "nothing was written" in dry.err
    assert sold.tree() == before


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        (LOSE, "WO-2026-0002\n"),
        ('writeoff small --max "0.05 EUR"', "WO-2026-0002\n"),
        ('writeoff small --max "0.01 EUR"', ""),
        ("writeoff recover WO-2026-0001 5", "PMT-2026-0003\n"),
        ("refund create PMT-2026-0002", "REF-2026-0001\n"),
    ],
)
def test_programs_get_the_id_alone(sold: Shop, line: str, ids: str) -> None:
    sold.done('writeoff create INV-2026-0001=30 --reason "Half"')
    assert sold(f"{line} --format ids", yes=True).out == ids


def test_the_answer_for_programs(sold: Shop) -> None:
    data = sold(f"{LOSE} --format json", yes=True).data
    assert {key: data[key] for key in ("write_off", "customer", "date", "account", "reason")} == {
        "write_off": "WO-2026-0001",
        "customer": "Acme",
        "date": "2026-01-31",
        "account": "Expenses:BadDebt",
        "reason": "Insolvent",
    }
    assert data["allocations"] == [
        {
            "item": "INV-2026-0001",
            "instalment": None,
            "amount": {"number": "100.00", "currency": "EUR"},
        }
    ]


def test_an_account_for_losses_that_is_there_is_used(sold: Shop) -> None:
    sold.append("2025-01-01 open Expenses:Forderungsausfall\n")
    data = sold(f"{LOSE} --format json", yes=True).data
    assert data["account"] == "Expenses:Forderungsausfall"
    assert "open Expenses:BadDebt" not in sold.text("customers.beancount")


def test_the_list_on_a_screen(sold: Shop) -> None:
    sold.done(LOSE, "writeoff recover WO-2026-0001 40")
    screen = sold("writeoff list -v", "", columns=140).out
    row = next(line for line in screen.splitlines() if line.startswith("WO-2026-0001"))
    assert "100.00 EUR" in row
    assert "40.00 EUR" in row
    assert row.rstrip().endswith("Insolvent")
    assert sold("writeoff list --format csv").out.splitlines()[0].startswith("write_off,date,")


def test_the_reason_is_asked_for(sold: Shop) -> None:
    answer = sold("writeoff create INV-2026-0001", yes=True)
    assert answer.status == 2
    assert "--reason" in answer.err
