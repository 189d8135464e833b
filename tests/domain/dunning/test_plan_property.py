"""What holds of every dunning plan, whatever is open and whatever was agreed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.dunning.history import Claim, Reminded
from billcli.domain.dunning.interest import InterestTerms
from billcli.domain.dunning.notice import Obstacle
from billcli.domain.dunning.plan import Case, dunning_plan
from billcli.domain.dunning.policy import DunningPolicy, Step, number_of
from billcli.domain.money import total
from billcli.domain.open_item import Kind, OpenItem
from billcli.domain.reminder import Level
from tests.domain.dunning.invented import TODAY, case, day, eur, item

AMOUNTS = st.decimals("0.01", "500", places=2).map(str)
CUSTOMERS = st.sampled_from(["Acme", "Globex"])


@st.composite
def policies(draw: st.DrawFn) -> DunningPolicy:
    days = sorted(draw(st.sets(st.integers(1, 60), min_size=4, max_size=4)))
    steps = [Step(Level.NOTICE, -draw(st.integers(0, 9)))]
    for level, at in zip(tuple(Level)[1:], days, strict=True):
        fees = {"EUR": eur(draw(AMOUNTS))} if draw(st.booleans()) else {}
        steps.append(Step(level, at, fees=fees, interest=draw(st.booleans())))
    first, last = sorted((draw(st.integers(0, 4)), draw(st.integers(1, 5))))
    return DunningPolicy(
        tuple(steps[first : last + 1]),
        grace=draw(st.integers(0, 10)),
        minimum={"EUR": eur(draw(AMOUNTS))} if draw(st.booleans()) else {},
        pause=draw(st.none() | st.integers(0, 9)),
        bundle=draw(st.booleans()),
        terms=InterestTerms(((dt.date(2020, 1, 1), Decimal(9)),)) if draw(st.booleans()) else None,
    )


@st.composite
def rows(draw: st.DrawFn) -> list[OpenItem]:
    found = []
    for n in range(draw(st.integers(0, 8))):
        overdue = draw(st.none() | st.integers(-10, 90))
        credit = draw(st.integers(0, 4)) == 0
        kind = Kind.CREDIT_NOTE if credit else Kind.INVOICE
        left = f"-{draw(AMOUNTS)}" if credit else draw(AMOUNTS | st.just("0.00"))
        customer = draw(CUSTOMERS)
        currency = draw(st.sampled_from(["EUR", "EUR", "USD"]))
        found.append(item(f"A-{n}", overdue, left, customer, kind, currency=currency))
    return found


@st.composite
def cases(draw: st.DrawFn) -> Case:
    found = draw(rows())
    names = [row.item for row in found]
    some = st.lists(st.sampled_from(names), unique=True) if names else st.just([])
    against = {
        name: [Obstacle(draw(st.sampled_from(["disputed", "promised", "collections"])), "", part)]
        for name in draw(some)
        for part in [draw(st.none() | AMOUNTS.map(eur))]
    }
    against = {
        row.item: against[row.item]
        for row in found
        if row.item in against and row.balance_open.currency == "EUR"
    }
    told = Reminded(
        {Claim(name): draw(st.integers(0, 4)) for name in draw(some)},
        {name: day(draw(st.integers(0, 30))) for name in draw(some)},
    )
    held = {"Globex": Obstacle("held")} if draw(st.integers(0, 4)) == 0 else {}
    policy = draw(policies())
    return case(*found, policy=policy, reminded=told, obstacles=against, held=held)


def holds(case: Case) -> None:
    plan = dunning_plan(case)
    open_now = {(row.item, row.balance_open.currency): row for row in case.rows}
    asked = [ask for notice in plan.notices for ask in notice.asks]
    for ask in asked:
        assert ask.row.balance_open.number > 0
        assert ask.row.customer not in case.held
        obstacles = case.obstacles.get(ask.row.item, ())
        assert all(one.amount is not None for one in obstacles)
        aside = total([one.amount for one in obstacles if one.amount], ask.amount.currency)
        assert ask.amount == ask.row.balance_open - aside
        assert ask.amount.number > 0
        assert number_of(ask.step.level) > case.reminded.levels.get(ask.claim, -1)
    assert len({ask.claim for ask in asked}) == len(asked)
    left = {one.row.item for one in plan.left}
    assert left.isdisjoint(ask.row.item for ask in asked)
    for notice in plan.notices:
        parts = [*(ask.amount for ask in notice.asks), *(one.amount for one in notice.credits)]
        assert notice.total == total([*parts, *(c.amount for c in notice.charges)], notice.currency)
        assert notice.total.number > 0
        assert {ask.row.customer for ask in notice.asks} == {notice.customer}
        least = case.policy(notice.customer).minimum.get(notice.currency)
        assert least is None or notice.open.number >= least.number
    for row in open_now.values():
        used = [c.amount for n in plan.notices for c in n.credits if c.row is row]
        assert total(used, row.balance_open.currency).number >= min(row.balance_open.number, 0)
    sent = Reminded(
        {**case.reminded.levels, **{ask.claim: number_of(ask.step.level) for ask in asked}},
        {**case.reminded.items, **{ask.row.item: TODAY for ask in asked}},
    )
    again = dunning_plan(Case(**{**_fields(case), "reminded": sent}))
    repeated = {ask.claim for n in again.notices for ask in n.asks}
    assert repeated.isdisjoint(ask.claim for ask in asked)


def _fields(case: Case) -> dict[str, object]:
    return {name: getattr(case, name) for name in Case.__match_args__}


@settings(max_examples=100, deadline=None)
@given(cases())
def test_no_plan_asks_for_what_is_not_owed(case: Case) -> None:
    holds(case)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None)
@given(cases())
def test_no_plan_of_10000_asks_for_what_is_not_owed(case: Case) -> None:
    holds(case)
