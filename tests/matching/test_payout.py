"""A card processor's payout, taken apart by its report and never by guessing."""

from __future__ import annotations

import pytest

from billcli.domain.money import Money
from billcli.matching.assign import Agreed, propose
from billcli.matching.payout import PaidCharge, PaidOut, by_net, payout_of
from billcli.matching.proposal import AdjustmentKind, Clue, Proposal, Verdict
from tests.matching.invented import DAY, ITEMS, PAYERS, doubts, eur, line, named

CERTAIN, ASK = Verdict.CERTAIN, Verdict.ASK
FIRST = PaidCharge(eur("119.00"), eur("2.00"), "Invoice INV-2026-0007")
SECOND = PaidCharge(eur("119.00"), eur("2.00"), "Payment", "Globex Holding AG")
FEE = PaidCharge(eur("0.00"), eur("1.00"), "Monthly fee")


def payout(*charges: PaidCharge, net: str, missing: str = "0.00") -> PaidOut:
    return PaidOut("po_1X", DAY, eur(net), charges, eur(missing))


def judged(
    paid: PaidOut, text: str = "STRIPE PO_1x", amount: str = "", doubt: str = ""
) -> Proposal:
    told = line(text, amount or str(paid.net.number), "Stripe", doubt=doubt)
    return propose([told], ITEMS, PAYERS, Agreed(payouts=[paid]))[0]


def test_a_payout_whose_every_charge_is_certain_is_certain() -> None:
    proposal = judged(payout(FIRST, SECOND, FEE, net="233.00"))
    assert (proposal.verdict, named(proposal)) == (CERTAIN, ["INV-2026-0007", "INV-2026-0009"])
    assert (proposal.customer, proposal.residual.number) == ("", 0)
    (kept,) = proposal.suggestions[0].adjustments
    assert (kept.kind, str(kept.amount)) == (AdjustmentKind.PSP_FEE, "5.00 EUR")
    assert [clue.kind for clue in proposal.evidence] == [Clue.PAYOUT]


def test_without_fees_nothing_is_kept() -> None:
    free = PaidCharge(eur("119.00"), eur("0.00"), "INV-2026-0007")
    assert judged(payout(free, net="119.00")).suggestions[0].adjustments == ()


@pytest.mark.parametrize(
    ("charges", "net", "words"),
    [
        (
            (FIRST, PaidCharge(eur("10.00"), eur("1.00"), "coffee")),
            "126.00",
            "nothing says what 10.00 EUR paid: coffee",
        ),
        (
            (FIRST, PaidCharge(eur("-18.00"), eur("0.00"), "Refund CN-2026-0001")),
            "99.00",
            "18.00 EUR went back to a customer: Refund CN-2026-0001",
        ),
        (
            (FIRST, PaidCharge(eur("-19.00"), eur("0.00"), "Refund", "Acme Trading")),
            "98.00",
            "19.00 EUR went back to a customer: Refund",
        ),
        ((FIRST, FIRST), "234.00", "nothing says what 119.00 EUR paid: Invoice INV-2026-0007"),
    ],
)
def test_a_charge_that_nothing_explains_is_asked_about(
    charges: tuple[PaidCharge, ...], net: str, words: str
) -> None:
    proposal = judged(payout(*charges, net=net))
    assert (proposal.verdict, named(proposal)) == (ASK, ["INV-2026-0007"])
    assert doubts(proposal) == words
    assert proposal.residual.number != 0


def test_a_refund_that_names_an_open_credit_of_its_amount_is_allocated() -> None:
    refund = PaidCharge(eur("-19.00"), eur("0.00"), "Refund CN-2026-0001")
    proposal = judged(payout(FIRST, refund, net="98.00"))
    assert (proposal.verdict, named(proposal)) == (CERTAIN, ["INV-2026-0007", "CN-2026-0001"])
    assert str(proposal.parts[1].amount) == "-19.00 EUR"
    twice = judged(payout(FIRST, refund, refund, net="79.00"))
    assert twice.verdict is ASK


