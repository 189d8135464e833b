"""Money that went out: refunds, payments sent back, and expenses that only look like it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from billcli.matching.assign import propose
from billcli.matching.proposal import AdjustmentKind, Clue, Proposal, Verdict
from tests.matching.invented import ACME_IBAN, ITEMS, PAYERS, day, doubts, item, line, named, one

CERTAIN, ASK, OTHER = Verdict.CERTAIN, Verdict.ASK, Verdict.OTHER
ACME = "Acme Trading Inc."
CREDITS = (item("CN-2026-0001", "-19.00"), item("CN-2026-0002", "-30.00"))
PAID = line("INV-2026-0007", "119.00", ACME, ACME_IBAN, end_to_end="E2E-7")


@pytest.mark.parametrize(
    ("text", "amount", "payee", "items"),
    [
        ("Refund CN-2026-0001", "-19.00", ACME, ["CN-2026-0001"]),
        ("2026-0001 refund", "-19.00", ACME, ["CN-2026-0001"]),
        ("CN-2026-0001 for INV-2026-0007", "-19.00", ACME, ["CN-2026-0001"]),
        ("CN-2026-0001 CN-2026-0002", "-49.00", ACME, ["CN-2026-0001", "CN-2026-0002"]),
    ],
)
def test_a_refund_of_named_credits_to_their_customer_is_certain(
    text: str, amount: str, payee: str, items: list[str]
) -> None:
    proposal = one(line(text, amount, payee), CREDITS)
    assert (proposal.verdict, named(proposal)) == (CERTAIN, items)
    assert proposal.residual.number == 0


@pytest.mark.parametrize(
    ("text", "amount", "payee", "items"),
    [
        ("CN-2026-0001", "-19.00", "", ["CN-2026-0001"]),
        ("CN-2026-0001", "-19.00", "Stranger", ["CN-2026-0001"]),
        ("CN-2026-0001", "-19.00", "Globex Holding", ["CN-2026-0001"]),
        ("thanks", "-19.00", ACME, ["CN-2026-0001"]),
        ("CN-2026-0001 CN-2026-0002", "-19.00", ACME, ["CN-2026-0001"]),
        ("CN-2026-0001", "-18.99", ACME, []),
        ("thanks", "-49.00", ACME, []),
        ("CN-2026-0001 CN-2026-0002", "-30.00", ACME, ["CN-2026-0002"]),
        ("CN-2026-0001", "-18.99", "", []),
    ],
)
def test_anything_less_is_asked_about(text: str, amount: str, payee: str, items: list[str]) -> None:
    proposal = one(line(text, amount, payee), CREDITS)
    assert (proposal.verdict, named(proposal)) == (ASK, items)
    assert doubts(proposal)


def test_a_doubt_of_the_bank_keeps_a_refund_from_being_certain() -> None:
    proposal = one(replace(line("CN-2026-0001", "-19.00", ACME), doubt="it is pending"), CREDITS)
    assert (proposal.verdict, doubts(proposal)) == (ASK, "it is pending")
    assert named(proposal) == ["CN-2026-0001"]


def test_an_invoice_is_not_refunded() -> None:
    proposal = one(line("INV-2026-0007", "-119.00", ACME))
    assert (proposal.verdict, named(proposal)) == (ASK, [])


def after_payment(**change: object) -> Proposal:
    back = line("Return INV-2026-0007", "-119.00", ACME, end_to_end="E2E-7", on=day(3))
    return propose([PAID, replace(back, **change)], ITEMS, PAYERS)[1]  # type: ignore[arg-type]


def test_a_payment_sent_back_by_its_own_reference_is_certain() -> None:
    proposal = after_payment()
    assert (proposal.verdict, named(proposal)) == (CERTAIN, ["INV-2026-0007"])
    assert str(proposal.parts[0].amount) == "-119.00 EUR"
    assert proposal.suggestions[0].adjustments == ()
    assert Clue.END_TO_END in {clue.kind for clue in proposal.evidence}


def test_what_was_sent_back_is_open_again() -> None:
    back = line("Return INV-2026-0007", "-119.00", ACME, end_to_end="E2E-7", on=day(3))
    again = replace(PAID, date=day(9), end_to_end="E2E-8")
    assert [p.verdict for p in propose([PAID, back, again], ITEMS, PAYERS)] == [CERTAIN] * 3
    assert propose([PAID, again], ITEMS, PAYERS)[1].verdict is ASK


@pytest.mark.parametrize(("amount", "fee"), [("-123.50", "4.50"), ("-149.00", "30.00")])
def test_a_fee_for_sending_back_is_told_apart(amount: str, fee: str) -> None:
    proposal = after_payment(amount=line("", amount).amount)
    assert (proposal.verdict, named(proposal)) == (CERTAIN, ["INV-2026-0007"])
    (kept,) = proposal.suggestions[0].adjustments
    assert (kept.kind, str(kept.amount.number), kept.item) == (
        AdjustmentKind.RETURN_FEE, fee, "INV-2026-0007",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "items"),
    [
        ({"end_to_end": "E2E-9"}, ["INV-2026-0007"]),
        ({"end_to_end": ""}, ["INV-2026-0007"]),
        ({"amount": line("", "-149.01").amount}, []),
        ({"amount": line("", "-118.99").amount}, []),
        ({"doubt": "it is pending"}, ["INV-2026-0007"]),
        ({"payer": "", "returned": "AC04"}, ["INV-2026-0007"]),
    ],
)
def test_a_return_less_sure_is_asked_about(change: dict[str, object], items: list[str]) -> None:
    if "returned" in change:
        change = {**change, "end_to_end": ""}
    proposal = after_payment(**change)
    assert (proposal.verdict, named(proposal)) == (ASK, items)


def test_a_return_of_what_an_earlier_statement_paid_is_suggested() -> None:
    settled = [item("INV-2026-0007", "0.00", amount="119.00")]
    proposal = one(line("Return INV-2026-0007", "-122.00", ACME, returned="AC04"), settled)
    assert (proposal.verdict, named(proposal)) == (ASK, ["INV-2026-0007"])
    assert str(proposal.suggestions[0].adjustments[0].amount) == "3.00 EUR"


def test_a_return_of_another_currency_or_of_a_credit_is_not_guessed() -> None:
    dollars = [item("INV-2026-0007", "0.00", amount="119.00", currency="USD")]
    assert one(line("INV-2026-0007", "-119.00", ACME), dollars).suggestions == ()
    credit = [item("CN-2026-0001", "-19.00")]
    assert one(line("CN-2026-0001", "-25.00", ACME), credit).suggestions == ()


@pytest.mark.parametrize(
    ("text", "amount", "payee"),
    [
        ("Rent March", "-119.00", "Landlord"),
        ("Rent", "-119.00", ""),
        ("Order INV-2026-0007", "-119.00", "Landlord"),
        ("Order INV-2026-0007", "-55.00", "Landlord"),
        ("Order 0007", "-119.00", "Landlord"),
        ("Order 0007", "-55.00", ""),
        ("CN-2026-0001", "-55.00", "Landlord"),
    ],
)
def test_an_expense_is_no_customers_whatever_its_text_holds(
    text: str, amount: str, payee: str
) -> None:
    proposal = one(line(text, amount, payee))
    assert (proposal.verdict, proposal.suggestions) == (OTHER, ())


def test_what_may_be_a_refund_and_a_return_is_asked_about() -> None:
    rows = (item("CN-2026-0001", "-19.00"), item("INV-2026-0001", "0.00", amount="19.00"))
    proposal = one(line("CN-2026-0001 INV-2026-0001", "-19.00", ACME), rows)
    assert proposal.verdict is ASK
    assert {s.parts[0].item.item for s in proposal.suggestions} == {row.item for row in rows}
    paid = line("INV-2026-0007", "19.00", ACME, end_to_end="E2E-7")
    back = line("INV-2026-0007", "-19.00", ACME, end_to_end="E2E-7", on=day(3))
    both = (item("INV-2026-0007", "19.00"), item("CN-2026-0001", "-19.00"))
    assert propose([paid, back], both[:1], PAYERS)[1].verdict is CERTAIN
    assert propose([paid, back], both, PAYERS)[1].verdict is ASK


def test_the_likelier_refund_comes_first() -> None:
    rows = (*CREDITS, item("CN-2026-0003", "-19.00", "Globex"))
    proposal = one(line("CN-2026-0003", "-19.00", ACME), rows)
    assert proposal.verdict is ASK
    assert [s.customer for s in proposal.suggestions] == ["Globex", "Acme"]
    assert proposal.suggestions[0].weight > proposal.suggestions[1].weight
