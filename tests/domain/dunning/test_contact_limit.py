"""How often a customer is contacted, by what notes tell and in random weeks."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import pytest

from billcli.domain.dunning.contact_limit import ContactLimit, Touch, touches
from billcli.domain.dunning.plan import Case, dunning_plan
from billcli.domain.dunning.policy import DunningPolicy, Step
from billcli.domain.entry import Note
from billcli.domain.frozen import replace
from billcli.domain.reminder import Level
from tests.domain.dunning.invented import TODAY, case, day, item

ACCOUNT = "Assets:Receivable:Acme"


def note(tags: str, links: str = "", on: dt.date = TODAY, **meta: str) -> Note:
    named = {key.replace("_", "-"): value for key, value in meta.items()}
    return Note(on, ACCOUNT, "x", tuple(tags.split()), tuple(links.split()), named)


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ([note("reminder", "A-1"), note("reminder", "A-2")], [{"A-1", "A-2"}]),
        ([note("reminder", "A-1", message_id="<1>"), note("reminder", "A-2")], [{"A-1"}, {"A-2"}]),
        ([note("reminder", "A-1", sha256="1"), note("reminder", "A-2", sha256="2")],
         [{"A-1"}, {"A-2"}]),
        ([note("reminder", invoice="7/a")], [{"7/a"}]),
        ([note("call"), note("delivery mail"), note("delivery letter")], [set()] * 3),
        ([note("delivery bounce"), note("delivery"), note("dispute")], []),
    ],
)  # fmt: skip
def test_letters_calls_and_mails_are_contacts(notes: list[Note], expected: list[set[str]]) -> None:
    assert touches(notes) == tuple(Touch(ACCOUNT, TODAY, frozenset(one)) for one in expected)


def test_the_next_day_is_the_first_with_room() -> None:
    limit = ContactLimit(3, 7)
    made = [day(age) for age in (0, 2, 2, 5, 30, -4)]
    assert limit.next_day(made, TODAY) == day(2) + dt.timedelta(days=7)
    assert limit.next_day(made[2:], TODAY) == limit.next_day([], TODAY) == TODAY


def weeks(seed: int) -> None:
    """Play some weeks, a plan a day: within no window are there more letters than agreed."""
    chance = random.Random(seed)  # noqa: S311 - a test repeats itself
    limit = ContactLimit(chance.randint(1, 3), chance.randint(1, 12))
    days = sorted(chance.sample(range(1, 40), 4))
    ladder = tuple(map(Step, list(Level)[1:], days))
    policy = DunningPolicy(ladder, pause=0, bundle=chance.random() < 0.3, contacts=limit)
    due = [day(chance.randint(-30, 20)) for _ in range(8)]
    notes: list[Note] = []
    made: Counter[dt.date] = Counter()
    levels: dict[object, int] = {}
    for n in range(60):
        today = TODAY + dt.timedelta(days=n)
        rows = [item(f"A-{at}", date_due=one) for at, one in enumerate(due)]
        told = case(*rows, policy=policy, touches=touches(notes))
        fields = {name: getattr(told, name) for name in Case.__match_args__}
        before = replace(told.reminded, levels=levels)
        plan = dunning_plan(Case(**{**fields, "today": today, "reminded": before}))
        for at, notice in enumerate(plan.notices):
            levels |= {ask.claim: list(Level).index(ask.step.level) for ask in notice.asks}
            links = " ".join(ask.row.item for ask in notice.asks)
            notes.append(note("reminder", links, today, message_id=f"<{n}-{at}>"))
            made[today] += 1
            window = [today - dt.timedelta(days=back) for back in range(limit.days)]
            assert sum(made[one] for one in window) <= limit.most
        for one in plan.left:
            assert one.reason in {"limit", "asked"}
            assert one.reason == "asked" or str(today) < one.detail[-10:]
        if chance.random() < 0.1:
            notes.append(note("call", on=today))
            made[today] += 1
    assert levels


@pytest.mark.parametrize("seed", range(20))
def test_no_window_has_more_contacts_than_agreed(seed: int) -> None:
    weeks(seed)


@pytest.mark.long
def test_in_many_weeks_no_window_has_more_contacts_than_agreed() -> None:
    for seed in range(1000, 2000):
        weeks(seed)
