"""How customers are ranked, and that every factor counts as it is said to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.frozen import replace
from billcli.domain.money import Money
from billcli.domain.worklist import WEIGHTS, Prospect, ranked

TODAY = dt.date(2026, 3, 1)
PLAIN = Prospect("Acme", "Acme Inc.", Money.of(100, "EUR"), Money.zero("EUR"), 0)
NOTHING = dict.fromkeys(WEIGHTS, Decimal("0.0")) | {"money": Decimal("40.0")}


def _in(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("changes", "name", "points"),
    [
        ({}, "money", "40.0"),
        ({"days": 9}, "age", "2.0"),
        ({"days": 90}, "age", "20.0"),
        ({"days": 900}, "age", "20.0"),
        ({"broken": 1}, "promises", "7.5"),
        ({"broken": 2}, "promises", "15.0"),
        ({"broken": 7}, "promises", "15.0"),
        ({"late": 30}, "history", "5.0"),
        ({"late": 99}, "history", "10.0"),
        ({"late": -10}, "history", "0.0"),
        ({"late": None}, "history", "0.0"),
        ({"bounces": 1}, "reach", "5.0"),
        ({"email": False}, "reach", "5.0"),
        ({"email": False, "phone": False}, "reach", "10.0"),
        ({"bounces": 3, "phone": False}, "reach", "10.0"),
        ({"phone": False}, "reach", "0.0"),
        ({"deadline": _in(0)}, "deadline", "5.0"),
        ({"deadline": _in(7)}, "deadline", "2.5"),
        ({"deadline": _in(14)}, "deadline", "0.0"),
        ({"deadline": _in(99)}, "deadline", "0.0"),
    ],
)
def test_each_factor_gives_its_points_and_no_other(
    changes: dict[str, object], name: str, points: str
) -> None:
    (row,) = ranked([replace(PLAIN, **changes)], TODAY)
    assert row.points == NOTHING | {name: Decimal(points)}
    assert row.score == sum(row.points.values())


@pytest.mark.parametrize(
    ("email", "phone", "bounces", "reach"),
    [
        (True, True, 0, "mail"),
        (True, True, 1, "phone"),
        (False, True, 0, "phone"),
        (False, False, 0, "letter"),
        (True, False, 1, "letter"),
    ],
)
def test_how_a_customer_can_be_reached(email: bool, phone: bool, bounces: int, reach: str) -> None:
    assert replace(PLAIN, email=email, phone=phone, bounces=bounces).reach == reach


def test_money_is_compared_within_its_currency() -> None:
    rows = ranked(
        [
            replace(PLAIN, customer="A", at_risk=Money.of(50, "EUR")),
            replace(PLAIN, customer="B", at_risk=Money.of(200, "EUR")),
            replace(
                PLAIN, customer="C", at_risk=Money.of(30_000, "JPY"), waiting=Money.zero("JPY")
            ),
        ],
        TODAY,
    )
    assert [(row.prospect.customer, str(row.points["money"])) for row in rows] == [
        ("B", "40.0"), ("C", "40.0"), ("A", "10.0"),
    ]  # fmt: skip


def test_nobody_is_ranked_where_nobody_is_late() -> None:
    assert ranked([], TODAY) == ()


prospects = st.builds(
    Prospect,
    st.sampled_from(["A", "B", "C", "D"]),
    st.just("Somebody"),
    st.integers(1, 10_000).map(lambda n: Money.of(n, "EUR")),
    st.just(Money.zero("EUR")),
    st.integers(0, 400),
    st.integers(0, 4),
    st.none() | st.integers(-50, 200),
    st.booleans(),
    st.booleans(),
    st.integers(0, 3),
    st.none() | st.integers(0, 60).map(_in),
)


@settings(max_examples=60)
@given(st.lists(prospects, max_size=8))
def test_a_score_is_within_a_hundred_and_ranks(found: list[Prospect]) -> None:
    rows = ranked(found, TODAY)
    assert sorted(row.prospect.customer for row in rows) == sorted(p.customer for p in found)
    scores = [row.score for row in rows]
    assert scores == sorted(scores, reverse=True)
    for row in rows:
        assert 0 < row.score <= sum(WEIGHTS.values()) == 100
        assert all(0 <= row.points[name] <= weight for name, weight in WEIGHTS.items())
    assert ranked(reversed(found), TODAY)[:1] == rows[:1] or len({*scores}) < len(scores)


@settings(max_examples=60)
@given(prospects, st.integers(1, 100), st.integers(1, 3))
def test_what_is_worse_never_ranks_lower(one: Prospect, days: int, broken: int) -> None:
    worse = replace(one, days=one.days + days, broken=one.broken + broken)
    first, second = ranked([one], TODAY), ranked([worse], TODAY)
    assert second[0].score >= first[0].score
