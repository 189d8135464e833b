"""Proposals for whole statements: certain only on proof, else asked about with the evidence."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.money import total
from billcli.matching.assign import Agreed, propose
from billcli.matching.explain import because, codes, explain
from billcli.matching.payer import Payer
from billcli.matching.policy import EqualItems, Policy
from billcli.matching.proposal import Adjustment, AdjustmentKind, Clue, Verdict
from tests.matching.invented import (
    ACME_IBAN,
    DAY,
    GLOBEX_IBAN,
    ITEMS,
    PAYERS,
    day,
    doubts,
    eur,
    item,
    line,
    named,
    one,
)

if TYPE_CHECKING:
    from billcli.matching.desk import RowKey

CERTAIN, ASK, OTHER = Verdict.CERTAIN, Verdict.ASK, Verdict.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "INV-2026-0007",
        "inv-2026-0007",
        "Payment INV-2026-0007, thank you",
        "/REMI/INV-2026-0007/EREF/77/",
        "SVWZ+INV-2026-0007",
        "INV 2026 0007",
        "INV20260007",
        "Rg.Nr. INV/2026/0007 vom 01.02.2026",
        "INV-2026-00 07",
        "RF76 INV2 0260 007",
    ],
)
def test_a_named_item_of_exactly_this_amount_is_certain(text: str) -> None:
    from billcli.domain.reference import rf_reference  # noqa: PLC0415 - only this test needs it

    rf = rf_reference("INV-2026-0007")
    grouped = " ".join(rf[i : i + 4] for i in range(0, len(rf), 4))
    proposal = one(line(text.replace("RF76 INV2 0260 007", grouped), "119.00"))
    assert proposal.verdict is CERTAIN
    assert named(proposal) == ["INV-2026-0007"]
    assert proposal.customer == "Acme"
    assert not proposal.residual
    assert proposal.alternatives == ()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("INV-2026-00071", "119.00"),
        ("INV-2026-0007", "118.99"),
        ("INV-2026-0007", "119.01"),
        ("INV-2026-0007-2", "119.00"),
        ("INV-2026-0007.3", "119.00"),
        ("X-INV-2026-0007", "119.00"),
        ("INV 2026 0007 1", "119.00"),
        ("2026-0007", "119.00"),
        ("Nr 7", "119.00"),
        ("thank you", "119.00"),
        ("", "119.00"),
        ("118", "44.00"),
        ("INV-2026-0011", "80.00"),
    ],
)
def test_anything_less_is_asked_about(text: str, amount: str) -> None:
    assert one(line(text, amount)).verdict is ASK


def test_the_exact_sum_of_all_named_is_certain() -> None:
    proposal = one(line("INV-2026-0007 + INV-2026-0008", "319.00"))
    assert proposal.verdict is CERTAIN
    assert named(proposal) == ["INV-2026-0007", "INV-2026-0008"]
    assert codes(proposal.suggestions[0]) == "number amount-sum"


def test_a_credit_note_named_counts_against_the_invoice() -> None:
    proposal = one(line("INV-2026-0007 less CN-2026-0001", "100.00"))
    assert proposal.verdict is CERTAIN
    assert [str(part.amount.number) for part in proposal.parts] == ["119.00", "-19.00"]


def test_one_of_two_named_is_asked_about() -> None:
    proposal = one(line("INV-2026-0007 INV-2026-0008", "119.00"))
    assert proposal.verdict is ASK
    assert "is not what is left" in doubts(proposal)


def test_documents_of_two_customers_are_asked_about() -> None:
    proposal = one(line("INV-2026-0007 INV-2026-0009", "238.00"))
    assert proposal.verdict is ASK
    assert "documents of Acme, Globex" in doubts(proposal)


def test_a_settled_document_is_asked_about_and_said() -> None:
    proposal = one(line("INV-2026-0010", "119.00"))
    assert proposal.verdict is ASK
    assert "INV-2026-0010 is settled already" in explain(proposal)


def test_a_settled_document_beside_an_open_one_is_asked_about() -> None:
    assert one(line("INV-2026-0007 INV-2026-0010", "119.00")).verdict is ASK


def test_an_invoice_of_tomorrow_is_asked_about() -> None:
    tomorrow = item("INV-2026-0050", "5.00", issued=DAY + dt.timedelta(days=1))
    proposal = one(line("INV-2026-0050", "5.00"), (tomorrow,))
    assert proposal.verdict is ASK
    assert "issued after the payment" in doubts(proposal)


def test_the_name_of_another_customer_is_asked_about() -> None:
    proposal = one(line("INV-2026-0007", "119.00", "GLOBEX HOLDING"))
    assert proposal.verdict is ASK
    assert doubts(proposal) == "the payer is known as Globex, the document is Acme's"


def test_the_account_of_another_customer_is_asked_about() -> None:
    proposal = one(line("INV-2026-0007", "119.00", iban="FR14 2004 1010 0505 0001 3M02 606"))
    assert proposal.verdict is ASK
    assert doubts(proposal) == "the payer is known as Globex, the document is Acme's"


def test_a_shared_account_contradicts_none_of_its_customers_and_decides_nothing() -> None:
    shared = (*PAYERS, Payer("Initech", (), (GLOBEX_IBAN,)))
    items = (item("INV-2026-0009", "119.00", "Globex"), item("INV-2026-0030", "7.00", "Initech"))
    for row in items:
        amount = str(row.balance_open.number)
        assert one(line(row.item, amount, iban=GLOBEX_IBAN), items, shared).verdict is CERTAIN
    twice = (item("A-2026-1", "50.00", "Globex"), item("A-2026-2", "50.00", "Initech"))
    assert one(line("thanks", "50.00", iban=GLOBEX_IBAN), twice, shared).verdict is ASK
    stranger = one(line("INV-2026-0007", "119.00", iban=GLOBEX_IBAN), ITEMS, shared)
    assert stranger.verdict is ASK


def test_who_pays_for_others_contradicts_nobody() -> None:
    trustee = Payer("Globex", ("Globex Holding AG",), (), ("Treuhand Graz",), (GLOBEX_IBAN,))
    paid = line("INV-2026-0008", "200.00", "Treuhand Graz", GLOBEX_IBAN)
    assert one(paid, ITEMS, (PAYERS[0], trustee)).verdict is CERTAIN
    as_owed = replace(paid, text="INV-2026-0007", amount=eur("119.00"))
    assert one(as_owed, ITEMS, (PAYERS[0], trustee)).verdict is CERTAIN
    itself = one(replace(as_owed, payer="Globex Holding", payer_iban=""), ITEMS, (trustee,))
    assert doubts(itself) == "the payer is known as Globex, the document is Acme's"


def test_an_unknown_payer_with_a_number_is_certain() -> None:
    assert one(line("INV-2026-0007", "119.00", "Somebody Else")).verdict is CERTAIN


def test_the_own_name_and_account_are_evidence() -> None:
    proposal = one(line("INV-2026-0007", "119.00", "ACME TRADING", ACME_IBAN))
    assert codes(proposal.suggestions[0]) == "number amount iban"
    assert "the account is one known of" in explain(proposal)
    slip = one(line("INV-2026-0007", "119.00", "Acme Tradng Inc"))
    assert "resembles that of Acme" in explain(slip)


def test_a_short_number_needs_a_known_payer() -> None:
    stranger = one(line("118", "44.00", "Somebody Else"))
    assert (stranger.verdict, named(stranger)) == (ASK, ["118"])
    assert "the text holds the short number of 118" in explain(stranger)
    proposal = one(line("118", "44.00", "MUELLER, ANNA"))
    assert proposal.verdict is CERTAIN
    assert "the text holds the short number of 118" in explain(proposal)


def test_the_structured_reference_decides() -> None:
    items = (item("INV-1", "5.00"), item("INV-2", "6.00"))
    references = {"INV-1": "RF18539007547034", "INV-2": "RF19539007547034"}
    good = line("", "5.00", reference="RF18 5390 0754 7034")
    bad_check_digits = line("", "6.00", reference="RF19 5390 0754 7034")
    found = propose([good, bad_check_digits], items, (), Agreed(references))
    assert [p.verdict for p in found] == [CERTAIN, ASK]
    assert codes(found[0].suggestions[0]) == "reference amount"


def test_a_reference_printed_on_two_documents_decides_nothing() -> None:
    items = (item("INV-1", "5.00"), item("INV-2", "6.00"))
    references = dict.fromkeys(["INV-1", "INV-2"], "RF18539007547034")
    found = propose([line("RF18539007547034", "5.00")], items, (), Agreed(references))
    assert found[0].verdict is ASK


def test_a_reference_unknown_here_says_nothing() -> None:
    assert one(line("RF18 5390 0754 7034", "119.00")).verdict is ASK


def test_the_payers_own_reference_is_read_too() -> None:
    assert one(line("", "119.00", end_to_end="INV-2026-0007")).verdict is CERTAIN


def test_two_numbers_alike_but_for_separators_are_asked_about() -> None:
    items = (item("INV-2026-11", "5.00"), item("INV-20261-1", "6.00"))
    assert one(line("INV202611", "5.00"), items).verdict is ASK
    assert one(line("INV-2026-11", "5.00"), items).verdict is ASK


def test_two_lines_for_one_item_are_both_asked_about() -> None:
    twice = [line("INV-2026-0007", "119.00"), line("inv 2026 0007", "119.00")]
    found = propose(twice, ITEMS, PAYERS)
    assert [p.verdict for p in found] == [ASK, ASK]
    assert "another line of the day pays INV-2026-0007 as well" in doubts(found[0])
    assert named(found[0]) == ["INV-2026-0007"]


def test_certain_lines_take_their_items_from_the_rest() -> None:
    lines = [line("no number", "119.00", "Acme Trading"), line("INV-2026-0007", "119.00")]
    first, second = propose(lines, ITEMS, PAYERS)
    assert second.verdict is CERTAIN
    assert first.verdict is ASK
    offered = {p.item.item for s in first.suggestions for p in s.parts}
    assert "INV-2026-0007" not in offered
    assert named(one(lines[0])) == ["INV-2026-0007"]


def test_a_line_that_another_one_makes_exact_stays_a_question() -> None:
    lines = [
        line("INV-2026-0007 INV-2026-0008", "200.00"),
        line("INV-2026-0007", "119.00"),
    ]
    first, second = propose(lines, ITEMS, PAYERS)
    assert (first.verdict, second.verdict) == (ASK, CERTAIN)
    assert "200.00 EUR is not what is left: 119.00 EUR of INV-2026-0007" in doubts(first)
    later = propose([lines[1], replace(lines[0], date=day(1))], ITEMS, PAYERS)[1]
    assert "INV-2026-0007 is settled already" in doubts(later)


def test_instalments_named_by_their_invoice() -> None:
    rows = tuple(
        item("INV-2026-0020", "300.00", instalment=n, due=DAY + dt.timedelta(days=30 * n))
        for n in (2, 1)
    )
    first = one(line("INV-2026-0020", "300.00"), rows)
    assert first.verdict is CERTAIN
    assert [part.item.instalment for part in first.parts] == [1]
    assert len(one(line("INV-2026-0020", "600.00"), rows).parts) == 2
    assert one(line("INV-2026-0020", "200.00"), rows).verdict is ASK


def test_a_known_payer_with_one_explanation_of_the_amount_is_certain() -> None:
    proposal = one(line("thanks", "119.00", "Globex Holding AG"))
    assert (proposal.verdict, named(proposal)) == (CERTAIN, ["INV-2026-0009"])
    assert codes(proposal.suggestions[0]) == "amount name"
    several = one(line("thanks", "319.00", iban=ACME_IBAN))
    assert (several.verdict, named(several)) == (CERTAIN, ["INV-2026-0007", "INV-2026-0008"])


def test_suggestions_are_ranked_by_what_speaks_for_them() -> None:
    proposal = one(line("thanks", "119.00", "Somebody Else"))
    assert proposal.verdict is ASK
    assert [s.customer for s in proposal.suggestions] == ["Acme", "Globex"]
    assert proposal.alternatives[0].weight <= proposal.suggestions[0].weight
    assert explain(proposal).startswith("it names no document; perhaps INV-2026-0007: ")


def test_a_short_number_raises_its_document() -> None:
    rows = (item("INV-2026-0008", "50.00"), item("INV-2026-0012", "50.00", "Globex"))
    assert named(one(line("Nr 0012", "50.00"), rows)) == ["INV-2026-0012"]
    proposal = one(line("Nr 0008", "50.00"), rows)
    assert named(proposal) == ["INV-2026-0008"]
    assert [e.kind for e in proposal.evidence] == [Clue.NUMBER_PART, Clue.AMOUNT]


def test_an_overpayment_leaves_a_residual() -> None:
    proposal = one(line("INV-2026-0007", "130.00"))
    assert (named(proposal), str(proposal.residual)) == (["INV-2026-0007"], "11.00 EUR")


def test_the_oldest_items_of_a_known_payer_are_offered() -> None:
    proposal = one(line("thanks", "150.00", "Anna Mueller"))
    assert (named(proposal), str(proposal.residual)) == (["118"], "106.00 EUR")
    all_of_acme = one(line("thanks", "300.00", "Acme Trading"))
    assert sorted(named(all_of_acme)) == ["CN-2026-0001", "INV-2026-0007", "INV-2026-0008"]
    silent = one(line("thanks", "10.00", iban=ACME_IBAN))
    assert because(silent.suggestions[0]).endswith("the account is one known of Acme")


def test_nothing_known_is_said() -> None:
    proposal = one(line("thanks", "3.33"))
    assert (proposal.verdict, proposal.parts, proposal.customer) == (ASK, (), "")
    assert str(proposal.residual) == "3.33 EUR"
    assert proposal.evidence == ()
    assert explain(proposal) == "nothing in it points to a customer"


def test_money_out_is_not_the_customers_unless_it_is() -> None:
    assert one(line("Rent INV-2026-0007", "-119.00", "Landlord")).verdict is OTHER
    assert explain(one(line("Rent", "-5.00"))) == "money out that names no customer"
    refund = one(line("Refund CN-2026-0001", "-19.00", "Acme Trading Inc."))
    assert (refund.verdict, named(refund)) == (CERTAIN, ["CN-2026-0001"])
    part = one(line("Refund CN-2026-0001", "-10.00", "Acme Trading Inc."))
    assert (part.verdict, part.suggestions) == (ASK, ())
    assert explain(part) == "money out names CN-2026-0001: a returned payment, or a turned sign?"


def test_a_returned_payment_is_asked_about() -> None:
    settled = (item("INV-2026-0010", "0.00", amount="119.00"),)
    returned = one(line("RETURN INV-2026-0010", "-119.00", "Acme Trading Inc."), settled)
    assert (returned.verdict, named(returned)) == (ASK, ["INV-2026-0010"])
    assert "money went back: a refund or a returned payment?" in explain(returned)
    of_nobody = one(line("RETURN INV-2026-0010", "-119.00", "Landlord"), settled)
    assert (of_nobody.verdict, named(of_nobody)) == (ASK, ["INV-2026-0010"])
    assert one(line("RETURN 2026-0010", "-119.00", "Landlord"), settled).verdict is OTHER


def test_a_suggestion_without_evidence_has_words_all_the_same() -> None:
    suggestion = one(line("INV-2026-0007", "119.00")).suggestions[0]
    bare = type(suggestion)(suggestion.customer, suggestion.parts, suggestion.residual)
    assert because(bare) == "INV-2026-0007"
    assert because(replace(bare, residual=eur("3.00"))) == "INV-2026-0007 and 3.00 EUR on account"
    assert because(replace(bare, parts=())) == "on account of Acme"
    kept = (Adjustment(AdjustmentKind.BANK_FEE, eur("2.00")),)
    assert because(replace(bare, adjustments=kept)) == "INV-2026-0007 with 2.00 EUR bank fee"


amounts = st.sampled_from(["5.00", "7.00", "12.00", "-5.00"])
drawn_items = st.lists(
    st.tuples(amounts, st.sampled_from(["Acme", "Globex"])), min_size=1, max_size=6
)
words = st.lists(
    st.one_of(
        st.integers(1, 7).map(lambda n: f"INV-2026-{n:04}"),
        st.sampled_from(["thanks", "0003", "INV 2026 0002", "12", "RF", "-", "INV-2026-"]),
    ),
    max_size=4,
).map(" ".join)
drawn_lines = st.lists(
    st.tuples(words, amounts, st.sampled_from(["", "Acme Trading", "Globex"])), max_size=6
)


def check(items: list[tuple[str, str]], lines: list[tuple[str, str, str]], seed: int) -> None:
    """What is certain is exact, open, of one customer and one claim; order does not matter."""
    made = tuple(item(f"INV-2026-{n:04}", a, c) for n, (a, c) in enumerate(items, 1))
    told = [line(*one_line) for one_line in lines]
    found = propose(told, made, PAYERS)
    certain = [p for p in found if p.verdict is CERTAIN]
    for row in made:
        claimed = [part.amount for p in certain for part in p.parts if part.item == row]
        assert abs(total(claimed, "EUR").number) <= abs(row.balance_open.number)
    for proposal in certain:
        assert total([p.amount for p in proposal.parts], "EUR") == proposal.line.amount
        assert {p.item.customer for p in proposal.parts} == {proposal.customer}
        whole = all(p.amount == p.item.balance_open for p in proposal.parts)
        assert whole or (len(proposal.parts) == 1 and proposal.line.payer)
    for suggestion in (s for p in found for s in p.suggestions):
        assert all(abs(p.amount.number) <= abs(p.item.amount.number) for p in suggestion.parts)
    order = list(range(len(told)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a shuffled test, no secret
    again = propose([told[i] for i in order], made, PAYERS)
    assert [found[i].verdict for i in order] == [p.verdict for p in again]


@settings(max_examples=50, deadline=None)
@given(drawn_items, drawn_lines, st.integers(0, 99))
def test_certain_means_exact_and_order_does_not_matter(
    items: list[tuple[str, str]], lines: list[tuple[str, str, str]], seed: int
) -> None:
    check(items, lines, seed)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(drawn_items, drawn_lines, st.integers(0, 99))
def test_certain_means_exact_and_order_does_not_matter_long(
    items: list[tuple[str, str]], lines: list[tuple[str, str, str]], seed: int
) -> None:
    check(items, lines, seed)


def test_many_items_are_looked_up_not_searched() -> None:
    many = tuple(item(f"INV-2026-{n:05}", "5.00", f"C{n % 500}") for n in range(3_000))
    lines = [line(f"INV-2026-{n:05}", "5.00") for n in range(500)]
    assert {p.verdict for p in propose(lines, many)} == {CERTAIN}


@pytest.mark.parametrize(
    ("text", "amount", "words"),
    [
        ("INV-2026-0007", "-119.00", "money out names INV-2026-0007"),
        ("refund of INV-2026-0010", "-119.00", "money went back"),
        ("refund of INV-2026-0010", "-9.00", "money out names INV-2026-0010, which is settled"),
        ("118", "-44.00", "money out names 118"),
    ],
)
def test_money_out_to_nobody_named_that_names_a_document_is_asked_about(
    text: str, amount: str, words: str
) -> None:
    proposal = one(line(text, amount))
    assert proposal.verdict is ASK
    assert explain(proposal).startswith(words)
    assert "a returned payment" in explain(proposal)


def test_money_out_with_a_short_number_of_another_amount_is_an_expense() -> None:
    assert one(line("Bill 118", "-43.00")).verdict is OTHER


def test_money_out_to_a_stranger_says_that_it_names_a_document() -> None:
    proposal = one(line("Rent INV-2026-0007", "-119.00", "Landlord"))
    assert proposal.verdict is OTHER
    assert explain(proposal) == "money out to Landlord, no known customer, that names INV-2026-0007"


def test_a_doubt_of_the_bank_keeps_a_line_from_being_certain() -> None:
    doubtful = replace(line("INV-2026-0007", "119.00"), doubt="its date is after today")
    proposal = one(doubtful)
    assert (proposal.verdict, named(proposal)) == (ASK, ["INV-2026-0007"])
    assert explain(proposal) == "its date is after today"
    unnamed = one(replace(line("thanks", "3.00"), doubt="its date is after today"))
    assert explain(unnamed) == "its date is after today"
    rent = one(replace(line("Rent", "-3.00"), doubt="its date is after today"))
    assert (rent.verdict, rent.suggestions) == (ASK, ())


def test_the_payer_is_looked_for_in_the_text_of_a_line_without_payer() -> None:
    items = (item("A-2026-1", "50.00", "Globex"), item("A-2026-2", "30.00", "Globex"))
    proposal = one(line("GLOBEX HOLDING payment", "80.00"), items)
    assert (proposal.verdict, named(proposal)) == (CERTAIN, ["A-2026-1", "A-2026-2"])
    assert codes(proposal.suggestions[0]) == "amount-sum name"
    slip = one(line("GLOBEX HOLDNG payment", "80.00"), items)
    assert (slip.verdict, named(slip)) == (ASK, ["A-2026-1", "A-2026-2"])
    assert doubts(slip) == "the payer's name stands in the text only, and not in full"


def test_a_customer_in_the_text_beside_a_payer_is_suggested_and_never_certain() -> None:
    items = (item("A-2026-1", "50.00", "Globex"), item("A-2026-2", "30.00", "Globex"))
    proposal = one(line("for GLOBEX HOLDING", "80.00", "Somebody"), items)
    assert (proposal.verdict, named(proposal)) == (ASK, ["A-2026-1", "A-2026-2"])
    assert explain(proposal) == (
        "it names no document; perhaps A-2026-1, A-2026-2: 80.00 EUR is exactly the sum of the 2;"
        " the text holds the name of Globex"
    )
    assert codes(proposal.suggestions[0]) == "amount-sum name"


def test_an_amount_alone_decides_nothing_and_sums_of_nobody_are_not_even_tried() -> None:
    items = (item("A-2026-1", "50.00", "Globex"), item("A-2026-2", "30.00", "Globex"))
    equal = one(line("payment", "50.00"), items)
    assert (equal.verdict, named(equal)) == (ASK, ["A-2026-1"])
    summed = one(line("payment", "80.00"), items)
    assert (summed.verdict, summed.suggestions) == (ASK, ())


def test_a_name_in_the_text_does_not_outvote_the_payers_own() -> None:
    proposal = one(line("for Globex Holding", "1.00", "Acme Trading Inc."))
    assert proposal.customer == "Acme"


def test_endless_words_are_cut_in_what_is_said() -> None:
    number = "INV" + "7" * 3000
    items = (item(number, "119.00"), item("INV-2026-0010", "0.00"))
    said = explain(one(line(number, "119.00"), items))
    assert len(said) < 300
    assert "INV777" in said
    assert one(line(number, "119.00"), items).verdict is CERTAIN


def test_two_lines_of_a_payer_for_one_item_are_both_asked_about() -> None:
    twice = [line("thanks", "50.00", "Acme Trading"), line("Rechnung", "50.00", iban=ACME_IBAN)]
    items = [item("INV-2026-0001", "50.00"), item("INV-2026-0002", "80.00")]
    found = propose(twice, items, PAYERS)
    assert [p.verdict for p in found] == [ASK, ASK]
    assert {doubts(p) for p in found} == {"another line of the day pays INV-2026-0001 as well"}


def test_what_two_named_lines_claim_is_not_given_to_a_third() -> None:
    lines = [
        line(text, "50.00", "Acme Trading") for text in ("INV-2026-0001", "inv 1 paid", "thanks")
    ]
    found = propose(lines, [item("INV-2026-0001", "50.00")], PAYERS)
    assert [p.verdict for p in found] == [ASK, ASK, ASK]
    assert doubts(found[2]) == "another line of the day pays INV-2026-0001 as well"


def test_rivals_are_certain_when_each_finds_an_item_of_its_own() -> None:
    oldest = Agreed(policy=Policy(identical_amounts_same_customer=EqualItems.OLDEST_FIRST))
    items = [item(f"INV-2026-000{n}", "50.00", issued=day(-n)) for n in (1, 2, 3)]
    lines = [line("thanks", "50.00", "Acme Trading", nth=n) for n in (1, 2, 3)]
    found = propose(lines, items, PAYERS, oldest)
    assert {p.verdict for p in found} == {CERTAIN}
    assert sorted(named(p)[0] for p in found) == [row.item for row in items]
    more = propose([*lines, line("thanks", "50.00", "Acme Trading", nth=4)], items, PAYERS, oldest)
    assert {p.verdict for p in more} == {ASK}


def test_rivals_for_one_item_leave_other_lines_alone() -> None:
    lines = [
        line("a", "50.00", "Acme Trading"),
        line("b", "50.00", "Acme Trading"),
        line("c", "7.00", "Globex Holding"),
    ]
    items = [item("INV-2026-0001", "50.00"), item("INV-2026-0002", "7.00", "Globex")]
    assert [p.verdict for p in propose(lines, items, PAYERS)] == [ASK, ASK, CERTAIN]


def test_a_whole_payment_and_a_part_of_the_same_item_are_both_asked_about() -> None:
    lines = [
        line("INV-2026-0008", "200.00", "Acme Trading"),
        line("INV-2026-0008", "50.00", "Acme Trading"),
    ]
    assert [one(each).verdict for each in lines] == [CERTAIN, CERTAIN]
    for told in (lines, lines[::-1]):
        found = propose(told, ITEMS, PAYERS)
        assert [p.verdict for p in found] == [ASK, ASK]


@pytest.mark.parametrize(
    ("second", "verdict"), [("100.00", CERTAIN), ("110.00", CERTAIN), ("110.01", ASK)]
)
def test_parts_are_certain_as_far_as_an_item_bears_them(second: str, verdict: Verdict) -> None:
    lines = [line("INV-2026-0008 " + n, n, "Acme Trading") for n in ("90.00", second)]
    assert [p.verdict for p in propose(lines, ITEMS, PAYERS)] == [verdict, verdict]


def test_a_credit_is_not_paid_back_twice_on_a_day() -> None:
    lines = [line(f"CN-2026-0001 {n}", "-19.00", "Acme Trading") for n in "ab"]
    assert [one(each).verdict for each in lines] == [CERTAIN, CERTAIN]
    assert [p.verdict for p in propose(lines, ITEMS, PAYERS)] == [ASK, ASK]


def test_money_out_to_a_customer_is_never_taken_for_an_expense() -> None:
    proposal = one(line("Wein", "-30.00", "Globex Holding"))
    assert (proposal.verdict, proposal.suggestions) == (ASK, ())
    assert explain(proposal) == "money out to Globex: a refund or a returned payment?"


def test_a_payment_is_not_sent_back_twice_on_a_day() -> None:
    paid = line("INV-2026-0007", "119.00", "Acme Trading", end_to_end="E2E-1")
    back = [
        line(f"RETURN INV-2026-0007 {n}", "-119.00", "Acme Trading", end_to_end="E2E-1", on=day(5))
        for n in "ab"
    ]
    assert [p.verdict for p in propose([paid, back[0]], ITEMS, PAYERS)] == [CERTAIN, CERTAIN]
    assert [p.verdict for p in propose([paid, *back], ITEMS, PAYERS)] == [CERTAIN, ASK, ASK]


def test_the_order_of_a_days_lines_is_their_content() -> None:
    """Lines alike but for a reference come in one order, whatever the order in the file."""
    lines = [line("thanks", "50.00", "Acme Trading", end_to_end=n) for n in "abc"]
    items = [item(f"INV-2026-000{n}", "50.00", issued=day(-n)) for n in (1, 2, 3)]
    oldest = Agreed(policy=Policy(identical_amounts_same_customer=EqualItems.OLDEST_FIRST))
    paid = {p.line.end_to_end: named(p) for p in propose(lines, items, PAYERS, oldest)}
    again = {p.line.end_to_end: named(p) for p in propose(lines[::-1], items, PAYERS, oldest)}
    assert paid == again


def changed(number: str, on: int) -> dict[RowKey, list[tuple[dt.date, Decimal]]]:
    return {("INV-2026-0001", "Acme", None, "EUR"): [(day(on), Decimal(number))]}


def test_a_line_is_judged_on_what_was_open_then_and_booked_if_it_still_is() -> None:
    paid_later = item("INV-2026-0001", "0.00", amount="50.00")
    told = line("INV-2026-0001", "50.00", "Acme Trading")
    (proposal,) = propose([told], [paid_later], PAYERS, later=changed("-50.00", 3))
    assert (proposal.verdict, named(proposal), proposal.residual) == (ASK, [], eur("50.00"))
    assert [clue.words for clue in proposal.suggestions[0].evidence] == [
        "the payer's name is that of Acme"
    ]
    assert doubts(proposal) == "the ledger settles INV-2026-0001 otherwise"
    back = item("INV-2026-0001", "50.00")
    assert propose([told], [back], PAYERS, later=changed("50.00", 3))[0].verdict is ASK
    after = replace(told, date=day(4))
    assert propose([after], [back], PAYERS, later=changed("50.00", 3))[0].verdict is CERTAIN
    (twice,) = propose([after], [paid_later], PAYERS, later=changed("-50.00", 3))
    assert doubts(twice) == "INV-2026-0001 is settled already"


@pytest.mark.parametrize(("left", "verdict"), [("40.00", ASK), ("100.00", CERTAIN)])
def test_lines_of_a_day_together_leave_what_the_ledger_settles_later(
    left: str, verdict: Verdict
) -> None:
    row = item("INV-2026-0001", left, amount="160.00")
    rest = "-60.00" if left == "100.00" else "-120.00"
    lines = [line(f"INV-2026-0001 part {n}", "40.00", "Acme Trading") for n in "ab"]
    found = propose(lines, [row], PAYERS, later=changed(rest, 3))
    assert [p.verdict for p in found] == [verdict, verdict]


def test_a_credit_that_the_ledger_uses_later_is_not_paid_back_unasked() -> None:
    used = item("CN-2026-0001", "0.00", amount="-19.00")
    later = {("CN-2026-0001", "Acme", None, "EUR"): [(day(3), Decimal(19))]}
    told = line("Refund CN-2026-0001", "-19.00", "Acme Trading")
    (proposal,) = propose([told], [used], PAYERS, later=later)
    assert doubts(proposal) == "the ledger settles CN-2026-0001 otherwise"


def test_a_line_that_pays_more_than_the_ledger_leaves_is_asked_about() -> None:
    row = item("INV-2026-0001", "30.00", amount="50.00")
    told = line("INV-2026-0001", "50.00", "Acme Trading")
    assert propose([told], [row], PAYERS, later=changed("-20.00", 3))[0].verdict is ASK


def test_what_a_line_may_pay_was_open_on_its_day() -> None:
    early = line("thanks", "50.00", "Acme Trading", on=day(-9))
    late = line("thanks", "50.00", "Acme Trading")
    issued = [item("INV-2026-0001", "50.00", issued=day(-20))]
    issued += [item("INV-2026-0002", "50.00", issued=day(-5))]
    found = propose([late, early], issued, PAYERS)
    assert [(p.verdict, named(p)) for p in found] == [
        (CERTAIN, ["INV-2026-0002"]),
        (CERTAIN, ["INV-2026-0001"]),
    ]
