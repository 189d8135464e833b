"""What reports, lists and documents say of items that were written off, recovered or refunded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

WHY = '--reason "Insolvent"'


@pytest.fixture
def lost(shop: Shop) -> Shop:
    """Return books in which an overdue invoice of 119 was written off, and 50 of it recovered."""
    shop.done(
        'invoice create Acme --line "100 Work" --date 2025-11-03',
        f"writeoff create INV-2025-0001 {WHY} --tax-relief --date 2026-01-10",
        "writeoff recover WO-2026-0001 50 --date 2026-01-20",
    )
    return shop


def _open(shop: Shop, as_of: str) -> dict[str, str]:
    return {row[0]: row[9] for row in shop(f"report open --as-of {as_of}").rows[1:]}


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2025-11-02", {}),
        ("2026-01-09", {"INV-2025-0001": "119.00"}),
        ("2026-01-10", {}),
        ("2026-01-20", {}),
    ],
)
def test_each_day_has_its_own_answer(lost: Shop, day: str, found: dict[str, str]) -> None:
    assert _open(lost, day) == found


def test_what_is_written_off_is_not_overdue(lost: Shop) -> None:
    assert lost("invoice list --status overdue --as-of 2026-01-09 --format ids").out
    assert lost("invoice list --status overdue --format ids").out == ""
    assert lost("report aging").rows[1:] == []


def test_the_history_of_the_invoice_tells_all_of_it(lost: Shop) -> None:
    (shown,) = lost("invoice show INV-2025-0001 --format json").data["invoices"]
    assert [(step["narration"], step["amount"]["number"]) for step in shown["history"]] == [
        ("Invoice INV-2025-0001", "119.00"),
        ("Write-off", "-119.00"),
        ("Recovered of WO-2026-0001", "50.00"),
        ("Recovered of WO-2026-0001", "-50.00"),
    ]


@pytest.mark.parametrize("name", ["INV-2025-0001", "WO-2026-0001", "RET-2026-0001"])
def test_why_knows_a_loss(lost: Shop, name: str) -> None:
    answer = lost(f"why {name}")
    assert answer.status == 0, answer.err
    assert "WO-2026-0001" in answer.out


def test_the_statement_of_account_closes_with_nothing(lost: Shop) -> None:
    answer = lost("statement show Acme --from 2025-01-01 --format json")
    assert answer.status == 0, answer.err
    assert "Write-off" in answer.out
    assert '"items": []' in answer.out or "119.00" in answer.out


def test_sums_of_items_and_accounts_agree(lost: Shop) -> None:
    lost.sold("70", "0.03")
    lost.done(
        "payment add Acme 80 EUR --allocate INV-2026-0001",
        "refund create PMT-2026-0002 4",
        'writeoff small --max "9 EUR"',
    )
    for as_of in ("", "--as-of 2026-01-15"):
        answer = lost(f"check --tieout {as_of}")
        assert answer.status == 0, answer.out + answer.err
    assert lost("check --strict").codes == []
    assert _open(lost, "2026-01-31") == {"INV-2026-0002": "0.03"}


def test_each_act_is_undone_as_if_it_had_never_been(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 110 EUR --allocate INV-2026-0001 --on-account")
    shop.sold("50")
    shop.append("2025-01-01 open Expenses:BadDebt\n")  # one that is opened stays open
    acts = [
        "refund create PMT-2026-0001 4",
        "credit apply PMT-2026-0001 INV-2026-0002=2",
        f"writeoff create INV-2026-0002=9 {WHY}",
    ]
    for act in acts:
        before = shop.tree()
        shop.done(act, "undo")
        assert shop.tree() == before, act
        shop.done(act)
    assert _open(shop, "2026-01-31") == {"INV-2026-0002": "39.00", "PMT-2026-0001": "-4.00"}


@pytest.mark.parametrize("basis", ["accrual", "cash"])
def test_the_report_of_income_reads_losses(lost: Shop, basis: str) -> None:
    answer = lost(f"report income --basis {basis} --from 2025-01-01 --to 2026-12-31 --format json")
    assert (answer.status, answer.codes) == (0, []), answer.err


def test_a_loss_whose_account_was_opened_for_it_is_undone(shop: Shop) -> None:
    """The account goes with it, as nothing else uses it."""
    shop.sold("50")
    before = shop.tree()
    shop.done(f"writeoff create INV-2026-0001 {WHY}", "undo")
    assert shop.tree() == before
    assert _open(shop, "2026-01-31") == {"INV-2026-0001": "50.00"}


def test_a_recovery_is_undone_as_a_whole(lost: Shop) -> None:
    before = lost.tree()
    lost.done("writeoff recover WO-2026-0001 9", "undo")
    assert lost.tree() == before
