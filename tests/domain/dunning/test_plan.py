"""Who is reminded of what: each rule by itself, then all of them over random cases."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.dunning.contact_limit import ContactLimit, Touch
from billcli.domain.dunning.history import Charged, Claim, Reminded
from billcli.domain.dunning.interest import InterestTerms
from billcli.domain.dunning.notice import Charge, Obstacle
from billcli.domain.dunning.plan import dunning_plan
from billcli.domain.dunning.policy import DunningPolicy, Step
from billcli.domain.frozen import replace
from billcli.domain.money import Money
from billcli.domain.open_item import Kind
from billcli.domain.reminder import Level
from tests.domain.dunning.invented import LADDER, POLICY, TODAY, case, day, eur, item

if TYPE_CHECKING:
    from billcli.domain.dunning.notice import DunningPlan

ACCOUNT = "Assets:Receivable:Acme"
ONE_BY_ONE = replace(POLICY, bundle=False)
COSTLY = DunningPolicy(
    (Step(Level.REMINDER, 7), Step(Level.SECOND, 21, fees={"EUR": eur("5.00")}, interest=True)),
    terms=InterestTerms(((dt.date(2026, 1, 1), Decimal("7.30")),)),
)


def said(plan: DunningPlan) -> list[tuple[str, str, tuple[str, ...], str]]:
    """Return the letters as (customer, level, items, sum)."""
    return [
        (n.customer, n.step.level.value, tuple(a.row.item for a in n.asks), str(n.total))
        for n in plan.notices
    ]


def why_not(plan: DunningPlan) -> list[tuple[str, str]]:
    return [(left.row.item, left.reason) for left in plan.left]


def test_one_letter_asks_for_all_items_at_the_highest_level() -> None:
    rows = [item("A-1", 8), item("A-2", 30, "50.00"), item("A-3", 5), item("B-1", 7, customer="B")]
    plan = dunning_plan(case(*rows))
    assert said(plan) == [
        ("Acme", "second", ("A-2", "A-1"), "150.00 EUR"),
        ("B", "reminder", ("B-1",), "100.00 EUR"),
    ]
    assert [ask.step.level.value for ask in plan.notices[0].asks] == ["second", "reminder"]
    assert plan.left == ()


@pytest.mark.parametrize(
    ("ages", "why"),
    [
        ((), None),
        ((7, 9), None),
        ((0,), None),
        ((6, 8), None),
        ((6, 6), "2 in 7 days, the next on 2026-07-01"),
        ((0, 0), "2 in 7 days, the next on 2026-07-07"),
        ((0, 3, 6), "2 in 7 days, the next on 2026-07-04"),
        ((-1, -2, 3), None),
    ],
)
def test_a_customer_is_contacted_so_often_within_some_days(
    ages: tuple[int, ...], why: str | None
) -> None:
    policy = replace(POLICY, contacts=ContactLimit(2, 7))
    made = [Touch(ACCOUNT, day(age)) for age in ages]
    others = [Touch("Assets:Receivable:Globex", TODAY)] * 2
    plan = dunning_plan(case(item("A-1", 8), policy=policy, touches=[*made, *others]))
    assert len(plan.notices) == (why is None)
    assert [(one.reason, one.detail) for one in plan.left] == ([("limit", why)] if why else [])
    assert dunning_plan(case(item("A-1", 8), touches=made)).left == ()


def test_letters_of_the_same_day_share_the_limit() -> None:
    policy = replace(ONE_BY_ONE, contacts=ContactLimit(2, 7))
    rows = [item(f"A-{n}", 10 + n) for n in range(4)]
    plan = dunning_plan(case(*rows, policy=policy, touches=[Touch(ACCOUNT, day(1))]))
    assert [items for _, _, items, _ in said(plan)] == [("A-3",)]
    assert why_not(plan) == [(name, "limit") for name in ("A-2", "A-1", "A-0")]
    assert {one.detail for one in plan.left} == {"2 in 7 days, the next on 2026-07-06"}


def test_on_an_account_of_several_customers_letters_count_by_their_items() -> None:
    policy = replace(POLICY, contacts=ContactLimit(1, 7))
    rows = [item("A-1", 8, account="Assets:R"), item("B-1", 8, customer="B", account="Assets:R")]
    made = [Touch("Assets:R", TODAY, frozenset({"B-1", "B-0"})), Touch("Assets:R", TODAY)]
    plan = dunning_plan(case(*rows, policy=policy, touches=made))
    assert said(plan) == [("Acme", "reminder", ("A-1",), "100.00 EUR")]
    assert why_not(plan) == [("B-1", "limit")]


@pytest.mark.parametrize(
    ("most", "cap", "charged", "fee"),
    [
        ({}, None, ["4.00"], ("5.00", False)),
        ({"EUR": "9.00"}, None, ["4.00"], ("5.00", False)),
        ({"EUR": "8.99"}, None, ["4.00"], ("4.99", True)),
        ({"EUR": "8.99"}, Decimal("4.5"), ["4.00"], ("0.50", True)),
        ({"EUR": "1.00"}, Decimal("4.5"), [], ("1.00", True)),
        ({"EUR": "4.00"}, None, ["4.00"], None),
        ({"EUR": "3.00"}, None, ["2.00", "2.00"], None),
        ({}, Decimal(0), [], None),
        ({"USD": "1.00"}, None, ["4.00"], ("5.00", False)),
    ],
)
def test_all_fees_on_an_item_stay_below_their_cap(
    most: dict[str, str],
    cap: Decimal | None,
    charged: list[str],
    fee: tuple[str, bool] | None,
) -> None:
    limits = {name: Money.of(number, name) for name, number in most.items()}
    steps = (Step(Level.REMINDER, 7), Step(Level.SECOND, 21, fees={"EUR": eur("5.00")}))
    policy = DunningPolicy(steps, fee_most=limits, fee_cap=cap)
    known = [
        Charged(f"LF-{n}", Claim("A-1"), eur(number), n - 9, None)
        for n, number in enumerate(charged)
    ]
    known.append(Charged("LF-8", Claim("A-1"), eur("50.00"), None, TODAY))  # interest is no fee
    known.append(Charged("LF-9", Claim("A-2"), eur("50.00"), 1, None))
    (letter,) = dunning_plan(case(item("A-1", 30), policy=policy, charged=known)).notices
    found = [(str(one.amount.number), one.is_capped) for one in letter.charges]
    assert found == ([fee] if fee else [])


def test_letters_may_be_asked_for_item_by_item() -> None:
    plan = dunning_plan(case(item("A-1", 8), item("A-2", 30), policy=ONE_BY_ONE))
    assert [items for _, _, items, _ in said(plan)] == [("A-2",), ("A-1",)]


def test_currencies_and_notices_have_letters_of_their_own() -> None:
    rows = [item("A-1", 8), item("A-2", 8, currency="USD"), item("A-3", -1)]
    assert [(level, items) for _, level, items, _ in said(dunning_plan(case(*rows)))] == [
        ("reminder", ("A-1",)),
        ("reminder", ("A-2",)),
        ("notice", ("A-3",)),
    ]


def test_what_is_paid_undated_or_no_debt_is_not_asked_for() -> None:
    rows = [
        item("A-1", 30, "0.00"),
        item("A-2", None),
        item("P-1", 30, "10.00", kind=Kind.PAYMENT),
        item("A-3", 5),
    ]
    assert dunning_plan(case(*rows)) == replace(dunning_plan(case()), day=TODAY)


@pytest.mark.parametrize("reason", ["disputed", "promised", "held", "collections"])
def test_what_stands_against_asking_is_named(reason: str) -> None:
    rows = [item("A-1", 8), item("A-2", 8)]
    plan = dunning_plan(case(*rows, obstacles={"A-1": [Obstacle(reason, "DSP-1")]}))
    assert said(plan) == [("Acme", "reminder", ("A-2",), "100.00 EUR")]
    assert why_not(plan) == [("A-1", reason)]
    held = dunning_plan(case(*rows, held={"Acme": Obstacle(reason)}))
    assert (held.notices, why_not(held)) == ((), [("A-1", reason), ("A-2", reason)])


def test_the_rest_of_a_partly_disputed_item_is_asked_for() -> None:
    parts = [Obstacle("disputed", "DSP-1", eur("30.00")), Obstacle("disputed", "", eur("20.00"))]
    plan = dunning_plan(case(item("A-1", 8), obstacles={"A-1": parts}))
    assert said(plan) == [("Acme", "reminder", ("A-1",), "50.00 EUR")]
    more = [*parts, Obstacle("disputed", "", eur("50.00"))]
    assert why_not(dunning_plan(case(item("A-1", 8), obstacles={"A-1": more}))) == [
        ("A-1", "disputed")
    ]


@pytest.mark.parametrize(("before", "asks"), [(0, True), (1, False), (2, False)])
def test_a_level_is_asked_once_and_never_a_lower_one(before: int, *, asks: bool) -> None:
    told = Reminded({Claim("A-1"): before})
    plan = dunning_plan(case(item("A-1", 8), reminded=told))
    assert bool(plan.notices) is asks
    assert why_not(plan) == ([] if asks else [("A-1", "asked")])


def test_missed_days_bring_one_letter_of_the_present_level() -> None:
    plan = dunning_plan(case(item("A-1", 400), reminded=Reminded({Claim("A-1"): 0})))
    assert said(plan) == [("Acme", "second", ("A-1",), "100.00 EUR")]


def test_instalments_are_reminded_of_one_by_one() -> None:
    rows = [item("A-1", 30, instalment=1), item("A-1", 8, instalment=2)]
    plan = dunning_plan(case(*rows, reminded=Reminded({Claim("A-1", 1): 2})))
    assert [ask.claim for ask in plan.notices[0].asks] == [Claim("A-1", 2)]
    assert why_not(plan) == [("A-1", "asked")]


@pytest.mark.parametrize(
    ("days", "asks"), [(0, True), (1, False), (6, False), (7, True), (8, True)]
)
def test_a_customer_is_left_in_peace_for_a_while(days: int, *, asks: bool) -> None:
    told = Reminded(accounts={ACCOUNT: day(days)})
    plan = dunning_plan(case(item("A-1", 8), reminded=told))
    assert bool(plan.notices) is asks
    assert why_not(plan) == ([] if asks else [("A-1", "pause")])
    by_item = dunning_plan(case(item("A-1", 8), reminded=Reminded(items={"A-1": day(days)})))
    assert bool(by_item.notices) is asks


def test_a_letter_to_another_customer_of_the_account_counts_for_nobody_else() -> None:
    rows = [item("A-1", 8), item("B-1", 8, customer="B", account=ACCOUNT)]
    told = Reminded(accounts={ACCOUNT: day(2)}, items={"B-1": day(2)})
    plan = dunning_plan(case(*rows, reminded=told))
    assert [n.customer for n in plan.notices] == ["Acme"]
    assert plan.left[0].detail == f"until {day(-5)}"


def test_what_the_customer_is_owed_lessens_the_letter() -> None:
    rows = [item("A-1", 8), item("C-1", None, "-30.00", kind=Kind.CREDIT_NOTE)]
    plan = dunning_plan(case(*rows))
    assert plan.notices[0].total == eur("70.00")
    assert [credit.amount for credit in plan.notices[0].credits] == [eur("-30.00")]
    covered = dunning_plan(case(*rows, item("P-1", None, "-70.00", kind=Kind.PAYMENT)))
    assert (covered.notices, why_not(covered)) == ((), [("A-1", "credit")])
    dollars = item("C-2", None, "-99.00", kind=Kind.CREDIT_NOTE, currency="USD")
    assert dunning_plan(case(item("A-1", 8), dollars)).notices[0].total == eur("100.00")


def test_credit_is_used_once_over_several_letters() -> None:
    rows = [item("A-1", 30), item("A-2", 8), item("C-1", None, "-150.00", kind=Kind.CREDIT_NOTE)]
    plan = dunning_plan(case(*rows, policy=ONE_BY_ONE))
    assert said(plan) == [("Acme", "reminder", ("A-2",), "50.00 EUR")]
    assert why_not(plan) == [("A-1", "credit")]


def test_small_sums_and_unknown_addresses_are_no_letters() -> None:
    dear = replace(POLICY, minimum={"EUR": eur("100.01")})
    plan = dunning_plan(case(item("A-1", 8), policy=dear))
    assert [(left.reason, left.detail) for left in plan.left] == [
        ("minimum", "100.00 EUR is less than 100.01 EUR")
    ]
    assert dunning_plan(case(item("A-1", 8, currency="USD"), policy=dear)).notices
    unknown = dunning_plan(case(item("A-1", 8), address=lambda _: ""))
    assert (unknown.notices, why_not(unknown)) == ((), [("A-1", "no-address")])


def test_fees_and_interest_come_with_the_letter() -> None:
    plan = dunning_plan(case(item("A-1", 21, "1000.00"), policy=COSTLY))
    claim, period = Claim("A-1"), (day(20), TODAY)
    assert plan.notices[0].charges == (
        Charge(claim, 2, eur("5.00")),
        Charge(claim, 2, eur("4.20"), period),
    )
    assert plan.notices[0].open == eur("1000.00")
    assert plan.notices[0].total == eur("1009.20")
    first = dunning_plan(case(item("A-1", 8), policy=COSTLY))
    assert first.notices[0].charges == ()


def test_what_is_charged_already_is_asked_for_and_not_charged_again() -> None:
    claim = Claim("A-1")
    before = (
        Charged("LF-1", claim, eur("5.00"), 2, None),
        Charged("LF-2", claim, eur("2.00"), 2, day(11)),
    )
    rows = [
        item("A-1", 21, "1000.00"),
        item("LF-1", 11, "5.00", kind=Kind.LATE_FEE),
        item("LF-2", 11, "2.00", kind=Kind.LATE_FEE),
    ]
    plan = dunning_plan(case(*rows, policy=COSTLY, charged=before))
    assert [row.item for row in plan.notices[0].fees] == ["LF-1", "LF-2"]
    assert plan.notices[0].charges == (Charge(claim, 2, eur("2.20"), (day(10), TODAY)),)
    assert plan.notices[0].total == eur("1009.20")
    again = (*before, Charged("LF-3", claim, eur("2.20"), 2, TODAY))
    assert dunning_plan(case(*rows, policy=COSTLY, charged=again)).notices[0].charges == ()


def test_all_interest_stays_below_the_cap() -> None:
    terms = InterestTerms(((dt.date(2026, 1, 1), Decimal("7.30")),), cap=Decimal("0.5"))
    capped = replace(COSTLY, terms=terms)
    before = (Charged("LF-1", Claim("A-1"), eur("4.00"), 2, day(11)),)
    row = item("A-1", 21, "1000.00")
    plan = dunning_plan(case(row, policy=capped, charged=before))
    assert [c.amount for c in plan.notices[0].charges if c.period] == [eur("1.00")]


def test_no_interest_on_what_is_disputed_or_without_terms() -> None:
    row = item("A-1", 21, "1000.00")
    part = {"A-1": [Obstacle("disputed", "", eur("500.00"))]}
    plan = dunning_plan(case(row, policy=COSTLY, obstacles=part))
    assert [c.amount for c in plan.notices[0].charges] == [eur("5.00"), eur("2.10")]
    free = replace(COSTLY, terms=None)
    assert [c.period for c in dunning_plan(case(row, policy=free)).notices[0].charges] == [None]


def test_a_late_fee_goes_with_what_it_is_for_while_that_is_open() -> None:
    before = (Charged("LF-1", Claim("A-1"), eur("5.00"), 2, None),)
    fee = item("LF-1", 30, "5.00", kind=Kind.LATE_FEE)
    told = Reminded({Claim("A-1"): 2})
    waits = dunning_plan(case(item("A-1", 40), fee, charged=before, reminded=told))
    assert (waits.notices, why_not(waits)) == ((), [("A-1", "asked")])
    alone = dunning_plan(case(fee, charged=before, reminded=told, policy=COSTLY))
    assert said(alone) == [("Acme", "second", ("LF-1",), "5.00 EUR")]
    dispute = {"A-1": [Obstacle("disputed")]}
    both = dunning_plan(case(item("A-1", 40), fee, charged=before, obstacles=dispute))
    assert (both.notices, why_not(both)) == ((), [("A-1", "disputed"), ("LF-1", "disputed")])


def test_a_disputed_late_fee_is_not_asked_for() -> None:
    before = (Charged("LF-1", Claim("A-1"), eur("5.00"), 2, None),)
    rows = [item("A-1", 8), item("LF-1", 1, "5.00", kind=Kind.LATE_FEE)]
    for part in (None, eur("2.00")):
        dispute = {"LF-1": [Obstacle("disputed", "", part)]}
        plan = dunning_plan(case(*rows, charged=before, obstacles=dispute))
        assert said(plan) == [("Acme", "reminder", ("A-1",), "100.00 EUR")]
        assert why_not(plan) == [("LF-1", "disputed")]


def test_a_late_fee_in_another_currency_is_not_added() -> None:
    before = (Charged("LF-1", Claim("A-1"), eur("5.00"), 2, None),)
    fee = item("LF-1", 1, "5.00", kind=Kind.LATE_FEE, currency="USD")
    plan = dunning_plan(case(item("A-1", 8), fee, charged=before))
    assert plan.notices[0].total == eur("100.00")


def test_the_deadline_is_that_of_the_highest_step() -> None:
    strict = DunningPolicy((LADDER[1], replace(LADDER[2], deadline=5)))
    plan = dunning_plan(case(item("A-1", 8), item("A-2", 30), policy=strict))
    assert plan.notices[0].step.deadline == 5
