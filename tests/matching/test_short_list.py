"""A list of documents paid short: settled in the agreed order, and asked about where in doubt."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from billcli.domain.early_discount import DiscountTerms
from billcli.matching.assign import Agreed, propose
from billcli.matching.explain import codes
from billcli.matching.payer import Payer
from billcli.matching.policy import Policy, ShortList
from billcli.matching.proposal import Proposal, Verdict
from tests.matching.invented import DAY, PAYERS, day, doubts, eur, item, line

ASK, CERTAIN = Verdict.ASK, Verdict.CERTAIN
ACME = "Acme Trading"
OLD, MID, NEW = (
    item(f"INV-2026-000{n}", amount, issued=day(-60 + 10 * n))
    for n, amount in ((1, "300.00"), (2, "500.00"), (3, "400.00"))
)
GLOBEX = item("INV-2026-0004", "350.00", "Globex")
PAID = item("INV-2026-0005", "0.00", amount="80.00")
HALVES = tuple(item("INV-2026-0006", "200.00", instalment=n, due=day(n)) for n in (1, 2))
ROWS = (OLD, MID, NEW, GLOBEX, PAID, *HALVES)
ORDERS = {order: Agreed(policy=Policy(short_list=order)) for order in ShortList}


def judged(
    text: str, amount: str, order: ShortList = ShortList.NAMED, payer: str = ACME
) -> Proposal:
    return propose([line(text, amount, payer)], ROWS, PAYERS, ORDERS[order])[0]


def laid(found: Proposal) -> list[str]:
    return [f"{part.item.item[-1]} {part.amount.number}" for part in found.parts]


@pytest.mark.parametrize(
    ("text", "amount", "order", "parts"),
    [
        ("INV-2026-0003 INV-2026-0001", "620.00", "in order named", ["3 400.00", "1 220.00"]),
        ("INV-2026-0003, 0001", "620.00", "in order named", ["3 400.00", "1 220.00"]),
        ("2026-0003 / 2026-0001", "620.00", "in order named", ["3 400.00", "1 220.00"]),
        ("2026-0003 + INV-2026-0001", "620.00", "in order named", ["3 400.00", "1 220.00"]),
        ("INV-2026-0003 INV-2026-0001", "620.00", "oldest first", ["1 300.00", "3 320.00"]),
        ("INV-2026-0003 INV-2026-0002", "270.00", "in order named", ["3 270.00"]),
        ("INV-2026-0001 INV-2026-0002 INV-2026-0003", "800.00", "oldest first",
         ["1 300.00", "2 500.00"]),
        ("INV-2026-0006 INV-2026-0001", "250.00", "in order named", ["6 200.00", "6 50.00"]),
    ],
)  # fmt: skip
def test_a_list_is_settled_in_the_agreed_order(
    text: str, amount: str, order: str, parts: list[str]
) -> None:
    found = judged(text, amount, ShortList(order))
    assert (found.verdict, laid(found), found.residual) == (CERTAIN, parts, eur("0.00"))
    assert "short-list" in codes(found.suggestions[0])
    words = f"{amount} EUR is less than what it names, settled {order} as agreed"
    assert words in [clue.words for clue in found.evidence]


def test_when_nothing_is_agreed_a_list_paid_short_is_asked_about() -> None:
    found = judged("INV-2026-0003 INV-2026-0001", "620.00", ShortList.ASK)
    left = "400.00 EUR of INV-2026-0003, 300.00 EUR of INV-2026-0001"
    assert (found.verdict, doubts(found)) == (ASK, f"620.00 EUR is not what is left: {left}")


@pytest.mark.parametrize("text", ["INV-2026-0003 INV-2026-0001", "INV-2026-0003, 0001"])
def test_a_part_of_one_of_several_documents_is_asked_about(text: str) -> None:
    assert judged(text, "270.00", ShortList.ASK).verdict is ASK
    assert judged("INV-2026-0003", "270.00", ShortList.ASK).verdict is CERTAIN


BOTH = "INV-2026-0001 INV-2026-0003"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param((BOTH, "620.00", "Stranger"), id="nobody known pays"),
        pytest.param((BOTH, "620.00", "Globex Holding"), id="another customer pays"),
        pytest.param((BOTH, "660.00", ACME), id="charges may explain it"),
        pytest.param((BOTH, "400.00", ACME), id="it is the second to the cent"),
        pytest.param((BOTH, "290.00", ACME), id="it is the first but for charges"),
        pytest.param((BOTH, "500.00", ACME), id="it is another one to the cent"),
        pytest.param((f"{BOTH} INV-2026-0004", "620.00", ACME), id="one is another customer's"),
        pytest.param((f"{BOTH} INV-2026-0005", "620.00", ACME), id="one is settled already"),
        pytest.param((f"{BOTH} INV-2026-0099", "620.00", ACME), id="one is nobody's"),
        pytest.param((f"{BOTH} INV-2026-00", "620.00", ACME), id="the text is cut off"),
        pytest.param((f"{BOTH}. Nr 4", "620.00", ACME), id="one is not sure"),
        pytest.param((f"{BOTH} RF86INV20260002", "620.00", ACME), id="one by its reference"),
        pytest.param((f"{BOTH}, 0005", "620.00", ACME), id="one in the list is settled already"),
        pytest.param((f"{BOTH}, 0002", "690.00", ACME), id="it is the first two but for charges"),
        pytest.param(("INV-2026-0001", "120.00", "Stranger"), id="one alone"),
    ],
)
def test_what_may_be_meant_otherwise_is_asked_about(told: tuple[str, str, str]) -> None:
    text, amount, payer = told
    assert judged(text, amount, ShortList.NAMED, payer).verdict is ASK


def test_references_alone_stand_in_their_order() -> None:
    found = judged("RF86INV20260002 RF16INV20260001", "620.00")
    assert (found.verdict, laid(found)) == (CERTAIN, ["2 500.00", "1 120.00"])


def test_a_discount_on_some_of_a_list_is_asked_about() -> None:
    early = DiscountTerms(Decimal("0.10"), DAY)
    agreed = replace(ORDERS[ShortList.NAMED], discounts={"INV-2026-0002": early})
    paid = line("INV-2026-0002 INV-2026-0003", "450.00", ACME)
    assert propose([paid], ROWS, PAYERS, agreed)[0].verdict is ASK
    assert propose([paid], ROWS, PAYERS, ORDERS[ShortList.NAMED])[0].verdict is CERTAIN


def test_a_credit_among_those_named_is_asked_about() -> None:
    rows = (*ROWS, item("CN-2026-0001", "-50.00"))
    paid = line(f"{BOTH} CN-2026-0001", "420.00", ACME)
    assert propose([paid], rows, PAYERS, ORDERS[ShortList.NAMED])[0].verdict is ASK


def test_a_customer_mentioned_is_known() -> None:
    payers = [*PAYERS, Payer("Agent", ("Paying Agent",))]
    paid = line(f"for Acme Trading Inc. {BOTH}", "620.00", "Somebody")
    found = propose([paid], ROWS, payers, ORDERS[ShortList.NAMED])[0]
    assert (found.verdict, laid(found)) == (CERTAIN, ["1 300.00", "3 320.00"])
