"""The worklist over books: who stands on it, with which factors, and who does not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


@pytest.fixture(params=["read model", "off"])
def owed(shop: Shop, request: pytest.FixtureRequest) -> Shop:
    off = request.param == "off"
    shop.env["BILLCLI_CACHE"] = "off" if off else str(shop.folder.parent / "cache")
    shop.sold("100", "50", date="2026-01-01")
    shop.sold("9", customer="Globex", date="2026-01-01")
    shop.today = dt.date(2026, 3, 15)
    return shop


def _rows(shop: Shop, options: str = "") -> list[dict[str, object]]:
    return list(shop(f"worklist {options} --format json").data["customers"])


def _factors(shop: Shop, customer: str = "Acme") -> dict[str, object]:
    return next(row for row in _rows(shop) if row["customer"] == customer)


def test_every_factor_is_told(owed: Shop) -> None:
    owed.done("customer edit Globex --phone 0123")
    acme, globex = _rows(owed)
    assert (acme["customer"], acme["customer_name"], globex["customer"]) == (
        "Acme", "Acme Inc.", "Globex"
    )  # fmt: skip
    assert acme["at_risk"] == {"number": "150.00", "currency": "EUR"}
    assert acme["waiting"] == {"number": "0.00", "currency": "EUR"}
    assert (acme["days"], acme["broken"], acme["late"]) == (43, 0, None)
    assert (acme["reach"], acme["bounces"], acme["deadline"]) == ("mail", 0, None)
    assert (globex["days"], globex["reach"]) == (13, "phone")
    points = [value for name, value in acme.items() if name.endswith("_points")]
    assert (len(points), acme["money_points"]) == (6, "40.0")
    assert float(str(acme["score"])) == pytest.approx(sum(float(str(p)) for p in points))


def test_who_waits_for_something_is_not_at_risk(owed: Shop) -> None:
    owed.done("dispute open INV-2026-0001 --amount 30 --reason Dear")
    acme = _factors(owed)
    assert (acme["at_risk"], acme["waiting"]) == (
        {"number": "120.00", "currency": "EUR"}, {"number": "30.00", "currency": "EUR"},
    )  # fmt: skip
    owed.done("promise add INV-2026-0002 --until +5d")
    acme = _factors(owed)
    assert acme["at_risk"] == {"number": "70.00", "currency": "EUR"}
    assert acme["deadline"] == "2026-03-20"
    owed.done("payment add Acme 60 EUR --on-account")
    assert _factors(owed)["at_risk"] == {"number": "10.00", "currency": "EUR"}
    owed.done("hold set Acme --reason Wait")
    assert [row["customer"] for row in _rows(owed)] == ["Globex"]
    owed.done("customer edit Globex --hold insolvent")
    assert _rows(owed) == []
    assert owed("worklist --format table").out.strip() == "Nobody is late."


def test_broken_promises_bounces_and_history_count(owed: Shop) -> None:
    owed.today = dt.date(2026, 3, 1)
    owed.done("promise add INV-2026-0001 --until 2026-03-05")
    owed.done('contact log Acme "Came back" --kind bounce')
    owed.done("payment add Acme 50 EUR --allocate INV-2026-0002 --date 2026-02-20")
    owed.today = dt.date(2026, 3, 15)
    acme = _factors(owed)
    assert (acme["broken"], acme["bounces"], acme["late"]) == (1, 1, 20)
    assert (acme["reach"], acme["promises_points"]) == ("letter", "7.5")
    assert _factors(owed, "Globex")["broken"] == 0


def test_the_list_is_of_a_day_a_customer_or_the_first_few(owed: Shop) -> None:
    assert len(_rows(owed, "--limit 1")) == 1
    assert [row["customer"] for row in _rows(owed, "--customer globex")] == ["Globex"]
    assert [row["customer"] for row in _rows(owed, "--as-of 2026-03-01")] == ["Acme"]
    assert _rows(owed, "--as-of 2026-01-20") == []
    assert owed("worklist --customer Nobody").codes == ["UNKNOWN-CUSTOMER"]
    csv = owed("worklist --format csv").out.splitlines()
    assert csv[0].startswith("customer,customer_name,score,at_risk,waiting,currency,days,broken")
    assert owed("worklist --format ids").out.split() == ["Globex", "Acme"]  # whom no mail reaches


def test_status_tells_of_broken_promises_and_holds(owed: Shop) -> None:
    def told(key: str) -> tuple[int, list[str]]:
        rows = owed("status --format json").data["status"]
        one = next(row for row in rows if row["key"] == key)
        return one["count"], [f"{a['number']} {a['currency']}" for a in one["amounts"]]

    assert (told("promises"), told("holds")) == ((0, []), (0, []))
    owed.today = dt.date(2026, 3, 1)
    owed.done("promise add Acme --until 2026-03-05", "hold set INV-2026-0001 --reason Wait")
    assert (told("promises"), told("holds")) == ((0, []), (1, ["100.00 EUR"]))
    owed.today = dt.date(2026, 3, 15)
    assert told("promises") == (1, ["150.00 EUR"])
    owed.done("hold clear INV-2026-0001", "promise close PTP-2026-0001")
    assert (told("promises"), told("holds")) == ((0, []), (0, []))
