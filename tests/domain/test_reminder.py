from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.money import Money
from billcli.domain.reminder import Level, Reminder, ReminderCharge, ReminderLine

DAY = dt.date(2026, 3, 31)
WHOLE = st.integers(-(10**12), 10**12)


def euro(number: int) -> Money:
    return Money.of(str(number), "EUR")


@settings(max_examples=50)
@given(st.lists(WHOLE, max_size=5), st.lists(st.integers(0, 1000), max_size=3))
def test_open_balances_and_charges_are_asked_for(left: list[int], fees: list[int]) -> None:
    lines = tuple(ReminderLine("INV-1", DAY, None, 0, euro(n + 1), euro(n)) for n in left)
    charges = tuple(ReminderCharge("late-fee", "", euro(n)) for n in fees)
    found = Reminder(Level.FINAL, "Acme", DAY, "EUR", lines, charges)
    assert found.total == euro(sum(left) + sum(fees))
    assert found.total.currency == "EUR"


def test_levels_grow_firmer() -> None:
    names = ["notice", "reminder", "second", "final", "collections"]
    assert [level.value for level in Level] == names
