"""What weighs in the order of suggestions: a slip of the keyboard, a fair part of a document."""

from __future__ import annotations

import pytest

from billcli.matching.claim import in_part
from billcli.matching.weight import UNLIKELY_PART, claim_weight, payer_weight, slip_of
from tests.matching.invented import item, line, reading_of, terms_for

ACME = "Acme Trading Inc."
ROWS = (item("INV-2026-0001", "100.00"), item("INV-2026-0012", "300.00"))


@pytest.mark.parametrize(
    ("text", "items", "told"),
    [
        ("INV-2026-0001", ["INV-2026-0011"], "INV-2026-0001"),
        ("INV-2026-0001", ["INV-2026-0010"], "INV-2026-0001"),
        ("INV-2026-0001", ["INV-2026-0023"], ""),
        ("INV-2026-0001", ["INV-2026-0001"], ""),
        ("INV-2026-0001", ["INV-2026-0011", "INV-2026-0012"], ""),
        ("thanks", ["INV-2026-0011"], ""),
        ("INV-2026-0077", ["INV-2026-0071"], "INV-2026-0077"),
    ],
)
def test_a_number_one_slip_off_is_found(text: str, items: list[str], told: str) -> None:
    assert slip_of(items, reading_of(line(text, "1.00"), ROWS)) == told


@pytest.mark.parametrize(
    ("paid", "fair"),
    [("24.99", False), ("25.00", True), ("50.00", True), ("75.00", True), ("75.01", False)],
)
def test_a_quarter_to_three_quarters_is_a_fair_part(paid: str, *, fair: bool) -> None:
    reading = reading_of(line("thanks", paid, ACME), ROWS[:1])
    (part, *_) = in_part(reading, "Acme", terms_for(ROWS[:1]))
    weight = claim_weight(part, reading, ())
    assert weight == payer_weight(reading, "Acme") + 12 - UNLIKELY_PART * (not fair)
