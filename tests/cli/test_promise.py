"""Promises by command, and how they end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

ADD = "promise add INV-2026-0001 --until 2026-02-10"


@pytest.fixture
def owed(shop: Shop) -> Shop:
    shop.sold("100", "50")
    shop.sold("9", customer="Globex")
    return shop


def _listed(shop: Shop, options: str = "") -> list[tuple[str, str]]:
    rows = shop(f"promise list {options} --format json").data["promises"]
    return [(row["promise"], row["status"]) for row in rows]


def test_a_promise_is_kept_or_broken_by_what_is_received(owed: Shop) -> None:
    answer = owed.done(ADD)
    assert answer.err.startswith("Promised until 2026-02-10: PTP-2026-0001")
    assert "until: 2026-02-10\n" in owed.text()
    assert '"Promises to pay 100.00 EUR until 2026-02-10" #promise' in owed.text()
    owed.done('promise add INV-2026-0002 --until 2026-02-10 --amount 20 --note "By phone"')
    owed.done("payment add Acme 20 EUR --allocate INV-2026-0002 --date 2026-02-10")
    assert _listed(owed) == [("PTP-2026-0001", "open"), ("PTP-2026-0002", "open")]
    assert _listed(owed, "--as-of 2026-02-11") == [("PTP-2026-0001", "broken")]
    assert _listed(owed, "--as-of 2026-02-11 --all")[1] == ("PTP-2026-0002", "kept")
    owed.today = dt.date(2026, 2, 11)
    owed.done("promise close PTP-2026-0001")
    assert _listed(owed) == []
    assert _listed(owed, "--all")[0] == ("PTP-2026-0001", "closed")
    owed.done("undo PTP-2026-0001")
    assert _listed(owed) == [("PTP-2026-0001", "broken")]


def test_a_customer_promises_all_it_owes_now(owed: Shop) -> None:
    owed.done("promise add acme --until +10d --amount 120.00")
    (row,) = owed("promise list --customer Acme --format json").data["promises"]
    assert row["items"] == ["INV-2026-0001", "INV-2026-0002"]
    assert row["amount"] == {"number": "120.00", "currency": "EUR"}
    assert row["balance_open"] == {"number": "150.00", "currency": "EUR"}
    assert row["until"] == "2026-02-10"
    assert _listed(owed, "--customer Globex") == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("promise add INV-9 --until +1d", "UNKNOWN-ITEM"),
        ("promise add INV-2026-0002 --until +1d", "NOTE-SETTLED"),
        ("promise add Initech --until +1d", "NOTE-SETTLED"),
        ("promise add INV-2026-0001 --until 2026-01-30", "UNTIL-PAST"),
        ("promise add INV-2026-0001 --until soon", "DATE-UNREADABLE"),
        ("promise add INV-2026-0001 --until +1d --amount 101", "NOTE-AMOUNT"),
        ("promise add INV-2026-0001 INV-2026-0003 --until +1d", "PROMISE-SEVERAL"),
        ("promise close PTP-1", "NOTE-UNKNOWN"),
    ],
)
def test_what_cannot_be_is_refused(owed: Shop, line: str, code: str) -> None:
    owed.done("payment add Acme 50 EUR --allocate INV-2026-0002", "customer add Initech")
    before = owed.tree()
    answer = owed(line, yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert owed.tree() == before


def test_an_amount_in_two_currencies_is_refused(owed: Shop) -> None:
    owed.done('invoice create Acme --line "5 Box" --currency USD')
    answer = owed("promise add Acme --until +1d --amount 10", yes=True)
    assert answer.codes == ["PROMISE-SEVERAL"]
    owed.done("promise add Acme --until +1d")
    assert '"Promises to pay 150.00 EUR and 5.95 USD until 2026-02-01"' in owed.text()
