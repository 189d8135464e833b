"""Lengths of time and expenses, exactly."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.problem import UsageError
from billcli.domain.work import (
    Step,
    Work,
    duration_text,
    hours_of,
    identity,
    parse_duration,
    parse_step,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0:01", 60),
        ("0:30", 1800),
        ("1:00", 3600),
        ("1:30", 5400),
        ("01:30", 5400),
        ("1:30:00", 5400),
        ("1:30:09", 5409),
        ("25:00", 90_000),
        ("1000:00", 3_600_000),
        ("1", 3600),
        ("1.5", 5400),
        ("1,5", 5400),
        ("1.5h", 5400),
        ("1.5 h", 5400),
        ("0.25", 900),
        ("0.01", 36),
        ("0.333333", 1200),
        ("2h", 7200),
        ("2 H", 7200),
        ("90min", 5400),
        ("90m", 5400),
        ("90 min", 5400),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("1h30min", 5400),
        ("1h30m15s", 5415),
        ("45s", 45),
        ("36s", 36),
        (" 1:30 ", 5400),
        ("0", 0),
        ("0:00", 0),
    ],
)
def test_lengths_of_time_as_people_write_them(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "h",
        "min",
        "-1",
        "-1:30",
        "1:60",
        "1:5",
        "1:30:60",
        "1:30:5",
        "1.5.5",
        "1h30",
        "an hour",
        "1d",
        "1e3",
        "nan",
        "10000",
        "\uff11:30",
        "1:30 2:00",
        "=1+1",
    ],
)
def test_other_texts_are_no_length_of_time(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_duration(text, flag="hours")
    (problem,) = caught.value.problems
    assert problem.code == "WORK-TIME"
    assert problem.message.startswith("hours: ")
    assert "1:30" in problem.help


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**7))
def test_the_store_reads_what_it_writes(seconds: int) -> None:
    assert parse_duration(duration_text(seconds)) == seconds


@pytest.mark.parametrize(
    ("rule", "seconds", "expected"),
    [
        ("6min", 0, 0),
        ("6min", 179, 0),
        ("6min", 180, 360),
        ("6min", 360, 360),
        ("6min", 539, 360),
        ("6min", 540, 720),
        ("6min up", 1, 360),
        ("6min up", 360, 360),
        ("6min up", 361, 720),
        ("15min", 449, 0),
        ("15min", 450, 900),
        ("15MIN  UP", 901, 1800),
        ("0.25h", 450, 900),
        ("0:15", 1349, 900),
        ("1h up", 5401, 7200),
        ("1s", 59, 59),
    ],
)
def test_each_time_is_rounded_to_the_step(rule: str, seconds: int, expected: int) -> None:
    assert parse_step(rule).rounded(seconds) == expected


@pytest.mark.parametrize("text", ["", "up", "0min", "0", "six", "6min down", "-6min"])
def test_other_texts_are_no_step(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_step(text)
    assert [p.code for p in caught.value.problems] == ["WORK-TIME"]


def test_without_a_rule_nothing_is_rounded() -> None:
    assert [Step().rounded(n) for n in (0, 1, 59, 3599)] == [0, 1, 59, 3599]


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 7200))
def test_rounding_moves_a_time_by_less_than_a_step(seconds: int, step: int) -> None:
    nearest, up = Step(step).rounded(seconds), Step(step, up=True).rounded(seconds)
    assert nearest % step == up % step == 0
    assert abs(nearest - seconds) * 2 <= step
    assert 0 <= up - seconds < step


@pytest.mark.parametrize(
    ("seconds", "hours"),
    [
        (0, "0"),
        (17, "0"),
        (18, "0.01"),
        (36, "0.01"),
        (53, "0.01"),
        (54, "0.02"),
        (360, "0.1"),
        (600, "0.17"),
        (1200, "0.33"),
        (3600, "1"),
        (36_000, "10"),
        (360_000, "100"),
        (5400, "1.5"),
        (7560, "2.1"),
        (45_045, "12.51"),
    ],
)
def test_hours_of_a_line_have_two_decimals_and_no_needless_zeros(seconds: int, hours: str) -> None:
    assert str(hours_of(seconds)) == hours


def test_an_identity_tells_entries_apart_and_stays() -> None:
    day = dt.date(2026, 1, 5)
    one = identity("time", day, "Acme", "Draft", 5400)
    assert one == identity("time", day, "Acme", "Draft", 5400)
    assert len(one) == 12
    others = {
        identity("time", day, "Acme", "Draft", 5401),
        identity("time", day, "AcmeDraft", "", 5400),
        identity("time", day, "Acme", "Draft", 5400, nth=2),
        identity("expense", day, "Acme", "Draft", 5400),
        identity("time", dt.date(2026, 1, 6), "Acme", "Draft", 5400),
    }
    assert len(others) == 5
    assert one not in others


def test_what_has_no_time_is_an_expense() -> None:
    day = dt.date(2026, 1, 5)
    assert Work("a", day, "Acme", seconds=0).is_time
    assert not Work("a", day, "Acme", price=Decimal("84.50")).is_time
