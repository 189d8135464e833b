"""Handing customers and items off to somebody who collects."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

HAND_OFF = 'collections hand-off Acme --reason "To the agency"'


@pytest.fixture
def late(shop: Shop) -> Shop:
    shop.sold("100", date="2026-01-01")
    shop.sold("9", customer="Globex", date="2026-01-01")
    shop.today = dt.date(2026, 3, 15)
    return shop


def test_it_is_a_hold_of_the_last_level(late: Shop) -> None:
    answer = late.done(HAND_OFF)
    assert answer.err.startswith("Handed off: HLD-2026-0001 (2026.beancount:")
    assert (
        '\n2026-03-15 note Assets:Receivable:Acme "To the agency" #hold ^HLD-2026-0001\n'
        '  id: "HLD-2026-0001"\n  status: "open"\n  level: 4\n'
    ) in late.text()
    (row,) = late("hold list --format json").data["holds"]
    assert (row["customer"], row["collections"], row["status"]) == ("Acme", True, "open")
    assert late("check").status == 0


def test_nobody_is_asked_any_more_until_it_is_cleared(late: Shop) -> None:
    def asked() -> list[str]:
        return [row["customer"] for row in late("worklist --format json").data["customers"]]

    assert asked() == ["Globex", "Acme"]
    late.done(HAND_OFF)
    assert asked() == ["Globex"]
    told = late("missed --since 2026-01-01 --customer Acme --format json")
    assert told.status == 2
    rows = late("missed --since 2026-01-01 --format json").data["items"]
    assert [row["waits_for"] for row in rows if row["customer"] == "Acme"] == ["in collections"]
    late.done('hold clear Acme --note "Came back"')
    assert asked() == ["Globex", "Acme"]
    late.done("undo", "undo")
    assert asked() == ["Globex", "Acme"]
    assert "#hold" not in late.text()


def test_an_item_may_be_handed_off_alone(late: Shop) -> None:
    late.done('collections hand-off INV-2026-0001 --reason "To the agency"')
    (row,) = late("hold list --format json").data["holds"]
    assert (row["items"], row["collections"]) == (["INV-2026-0001"], True)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("collections hand-off Nobody --reason x", "UNKNOWN-ITEM"),
        ("collections hand-off Acme --reason ''", "REASON-MISSING"),
        ("collections hand-off INV-2026-0003 --reason x", "NOTE-SETTLED"),
    ],
)
def test_what_cannot_be_is_refused(late: Shop, line: str, code: str) -> None:
    late.sold("7")
    late.done("payment add Acme 7 EUR --allocate INV-2026-0003")
    before = late.tree()
    assert late(line, yes=True).codes == [code]
    assert late.tree() == before


def test_it_is_asked_first(late: Shop) -> None:
    before = late.tree()
    assert "Hand this off?" in late(HAND_OFF, "n").err
    assert late(HAND_OFF).codes == ["NEEDS-YES"]
    assert late.tree() == before
