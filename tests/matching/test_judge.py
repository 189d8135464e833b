"""Money that came in: certain on proof, and in words why not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.early_discount import DiscountTerms
from billcli.matching.judge import judge_receipt
from billcli.matching.payer import Payer
from billcli.matching.policy import BankFee, EqualItems, Policy
from billcli.matching.proposal import Verdict
from tests.matching.invented import (
    ACME_IBAN,
    DAY,
    PAYERS,
    day,
    doubts,
    eur,
    item,
    line,
    named,
    reading_of,
    terms_for,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem
    from billcli.matching.proposal import Proposal

CERTAIN, ASK = Verdict.CERTAIN, Verdict.ASK
ACME, GLOBEX = "Acme Trading", "Globex Holding"
ONE, TWO = item("INV-2026-0001", "100.00"), item("INV-2026-0002", "300.00")
OLDEST = Policy(identical_amounts_same_customer=EqualItems.OLDEST_FIRST)


def judge(
    bank_line: BankLine,
    *items: OpenItem,
    payers: Iterable[Payer] = PAYERS,
    discounts: Mapping[str, DiscountTerms] | None = None,
    policy: Policy | None = None,
) -> Proposal:
    rows = items or (ONE, TWO)
    return judge_receipt(reading_of(bank_line, rows, payers), terms_for(rows, discounts, policy))


@pytest.mark.parametrize(
    ("text", "amount", "payer", "items"),
    [
        ("INV-2026-0001", "100.00", "Stranger", ["INV-2026-0001"]),
        ("INV-2026-0001 INV-2026-0002", "400.00", "", ["INV-2026-0001", "INV-2026-0002"]),
        ("inv 1 part payment", "40.00", ACME, ["INV-2026-0001"]),
        ("thanks", "100.00", ACME, ["INV-2026-0001"]),
        ("thanks", "400.00", ACME, ["INV-2026-0001", "INV-2026-0002"]),
        ("Nr 0001", "100.00", ACME, ["INV-2026-0001"]),
    ],
)
def test_certain(text: str, amount: str, payer: str, items: list[str]) -> None:
    proposal = judge(line(text, amount, payer))
    assert (proposal.verdict, named(proposal), doubts(proposal)) == (CERTAIN, items, "")
    assert len(proposal.suggestions) == 1


SETTLED, LATER = item("INV-2026-0003", "0.00"), item("INV-2026-0004", "5.00", issued=day(1))
OF_GLOBEX = item("INV-2026-0005", "100.00", "Globex")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            line("INV-2026-0001", "100.00", GLOBEX),
            "the payer is known as Globex, the document is Acme's",
        ),
        (line("INV-2026-0003", "100.00", ACME), "INV-2026-0003 is settled already"),
        (line("INV-2026-0004", "5.00", ACME), "INV-2026-0004 was issued after the payment, on"),
        (
            line("INV-2026-0001 INV-2026-0005", "200.00"),
            "it names documents of Acme, Globex",
        ),
        (
            line("INV-2026-0001", "90.00", "Stranger"),
            "90.00 EUR is not what is left: 100.00 EUR of INV-2026-0001",
        ),
        (
            line("2026-0001", "100.00", "Stranger"),
            "the number is damaged or the payer not known: one of them would do",
        ),
        (line("thanks for the quote", "100.00", ACME), "the text speaks of a payment in advance"),
        (
            line("INV-2026-0099", "100.00", ACME),
            "the text names INV-2026-0099, which is no document",
        ),
        (line("Nr 0002", "100.00", ACME), "the text may name INV-2026-0002"),
        (replace(line("INV-2026-0001", "100.00"), doubt="it is pending"), "it is pending"),
        (replace(line("thanks", "100.00", ACME), doubt="it is pending"), "it is pending"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_asked_about_and_why(told: BankLine, words: str) -> None:
    proposal = judge(told, ONE, TWO, SETTLED, LATER, OF_GLOBEX)
    assert proposal.verdict is ASK
    assert doubts(proposal).startswith(words)


def test_who_is_known_to_pay_for_others_contradicts_no_number() -> None:
    alias = Payer("Globex", ("Globex Holding AG",), (), ("Treuhand Graz",))
    paid = line("INV-2026-0001", "100.00", "Treuhand Graz")
    assert judge(paid, ONE, OF_GLOBEX, payers=[alias]).verdict is CERTAIN
    assert judge(replace(paid, payer="Globex Holding"), ONE, payers=[alias]).verdict is ASK


def test_one_more_like_the_payer_who_owes_as_much_contradicts_a_number() -> None:
    payers = [Payer("Acme", ("Acme Tradings",)), Payer("Near", ("Acme Trading",))]
    paid = line("INV-2026-0001", "100.00", ACME)
    rival = item("N-1", "100.00", "Near")
    assert doubts(judge(paid, ONE, rival, payers=payers)) == (
        "the payer is known as Near, the document is Acme's"
    )
    assert judge(paid, ONE, item("N-2", "99.00", "Near"), payers=payers).verdict is CERTAIN


NEAR_NAMES = [
    Payer("Acme", ("Acme Trading",), (ACME_IBAN,), ("Karin Feldmann",)),
    Payer("Strobel", ("Gerda Strobel",)),
]


@pytest.mark.parametrize("payer", ["G. TROBEL", "Ger?a Storbel", "Strobl, Grda", "Strobel"])
def test_a_name_a_little_like_that_of_another_who_owes_as_much_is_a_doubt(payer: str) -> None:
    paid, rival = line("INV-2026-0001", "100.00", payer), item("N-1", "100.00", "Strobel")
    proposal = judge(paid, ONE, rival, payers=NEAR_NAMES)
    words = "the payer's name is a little like that of Strobel, who owes as much"
    assert (proposal.verdict, doubts(proposal)) == (ASK, f"{words}; the document is Acme's")
    assert {("INV-2026-0001",), ("N-1",)} <= {
        tuple(part.item.item for part in one.parts) for one in proposal.suggestions[:2]
    }


@pytest.mark.parametrize(
    ("told", "rival"),
    [
        (line("INV-2026-0001", "100.00", "G. TROBEL"), "99.00"),
        (line("INV-2026-0001", "100.00", "K. Trobel"), "100.00"),
        (line("INV-2026-0001 for Acme Trading", "100.00", "G. TROBEL"), "100.00"),
        (line("INV-2026-0001", "100.00", "G. TROBEL", ACME_IBAN), "100.00"),
        (line("INV-2026-0001", "100.00", "Karin Feldmann"), "100.00"),
        (line("INV-2026-0001", "100.00", "A. Tradig"), "100.00"),
        (line("INV-2026-0001", "100.00"), "100.00"),
    ],
)
def test_else_the_number_stands(told: BankLine, rival: str) -> None:
    rows = (ONE, item("N-1", rival, "Strobel"))
    assert named(judge(told, *rows, payers=NEAR_NAMES)) == ["INV-2026-0001"]
    assert judge(told, *rows, payers=NEAR_NAMES).verdict is CERTAIN


@pytest.mark.parametrize("amount", ["100.00", "400.00", "99.00"])
def test_an_amount_alone_is_never_certain(amount: str) -> None:
    for payer in ("", "Stranger", "Acme"):
        assert judge(line("thanks", amount, payer)).verdict is ASK
    assert judge(line("Acme Trading thanks", amount, "Stranger")).verdict is ASK


def test_several_explanations_are_asked_about() -> None:
    rows = (ONE, TWO, item("INV-2026-0006", "400.00"))
    proposal = judge(line("", "400.00", ACME), *rows)
    assert (proposal.verdict, doubts(proposal)) == (ASK, "400.00 EUR has 2 explanations")
    hinted = judge(line("Nr 0006", "400.00", ACME), *rows)
    assert (hinted.verdict, named(hinted)) == (CERTAIN, ["INV-2026-0006"])
    both = judge(line("Nr 0001 0002", "400.00", ACME), *rows)
    assert (both.verdict, named(both)) == (CERTAIN, ["INV-2026-0001", "INV-2026-0002"])


@pytest.mark.parametrize(("count", "verdict"), [(15, CERTAIN), (60, ASK)])
def test_among_too_many_pairs_short_numbers_do_not_decide(count: int, verdict: Verdict) -> None:
    """Of sixty equal items not every pair is tried, so that nobody knows which others are meant."""
    rows = [item(f"INV-2026-{n:04}", "100.00") for n in range(11, 11 + count)]
    found = judge(line("Nr 0011 Nr 0012", "200.00", ACME), *rows)
    assert (found.verdict, named(found)) == (verdict, ["INV-2026-0011", "INV-2026-0012"])


def test_equal_items_of_a_customer_go_oldest_first_where_that_is_agreed() -> None:
    twins = tuple(item(f"INV-2026-001{n}", "100.00", issued=day(-n)) for n in (1, 2))
    assert judge(line("", "100.00", ACME), *twins).verdict is ASK
    chosen = judge(line("", "100.00", ACME), *twins, policy=OLDEST)
    assert (chosen.verdict, named(chosen)) == (CERTAIN, ["INV-2026-0012"])
    unlike = judge(line("", "400.00", ACME), ONE, TWO, item("A-1", "400.00"), policy=OLDEST)
    assert unlike.verdict is ASK


def test_equal_items_of_two_customers_are_asked_about_all_the_same() -> None:
    shared = [Payer(who, (), ("DE1",)) for who in ("Acme", "Globex")]
    proposal = judge(line("", "100.00", iban="DE1"), ONE, OF_GLOBEX, payers=shared, policy=OLDEST)
    assert (proposal.verdict, doubts(proposal)) == (ASK, "100.00 EUR has 2 explanations")


def test_sums_of_a_less_likely_customer_do_not_count() -> None:
    payers = [Payer("Acme", ("Acme Trading",)), Payer("Near", ("Acme Tradings",))]
    rows = (ONE, item("N-1", "60.00", "Near"), item("N-2", "40.00", "Near"))
    assert judge(line("", "100.00", ACME), *rows, payers=payers).verdict is CERTAIN
    single = judge(line("", "100.00", ACME), ONE, item("N-3", "100.00", "Near"), payers=payers)
    assert single.verdict is ASK


def test_the_payer_itself_contradicts_an_item_of_whom_it_resembles() -> None:
    payers = [Payer("Acme", ("Acme Trading",)), Payer("Near", ("Acme Tradings",))]
    proposal = judge(line("", "100.00", ACME), item("N-1", "100.00", "Near"), payers=payers)
    assert (proposal.verdict, doubts(proposal)) == (ASK, "the payer is known as Acme")


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Nr 0003", True),
        ("Nr 0005", False),
        ("INV 5", False),
        ("INV 3 paid", False),
        ("Nr 0001", True),
        ("Nr 0006", False),
    ],
)
def test_what_may_name_another_document_contradicts_a_payer(text: str, certain: bool) -> None:
    """A short number of another customer who owes another amount is one by chance."""
    settled = item("INV-2026-0006", "0.00")
    strangers = item("INV-2026-0003", "0.00", "Globex")
    proposal = judge(line(text, "100.00", ACME), ONE, TWO, settled, strangers, OF_GLOBEX)
    assert (proposal.verdict is CERTAIN) is certain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("INV-2026-00", ""),
        ("INV-2026-012", "the text ends in the number of another document, cut off"),
        ("INV-2026-00 INV-2026-012", "the text ends in the number of another document, cut off"),
    ],
)
def test_a_number_cut_at_the_end_is_the_documents_or_contradicts_it(text: str, words: str) -> None:
    other = item("INV-2026-0123", "7.00", "Globex")
    proposal = judge(line(text, "100.00", ACME), ONE, TWO, other)
    assert doubts(proposal) == words
    assert (proposal.verdict is CERTAIN) is (not words)


def test_discounts_and_charges_are_certain_with_a_payer() -> None:
    discounts = {"INV-2026-0002": DiscountTerms(Decimal("0.02"), DAY)}
    for text in ("INV-2026-0002", "thanks"):
        assert judge(line(text, "294.00", ACME), discounts=discounts).verdict is CERTAIN
        late = judge(line(text, "294.00", ACME, on=day(1)), discounts=discounts)
        assert late.verdict is ASK
    assert judge(line("INV-2026-0002", "294.00"), discounts=discounts).verdict is ASK
    charged = line("INV-2026-0002", "290.00", ACME, charges=eur("10.00"))
    assert judge(charged).verdict is CERTAIN
    assert judge(charged, policy=Policy(bank_fee=BankFee.NEVER)).verdict is ASK
    assert judge(line("INV-2026-0002", "290.00", ACME)).verdict is ASK


def test_a_cent_off_is_certain_within_the_tolerance() -> None:
    paid = line("INV-2026-0001", "99.99", ACME)
    assert judge(paid).verdict is ASK
    tolerant = Policy(rounding_tolerance=Decimal("0.01"))
    assert judge(paid, policy=tolerant).verdict is CERTAIN
    assert judge(line("thanks", "99.99", ACME), policy=tolerant).verdict is ASK


def test_a_number_net_of_an_open_credit_is_certain_with_a_payer() -> None:
    credit = item("CN-2026-0001", "-20.00")
    proposal = judge(line("INV-2026-0001", "80.00", ACME), ONE, credit)
    assert (proposal.verdict, named(proposal)) == (CERTAIN, ["INV-2026-0001", "CN-2026-0001"])
    assert judge(line("INV-2026-0001", "80.00"), ONE, credit).verdict is ASK


def test_a_part_payment_that_pays_another_document_whole_is_asked_about() -> None:
    rows = (TWO, item("INV-2026-0020", "120.00"), item("INV-2026-0021", "130.00", "Globex"))
    meant = judge(line("INV-2026-0002", "120.00", ACME), *rows)
    assert (meant.verdict, doubts(meant)) == (
        ASK, "120.00 EUR is exactly what is left of INV-2026-0020",
    )  # fmt: skip
    assert judge(line("INV-2026-0002", "130.00", ACME), *rows).verdict is CERTAIN
    assert judge(line("part of INV-2026-0002", "120.00", ACME), *rows).verdict is CERTAIN


@pytest.mark.parametrize("text", ["INV-2026-0002 INV-2026-0001", "INV-2026-0002, 0001"])
def test_a_part_payment_that_names_several_documents_is_asked_about(text: str) -> None:
    meant = judge(line(text, "120.00", ACME))
    assert (meant.verdict, named(meant)) == (ASK, ["INV-2026-0002"])
    assert judge(line("INV-2026-0002", "120.00", ACME)).verdict is CERTAIN