def test_a_report_that_does_not_add_up_is_asked_about() -> None:
    proposal = judged(payout(FIRST, net="117.00", missing="3.00"))
    assert (proposal.verdict, doubts(proposal)) == (
        ASK, "the report of po_1X is short of 3.00 EUR",
    )  # fmt: skip


def test_a_report_of_fees_only_or_of_nothing_is_asked_about() -> None:
    assert judged(payout(FEE, net="5.00")).verdict is ASK
    assert judged(payout(net="5.00")).verdict is ASK


def test_a_doubt_of_the_bank_keeps_a_payout_from_being_certain() -> None:
    proposal = judged(payout(FIRST, net="117.00"), doubt="it is pending")
    assert (proposal.verdict, doubts(proposal)) == (ASK, "it is pending")


@pytest.mark.parametrize(
    ("text", "amount", "found"),
    [
        ("STRIPE po_1X", "117.00", True),
        ("stripe PO_1X ", "117.00", True),
        ("STRIPE", "117.00", False),
        ("STRIPE po_1X", "117.01", False),
    ],
)
def test_a_payout_is_known_by_its_name_and_amount(text: str, amount: str, found: bool) -> None:
    paid = payout(FIRST, net="117.00")
    assert (payout_of(line(text, amount), by_net([paid])) is paid) is found
    nameless = PaidOut("", DAY, eur("117.00"), (FIRST,), eur("0.00"))
    assert payout_of(line(text, amount), by_net([nameless])) is None


@pytest.mark.parametrize("where", ["reference", "bank_ref", "end_to_end"])
def test_its_name_may_stand_anywhere(where: str) -> None:
    paid = payout(FIRST, net="117.00")
    assert payout_of(line("", "117.00", **{where: "po_1X"}), by_net([paid])) is paid


def test_a_payout_that_took_money_is_judged_by_its_report_too() -> None:
    back = PaidCharge(eur("-19.00"), eur("1.00"), "Refund")
    proposal = judged(payout(back, net="-20.00"))
    assert (proposal.verdict, doubts(proposal)) == (
        ASK, "19.00 EUR went back to a customer: Refund",
    )  # fmt: skip


def test_what_a_payout_pays_is_settled_for_the_lines_after_it() -> None:
    paid = payout(FIRST, net="117.00")
    lines = [
        line("po_1X", "117.00"),
        line("INV-2026-0007", "119.00", on=DAY.replace(day=11)),
    ]
    found = propose(lines, ITEMS, PAYERS, Agreed(payouts=[paid]))
    assert [p.verdict for p in found] == [CERTAIN, ASK]
    assert doubts(found[1]) == "INV-2026-0007 is settled already"


def test_a_payout_that_is_asked_about_settles_nothing() -> None:
    paid = payout(FIRST, PaidCharge(eur("10.00"), eur("1.00"), "coffee"), net="126.00")
    lines = [
        line("po_1X", "126.00"),
        line("INV-2026-0007", "119.00", on=DAY.replace(day=11)),
        line("Return INV-2026-0007", "-119.00", "Acme Trading", on=DAY.replace(day=12)),
    ]
    found = propose(lines, ITEMS, PAYERS, Agreed(payouts=[paid]))
    assert [p.verdict for p in found] == [ASK, CERTAIN, ASK]
    assert named(found[2]) == ["INV-2026-0007"]


def test_an_item_may_be_paid_in_parts_by_several_charges() -> None:
    halves = [
        PaidCharge(eur(n), eur("0.00"), f"INV-2026-0008 {n}", "Acme Trading")
        for n in ("80.00", "120.00")
    ]
    proposal = judged(payout(*halves, net="200.00"))
    assert (proposal.verdict, named(proposal)) == (CERTAIN, ["INV-2026-0008"] * 2)


def test_another_currency_is_no_payout_of_ours() -> None:
    dollars = PaidCharge(Money.of("5.00", "USD"), Money.of("0.00", "USD"), "x")
    paid = PaidOut("po_1X", DAY, Money.of("5.00", "USD"), (dollars,), Money.zero("USD"))
    assert payout_of(line("po_1X", "5.00"), by_net([paid])) is None
