"""What waits to reach the bank, told from the postings alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.bank_deposit import DepositFee, deposit_entry, taken_to, waiting
from billcli.domain.entry import Facts
from billcli.domain.money import Money, total
from billcli.domain.reversal_entry import reversal_entry
from tests.domain.item_part import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = """
    2025-01-01 open Assets:UndepositedFunds
    2025-01-01 open Assets:Clearing:Stripe
    2025-01-01 open Assets:Bank
    2025-01-01 open Equity:Other
    2026-01-01 * "Acme" "Cheque 88" #payment ^P1
      id: "P1"
      Assets:UndepositedFunds   100.00 EUR
        receipt: "R1"
      Equity:Other             -100.00 EUR
    2026-01-02 * "Acme" "Card" #payment
      Assets:Clearing:Stripe     50.00 EUR
        charge-id: "R1"
      Equity:Other              -50.00 EUR
    2026-01-03 * "Bank" "Deposit" #deposit ^D1
      id: "D1"
      Assets:Bank               100.00 EUR
      Assets:UndepositedFunds  -100.00 EUR
        receipt: "R1"
"""


def test_a_name_waits_until_it_is_taken(facts_of: Callable[[str], Facts]) -> None:
    entries = facts_of(TEXT).entries
    first, second = waiting(entries[:2])
    assert (first.key, first.name, str(first.amount), first.payment) == (
        "receipt", "R1", "100.00 EUR", "P1",
    )  # fmt: skip
    assert (second.key, second.account, second.payment) == (
        "charge-id",
        "Assets:Clearing:Stripe",
        "",
    )
    assert waiting(entries) == (second,)


def test_it_is_told_where_a_receipt_went(facts_of: Callable[[str], Facts]) -> None:
    facts = facts_of(TEXT)
    assert (taken_to(facts, "R1"), taken_to(facts, "R2")) == ("Assets:Bank", "")
    assert taken_to(Facts(facts.entries[:2]), "R1") == ""


def test_a_deposit_that_was_taken_back_took_nothing_there(
    facts_of: Callable[[str], Facts],
) -> None:
    entries = facts_of(TEXT).entries
    mirror = reversal_entry("RET-1", entries[2])
    assert taken_to(Facts((*entries, mirror)), "R1") == ""
    assert [one.name for one in waiting((*entries, mirror))] == ["R1", "R1"]


def test_deposits_and_payouts_sum_to_zero(facts_of: Callable[[str], Facts]) -> None:
    cheque, card = waiting(facts_of(TEXT).entries[:2])
    fee = DepositFee(Money.of("1.50", "EUR"), "Expenses:Fees")
    for one, kind, payee, tag in (
        (cheque, "bank_fee", "Bank", "deposit"), (card, "psp_fee", "Stripe", "payout")
    ):  # fmt: skip
        entry = deposit_entry("DEP-1", DAY, [one], bank="Assets:Bank", fee=fee)
        assert not total([leg.amount for leg in entry.postings], "EUR")
        assert entry.postings[1].meta == {"adjustment": kind}
        assert entry.postings[2].meta == {one.key: "R1"}
        assert (entry.payee, entry.tags, entry.links) == (payee, (tag,), ("DEP-1",))
        plain = deposit_entry("DEP-1", DAY, [one], bank="Assets:Bank", text="Mine")
        assert (plain.narration, len(plain.postings)) == ("Mine", 2)
