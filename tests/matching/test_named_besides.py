"""Numbers beside the documents that a line pays: a list paid short, or read two ways."""

from __future__ import annotations

import pytest

from billcli.matching.proposal import Verdict
from tests.matching.invented import doubts, item, line, named, one

ACME = "Acme Trading"
CUT_OFF = "the text ends in the number of another document, cut off"
ITEMS = (
    item("INV-2026-0001", "1000.00"),
    item("INV-2026-0013", "100.00"),
    item("INV-2026-0112", "100.00"),
    item("INV-2026-0113", "100.00"),
    item("INV-2026-0114", "140.00"),
    item("INV-2026-0115", "55.00", "Globex"),
)


@pytest.mark.parametrize(
    ("text", "amount", "words"),
    [
        (
            "INV-2026-0001 and INV-2026-0099",
            "450.00",
            "the text names INV-2026-0099, which is no document",
        ),
        ("INV-2026-0001 (No 114)", "450.00", "the text may name INV-2026-0114 as well"),
        (
            "INV-2026-0001, INV-2026-0002, INV-2026-011",
            "450.00",
            f"the text names INV-2026-0002, which is no document | {CUT_OFF}",
        ),
        ("INV-2026-0112/113", "100.00", "the text may name INV-2026-0113 as well"),
        ("INV-2026-0112/13", "200.00", "the text may name INV-2026-0113 as well"),
    ],
)
def test_another_number_leaves_open_what_is_paid(text: str, amount: str, words: str) -> None:
    proposal = one(line(text, amount, ACME), ITEMS)
    assert (proposal.verdict, doubts(proposal)) == (Verdict.ASK, words)


@pytest.mark.parametrize(
    ("text", "amount", "items"),
    [
        ("INV-2026-0001, customer 4711", "450.00", ["0001"]),
        ("INV-2026-0001 No 115", "450.00", ["0001"]),
        ("second part of INV-2026-0 001, INV-2026-0001", "450.00", ["0001"]),
        ("INV-2026-0001 thanks, INV-20", "450.00", ["0001"]),
        ("INV-2026-0001 and INV-2026-0099", "1000.00", ["0001"]),
        ("INV-2026-0112/14", "240.00", ["0112", "0114"]),
        ("INV-2026-0112/0113", "200.00", ["0112", "0113"]),
        ("INV-2026-0112/4", "240.00", ["0112", "0114"]),
    ],
)
def test_what_nothing_contradicts_is_booked(text: str, amount: str, items: list[str]) -> None:
    proposal = one(line(text, amount, ACME), ITEMS)
    assert (proposal.verdict, doubts(proposal)) == (Verdict.CERTAIN, "")
    assert [number[-4:] for number in named(proposal)] == items
