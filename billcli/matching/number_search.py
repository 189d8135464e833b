"""Document numbers in a payer's text: whole ones, damaged ones, short ones and traces of them.

Numbers are compared by runs of letters and digits, so ``INV-2026-0007`` is never found inside
``INV-2026-00071``; and where a number could go on, it counts as a trace only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.number_form import RUN, joined, read_as, without_accents
from billcli.matching.number_index import NumberIndex
from billcli.matching.number_list import listed
from billcli.matching.number_piece import GAP_MAX, pieces
from billcli.matching.reference_search import References
from billcli.matching.strength import Strength
from billcli.matching.text_mask import without_amounts, without_dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

RUNS_MAX = 8
SOME_DIGITS = 4
_CUT = re.compile(r"[A-Za-z]{1,6}[-/. ]?\d+(?:[-/. ]\d+)*[-/. ]?$", re.ASCII)
_LIKE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,6}[-/ ]?\d{2,}(?:[-/]\d+)*", re.ASCII)


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
        """Return the documents a text or structured reference names, and how surely.

        Those of references come first, the others in the order in which the text names them.
        """
        found: dict[str, Strength] = {}
        place: dict[str, int] = {}
        named, rest = self.references.find(without_accents(text), reference)
        for item, sure in named.items():
            found[item] = Strength.CHECKED if sure else Strength.TRACE
        masked = without_amounts(rest)
        taken: list[tuple[int, int]] = []
        wholes = list(self._wholes(without_dates(rest), masked, taken))
        for item, strength, at in (*wholes, *pieces(masked, taken, self.index)):
            if strength > found.get(item, 0):
                found[item], place[item] = strength, at
        return dict(sorted(found.items(), key=lambda one: place.get(one[0], -1)))

    def unknown(self, text: str) -> str:
        """Return a number written as the issuer writes them that no document bears, or empty."""
        for match in _LIKE.finditer(without_amounts(without_accents(text))):
            if self.index.looks_like_one(match[0]) and not self.find(match[0]):
                return match[0]
        return ""

    def digits_in(self, text: str) -> bool:
        """Return whether a text holds four digits or more that are no date or amount."""
        runs = RUN.findall(without_amounts(text))
        return any(len(re.findall(r"[0-9]", run)) >= SOME_DIGITS for run in runs)

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
    ) -> Iterator[tuple[str, Strength, int]]:
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
                yield item, strength, runs[index].start()
                if strength >= Strength.DAMAGED:
                    form = self.index.forms[item]
                    yield from listed(masked, runs[end].end(), form, self.index)
            index = end + 1

    def _longest(self, runs: list[re.Match[str]], start: int) -> tuple[int, tuple[str, ...]]:
        code, best, items = "", start, tuple[str, ...]()
        for index in range(start, min(start + RUNS_MAX, len(runs))):
            if index > start and runs[index].start() - runs[index - 1].end() > GAP_MAX:
                break
            code += read_as(runs[index][0].casefold())
            if len(code) > self.index.longest:
                break
            if found := self.index.whole.get(code):
                text = runs[start].string[runs[start].start() : runs[index].end()].casefold()
                exact = any(item.casefold() == text for item in found)
                best = index
                items = found if exact else tuple(dict.fromkeys((*items, *found)))
        return best, items

    def _strength(
        self, text: str, runs: list[re.Match[str]], start: int, end: int, items: Sequence[str]
    ) -> Strength:
        """Return how sure a number is that stands in the runs from ``start`` to ``end``."""
        if len(items) > 1:
            return Strength.TRACE
        item = items[0]
        written = text[runs[start].start() : runs[end].end()]
        exact = written.casefold() == item.casefold()
        going = _goes_on(text, runs, start, end, exact=exact)
        if going or not self.index.forms[item].telling:
            return Strength.TRACE if going else Strength.SHORT
        glued = start and text[runs[start].start() - 1] in "-_"
        return Strength.DAMAGED if glued or joined(written) != joined(item) else Strength.WHOLE


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
