"""A proposal in one sentence: its documents, what is booked beside them, and the evidence."""

from __future__ import annotations

import pytest

from billcli.domain.money import Money
from billcli.matching.explain import because, codes, explain
from billcli.matching.proposal import (
    Adjustment,
    AdjustmentKind,
    Clue,
    Evidence,
    Part,
    Proposal,
    Suggestion,
    Verdict,
)  # fmt: skip
from tests.matching.invented import item, line

NAMED = Evidence(Clue.NUMBER, "the text names INV-1")
KNOWN = Evidence(Clue.NAME, "the payer's name is that of Acme")
ZERO = Money.of("0.00", "EUR")


def _suggestion(*items: str, residual: str = "0.00", adjusted: str = "") -> Suggestion:
    parts = tuple(Part(item(one, "5.00"), Money.of("5.00", "EUR")) for one in items)
    taken = (Adjustment(AdjustmentKind.BANK_FEE, Money.of(adjusted, "EUR")),) if adjusted else ()
    return Suggestion("Acme", parts, Money.of(residual, "EUR"), (NAMED, KNOWN), 0, taken)


WHY = "the text names INV-1; the payer's name is that of Acme"


@pytest.mark.parametrize(
    ("suggestion", "words"),
    [
        (_suggestion("INV-1"), f"INV-1: {WHY}"),
        (_suggestion("INV-1", "INV-2", "INV-1"), f"INV-1, INV-2: {WHY}"),
        (_suggestion("INV-1", adjusted="7.00"), f"INV-1 with 7.00 EUR bank fee: {WHY}"),
        (_suggestion("INV-1", residual="3.00"), f"INV-1 and 3.00 EUR on account: {WHY}"),
        (_suggestion(residual="8.00"), f"on account of Acme: {WHY}"),
        (Suggestion("Acme", (), ZERO), "on account of Acme"),
    ],
)
def test_what_is_booked_stands_before_why(suggestion: Suggestion, words: str) -> None:
    assert because(suggestion) == words


def test_why_a_line_is_asked_about() -> None:
    paid = line("", "5.00")
    doubt = Evidence(Clue.AGAINST, "INV-1 is settled already")
    one = _suggestion("INV-1")
    assert explain(Proposal(paid, Verdict.CERTAIN, (one,))) == f"INV-1: {WHY}"
    assert explain(Proposal(paid, Verdict.ASK, (one,), (doubt, doubt))) == (
        "INV-1 is settled already; INV-1 is settled already"
    )
    assert explain(Proposal(paid, Verdict.ASK, (one,))) == (
        f"it names no document; perhaps INV-1: {WHY}"
    )
    assert explain(Proposal(paid, Verdict.ASK)) == "nothing in it points to a customer"
    assert explain(Proposal(paid, Verdict.OTHER)) == "money out that names no customer"
    assert explain(Proposal(paid, Verdict.OTHER, (), (doubt,))) == "INV-1 is settled already"


def test_codes_name_each_kind_of_evidence_once() -> None:
    against = Evidence(Clue.AGAINST, "x")
    one = Suggestion("Acme", (), ZERO, (NAMED, KNOWN, NAMED, against))
    assert codes(one) == "number name"
