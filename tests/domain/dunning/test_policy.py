from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billcli.domain.dunning.interest import InterestTerms
from billcli.domain.dunning.policy import LADDER, DunningPolicy, Step, ladder_fault
from billcli.domain.frozen import replace
from billcli.domain.reminder import Level
from tests.domain.dunning.invented import POLICY


@pytest.mark.parametrize(
    ("days", "level"),
    [
        (-4, None),
        (-3, Level.NOTICE),
        (0, Level.NOTICE),
        (1, None),
        (6, None),
        (7, Level.REMINDER),
        (20, Level.REMINDER),
        (21, Level.SECOND),
        (9999, Level.SECOND),
    ],
)
def test_an_item_stands_on_the_last_rung_it_reached(days: int, level: Level | None) -> None:
    step = POLICY.step(days)
    assert (step.level if step else None) is level


def test_in_the_days_of_grace_nothing_is_asked() -> None:
    policy = DunningPolicy((Step(Level.NOTICE, -3), Step(Level.REMINDER, 2)), grace=5)
    assert policy.step(-1) is not None
    assert policy.step(5) is None
    assert policy.step(6) is not None


@pytest.mark.parametrize(("days", "bears"), [(-3, False), (7, False), (20, False), (21, True)])
def test_interest_is_borne_from_the_rung_that_charges_it(days: int, *, bears: bool) -> None:
    rungs = tuple(replace(step, interest=step.level is Level.SECOND) for step in POLICY.ladder)
    terms = InterestTerms(((dt.date.min, Decimal(9)),))
    assert DunningPolicy(rungs, terms=terms).bears_interest(days) is bears
    assert not DunningPolicy(rungs).bears_interest(days)


def test_letters_keep_a_distance_but_never_hold_up_the_next_rung() -> None:
    assert DunningPolicy().days_between == 7
    close = (Step(Level.REMINDER, 3), Step(Level.SECOND, 5))
    assert DunningPolicy(close).days_between == 2
    assert DunningPolicy(close, pause=10).days_between == 10
    assert DunningPolicy(close, pause=0).days_between == 0


@pytest.mark.parametrize(
    ("quiet", "at", "is_so"),
    [
        (None, "03:00", False),
        (("20:00", "08:00"), "19:59", False),
        (("20:00", "08:00"), "20:00", True),
        (("20:00", "08:00"), "07:59", True),
        (("20:00", "08:00"), "08:00", False),
        (("12:00", "13:00"), "12:30", True),
        (("12:00", "13:00"), "13:00", False),
    ],
)
def test_quiet_hours_may_pass_midnight(
    quiet: tuple[str, str] | None, at: str, *, is_so: bool
) -> None:
    hours = quiet and (dt.time.fromisoformat(quiet[0]), dt.time.fromisoformat(quiet[1]))
    assert DunningPolicy(quiet=hours).is_quiet(dt.time.fromisoformat(at)) is is_so


@pytest.mark.parametrize(
    ("ladder", "said"),
    [
        ((), "no rung"),
        ((Step(Level.SECOND, 7), Step(Level.REMINDER, 21)), "reminder cannot come after second"),
        ((Step(Level.FINAL, 7), Step(Level.FINAL, 21)), "final cannot come after final"),
        ((Step(Level.REMINDER, 7), Step(Level.SECOND, 7)), "second has to come later"),
        ((Step(Level.NOTICE, 1),), "a notice comes before the due date"),
        ((Step(Level.REMINDER, 0),), "reminder has to come after the due date"),
    ],
)
def test_a_ladder_nobody_can_climb_is_told(ladder: tuple[Step, ...], said: str) -> None:
    assert said in ladder_fault(ladder)


def test_the_usual_ladder_can_be_climbed() -> None:
    assert ladder_fault(LADDER) == ""
    longest = (Step(Level.NOTICE, 0), *LADDER, Step(Level.COLLECTIONS, 60))
    assert ladder_fault(longest) == ""
