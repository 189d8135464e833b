"""Sums on their way to the bank, and the lines that bring them."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.money import Money
from billcli.matching.on_the_way import OnTheWay, arriving, is_named

DAY = dt.date(2026, 3, 2)
CLEARING = "Assets:Clearing:DirectDebit"


def waits(number: str, amount: str = "357", day: dt.date = DAY) -> OnTheWay:
    return OnTheWay(number, CLEARING, Money.of(amount, "EUR"), day)


def line(text: str, amount: str = "357", day: dt.date = DAY, **more: str) -> BankLine:
    return BankLine("Assets:Bank", day, Money.of(amount, "EUR"), text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("REM-2026-0001", True),
        ("SEPA Sammler rem 2026 0001 Anzahl 2", True),
        ("REM20260001", True),
        ("XREM-2026-0001", False),
        ("REM-2026-00010", False),
        ("REM-2026-000", False),
        ("REM-2026---0001", False),
        ("", False),
    ],
)
def test_a_number_is_named_whole(words: str, *, named: bool) -> None:
    assert is_named("REM-2026-0001", words) is named


def test_a_line_brings_what_it_names_in_the_right_amount() -> None:
    run = waits("REM-2026-0001")
    assert arriving(line("REM-2026-0001"), [run]) == run
    assert arriving(line("", reference="REM-2026-0001"), [run]) == run
    assert arriving(line("", bank_ref="REM-2026-0001"), [run]) == run


@pytest.mark.parametrize(
    "other",
    [
        line("REM-2026-0001", "356.99"),
        line("REM-2026-0001", "-357"),
        line("REM-2026-0002"),
        line("collected"),
        line("REM-2026-0001", day=DAY - dt.timedelta(days=1)),
        line("REM-2026-0001", doubt="its sign is not sure"),
    ],
)
def test_number_amount_and_day_must_all_agree(other: BankLine) -> None:
    assert arriving(other, [waits("REM-2026-0001")]) is None


def test_a_part_of_a_run_goes_before_the_run() -> None:
    parts = [waits("REM-2026-0001"), waits("REM-2026-0001-1"), waits("REM-2026-0001-2")]
    found = arriving(line("REM-2026-0001-2"), parts)
    assert found is not None
    assert found.number == "REM-2026-0001-2"
