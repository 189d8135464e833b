"""Claims: which rows a line may pay, and whether number, amount and payer agree."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.early_discount import DiscountTerms
from billcli.domain.money import Money
from billcli.matching.amount_fit import Fit
from billcli.matching.claim import Claim, by_number, by_payer, equal_amounts, in_part, is_sure
from billcli.matching.policy import Policy
from billcli.matching.strength import Strength
from tests.matching.invented import DAY, eur, item, line, reading_of, terms_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.bank_line import BankLine

ROWS = (
    item("INV-2026-0007", "119.00"),
    item("INV-2026-0008", "200.00"),
    item("INV-2026-0009", "119.00", "Globex"),
    item("INV-2026-0011", "80.00", currency="USD"),
    item("CN-2026-0001", "-19.00"),
)
TERMS = terms_for(ROWS)
ACME = "Acme Trading"


def told(claims: Iterable[Claim]) -> list[tuple[str, str, list[str], int]]:
    return [
        (c.customer, c.explained.fit.name, [p.item.item[-4:] for p in c.explained.parts], c.group)
        for c in claims
    ]


def by_number_of(bank_line: BankLine) -> list[Claim]:
    return by_number(reading_of(bank_line, ROWS), TERMS)


def test_documents_named_are_claimed_together_per_customer() -> None:
    both = by_number_of(line("INV-2026-0007 INV-2026-0008 INV-2026-0009", "319.00"))
    assert told(both) == [
        ("Acme", "EXACT", ["0007", "0008"], 0),
        ("Globex", "OVER", ["0009"], 0),
    ]


def test_what_is_named_surely_is_claimed_first_without_the_rest() -> None:
    claims = by_number_of(line("INV-2026-0007 2026-0008", "119.00"))
    assert [(c.strength, c.explained.fit) for c in claims] == [
        (Strength.WHOLE, Fit.EXACT),
        (Strength.DAMAGED, Fit.PART),
    ]
    assert by_number_of(line("Nr 0008", "200.00")) == []
    assert by_number_of(line("", "200.00")) == []


def test_what_was_ordered_in_another_currency_is_claimed_when_the_own_has_none() -> None:
    paid = line("INV-2026-0011", "74.00", original=Money.of("80.00", "USD"))
    assert told(by_number_of(paid)) == [("Acme", "EXACT", ["0011"], 0)]
    assert by_number_of(line("INV-2026-0011", "80.00")) == []
    assert by_number_of(line("INV-2026-0011", "80.00", original=eur("80.00"))) == []


def test_a_payer_is_claimed_by_every_sum_of_its_rows() -> None:
    reading = reading_of(line("", "300.00", ACME), ROWS)
    assert told(by_payer(reading, "Acme", TERMS)) == [
        ("Acme", "EXACT", ["0001", "0007", "0008"], 3)
    ]
    exact = reading_of(line("", "119.00", ACME), ROWS)
    assert told(by_payer(exact, "Acme", TERMS)) == [("Acme", "EXACT", ["0007"], 1)]
    assert by_payer(exact, "Umbra", TERMS) == []


def test_a_payer_is_claimed_by_one_row_less_discount_or_charges() -> None:
    terms = terms_for(ROWS, {"INV-2026-0008": DiscountTerms(Decimal("0.02"), DAY)})
    discounted = reading_of(line("", "196.00", ACME), ROWS)
    assert told(by_payer(discounted, "Acme", terms)) == [("Acme", "DISCOUNT", ["0008"], 1)]
    charged = reading_of(line("", "195.00", ACME, charges=eur("5.00")), ROWS)
    assert told(by_payer(charged, "Acme", terms)) == [("Acme", "FEE", ["0008"], 1)]
    tolerant = terms_for(ROWS, None, Policy(Decimal(5)))
    near = reading_of(line("", "196.00", ACME), ROWS)
    assert by_payer(near, "Acme", tolerant) == []


def test_a_payer_is_claimed_by_one_row_of_what_was_ordered() -> None:
    ordered = Money.of("80.00", "USD")
    reading = reading_of(line("", "74.00", ACME, original=ordered), ROWS)
    assert told(by_payer(reading, "Acme", TERMS)) == [("Acme", "EXACT", ["0011"], 1)]
    less = reading_of(line("", "74.00", ACME, original=Money.of("79.00", "USD")), ROWS)
    assert by_payer(less, "Acme", TERMS) == []


def test_instalments_that_book_the_same_are_one_claim() -> None:
    rows = [item("A-1", n, instalment=i) for i, n in enumerate(["30.00", "30.00", "60.00"], 1)]
    reading = reading_of(line("", "60.00", ACME), rows)
    assert [
        [p.item.instalment for p in claim.explained.parts]
        for claim in by_payer(reading, "Acme", terms_for(rows))
    ] == [[3], [1, 2]]


def test_parts_are_of_each_greater_row_and_of_all() -> None:
    reading = reading_of(line("", "150.00", ACME), ROWS)
    assert told(in_part(reading, "Acme", TERMS)) == [
        ("Acme", "PART", ["0008"], 1),
        ("Acme", "PART", ["0007", "0008"], 2),
    ]
    over = reading_of(line("", "400.00", ACME), ROWS)
    assert told(in_part(over, "Acme", TERMS)) == [("Acme", "OVER", ["0007", "0008"], 2)]
    assert list(in_part(over, "Umbra", TERMS)) == []


def test_equal_amounts_are_anybodys() -> None:
    reading = reading_of(line("", "119.00"), ROWS)
    assert [c[0] for c in told(equal_amounts(reading, TERMS))] == ["Acme", "Globex"]


@pytest.mark.parametrize(
    ("text", "amount", "payer", "sure"),
    [
        ("INV-2026-0007", "119.00", "", True),
        ("INV-2026-0007", "119.00", "Somebody", True),
        ("INV-2026-0007", "119.00", "Globex Holding", False),
        ("2026-0007", "119.00", "Somebody", False),
        ("2026-0007", "119.00", ACME, True),
        ("2026-0007 for Acme Trading", "119.00", "Somebody", True),
        ("INV-2026-0007", "100.00", "Somebody", False),
        ("INV-2026-0007", "100.00", ACME, True),
        ("INV-2026-0008", "100.00", "Somebody", False),
        ("INV-2026-0008", "100.00", ACME, True),
        ("INV-2026-0008", "190.00", ACME, False),
        ("INV-2026-0008", "250.00", ACME, False),
    ],
)
def test_number_amount_and_payer_agree_so_far(
    text: str, amount: str, payer: str, sure: bool
) -> None:
    reading = reading_of(line(text, amount, payer), ROWS)
    assert any(is_sure(claim, reading, TERMS) for claim in by_number(reading, TERMS)) is sure


def test_without_a_number_nothing_is_sure() -> None:
    reading = reading_of(line("", "119.00", ACME), ROWS)
    assert not any(is_sure(claim, reading, TERMS) for claim in by_payer(reading, "Acme", TERMS))
