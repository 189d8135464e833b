"""Document numbers in pieces: without prefix, zeros or year, or glued to other letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.number_form import RUN, digits_of
from billcli.matching.number_list import listed
from billcli.matching.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.matching.number_form import NumberForm
    from billcli.matching.number_index import NumberIndex

GAP_MAX, PARTS_MAX = 3, 4
SHORT_PREFIX = 2
_LETTERS_OR_DIGITS = re.compile(r"[a-z]+|[0-9]+", re.ASCII | re.IGNORECASE)
_NUMBER_WORDS = frozenset(
    "nr no num numero nummer number rechnung rg re invoice inv bill facture fact factura fattura"
    " faktura fakt faktur factuur lasku fatura".split()
)


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    start: int
    end: int


def pieces(
    text: str, taken: Sequence[tuple[int, int]], index: NumberIndex
) -> Iterator[tuple[str, Strength, int]]:
    """Yield what a text holds of numbers beside the whole ones, and where.

    Args:
        text: without dates and amounts.
        taken: where whole numbers stand.
        index: all numbers.
    """
    found = [
        _Part(read, match.start(), match.end())
        for run in RUN.finditer(text)
        for match, read in _parts_of(run)
    ]
    for at, part in enumerate(found):
        if not part.text[0].isdigit():
            continue
        before = found[at - 1] if at and part.start - found[at - 1].end <= GAP_MAX else None
        for stop in range(at + 1, min(at + PARTS_MAX, len(found)) + 1):
            if stop - at > 1 and found[stop - 1].start - found[stop - 2].end > GAP_MAX:
                break
            span = found[at:stop]
            inside = any(a <= part.start and span[-1].end <= b for a, b in taken)
            if span[-1].text[0].isdigit() and not inside and _long_enough(span, before):
                yield from _matched(text, before, span, index)


def _matched(
    text: str, before: _Part | None, span: Sequence[_Part], index: NumberIndex
) -> Iterator[tuple[str, Strength, int]]:
    for item, tells in _candidates(before, span, index):
        form = index.forms[item]
        if before and index.of_other_series(before.text, form):
            continue
        if not tells or _goes_on(text, before, span) or _may_be_cut(text, span, form):
            yield item, Strength.SHORT, span[0].start
        else:
            yield item, Strength.DAMAGED, span[0].start
            yield from listed(text, span[-1].end, form, index)


def _candidates(
    before: _Part | None, span: Sequence[_Part], index: NumberIndex
) -> Iterator[tuple[str, bool]]:
    """Yield the documents whose digits stand there, and whether that tells them from others."""
    key = tuple(p.text.lstrip("0") or "0" for p in span if p.text[0].isdigit())
    for item in index.bare.get(key, ()):
        form = index.forms[item]
        full = form.bare == key and form.telling and bool(form.year)
        yield item, full or _is_prefixed(form, before, span)
    if len(span) > 1:
        return
    same = index.serial.get(key, ())
    for item in same:
        yield item, len(same) == 1 and _is_prefixed(index.forms[item], before, span)
    for item in index.digits.get(key[0], ()):
        yield item, index.forms[item].telling and bool(index.forms[item].year)


def _goes_on(text: str, before: _Part | None, span: Sequence[_Part]) -> bool:
    """Return whether the digits may be a part of a longer number."""
    end = span[-1].end
    if text[end : end + 2].strip(" ")[:1] == "-":
        return True
    return before is not None and before.text[0].isdigit() and text[before.end] in "-/."


def _long_enough(span: Sequence[_Part], before: _Part | None) -> bool:
    """Return whether digits are more than one, or the word before announces a number."""
    digits = [part.text for part in span if part.text[0].isdigit()]
    announced = before is not None and before.text in _NUMBER_WORDS
    return len(digits) > 1 or len(digits[0]) > 1 or announced


def _is_prefixed(form: NumberForm, before: _Part | None, span: Sequence[_Part]) -> bool:
    """Return whether the letters of a number stand before its digits, perhaps glued to others."""
    if not form.prefix or before is None:
        return False
    if len(form.prefix) <= SHORT_PREFIX:  # other words end in such letters
        return before.text == form.prefix and span[0].start - before.end <= len(form.prefix) - 1
    return before.text.endswith(form.prefix)


def _may_be_cut(text: str, span: Sequence[_Part], form: NumberForm) -> bool:
    """Return whether a text ends in digits that are fewer than the number has."""
    ends = not text[span[-1].end :].strip(" ./-")
    return ends and len(span[-1].text) < max(len(run) for run in form.digits)


def _parts_of(run: re.Match[str]) -> Iterator[tuple[re.Match[str], str]]:
    read = digits_of(run[0])
    for match in _LETTERS_OR_DIGITS.finditer(run.string, run.start(), run.end()):
        if read != run[0]:
            yield run, read
            return
        yield match, match[0].casefold()
