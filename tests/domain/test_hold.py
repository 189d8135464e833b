"""Holds by notes and by the customer's record."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.hold import Hold, held, holds, record_hold
from billcli.domain.party import Party

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.entry import Facts

ACME, GLOBEX = "Assets:AR:Acme", "Assets:AR:Globex"
NOTE = """
    2026-02-01 note {account} "{text}" #hold{links}
      id: "{own}"
      {meta}
    """
CLOSED = """
    2026-02-10 note Assets:AR:Acme "back again" #hold
      id: "HLD-1"
      status: "closed"
    """


def _note(own: str, meta: str = 'status: "open"', links: str = "", account: str = ACME) -> str:
    return NOTE.format(account=account, text=f"reason of {own}", own=own, meta=meta, links=links)


@pytest.mark.parametrize(
    ("text", "day", "is_open"),
    [
        (_note("HLD-1"), 28, True),
        (_note("HLD-1", "until: 2026-02-15"), 15, True),
        (_note("HLD-1", "until: 2026-02-15"), 16, False),
        (_note("HLD-1") + CLOSED, 9, True),
        (_note("HLD-1") + CLOSED, 10, False),
    ],
)
def test_a_hold_ends_by_its_last_day_or_when_it_is_closed(
    facts_of: Callable[[str], Facts], text: str, day: int, *, is_open: bool
) -> None:
    (one,) = holds(facts_of(text).notes, dt.date(2026, 2, day))
    assert (one.id, one.reason, one.is_open) == ("HLD-1", "reason of HLD-1", is_open)
    assert (one.since, one.level, one.is_handed_off) == (dt.date(2026, 2, 1), 0, False)


def test_a_hold_is_about_a_customer_or_about_items(facts_of: Callable[[str], Facts]) -> None:
    text = _note("HLD-1", links=" ^INV-1") + _note("HLD-2", account=GLOBEX)
    text += _note("HLD-3", "level: 4", links=" ^INV-3") + _note("HLD-4", links=" ^INV-3")
    text += _note("HLD-5", "until: 2026-02-01", links=" ^INV-5")
    found = holds(facts_of(text).notes, dt.date(2026, 2, 2))

    def of(account: str, item: str) -> str:
        one = held(found, account, item)
        return one.id if one else ""

    assert [of(ACME, name) for name in ("INV-1", "INV-2", "INV-3", "INV-5")] == [
        "HLD-1", "", "HLD-3", ""
    ]  # fmt: skip
    assert of(GLOBEX, "INV-2") == "HLD-2"
    assert [one.id for one in found if one.is_handed_off] == ["HLD-3"]


@pytest.mark.parametrize(("said", "reason"), [("dispute", "dispute"), ("no", None), ("", None)])
def test_the_record_of_a_customer_is_a_hold_too(said: str, reason: str | None) -> None:
    found = record_hold(Party("Acme", ACME, {"hold": said}))
    assert (found.reason if found else None) == reason
    if found:
        assert found == Hold("", ACME, (), None, "dispute", None)
        assert held([found], ACME, "INV-1") == found
        assert held([found], GLOBEX, "INV-1") is None
