"""Holds by command."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


@pytest.fixture
def owed(shop: Shop) -> Shop:
    shop.sold("100", "50")
    shop.sold("9", customer="Globex")
    return shop


def _listed(shop: Shop, options: str = "") -> list[tuple[str, str, str, str]]:
    rows = shop(f"hold list {options} --format json").data["holds"]
    return [(r["hold"], r["customer"], " ".join(r["items"]), r["status"]) for r in rows]


def test_customers_and_items_are_held_and_cleared(owed: Shop) -> None:
    owed.done(
        'hold set Globex INV-2026-0001 --reason "Patience" --until 2026-02-10',
        'hold set Acme --reason "New bookkeeping"',
        'customer edit Globex --hold "insolvent"',
    )
    one, two, three = (f"HLD-2026-000{n}" for n in (1, 2, 3))
    record = ("", "Globex", "", "open")
    held = [
        (one, "Globex", "", "open"), (two, "Acme", "INV-2026-0001", "open"),
        (three, "Acme", "", "open"), record,
    ]  # fmt: skip
    assert _listed(owed) == held
    assert _listed(owed, "--customer Acme") == held[1:3]
    assert _listed(owed, "--as-of 2026-02-11") == [held[2], record]
    assert owed("check").status == 0
    owed.today = dt.date(2026, 2, 5)
    owed.done("hold clear Acme", f"hold clear {one} --note Paid", "hold clear INV-2026-0001")
    assert _listed(owed) == [record]
    assert [row[3] for row in _listed(owed, "--all")] == ["closed", "closed", "closed", "open"]
    owed.done("undo")
    assert _listed(owed) == [held[1], record]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("hold set Nobody --reason x", "UNKNOWN-ITEM", "no customer 'Nobody'"),
        ("hold set Acme --reason ''", "REASON-MISSING", "--reason is empty"),
        ("hold set Acme --reason x --until yesterday", "UNTIL-PAST", "2026-01-30 is past"),
        ("hold clear Acme", "HOLD-NONE", "Acme is not on hold"),
        ("hold clear INV-2026-0002", "HOLD-NONE", "INV-2026-0002 is not on hold"),
        ("hold clear Globex", "HOLD-NONE", "Globex is held by the customer's record"),
        ("hold clear HLD-2026-0001", "NOTE-CLOSED", "HLD-2026-0001 is closed since 2026-01-31"),
    ],
)
def test_what_cannot_be_is_refused(owed: Shop, line: str, code: str, said: str) -> None:
    owed.done("hold set INV-2026-0001 --reason Wait", "hold clear INV-2026-0001")
    owed.done('customer edit Globex --hold "insolvent"')
    before = owed.tree()
    answer = owed(line, yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert said in answer.err
    assert owed.tree() == before


def test_customers_of_one_account_cannot_be_held_one_by_one(shop: Shop) -> None:
    shop.append(
        "2025-01-01 open Assets:Receivable\n"
        '2026-01-05 * "Hooli" "By hand" ^A-1\n'
        "  Assets:Receivable  5.00 EUR\n  Income:Services\n"
    )
    assert shop("hold set Hooli --reason x", yes=True).codes == ["NOTE-ACCOUNT"]
    shop.done("hold set A-1 --reason x")
    assert _listed(shop) == [("HLD-2026-0001", "Hooli", "A-1", "open")]
