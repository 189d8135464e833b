"""What direct debits collected and the bank has not paid out, from the books to the statement."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.services.money_on_the_way import on_the_way, untold_deposits

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date,Amount,Currency,Name,Description\n"
RUN = "debit run --collect 2026-03-02"


@pytest.fixture
def bank(shop: Shop) -> Shop:
    """Return books in which one customer pays by CORE and one by B2B, both collected from."""
    shop.setting('\n[debit]\ncreditor_id = "DE98ZZZ09999999999"\n')
    shop.setting('\n[bank.account."Assets:Bank:Checking"]\niban = "DE75512108001245126199"\n')
    shop.done('customer edit Acme --iban DE02120300000000202051 --mandate "M-1 2026-01-02"')
    shop.done('customer edit Globex --iban DE89370400440532013000 --mandate "M-2 2026-01-02 b2b"')
    shop.sold("100", "50")
    shop.done('invoice create Globex --line "30 Work; tax=ZERO" --currency EUR --terms "net 3"')
    shop.done(RUN)
    shop.today = dt.date(2026, 3, 9)
    return shop


def _waiting(shop: Shop) -> list[tuple[str, str]]:
    found = on_the_way(shop.workspace().snapshot.facts.entries)
    return [(one.number, str(one.amount)) for one in found]


def _reconciled(shop: Shop, *rows: str) -> list[tuple[str, str]]:
    shop.write("bank.csv", HEAD + "".join(f"{row}\n" for row in rows))
    lines = shop("reconcile bank.csv --format json", yes=True).data["lines"]
    return [(line["status"], line["entry"]) for line in lines]


def test_the_run_and_its_parts_wait_for_the_bank(bank: Shop) -> None:
    assert _waiting(bank) == [
        ("REM-2026-0001", "180.00 EUR"),
        ("REM-2026-0001-1", "30.00 EUR"),
        ("REM-2026-0001-2", "150.00 EUR"),
    ]
    assert bank("debit list").rows[1] == ["REM-2026-0001", "2026-03-02", "2", "180.00", "EUR"]


def test_each_part_is_cleared_by_its_own_line(bank: Shop) -> None:
    _reconciled(bank, "2026-03-02,30.00,EUR,,COLLECTED REM-2026-0001-1")
    assert _waiting(bank) == [("REM-2026-0001", "150.00 EUR"), ("REM-2026-0001-2", "150.00 EUR")]
    _reconciled(bank, "2026-03-03,150.00,EUR,,COLLECTED REM20260001-2")
    assert _waiting(bank) == []
    assert "Assets:Clearing:DirectDebit  -150.00 EUR" in bank.text()
    assert bank("check").status == 0
    assert bank("report open").rows[1:] == []


def test_a_line_for_all_of_it_clears_the_parts_too(bank: Shop) -> None:
    _reconciled(bank, "2026-03-02,180.00,EUR,,REM-2026-0001")
    assert _waiting(bank) == []


def test_the_same_sum_comes_once(bank: Shop) -> None:
    rows = [f"2026-03-0{day},180.00,EUR,,REM-2026-0001" for day in (2, 3)]
    found = _reconciled(bank, *rows)
    assert [bool(entry) for _, entry in found] == [True, False]
    before = bank.text()
    _reconciled(bank, *rows)
    assert bank.text() == before


def test_what_is_less_than_collected_is_asked_about(bank: Shop) -> None:
    ((status, entry),) = _reconciled(bank, "2026-03-02,179.50,EUR,,REM-2026-0001")
    assert (status, entry) == ("review", "")
    assert len(_waiting(bank)) == 3


def test_a_line_taken_back_waits_again(bank: Shop) -> None:
    _reconciled(bank, "2026-03-02,180.00,EUR,,REM-2026-0001")
    bank.done("match undo --last")
    assert len(_waiting(bank)) == 3
    _reconciled(bank, "2026-03-02,180.00,EUR,,REM-2026-0001")
    assert _waiting(bank) == []


def test_a_run_that_was_paid_out_is_not_undone(bank: Shop) -> None:
    bank.today = dt.date(2026, 12, 29)
    bank.sold("77", date="2026-12-01")
    bank.done("debit run --collect 2026-12-31")
    bank.today = dt.date(2027, 1, 4)
    _reconciled(bank, "2027-01-04,77.00,EUR,,REM-2026-0002")
    answer = bank("undo PMT-2026-0003", yes=True)
    assert (answer.status, answer.codes) == (2, ["UNDO-NOT-LAST"])
    assert "BNK-2027-0001 builds on it" in answer.err


def test_without_runs_nothing_is_on_its_way(shop: Shop) -> None:
    assert on_the_way(shop.workspace().snapshot.facts.entries) == ()


BY_HAND = """
2025-01-01 open Assets:UndepositedFunds
2026-01-10 * "Acme Inc." "Cheque 7" #payment ^PMT-7
  id: "PMT-7"
  Assets:UndepositedFunds    40.00 EUR
    receipt: "RCT-7"
  Assets:Receivable:Acme    -40.00 EUR
    invoice: "PMT-7"
2026-01-12 * "Bank" "Counter" #deposit ^DEP-7
  id: "DEP-7"
  Assets:Bank:Checking       40.00 EUR
  Assets:UndepositedFunds   -40.00 EUR
    receipt: "RCT-7"
"""
ASIDE = """
2026-01-12 custom "bank-line" {account} "ignored"
  bank-key: "{account} 2026-01-12 40.00 EUR 1"
  reason: "{reason}"
"""


def _untold(shop: Shop) -> list[str]:
    return [str(one.amount) for one in untold_deposits(shop.workspace().snapshot.facts)]


def test_a_deposit_is_untold_until_the_bank_tells_of_it(shop: Shop) -> None:
    shop.append(BY_HAND)
    (one,) = untold_deposits(shop.workspace().snapshot.facts)
    assert (one.number, one.account, one.is_booked) == ("DEP-7", "Assets:Bank:Checking", True)
    assert [(name, str(amount)) for name, amount in one.parts] == [("RCT-7", "40.00 EUR")]
    shop.write("main.beancount", shop.text("main.beancount").replace(
        "       40.00 EUR\n  Assets:UndepositedFunds   -", '       40.00 EUR\n    bank-ref: "B1"\n'
        "  Assets:UndepositedFunds   -"))  # fmt: skip
    assert _untold(shop) == []


@pytest.mark.parametrize(
    ("account", "reason", "told"),
    [
        ("Assets:Bank:Checking", "it is DEP-7, in the ledger", True),
        ("Assets:Bank:Checking", "it is DEP-77", False),
        ("Assets:Bank:Dollars", "it is DEP-7", False),
    ],
)
def test_a_line_set_aside_by_its_number_tells_of_a_deposit(
    shop: Shop, account: str, reason: str, *, told: bool
) -> None:
    shop.append(BY_HAND + ASIDE.format(account=account, reason=reason))
    assert _untold(shop) == ([] if told else ["40.00 EUR"])


def test_a_deposit_without_a_number_or_without_receipts_is_none(shop: Shop) -> None:
    shop.append(BY_HAND.replace('  id: "DEP-7"\n', ""))
    assert _untold(shop) == []
    shop.write("main.beancount", shop.text("main.beancount").replace('    receipt: "RCT-7"\n', ""))
    assert _untold(shop) == []
