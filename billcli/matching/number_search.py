"""Document numbers in a payer's text: whole ones, ones written otherwise, and traces of them.

Numbers are compared by runs of letters and digits, so ``INV-2026-0007`` is never found inside
``INV-2026-00071``; and where a number could go on, it counts as a trace only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from billcli.domain.qr_reference import LENGTH, is_qr_reference
from billcli.domain.reference import is_reference, normalised, rf_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RUNS_MAX = 8
GAP_MAX = 3
LENGTH_MIN, DIGITS_MIN, TAIL_MIN = 6, 4, 2
_GAPS = frozenset(" -\u00a0\u202f")
_RUN = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_RF_START = re.compile(r"(?<![A-Za-z0-9])RF", re.ASCII | re.IGNORECASE)
_RF_GROUPS = re.compile(
    r"(?<![a-z0-9])RF[a-z0-9]{2}(?P<gap>[ \u00a0\u202f-])[a-z0-9]{4}(?:(?P=gap)[a-z0-9]{4})*"
    r"(?:(?P=gap)[a-z0-9]{1,3})?(?![a-z0-9]|[-_./][a-z0-9])",
    re.ASCII | re.IGNORECASE,
)
_QR_GROUPS = re.compile(
    r"(?<![A-Za-z0-9])[0-9]{2}(?:[ \u00a0\u202f][0-9]{5}){5}(?![A-Za-z0-9])", re.ASCII
)
_QR = re.compile(
    r"(?<![A-Za-z0-9])(?=([0-9](?:[\s\u00a0\u202f]?[0-9]){26})(?![A-Za-z0-9]))", re.ASCII
)


class Strength(IntEnum):
    """How surely a text names a document."""

    TRACE = 1
    WEAK = 2
    WHOLE = 3
    CHECKED = 4


@dataclass(frozen=True, slots=True)
class Numbers:
    """The document numbers of a ledger, ready to be found in texts."""

    joined: Mapping[str, frozenset[str]]
    tails: Mapping[str, frozenset[str]]
    references: Mapping[str, frozenset[str]]
    longest: int

    @classmethod
    def of(cls, items: Iterable[str], references: Mapping[str, str]) -> Numbers:
        """Return the index.

        Args:
            items: every document number, settled ones too: a number that names a settled document
                must not be taken for another.
            references: item to the structured reference printed on it (``rf`` metadata).
        """
        joined: dict[str, set[str]] = defaultdict(set)
        tails: dict[str, set[str]] = defaultdict(set)
        printed: dict[str, set[str]] = defaultdict(set)
        for item in items:
            joined[_joined(item)].add(item)
            for tail in _tails(item):
                tails[tail].add(item)
            for reference in {references.get(item, ""), rf_reference(item)}:
                printed[normalised(reference)].add(item)
        printed.pop("", None)
        return cls(
            _frozen(joined), _frozen(tails), _frozen(printed), max(map(len, joined), default=0)
        )

    def find(self, text: str, reference: str = "") -> Mapping[str, Strength]:
        """Return the documents a text or structured reference names, and how surely."""
        found: dict[str, Strength] = {}
        printed = dict.fromkeys([_written(reference), *self._references_at(text).values()])
        rest = text
        for code in self._qr_references_in(text):
            printed[normalised(code)] = None
            rest = rest.replace(code, "|")  # its groups of digits are no numbers of documents
        whole = self._without_false_references(rest)
        for item, strength in (
            *self._structured(printed), *self._numbers(whole), *self._traces(rest),
        ):  # fmt: skip
            found[item] = max(found.get(item, Strength.TRACE), strength)
        return found

    def _structured(self, printed: Iterable[str]) -> Iterator[tuple[str, Strength]]:
        for code in printed:
            items = self.references.get(code, frozenset())
            sure = len(items) == 1 and is_reference(code)
            for item in items:
                yield item, Strength.CHECKED if sure else Strength.TRACE

    def _qr_references_in(self, text: str) -> list[str]:
        """Return the known QR references as they are written, grouped by blanks or not."""
        found = (match[1] for match in _QR.finditer(text))
        return [code for code in found if normalised(code) in self.references]

    def _references_at(self, text: str) -> dict[int, str]:
        """Return where a known reference stands: the longest at each RF, grouped or not."""
        found: dict[int, str] = {}
        for start in _RF_START.finditer(text):
            code = ""
            for run in _RUN.finditer(text, start.start()):
                code += run[0].upper()
                if code in self.references:
                    found[start.start()] = code
                gap = text[run.end() : run.end() + 1]
                if len(code) > len("RF00") + 21 or gap not in _GAPS:
                    break
        return found

    def _without_false_references(self, text: str) -> str:
        """Return a text without the groups of references that no document of ours bears.

        They would else be taken for a number, and a slip that the check digits catch for the number
        of another document.
        """
        known = self._references_at(text)
        other = _RF_GROUPS.sub(lambda m: m[0] if m.start() in known else "|", text)
        return _QR_GROUPS.sub("|", other)

    def _numbers(self, text: str) -> Iterator[tuple[str, Strength]]:
        runs = list(_RUN.finditer(text))
        index = 0
        while index < len(runs):
            end, items = self._longest(runs, index)
            if not items:
                index += 1
                continue
            strength = _strength(text, runs, index, end, items)
            for item in items:
                yield item, strength
            index = end + 1

    def _longest(self, runs: list[re.Match[str]], start: int) -> tuple[int, frozenset[str]]:
        code, best, items = "", start, frozenset[str]()
        for index in range(start, min(start + RUNS_MAX, len(runs))):
            if index > start and runs[index].start() - runs[index - 1].end() > GAP_MAX:
                break
            code += runs[index][0].casefold()
            if len(code) > self.longest:
                break
            if code in self.joined:
                best, items = index, self.joined[code]
        return best, items

    def _traces(self, text: str) -> Iterator[tuple[str, Strength]]:
        for digits in _DIGITS.findall(text):
            for tail in {digits, digits.lstrip("0")}:
                for item in self.tails.get(tail, ()):
                    yield item, Strength.TRACE


def _strength(
    text: str, runs: list[re.Match[str]], start: int, end: int, items: frozenset[str]
) -> Strength:
    """Return how sure a number is that stands in the runs from ``start`` to ``end``."""
    written = text[runs[start].start() : runs[end].end()]
    item = next(iter(items))
    exact = written.casefold() == item.casefold()
    if len(items) > 1 or _goes_on(text, runs, start, end, exact=exact):
        return Strength.TRACE
    plain = _joined(item)
    digits = sum(c.isdigit() for c in plain)
    telling = len(plain) >= LENGTH_MIN and digits >= DIGITS_MIN and digits < len(plain)
    return Strength.WHOLE if telling else Strength.WEAK


def _goes_on(text: str, runs: list[re.Match[str]], start: int, end: int, *, exact: bool) -> bool:
    """Return whether the number may be a part of a longer one."""
    before = text[runs[start - 1].end() : runs[start].start()] if start else " "
    after = text[runs[end].end() : runs[end + 1].start()] if end + 1 < len(runs) else "  "
    if before in {"-", "_"} or after in {"-", "_", "."}:
        return True
    following = runs[end + 1][0] if end + 1 < len(runs) else ""
    return not exact and after == " " and following.isdigit()


def _written(reference: str) -> str:
    """Return a structured reference as it was printed: some banks drop a QR reference's zeros."""
    code = normalised(reference)
    filled = code.zfill(LENGTH)
    return filled if code and is_qr_reference(filled) else code


def _joined(item: str) -> str:
    return "".join(_RUN.findall(item)).casefold()


def _tails(item: str) -> Iterator[str]:
    """Yield the digits by which people shorten a number: all, and the last, with zeros or not."""
    runs = _DIGITS.findall(item)
    written = {"".join(runs), *runs[-1:]}
    shorter = written | {tail.lstrip("0") for tail in written}
    yield from (tail for tail in shorter if len(tail) >= TAIL_MIN)


def _frozen(index: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(items) for key, items in index.items()}
