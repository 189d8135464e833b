"""Invoices taken over from elsewhere must not make the own series jump."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

SERIES = '\n[series.invoice]\npattern = "INV-{year}-{n:04}"\nnext = 118\n'


def _take(shop: Shop, number: str, date: str = "2026-01-10") -> list[str]:
    return shop(
        f'invoice create Acme --number {number} --opening --date {date} --line "5 Balance"',
        yes=True,
    ).codes


@pytest.mark.parametrize("number", ["INV-2026-0200", "INV-2026-0002"])
def test_a_number_ahead_of_the_own_ones_is_refused(shop: Shop, number: str) -> None:
    shop.sold("1")
    before = shop.tree()
    answer = shop(f'invoice create Acme --number {number} --opening --line "5 Balance"', yes=True)
    assert (answer.status, answer.codes) == (2, ["NUMBER-AHEAD"])
    assert "INV-2026-0002" in answer.err
    assert "help: " in answer.err
    assert shop.tree() == before


def test_a_number_below_the_next_one_fills_a_gap(shop: Shop) -> None:
    shop.setting(SERIES)
    shop.sold("1")
    assert shop("invoice list --format ids").out == "INV-2026-0118\n"
    assert _take(shop, "INV-2026-0117") == []
    assert _take(shop, "INV-2026-0119") == ["NUMBER-AHEAD"]


@pytest.mark.parametrize("number", ["INV-2025-0200", "A-117", "INV-26-7"])
def test_other_periods_and_series_are_free(shop: Shop, number: str) -> None:
    shop.sold("1")
    assert _take(shop, number, "2025-12-10") == []


def test_a_series_without_own_numbers_is_free(shop: Shop) -> None:
    assert _take(shop, "INV-2026-0200") == []
    assert _take(shop, "INV-2026-0300") == []
    shop.sold("1")
    assert "INV-2026-0301" in shop("invoice list --format ids").out
    assert _take(shop, "INV-2026-0302") == ["NUMBER-AHEAD"]


def test_a_floor_that_still_rules_is_not_jumped_over(shop: Shop) -> None:
    shop.setting(SERIES)
    assert _take(shop, "INV-2026-0118") == ["NUMBER-AHEAD"]
    assert _take(shop, "INV-2026-0117") == []
    assert _take(shop, "INV-2025-0099", "2025-12-10") == []
    shop.sold("1")
    assert "INV-2026-0118" in shop("invoice list --format ids").out
