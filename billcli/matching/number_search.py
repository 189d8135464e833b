"""Document numbers in a payer's text: whole ones, damaged ones, short ones and traces of them.

Numbers are compared by runs of letters and digits, so ``INV-2026-0007`` is never found inside
``INV-2026-00071``; and where a number could go on, it counts as a trace only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from billcli.matching.number_form import (
    RUN,
    digits_of,
    joined,
    parts,
    read_as,
    without_accents,
)
from billcli.matching.number_index import NumberIndex
from billcli.matching.reference_search import References

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from billcli.matching.number_form import NumberForm

RUNS_MAX, GAP_MAX, PARTS_MAX = 8, 3, 4
SOME_DIGITS = 4
SHORT_PREFIX = 2
LETTERS_OR_DIGITS = re.compile(r"[a-z]+|[0-9]+", re.ASCII | re.IGNORECASE)
_DATE = (
    r"\b\d{4}-\d ?\d-\d ?\d\b"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?P<part>[./-])(?:0?[1-9]|[12]\d|3[01])(?P=part)(?:\d{4}|\d\d)\b"
    r"|\b\d{1,2}:\d\d(?::\d\d)?\b|\b\d{1,2}h\d\d\b|\b\d{1,2}[.:]\d\d ?(?:uhr|h)\b"
    r"|\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"
)
_NO_NUMBER = re.compile(_DATE, re.ASCII | re.IGNORECASE)
_NO_PIECE = re.compile(
    r"\b(?:0?[1-9]|1[0-2])[./](?:19|20)\d\d\b|\b\d{1,3}(?:[.,' ]\d{3})*[.,]\d\d\b",
    re.ASCII | re.IGNORECASE,
)
_CUT = re.compile(r"[A-Za-z]{1,6}[-/. ]?\d+(?:[-/. ]\d+)*[-/. ]?$", re.ASCII)
_NUMBER_WORDS = frozenset(
    "nr no num numero nummer number rechnung rg re invoice inv bill facture fact factura fattura"
    " faktura fakt faktur factuur lasku fatura".split()
)
_LIKE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,6}[-/ ]?\d{2,}(?:[-/]\d+)*", re.ASCII)
_NEXT = re.compile(
    r"\s*(?:[,;/+&]|\b(?:und|and|et|y|e|og|och|en|i|a|oraz|sowie)\b|\bu\b\.?|(?<= )\.(?= ))"
    r"\s*(?:nr\.?\s*|no\.?\s*)?| (?=\d)",
    re.IGNORECASE,
)


class Strength(IntEnum):
    """How surely a text names a document.

    ``TRACE``: digits that end its number. ``SHORT``: its serial number alone, or a number too short
    to tell. ``DAMAGED``: its number without prefix, zeros or year, misread, glued or in a list.
    ``WHOLE``: the whole number. ``CHECKED``: its structured reference, check digits right.
    """

    TRACE = 1
    SHORT = 2
    DAMAGED = 3
    WHOLE = 4
    CHECKED = 5


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """The document numbers and references of a ledger, ready to be found in texts."""

    references: References
    index: NumberIndex

    @classmethod
    def of(cls, items: Mapping[str, dt.date], references: Mapping[str, str]) -> Numbers:
        """Return the index.

        Args:
            items: every document number with its date, settled ones too: a number that names a
                settled document must not be taken for another.
            references: item to the structured reference printed on it (``rf`` metadata).
        """
        return cls(References.of(items, references), NumberIndex.of(items))

    def find(self, text: str, reference: str = "") -> dict[str, Strength]:
        """Return the documents a text or structured reference names, and how surely."""
        found: dict[str, Strength] = {}
        named, rest = self.references.find(without_accents(text), reference)
        for item, sure in named.items():
            found[item] = Strength.CHECKED if sure else Strength.TRACE
        dated = _masked(_NO_NUMBER, rest)
        masked = _masked(_NO_PIECE, dated)
        taken: list[tuple[int, int]] = []
        wholes = list(self._wholes(dated, masked, taken))
        for item, strength in (*wholes, *self._pieces(masked, taken)):
            found[item] = max(found.get(item, Strength.TRACE), strength)
        return found

    def unknown(self, text: str) -> str:
        """Return a number written as the issuer writes them that no document bears, or empty."""
        masked = _masked(_NO_PIECE, _masked(_NO_NUMBER, without_accents(text)))
        for match in _LIKE.finditer(masked):
            if self.index.looks_like_one(match[0]) and not self.find(match[0]):
                return match[0]
        return ""

    def digits_in(self, text: str) -> bool:
        """Return whether a text holds four digits or more that are no date or amount."""
        masked = _masked(_NO_PIECE, _masked(_NO_NUMBER, text))
        return any(len(re.findall(r"[0-9]", run)) >= SOME_DIGITS for run in RUN.findall(masked))

    def cut(self, text: str) -> str:
        """Return the beginning of one of the issuer's numbers that a text ends with, or empty.

        It is joined and read as digits, as ``NumberIndex.whole`` is; banks cut texts.
        """
        match = _CUT.search(without_accents(text).rstrip(" /"))
        if match is None:
            return ""
        written = read_as(joined(match[0]))
        whole = written in self.index.whole
        return written if not whole and self.index.begins(written) else ""

    def _wholes(
        self, text: str, masked: str, taken: list[tuple[int, int]]
    ) -> Iterator[tuple[str, Strength]]:
        """Yield the numbers that stand there whole, and note where."""
        runs = list(RUN.finditer(text))
        index = 0
        while index < len(runs):
            end, items = self._longest(runs, index)
            if not items:
                index += 1
                continue
            strength = self._strength(text, runs, index, end, items)
            taken.append((runs[index].start(), runs[end].end()))
            for item in items:
                yield item, strength
                if strength >= Strength.DAMAGED:
                    yield from self._listed(masked, runs[end].end(), self.index.forms[item])
            index = end + 1

    def _longest(self, runs: list[re.Match[str]], start: int) -> tuple[int, frozenset[str]]:
        code, best, items = "", start, frozenset[str]()
        for index in range(start, min(start + RUNS_MAX, len(runs))):
            if index > start and runs[index].start() - runs[index - 1].end() > GAP_MAX:
                break
            code += read_as(runs[index][0].casefold())
            if len(code) > self.index.longest:
                break
            if found := self.index.whole.get(code):
                text = runs[start].string[runs[start].start() : runs[index].end()].casefold()
                exact = any(item.casefold() == text for item in found)
                best, items = index, found if exact else items | found
        return best, items

    def _strength(
        self, text: str, runs: list[re.Match[str]], start: int, end: int, items: frozenset[str]
    ) -> Strength:
        """Return how sure a number is that stands in the runs from ``start`` to ``end``."""
        if len(items) > 1:
            return Strength.TRACE
        item = next(iter(items))
        written = text[runs[start].start() : runs[end].end()]
        exact = written.casefold() == item.casefold()
        going = _goes_on(text, runs, start, end, exact=exact)
        if going or not self.index.forms[item].telling:
            return Strength.TRACE if going else Strength.SHORT
        glued = start and text[runs[start].start() - 1] in "-_"
        return Strength.DAMAGED if glued or joined(written) != joined(item) else Strength.WHOLE

    def _pieces(self, text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[str, Strength]]:
        """Yield what a text holds without prefix, zeros or year, or glued to other letters."""
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
                if inside or not span[-1].text[0].isdigit():
                    continue
                yield from self._matched(text, before, span)

    def _matched(
        self, text: str, before: _Part | None, span: list[_Part]
    ) -> Iterator[tuple[str, Strength]]:
        key = tuple(p.text.lstrip("0") or "0" for p in span if p.text[0].isdigit())
        goes_on = before is not None and before.text[0].isdigit() and text[before.end] in "-/."
        goes_on = goes_on or text[span[-1].end : span[-1].end + 2].strip(" ")[:1] == "-"
        for item in self.index.bare.get(key, ()) if _long_enough(span, before) else ():
            form = self.index.forms[item]
            if before and self.index.of_other_series(before.text, form):
                continue
            full = form.bare == key and form.telling and bool(form.year)
            sure = (_is_prefixed(form, before, span) or full) and not goes_on
            sure = sure and not _may_be_cut(text, span, form)
            yield item, Strength.DAMAGED if sure else Strength.SHORT
            if sure:
                yield from self._listed(text, span[-1].end, form)
        if len(span) == 1 and _long_enough(span, before):
            items = self.index.serial.get(key, frozenset())
            for item in items:
                form = self.index.forms[item]
                if before and self.index.of_other_series(before.text, form):
                    continue
                sure = _is_prefixed(form, before, span) and len(items) == 1 and not goes_on
                sure = sure and not _may_be_cut(text, span, form)
                yield item, Strength.DAMAGED if sure else Strength.SHORT
            for item in self.index.digits.get(key[0], ()):
                form = self.index.forms[item]
                if not before or not self.index.of_other_series(before.text, form):
                    sure = form.telling and bool(form.year)
                    yield item, Strength.DAMAGED if sure else Strength.SHORT

    def _listed(self, text: str, at: int, form: NumberForm) -> Iterator[tuple[str, Strength]]:
        """Yield the numbers of the same series that follow in a list: ``INV-2026-0107, 0070``."""
        while (gap := _NEXT.match(text, at)) and (run := RUN.match(text, gap.end())):
            serial = parts(digits_of(run[0]))
            same = self.index.of_series(serial, form)
            if len(same) != 1 or len(serial) != 1 or len(run[0]) == 1:
                return
            yield same[0], Strength.DAMAGED
            at = run.end()


def _long_enough(span: list[_Part], before: _Part | None) -> bool:
    """Return whether digits are more than one, or the word before announces a number."""
    digits = [part.text for part in span if part.text[0].isdigit()]
    announced = before is not None and before.text in _NUMBER_WORDS
    return len(digits) > 1 or len(digits[0]) > 1 or announced


def _is_prefixed(form: NumberForm, before: _Part | None, span: list[_Part]) -> bool:
    """Return whether the letters of a number stand before its digits, perhaps glued to others."""
    if not form.prefix or before is None:
        return False
    if len(form.prefix) <= SHORT_PREFIX:  # other words end in such letters
        return before.text == form.prefix and span[0].start - before.end <= len(form.prefix) - 1
    return before.text.endswith(form.prefix)


def _may_be_cut(text: str, span: list[_Part], form: NumberForm) -> bool:
    """Return whether a text ends in digits that are fewer than the number has."""
    ends = not text[span[-1].end :].strip(" ./-")
    return ends and len(span[-1].text) < max(len(run) for run in form.digits)


def _masked(pattern: re.Pattern[str], text: str) -> str:
    """Return a text of the same length without dates, times, accounts or amounts."""
    return pattern.sub(lambda m: "|" * len(m[0]), text)


def _parts_of(run: re.Match[str]) -> Iterator[tuple[re.Match[str], str]]:
    read = digits_of(run[0])
    for match in LETTERS_OR_DIGITS.finditer(run.string, run.start(), run.end()):
        if read != run[0]:
            yield run, read
            return
        yield match, match[0].casefold()


def _goes_on(text: str, runs: list[re.Match[str]], start: int, end: int, *, exact: bool) -> bool:
    """Return whether the number may be a part of a longer one."""
    before = text[runs[start - 1].end() : runs[start].start()] if start else " "
    after = text[runs[end].end() : runs[end + 1].start()] if end + 1 < len(runs) else "  "
    following = runs[end + 1][0] if end + 1 < len(runs) else ""
    preceding = runs[start - 1][0] if start else ""
    if before in {"-", "_"} and preceding[-1:].isdigit():
        return True
    if after in {"-", "_", "."} and following[:1].isalnum():
        return True
    return not exact and after == " " and following.isdigit()
