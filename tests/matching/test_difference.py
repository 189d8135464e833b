"""What differs between the words of a bank and those of the books."""

from __future__ import annotations

import pytest

from billcli.matching.difference import Pieces, compared, differs, likest


def _shown(pieces: Pieces) -> str:
    return "".join(f"[{text}]" if other else text for text, other in pieces)


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        ("INV-2026-0042", "INV-2026-0042", "INV-2026-0042", "INV-2026-0042"),
        ("inv 2026 OO42", "INV-2026-0042", "inv 2026 [OO]42", "INV-2026-[00]42"),
        ("INV2026-0043", "INV-2026-0042", "INV2026-004[3]", "INV-2026-004[2]"),
        ("INV-2026-42", "INV-2026-0042", "INV-2026-42", "INV-2026-[00]42"),
        ("MULLER", "Müller", "MULLER", "Müller"),
        ("INDUSTIRES", "Industries Ltd.", "INDUSTI[R]ES", "Indust[r]ies [Ltd]."),
        ("", "Acme", "", "[Acme]"),
    ],
)  # fmt: skip
def test_letters_that_differ_are_marked_on_both_sides(
    one: str, other: str, left: str, right: str
) -> None:
    mine, theirs = compared(one, other)
    assert "".join(text for text, _ in mine) == one
    assert "".join(text for text, _ in theirs) == other
    assert _shown(mine) == left
    assert _shown(theirs) == right
    assert differs(mine) is ("[" in left)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("payment INV-2026-0042 thanks", "INV-2026-0042"),
        ("rg inv 2026 0042", "inv 2026 0042"),
        ("INV20260043/7", "INV20260043"),
        ("invoice of May, thank you", ""),
        ("", ""),
        ("7" * 3000, ""),
    ],
)
def test_the_words_most_like_a_number_are_found(text: str, found: str) -> None:
    assert likest(text, "INV-2026-0042") == found
