"""Credit notes and applications in the course of a year: what is open on which day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

PLAN = "2026-03-01=60, 2026-04-01=40"
GOODWILL = '--reason "Goodwill"'


@pytest.fixture
def planned(shop: Shop) -> Shop:
    """Return books with an invoice of 100 in two instalments, and 30 on account."""
    shop.done(
        f'invoice create Acme --line "100 Work; tax=ZERO" --instalments "{PLAN}"',
        "payment add Acme 30 EUR --on-account",
    )
    return shop


def _rows(shop: Shop, words: str = "") -> dict[tuple[str, str], str]:
    return {(row[0], row[6]): row[9] for row in shop(f"report open {words}").rows[1:]}


def _sound(shop: Shop) -> None:
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("INV-2026-0001", ("30.00", "40.00")),
        ("INV-2026-0001#2", ("60.00", "10.00")),
        ("INV-2026-0001#2=25 --oldest-first", ("55.00", "15.00")),
        ("--oldest-first", ("30.00", "40.00")),
        ("", ("30.00", "40.00")),
    ],
)
def test_credit_is_applied_to_an_instalment(
    planned: Shop, words: str, left: tuple[str, str]
) -> None:
    planned.done(f"credit apply PMT-2026-0001 {words}")
    assert _rows(planned) == {
        ("INV-2026-0001", "1"): left[0],
        ("INV-2026-0001", "2"): left[1],
    }
    _sound(planned)


def test_the_mirror_gives_back_the_very_instalment(planned: Shop) -> None:
    before = _rows(planned)
    planned.done("credit apply PMT-2026-0001 INV-2026-0001#2", "credit unapply APP-2026-0001")
    assert _rows(planned) == before
    _sound(planned)


def test_several_credit_notes_in_turn_settle_the_instalments_in_turn(planned: Shop) -> None:
    for amount, first, second in (("50", "10.00", "40.00"), ("30", None, "20.00")):
        planned.done(f"credit create INV-2026-0001 --amount {amount} {GOODWILL}")
        rows = _rows(planned)
        assert rows.get(("INV-2026-0001", "1")) == first
        assert rows.get(("INV-2026-0001", "2")) == second
    planned.done(f"credit create INV-2026-0001 --full {GOODWILL}")
    assert _rows(planned) == {("PMT-2026-0001", ""): "-30.00"}
    _sound(planned)


def test_every_day_has_its_own_answer(shop: Shop) -> None:
    shop.sold("100", date="2026-01-05")
    shop.done(
        "payment add Acme 70 EUR --on-account --date 2026-01-10",
        "credit apply PMT-2026-0001 --date 2026-01-12",
        "credit unapply APP-2026-0001 --date 2026-01-14",
        f"credit create INV-2026-0001 --amount 25 {GOODWILL} --date 2026-01-16 --no-apply",
        "credit apply CN-2026-0001 --date 2026-01-18",
    )
    days = {
        "2026-01-11": ("100.00", "-70.00"),
        "2026-01-13": ("30.00", None),
        "2026-01-15": ("100.00", "-70.00"),
        "2026-01-17": ("100.00", "-70.00"),
        "2026-01-19": ("75.00", "-70.00"),
    }
    for day, (owed, paid) in days.items():
        rows = _rows(shop, f"--as-of {day}")
        assert rows[("INV-2026-0001", "")] == owed
        assert rows.get(("PMT-2026-0001", "")) == paid
        assert (("CN-2026-0001", "") in rows) == (day == "2026-01-17")
    _sound(shop)


def test_a_rest_that_was_unapplied_can_be_applied_again_and_again(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 70 EUR --on-account")
    for n in (1, 2, 3):
        shop.done(
            f"credit apply PMT-2026-0001 INV-2026-0001={10 * n}",
            f"credit unapply APP-2026-000{n}",
        )
        assert _rows(shop) == {
            ("INV-2026-0001", ""): "100.00",
            ("PMT-2026-0001", ""): "-70.00",
        }
    _sound(shop)


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("void", ["INV-2026-0001"]),
        ("credited", ["INV-2026-0002"]),
        ("applied", ["CN-2026-0001", "CN-2026-0002", "CN-2026-0003"]),
        ("open", ["INV-2026-0003"]),
    ],
)
def test_the_state_of_an_invoice_says_how_it_was_settled(
    shop: Shop, status: str, found: list[str]
) -> None:
    shop.sold("10", "20", "30")
    shop.done(
        f"credit create INV-2026-0001 --full {GOODWILL}",
        f"credit create INV-2026-0002 --amount 5 {GOODWILL}",
        f"credit create INV-2026-0002 --full {GOODWILL}",
    )
    assert shop(f"invoice list --status {status} --format ids").out.split() == found


def test_an_invoice_that_was_paid_and_credited_counts_as_paid(shop: Shop) -> None:
    shop.sold("50")
    shop.done(
        f"credit create INV-2026-0001 --amount 10 {GOODWILL}",
        "payment add Acme 40 EUR",
    )
    rows = shop("invoice list --format json").data["invoices"]
    assert [row["status"] for row in rows if row["invoice"] == "INV-2026-0001"] == ["paid"]
    assert _rows(shop) == {}


def test_a_credit_of_the_future_is_no_credit_today(shop: Shop) -> None:
    shop.sold("50")
    shop.done(f"credit create INV-2026-0001 --amount 10 {GOODWILL} --date 2026-03-01 --no-apply")
    assert shop("credit list --format ids").out == ""
    assert shop("credit apply CN-2026-0001", yes=True).codes == ["CREDIT-BEFORE"]
    shop.done("credit apply CN-2026-0001 --date 2026-03-01")
    assert _rows(shop, "--as-of 2026-03-02") == {("INV-2026-0001", ""): "40.00"}
