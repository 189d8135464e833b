"""Rules yield to customers: where something but an amount points to one, no rule decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from billcli.domain.bank_rule import BankRule
from billcli.matching.proposal import Verdict
from billcli.matching.ruling import is_claimed, ruling
from tests.matching.invented import ACME_IBAN, line, one

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine

RULE = BankRule("all", account="Assets:Bank", book="Expenses:Other")


@pytest.mark.parametrize(
    ("bank_line", "verdict"),
    [
        (line("INV-2026-0007", "119.00", "Acme Trading"), Verdict.CERTAIN),
        (line("INV-2026-0007", "50.00", "Nobody"), Verdict.ASK),
        (line("thanks", "7.00", "Acme Trading Inc."), Verdict.ASK),
        (line("thanks", "7.00", "", ACME_IBAN), Verdict.ASK),
        (line("no 0008", "200.00", "Nobody"), Verdict.ASK),
        (line("INV-2026-0010", "7.00", "Nobody"), Verdict.ASK),
        (line("rent", "7.00", "Nobody", doubt="it is dated tomorrow"), Verdict.ASK),
        (line("supplies, INV-2026-0007", "-7.00", "Paper Shop"), Verdict.OTHER),
        (line("refund", "-19.00", "Acme Trading Inc."), Verdict.ASK),
        (line("supplies", "-7.00", "Paper Shop", doubt="it is dated tomorrow"), Verdict.ASK),
    ],
)
def test_no_rule_decides_where_a_customer_has_a_claim(
    bank_line: BankLine, verdict: Verdict
) -> None:
    proposal = one(bank_line)
    assert proposal.verdict is verdict
    assert is_claimed(proposal)
    found = ruling(proposal, [RULE])
    assert found
    assert (found.rule, found.decides) == (RULE, False)


@pytest.mark.parametrize(
    "bank_line",
    [
        line("supplies", "-7.00", "Paper Shop"),
        line("interest", "0.45", "Globe Bank"),
        line("insurance pays back", "200.00", "Lake Insurance"),  # what is left of an invoice
    ],
)
def test_a_rule_decides_where_nobody_has_one(bank_line: BankLine) -> None:
    found = ruling(one(bank_line), [RULE])
    assert found
    assert found.decides


def test_without_a_rule_that_holds_there_is_no_ruling() -> None:
    assert ruling(one(line("supplies", "-7.00")), [BankRule("in", text="rent", leave="no")]) is None
