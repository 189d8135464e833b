"""The section ``[dunning]`` of the project file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from billcli.domain.dunning.contact_limit import ContactLimit
from billcli.domain.dunning.interest import InterestTerms, YearLength
from billcli.domain.dunning.policy import DunningPolicy, Step
from billcli.domain.money import Money
from billcli.domain.problem import InvalidError
from billcli.domain.reminder import Level
from billcli.store.dunning_setting import DunningSetting
from billcli.store.settings import parse_settings


def read(text: str) -> DunningSetting:
    return parse_settings(text.encode(), "billcli.toml").dunning


def policy(text: str) -> DunningPolicy:
    return read(f"[dunning]\n{text}").policy


def test_nothing_has_to_be_said() -> None:
    assert read("") == DunningSetting() == read("[dunning]")


def test_a_ladder_says_when_how_firmly_and_at_what_cost() -> None:
    ladder = """ladder = [
      { level = "notice", days = -3 },
      { level = "second", days = 21, fee = ["5 EUR", "6 USD"], interest = true, template = "x2" },
    ]"""
    fees = {"EUR": Money.of("5.00", "EUR"), "USD": Money.of("6.00", "USD")}
    assert policy(ladder).ladder == (
        Step(Level.NOTICE, -3),
        Step(Level.SECOND, 21, 10, fees, interest=True, template="x2"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("grace = 3", DunningPolicy(grace=3)),
        ("pause = 0", DunningPolicy(pause=0)),
        ("bundle = false", DunningPolicy(bundle=False)),
        ('minimum = "5.00 EUR"', DunningPolicy(minimum={"EUR": Money.of("5.00", "EUR")})),
        ('quiet = "20:00-08:30"', DunningPolicy(quiet=(dt.time(20), dt.time(8, 30)))),
        ('quiet = ""', DunningPolicy()),
        ("interest = {}", DunningPolicy()),
        ("contacts = { most = 3, days = 7 }", DunningPolicy(contacts=ContactLimit(3, 7))),
        ("contacts = {}", DunningPolicy()),
        (
            'fees = { most = ["5 EUR", "6 USD"], cap = 2.5 }',
            DunningPolicy(
                fee_most={"EUR": Money.of("5.00", "EUR"), "USD": Money.of("6.00", "USD")},
                fee_cap=Decimal("2.5"),
            ),
        ),
        ("fees = {}", DunningPolicy()),
        (
            'interest = { rate = 9, year = "actual" }',
            DunningPolicy(terms=InterestTerms(((dt.date.min, Decimal(9)),), YearLength.ACTUAL)),
        ),
        (
            (
                "interest = { rates = [{ from = 2026-07-01, rate = 8 },"
                ' { from = 2026-01-01, rate = "9.12" }], year = 360, cap = 20 }'
            ),
            DunningPolicy(
                terms=InterestTerms(
                    ((dt.date(2026, 1, 1), Decimal("9.12")), (dt.date(2026, 7, 1), Decimal(8))),
                    YearLength.COMMERCIAL,
                    Decimal(20),
                )
            ),
        ),
    ],
)
def test_what_is_agreed(text: str, found: DunningPolicy) -> None:
    assert policy(text) == found


def test_a_customer_has_what_is_said_for_all_but_what_is_said_for_it() -> None:
    found = read(
        "[dunning]\ngrace = 3\nbundle = false\n"
        "[dunning.customers.ACME]\nbundle = true\n"
        "contacts = { most = 1, days = 9 }\n"
        '[dunning.customers.Globex]\nladder = [{ level = "final", days = 1 }]\n'
    )
    assert found.of("Acme") == DunningPolicy(grace=3, contacts=ContactLimit(1, 9))
    assert found.of("globex").ladder == (Step(Level.FINAL, 1),)
    assert found.of("Initech") == DunningPolicy(grace=3, bundle=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("graze = 3", "graze is not a setting"),
        ("grace = -1", "no number of days"),
        ("pause = 99999", "no number of days"),
        ('bundle = "yes"', "true or false"),
        ('minimum = "5"', "currency"),
        ('minimum = "0 EUR"', "not more than zero"),
        ("minimum = [5]", "texts only"),
        ('quiet = "20-8"', "are no hours"),
        ('quiet = "25:00-08:00"', "are no hours"),
        ("ladder = []", "it has no rung"),
        ('ladder = [{ level = "third", days = 1 }]', "no level of a letter"),
        ('ladder = [{ level = "final" }]', "must be days from the due date"),
        ('ladder = [{ level = "final", days = 9999 }]', "must be days from the due date"),
        ('ladder = [{ level = "final", days = 1, deadline = -1 }]', "no number of days"),
        ('ladder = [{ level = "final", days = 1, fee = "-1 EUR" }]', "not more than zero"),
        ('ladder = [{ level = "final", days = 1, template = "../x" }]', "cannot be a template"),
        ('ladder = [{ level = "final", days = 1, tone = "stern" }]', "tone is not a setting"),
        (
            'ladder = [{ level = "final", days = 9 }, { level = "second", days = 10 }]',
            "second cannot come after final",
        ),
        ("interest = { rates = [{ rate = 9 }] }", "a rate needs from and rate"),
        ("interest = { rate = 101 }", "between 0 and 100"),
        ("interest = { rate = -1 }", "between 0 and 100"),
        ("interest = { rate = 9, year = 364 }", "no length of a year"),
        ('interest = { rate = 9, year = "leap" }', "no length of a year"),
        ("interest = { rate = 9, cap = -1 }", "below zero"),
        ("interest = { rate = 9, compound = true }", "compound is not a setting"),
        ("contacts = { most = 3 }", "needs most and days"),
        ("contacts = { most = 0, days = 7 }", "needs most and days"),
        ("contacts = { most = 3, days = -7 }", "no number of days"),
        ("contacts = { most = 3, days = 7, per = 1 }", "per is not a setting"),
        ("fees = { cap = -1 }", "below zero"),
        ('fees = { most = "0 EUR" }', "not more than zero"),
        ("fees = { least = 5 }", "least is not a setting"),
        ("customers = { Acme = { graze = 3 } }", "graze is not a setting"),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InvalidError) as refused:
        policy(text)
    problem = refused.value.problems[0]
    assert problem.code == "CONFIG-INVALID"
    assert said in problem.message
    assert problem.where is not None
    assert problem.where.line >= 1
    assert problem.help or "must" in problem.message


def test_a_slip_is_told_all_that_may_be_meant() -> None:
    with pytest.raises(InvalidError) as refused:
        policy("colour = 3")
    known = ("bundle", "contacts", "customers", "fees", "grace", "interest", "ladder", "minimum")
    assert refused.value.problems[0].help == f"known here: {', '.join(known)}, pause, quiet"
    with pytest.raises(InvalidError) as refused:
        policy("minimun = 3")
    assert refused.value.problems[0].help == "did you mean minimum?"
