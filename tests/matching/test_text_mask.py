"""Digits that a text announces as something else are no document number."""

from __future__ import annotations

import pytest

from billcli.matching.number_search import Numbers
from billcli.matching.proposal import Verdict
from billcli.matching.strength import Strength
from tests.matching.invented import DAY, item, line, named, numbers_of, one

NUMBERS = numbers_of("100234", "20260115", "2026-0115")
ITEMS = (
    item("100234", "75.00"),
    item("100235", "75.00", "Globex"),
    item("100236", "300.00"),
)


@pytest.mark.parametrize(
    "text",
    [
        "Kundennummer 100234",
        "Kd.-Nr.: 100234",
        "KdNr 100234, danke",
        "customer no. 100234",
        "KLANTNUMMER 100234",
        "Konto-Nr 1 BLZ 100234",
        "TAN 100234",
        "Mandatsref. 100234",
        "Tel. 100234",
        "Zahlung vom 20260115",
        "DATUM 20260115 9 UHR",
    ],
)
def test_announced_digits_are_no_number(text: str) -> None:
    assert NUMBERS.find(text) == {}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("100234", "100234"),
        ("Rg 100234", "100234"),
        ("payment on account 100234", "100234"),
        ("Kunde zahlt 100234", "100234"),
        ("Kundennummer 4711 Rg 100234", "100234"),
        ("20260115", "20260115"),
        ("Kd 2026-0115", "2026-0115"),
        ("vom 2026-0115", "2026-0115"),
    ],
)
def test_other_words_before_digits_mask_nothing(text: str, number: str) -> None:
    numbers = Numbers.of(dict.fromkeys((number, "7"), DAY), {})
    assert numbers.find(text)[number] is Strength.WHOLE


@pytest.mark.parametrize(
    ("text", "amount", "payer", "items"),
    [
        ("Kd-Nr 100235", "75.00", "Acme Trading", ["100234"]),
        ("Kd-Nr 100236 Rg 100234", "75.00", "Acme Trading", ["100234"]),
        ("Kd-Nr 100236", "150.00", "Acme Trading", []),
        ("TAN 100235", "75.00", "Stranger", []),
    ],
)
def test_a_customers_number_books_nothing(
    text: str, amount: str, payer: str, items: list[str]
) -> None:
    proposal = one(line(text, amount, payer), ITEMS)
    assert (named(proposal) if proposal.verdict is Verdict.CERTAIN else []) == items
