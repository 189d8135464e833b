from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.money import Money
from billcli.domain.problem import BillcliError
from billcli.domain.receipt import Receipt, ReceiptLine

DAY = dt.date(2026, 3, 9)
CENTS = st.integers(-(10**14), 10**14)


def euro(cents: int) -> Money:
    return Money.of(
        f"{cents // 100}.{cents % 100:02d}"
        if cents >= 0
        else f"-{-cents // 100}.{-cents % 100:02d}",
        "EUR",
    )


def receipt(received: int, lines: list[tuple[int, int]], adjusted: int | None) -> Receipt:
    made = tuple(
        ReceiptLine(f"INV-{i}", DAY, euro(applied + left), euro(applied), euro(left))
        for i, (applied, left) in enumerate(lines)
    )
    return Receipt(
        "PMT-1",
        "Acme",
        DAY,
        DAY,
        euro(received),
        made,
        None if adjusted is None else euro(adjusted),
    )


@settings(max_examples=50)
@given(CENTS, st.lists(st.tuples(CENTS, CENTS), max_size=5), st.none() | CENTS)
def test_what_was_used_and_kept_is_what_came_in(
    received: int, lines: list[tuple[int, int]], adjusted: int | None
) -> None:
    found = receipt(received, lines, adjusted)
    assert found.applied + found.on_account == found.received + euro(adjusted or 0)
    assert found.remaining == euro(sum(left for _, left in lines))
    assert found.applied == euro(sum(applied for applied, _ in lines))


def test_a_payment_without_documents_is_kept() -> None:
    found = receipt(2500, [], None)
    assert found.on_account == Money.of("25.00", "EUR")
    assert found.applied == found.remaining == Money.zero("EUR")


def test_currencies_do_not_mix() -> None:
    line = ReceiptLine("INV-1", None, *[Money.of("1.00", "USD")] * 3)
    mixed = Receipt("PMT-1", "Acme", DAY, DAY, Money.of("1.00", "EUR"), (line,))
    with pytest.raises((BillcliError, ValueError, AssertionError)):
        _ = mixed.on_account
