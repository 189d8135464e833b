"""The agreed order of application where a bank line names nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from billcli.domain.application_order import Order
from billcli.domain.open_item import Kind
from billcli.matching.assign import Agreed
from billcli.matching.claim import in_part
from billcli.matching.policy import Policy
from billcli.matching.proposal import Verdict
from tests.matching.invented import DAY, doubts, eur, item, line, named, one, reading_of, terms_for

OLD = item("INV-2026-0007", "119.00")
NEW = item("INV-2026-0008", "60.00", due=DAY)
EARLIER = DAY - dt.timedelta(days=2)
FEE = item("LF-2026-0001", "40.00", due=EARLIER)._replace(kind=Kind.LATE_FEE)
INTEREST = item("LF-2026-0002", "2.50", due=DAY)._replace(kind=Kind.LATE_FEE)
ROWS = (OLD, NEW, FEE, INTEREST)
ACME = "Acme Trading"


def agreed(order: Order) -> Agreed:
    interest = frozenset({INTEREST.item})
    return Agreed(policy=Policy(application_order=order), interest=interest)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        (Order.OLDEST, ["LF-2026-0001", "INV-2026-0007"]),
        (Order.FEES_FIRST, ["LF-2026-0001", "LF-2026-0002", "INV-2026-0007"]),
        (Order.PRINCIPAL_FIRST, ["INV-2026-0007", "INV-2026-0008"]),
    ],
)
def test_all_that_is_owed_is_laid_out_as_agreed(order: Order, names: list[str]) -> None:
    terms = replace(
        terms_for(ROWS, policy=Policy(application_order=order)), interest={INTEREST.item}
    )
    claims = list(in_part(reading_of(line("", "130.00", ACME), ROWS), "Acme", terms))
    together = next(claim for claim in claims if claim.group == len(ROWS))
    assert [part.item.item for part in together.explained.parts] == names


@pytest.mark.parametrize(
    ("order", "text", "amount", "verdict"),
    [
        (Order.OLDEST, "", "119.00", Verdict.CERTAIN),
        (Order.PRINCIPAL_FIRST, "", "119.00", Verdict.CERTAIN),
        (Order.FEES_FIRST, "", "119.00", Verdict.ASK),
        (Order.FEES_FIRST, "INV-2026-0007", "119.00", Verdict.CERTAIN),
        (Order.FEES_FIRST, "", "40.00", Verdict.CERTAIN),
        (Order.PRINCIPAL_FIRST, "", "40.00", Verdict.ASK),
        (Order.FEES_FIRST, "", "2.50", Verdict.ASK),
        (Order.FEES_FIRST, "", "221.50", Verdict.CERTAIN),
    ],
)
def test_what_comes_first_is_not_passed_over_unasked(
    order: Order, text: str, amount: str, verdict: Verdict
) -> None:
    found = one(line(text, amount, ACME), ROWS, agreed=agreed(order))
    assert found.verdict is verdict, doubts(found)
    assert ("comes before it" in doubts(found)) is (verdict is Verdict.ASK)


def test_the_doubt_names_what_comes_first() -> None:
    found = one(line("", "119.00", ACME), ROWS, agreed=agreed(Order.FEES_FIRST))
    assert "LF-2026-0001 comes before it: fees first is agreed" in doubts(found)
    assert named(found) == ["INV-2026-0007"]


def test_what_was_paid_before_comes_before_nothing() -> None:
    paid = FEE._replace(balance_open=eur("0.00")), INTEREST._replace(balance_open=eur("0.00"))
    found = one(line("", "119.00", ACME), (OLD, NEW, *paid), agreed=agreed(Order.FEES_FIRST))
    assert found.verdict is Verdict.CERTAIN
