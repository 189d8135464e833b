"""What the keys of a plan's file say, and what they may not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from billcli.domain.plan import Due, Pause, Rhythm
from billcli.domain.problem import UsageError
from billcli.services.named_file import NamedFile
from billcli.services.plan_file import PlanFile, parse_pause, plan_of
from billcli.services.quote_deposit import parse_percent

TODAY = dt.date(2026, 1, 31)
BASE = 'customer = "Acme"\nevery = "2 weeks"\nfrom = 2026-01-05\nlines = ["1 Box"]\n'


def read(text: str) -> PlanFile:
    return plan_of(NamedFile("box", Path("plans/box.toml"), "plans/box.toml", text.encode()), TODAY)


def dues(plan: PlanFile, count: int = 3) -> list[Due]:
    return list(plan.sound().dues(dt.date.max))[:count]


def test_every_key_is_read() -> None:
    found = read(
        BASE.replace("2 weeks", "1 month")
        + "times = 7\nanchor = 'end-of-month'\npro-rata = true\n"
        + 'pauses = ["2026-03-01..2026-04-30", "2026-09-01.."]\n'
    ).sound()
    assert (found.id, found.every, found.start) == ("box", Rhythm(1, "month"), dt.date(2026, 1, 5))
    assert (found.until, found.times, found.end_of_month, found.pro_rata) == (None, 7, True, True)
    assert found.pauses == (
        Pause(dt.date(2026, 3, 1), dt.date(2026, 4, 30)),
        Pause(dt.date(2026, 9, 1)),
    )


def test_what_is_left_out_takes_its_default() -> None:
    found = read(BASE).sound()
    assert (found.until, found.times, found.pauses) == (None, None, ())
    assert (found.end_of_month, found.pro_rata) == (False, False)


def test_prices_hold_from_their_date_in_any_order() -> None:
    plan = read(
        BASE
        + '[price.2026-02-02]\nlines = [\n  "3 Box",\n]\n'
        + '[price.2026-01-12]\nlines = ["2 Box"]\n'
    )
    asked = [plan.reading_on(due).sound() for due in dues(plan)]
    assert [one.lines for one in asked] == [("1 Box",), ("2 Box",), ("3 Box",)]
    assert [one.date for one in asked] == [due.date for due in dues(plan)]
    assert [one.period for one in asked] == [due.period for due in dues(plan)]
    places = [plan.reading_on(due).at_item(0).line for due in dues(plan)]
    assert places == [4, 10, 7]


@pytest.mark.parametrize(
    "text", ["2026-03-01", "2026-03-01..x", "..", "..2026-03-01", "March..", ""]
)
def test_what_is_no_pause(text: str) -> None:
    with pytest.raises(UsageError):
        parse_pause(text)


@pytest.mark.parametrize(("text", "percent"), [("30%", "30"), ("33.3 %", "33.3"), ("0.5%", "0.5")])
def test_a_share_is_a_percentage(text: str, percent: str) -> None:
    assert str(parse_percent(text)) == percent


@pytest.mark.parametrize("text", ["30", "100%", "250%", "-5%", "0%", "%", "some", ""])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(UsageError):
        parse_percent(text)
