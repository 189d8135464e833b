"""Where what a bank line says differs from what the books say, letter by letter."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.number_form import without_accents

if TYPE_CHECKING:
    from typing import TypeAlias

Pieces: TypeAlias = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it differs."""

_WORD = re.compile(r"[^\W_]+")
_SEARCHED_MAX, _WORDS_MAX = 400, 5
LIKE = 0.6


def compared(one: str, other: str) -> tuple[Pieces, Pieces]:
    """Return two texts with the letters and digits that the other has not in that order.

    Case, accents, blanks and punctuation make no difference.

    >>> compared("INV 2026 OO42", "INV-2026-0042")[0]
    (('INV 2026 ', False), ('OO', True), ('42', False))
    >>> compared("ACME INC", "Acme Inc.")
    ((('ACME INC', False),), (('Acme Inc.', False),))
    """
    left, right = _letters(one), _letters(other)
    matcher = SequenceMatcher(None, [c for _, c in left], [c for _, c in right], autojunk=False)
    same_left: set[int] = set()
    same_right: set[int] = set()
    for block in matcher.get_matching_blocks():
        same_left.update(at for at, _ in left[block.a : block.a + block.size])
        same_right.update(at for at, _ in right[block.b : block.b + block.size])
    return _pieces(one, left, same_left), _pieces(other, right, same_right)


def differs(pieces: Pieces) -> bool:
    """Return whether any piece of a text differs."""
    return any(other for _, other in pieces)


def likest(text: str, number: str) -> str:
    """Return the words of a text that are most like a document's number, or an empty text.

    >>> likest("thanks for Inv 2026 OO42 and more", "INV-2026-0042")
    'Inv 2026 OO42'
    >>> likest("thank you", "INV-2026-0042")
    ''
    """
    searched = text[:_SEARCHED_MAX]
    words = list(_WORD.finditer(searched))
    wanted = "".join(letter for _, letter in _letters(number))
    found, best = "", LIKE
    for first, word in enumerate(words):
        for last in words[first : first + _WORDS_MAX]:
            window = searched[word.start() : last.end()]
            folded = "".join(letter for _, letter in _letters(window))
            if len(folded) > 2 * len(wanted):
                break
            matcher = SequenceMatcher(None, folded, wanted, autojunk=False)
            if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                found, best = window, ratio
    return found if any(letter.isdigit() for letter in found) else ""


def _letters(text: str) -> list[tuple[int, str]]:
    """Return each letter and digit of a text with its place, alike whatever case and accent."""
    return [
        (at, folded)
        for at, letter in enumerate(text)
        if letter.isalnum()
        for folded in without_accents(letter).casefold()
    ]


def _pieces(text: str, letters: list[tuple[int, str]], same: set[int]) -> Pieces:
    counted = {at for at, _ in letters}
    found: list[tuple[str, bool]] = []
    for at, letter in enumerate(text):
        other = at in counted and at not in same
        if found and (found[-1][1] is other or (at not in counted and not found[-1][1])):
            found[-1] = (found[-1][0] + letter, found[-1][1])
        else:
            found.append((letter, other))
    return tuple(found)
