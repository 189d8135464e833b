"""What the worklist knows of customers, and what ``missed`` finds, item by item."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.money import Money
from billcli.services.find_missed import missed
from billcli.services.find_prospects import prospects
from billcli.services.keep_hold import HoldRequest, set_holds
from billcli.services.writing import Consent

if TYPE_CHECKING:
    from shop import Shop

    from billcli.domain.worklist import Prospect

DAY = dt.date(2026, 3, 15)
YES = Consent(lambda _text: None)


@pytest.fixture
def parts(shop: Shop) -> Shop:
    """Return books with an invoice of which one part of three is late."""
    shop.done(
        'invoice create Acme --line "300 Work; tax=ZERO" --date 2026-02-01'
        ' --instalments "3 monthly"'
    )
    shop.today = DAY
    return shop


def _one(shop: Shop, day: dt.date = DAY) -> Prospect | None:
    return next(iter(prospects(shop.workspace(), day)), None)


def test_only_the_part_that_is_late_is_at_risk(parts: Shop) -> None:
    rows = parts.workspace().books(DAY).open_items()
    late = [row for row in rows if (row.days_overdue(DAY) or 0) > 0]
    found = _one(parts)
    assert found is not None
    assert len(late) < len(rows) == 3
    assert found.at_risk == sum((r.balance_open for r in late[1:]), late[0].balance_open)
    assert found.days == max(row.days_overdue(DAY) or 0 for row in late)
    assert found.deadline == min(r.date_due for r in rows if r.date_due and r.date_due >= DAY)


def test_a_dispute_takes_what_is_late_first(parts: Shop) -> None:
    before = _one(parts)
    assert before is not None
    parts.done("dispute open INV-2026-0001 --amount 40 --reason Dear")
    found = _one(parts)
    assert found is not None
    assert found.at_risk == before.at_risk - Money.of(40, "EUR")
    assert found.waiting == Money.of(40, "EUR")
    parts.done("dispute open INV-2026-0001 --amount 260 --reason Dear")
    assert _one(parts) is None


def test_a_customer_that_was_handed_over_is_not_asked(parts: Shop) -> None:
    set_holds(parts.workspace(), HoldRequest(("Acme",), "To the agency", level=4), YES)
    assert _one(parts) is None
    space = parts.workspace()
    told = [one.waits_for for one in missed(space, dt.date(2026, 1, 1), DAY)]
    assert told
    assert set(told) == {"in collections"}
    assert _one(parts, dt.date(2026, 3, 14)) is not None


def test_each_part_is_missed_on_its_own_day(parts: Shop) -> None:
    rows = parts.workspace().books(DAY).open_items()
    for row in rows:
        assert row.date_due is not None
        after = row.date_due + dt.timedelta(days=1)
        found = missed(parts.workspace(), row.date_due, after)
        assert [(one.row.item, one.row.instalment) for one in found] == [(row.item, row.instalment)]
        assert missed(parts.workspace(), after, after) == ()


def test_an_invoice_paid_early_lowers_the_average(shop: Shop) -> None:
    shop.sold("10", "20", "30", date="2026-01-01")  # due on 31 January
    for number, day in ((1, "2026-01-21"), (2, "2026-02-20")):
        shop.done(f"payment add Acme {number}0 EUR --allocate INV-2026-000{number} --date {day}")
    found = _one(shop)
    assert found is not None
    assert (found.late, found.at_risk) == (5, Money.of(30, "EUR"))


@pytest.mark.parametrize("cache", ["kept", "off"])
def test_each_customer_has_its_own_average_and_contacts(shop: Shop, cache: str) -> None:
    shop.env["BILLCLI_CACHE"] = "off" if cache == "off" else str(shop.folder.parent / "cache")
    shop.sold("10", "20", date="2026-01-01")
    shop.sold("10", "20", "5", customer="Globex", date="2026-01-01")
    for number, day in ((1, "2026-02-10"), (3, "2026-02-10"), (4, "2026-03-02")):
        is_acme = number == 1
        customer, currency = ("Acme", "EUR") if is_acme else ("Globex", "USD")
        amount = 10 if is_acme else 10 * (number - 2)
        shop.done(
            f"payment add {customer} {amount} {currency} --allocate INV-2026-000{number}"
            f" --date {day}"
        )
    shop.done("contact log Globex Sent --kind bounce", "contact log Acme Rang --kind call")
    shop.today = DAY
    every = list(prospects(shop.workspace(), DAY))
    late, due = {one.customer: one.late for one in every}, [one.at_risk.number for one in every]
    assert late == {"Acme": 10, "Globex": -10}  # due on 31 January, and on 2 March
    assert due == [20, 5]
    assert [one.bounces for one in every] == [0, 1]
    for one in every:
        assert list(prospects(shop.workspace(), DAY, one.customer)) == [one]


@pytest.mark.parametrize(
    ("lines", "deadline"),
    [
        ((), None),
        (("invoice create Acme --line '5 Box' --due 2026-03-20",), dt.date(2026, 3, 20)),
        (("promise add INV-2026-0002 --until 2026-03-18",), dt.date(2026, 3, 18)),
        (("hold set INV-2026-0002 --until 2026-03-19 --reason Wait",), dt.date(2026, 3, 19)),
        (
            (
                "hold set INV-2026-0002 --until 2026-03-19 --reason Wait",
                "promise add INV-2026-0003 --until 2026-03-15",
            ),
            DAY,
        ),
    ],
)
def test_the_next_day_that_counts_is_told(
    shop: Shop, lines: tuple[str, ...], deadline: dt.date | None
) -> None:
    shop.sold("10", "20", "30", date="2026-01-01")
    shop.today = DAY
    shop.done(*lines)
    found = _one(shop)
    assert found is not None
    assert found.deadline == deadline


@pytest.mark.parametrize(
    ("kinds", "changed", "bounces", "reach"),
    [
        ("call mail letter", False, 0, "mail"),
        ("bounce", False, 1, "letter"),
        ("bounce mail bounce", False, 2, "letter"),
        ("bounce", True, 0, "mail"),
    ],
)
def test_mails_that_came_back_count_until_the_address_is_changed(
    shop: Shop, kinds: str, *, changed: bool, bounces: int, reach: str
) -> None:
    shop.sold("10", date="2026-01-01")
    shop.done(*(f"contact log Acme Sent --kind {kind}" for kind in kinds.split()))
    shop.today = DAY
    if changed:
        shop.done("customer edit Acme --email office@acme.example")
    found = _one(shop)
    assert found is not None
    assert (found.bounces, found.reach) == (bounces, reach)
