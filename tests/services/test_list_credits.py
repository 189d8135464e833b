"""The list of credits, and what happened to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

GOODWILL = '--reason "Goodwill"'


@pytest.fixture
def busy(shop: Shop) -> Shop:
    shop.sold("100", date="2026-01-10")
    shop.sold("10", customer="Globex", date="2026-01-11")
    shop.done(
        f"credit create INV-2026-0001 --amount 30 {GOODWILL} --no-apply --date 2026-01-12",
        f"credit create INV-2026-0002 --amount 2 {GOODWILL} --no-apply --date 2026-01-13",
        "payment add Acme 90 EUR --on-account --date 2026-01-14",
        "credit apply PMT-2026-0001 INV-2026-0001=20",
    )
    return shop


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", "CN-2026-0001 CN-2026-0002 PMT-2026-0001"),
        ("--customer acme", "CN-2026-0001 PMT-2026-0001"),
        ("--sort left", "PMT-2026-0001 CN-2026-0001 CN-2026-0002"),
        ("--sort customer --limit 2", "CN-2026-0001 PMT-2026-0001"),
        ("--min 30.01", "PMT-2026-0001"),
        ("--from 2026-01-13 --to 2026-01-13", "CN-2026-0002"),
        ("--as-of 2026-01-12", "CN-2026-0001"),
    ],
)
def test_what_the_list_shows(busy: Shop, words: str, found: str) -> None:
    assert busy(f"credit list {words} --format ids").out.split() == found.split()


def test_rests_are_added_up_by_currency(busy: Shop) -> None:
    answer = busy("credit list --format json")
    assert [(t["number"], t["currency"]) for t in answer.data["totals"]] == [
        ("100.00", "EUR"), ("2.00", "USD")
    ]  # fmt: skip
    last = answer.data["credits"][-1]
    assert (last["kind"], last["amount"]["number"], last["left"]["number"]) == (
        "payment", "90.00", "70.00"
    )  # fmt: skip
    assert "100.00 EUR" in busy("credit list --customer Acme", "").out
    assert "PMT-2026-0001" in busy("credit list --format beancount").out


def test_a_credit_tells_what_was_done_with_it(busy: Shop) -> None:
    first, second = busy("credit show CN-2026-0001 PMT-2026-0001 --format json").data["credits"]
    assert (first["corrects"], first["uses"]) == ("INV-2026-0001", [])
    (use,) = second["uses"]
    assert (use["entry"], use["amount"]["number"]) == ("APP-2026-0001", "20.00")
    screen = busy("credit show CN-2026-0001 PMT-2026-0001", "").out
    assert "CN-2026-0001 of Acme Inc., 2026-01-12, corrects INV-2026-0001: 30.00 EUR" in screen
    assert "nothing of it was used" in screen
    assert "90.00 EUR, 70.00 EUR left" in screen
    assert "#application" in busy("credit show PMT-2026-0001 --format beancount").out


def test_what_is_owed_is_no_credit(busy: Shop) -> None:
    assert busy("credit show INV-2026-0001").codes == ["CREDIT-NONE"]
    assert busy("credit show CN-7").codes == ["UNKNOWN-ITEM"]
