"""What ``customer show`` tells of disputes, promises and holds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


@pytest.fixture(params=["read model", "off"])
def owed(shop: Shop, request: pytest.FixtureRequest) -> Shop:
    """Return books in which two customers owe something, read from their model or not."""
    cache = "off" if request.param == "off" else str(shop.folder.parent / "cache")
    shop.env["BILLCLI_CACHE"] = cache
    shop.sold("100", "50")
    shop.sold("7", customer="Globex")
    return shop


def _told(shop: Shop, customer: str = "Acme") -> list[tuple[str, str]]:
    rows = shop(f"customer show {customer}").rows[1:]
    return [(key, text) for _, key, text in rows if key in {"dispute", "promise", "hold"}]


def test_nothing_stands(owed: Shop) -> None:
    assert _told(owed) == []
    (found,) = owed("customer show Acme --format json").data["customers"]
    assert (found["disputes"], found["promises"], found["holds"]) == ([], [], [])


def test_what_stands_of_a_customer_is_told_and_nothing_of_others(owed: Shop) -> None:
    owed.done(
        "dispute open INV-2026-0001 --reason Dear --amount 30",
        "dispute open INV-2026-0002 --reason Late",
        "dispute close DSP-2026-0002",
        "promise add INV-2026-0002 --until 2026-02-09",
        "hold set INV-2026-0001 --reason Wait --until 2026-02-20",
        "collections hand-off Globex --reason Agency",
    )
    assert _told(owed) == [
        ("dispute", "DSP-2026-0001: INV-2026-0001, 30.00 EUR, Dear"),
        ("promise", "PTP-2026-0001: INV-2026-0002, until 2026-02-09"),
        ("hold", "HLD-2026-0001: INV-2026-0001, until 2026-02-20, Wait"),
    ]
    assert _told(owed, "Globex") == [("hold", "HLD-2026-0002: in collections, Agency")]
    (found,) = owed("customer show Acme --format json").data["customers"]
    assert (found["disputes"], found["promises"], found["holds"]) == (
        ["DSP-2026-0001"], ["PTP-2026-0001"], ["HLD-2026-0001"],
    )  # fmt: skip
    owed.today = dt.date(2026, 3, 1)
    assert _told(owed)[1:] == [
        ("promise", "PTP-2026-0001: INV-2026-0002, broken, was until 2026-02-09")
    ]
