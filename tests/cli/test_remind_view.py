"""A dunning plan on the screen: each reason in words, each amount in its column."""

from __future__ import annotations

import pytest

from billcli.cli.remind_view import WORDS, left_table, notice_table, plan_object
from billcli.domain.dunning.notice import (
    Ask,
    Charge,
    Credit,
    DunningPlan,
    LeftOut,
    Notice,
    claim_of,
)
from billcli.domain.open_item import Kind
from tests.domain.dunning.invented import LADDER, TODAY, day, eur, item

LATE, PART = item("A-1", 30), item("A-2", 8, "40.00", instalment=2)
CREDIT = item("C-1", None, "-15.00", kind=Kind.CREDIT_NOTE)
FEE = item("LF-1", 3, "5.00", kind=Kind.LATE_FEE)
NOTICE = Notice(
    "Acme", "Acme Inc.", "Assets:Receivable:Acme", "ap@acme.example", LADDER[2],
    (Ask(LATE, LADDER[2], eur("90.00")), Ask(PART, LADDER[1], eur("40.00"))),
    (Credit(CREDIT, eur("-15.00")),),
    (FEE,),
    (Charge(claim_of(LATE), 2, eur("5.00")),
     Charge(claim_of(LATE), 2, eur("1.25"), (day(29), TODAY))),
)  # fmt: skip


def test_a_letter_is_a_row() -> None:
    (row,) = notice_table(DunningPlan(TODAY, (NOTICE,), ())).rows
    assert row == (
        "Acme", "Acme Inc.", "second", "A-1 A-2/2", 30, eur("120.00"), eur("6.25"), eur("126.25"),
        "ap@acme.example",
    )  # fmt: skip


def test_programs_get_every_part_of_the_sum() -> None:
    (found,) = plan_object(DunningPlan(TODAY, (NOTICE,), ()))["notices"]  # type: ignore[misc]
    assert found["level"] == "second"
    assert found["deadline"] == day(-10)
    assert [(one["item"], one["instalment"], one["level"]) for one in found["items"]] == [
        ("A-1", None, 2),
        ("A-2", 2, 1),
    ]
    assert found["items"][0]["why"] == "30 days overdue, second from 21 on"
    assert found["items"][0]["balance_open"] == eur("100.00")
    assert found["items"][0]["amount"] == eur("90.00")
    assert found["credits"] == [{"item": "C-1", "amount": eur("-15.00")}]
    assert found["fees"] == [{"item": "LF-1", "amount": eur("5.00")}]
    assert [(c["kind"], c["from"], c["to"]) for c in found["charges"]] == [
        ("late-fee", None, None),
        ("interest", day(29), TODAY),
    ]


@pytest.mark.parametrize("reason", [*WORDS, "something new"])
def test_every_reason_has_words(reason: str) -> None:
    plain, more = LeftOut(LATE, reason), LeftOut(LATE, reason, "until tomorrow")
    (table,) = left_table(DunningPlan(TODAY, (), (plain, more)))
    said = [row[-1] for row in table.rows]
    assert said == [WORDS.get(reason, reason), f"{WORDS.get(reason, reason)}: until tomorrow"]


def test_nobody_is_to_be_reminded() -> None:
    plan = DunningPlan(TODAY, (), ())
    assert (notice_table(plan).rows, left_table(plan)) == ((), ())
    assert notice_table(plan).empty == "Nobody is to be reminded."
