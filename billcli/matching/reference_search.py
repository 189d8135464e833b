"""Structured references in a line: creditor and QR references, and the national kinds.

Sources: ISO 11649; SIX Implementation Guidelines QR-bill 2.3; Febelfin OGM-VCS (modulo 97);
Finance Finland, viite (weights 7, 3, 1); Bits, KID (modulo 10 and 11). A reference counts only when
its check digits are right and it is printed on a document, or holds exactly its digits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.qr_reference import LENGTH, is_qr_reference
from billcli.domain.reference import is_reference, normalised, rf_reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from collections.abc import Set as AbstractSet

_GAPS = frozenset(" -\u00a0\u202f")
_RUN = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_RF_START = re.compile(r"(?<![A-Za-z0-9])RF", re.ASCII | re.IGNORECASE)
_RF = re.compile(
    r"(?<![a-z0-9])RF[a-z0-9]{2}(?:[a-z0-9]{5,21}|(?P<gap>[ \u00a0\u202f-])[a-z0-9]{4}"
    r"(?:(?P=gap)[a-z0-9]{4})*(?:(?P=gap)[a-z0-9]{1,3})?)(?![a-z0-9]|[-_./][a-z0-9])",
    re.ASCII | re.IGNORECASE,
)
_QR_GROUPS = re.compile(
    r"(?<![A-Za-z0-9])[0-9]{2}(?:[ \u00a0\u202f][0-9]{5}){5}(?![A-Za-z0-9])", re.ASCII
)
_QR = re.compile(
    r"(?<![A-Za-z0-9])(?=([0-9](?:[\s\u00a0\u202f]?[0-9]){26})(?![A-Za-z0-9]))", re.ASCII
)
_DIGITS = re.compile(r"(?<![A-Za-z0-9])[0-9]+(?![A-Za-z0-9])", re.ASCII)
_OGM = re.compile(r"(?:\+\+\+|\*\*\*)?[0-9]{3}/[0-9]{4}/[0-9]{5}(?:\+\+\+|\*\*\*)?", re.ASCII)
_NATIONAL = re.compile(r"[0-9]{4,25}", re.ASCII)
_OGM_LENGTH, _OGM_CHECK = 12, 97
DIGITS_MIN = 4
REFERENCE_MIN, GROUPS_MAX, GAP = 6, 8, 2


@dataclass(frozen=True, slots=True)
class References:
    """The references by which a ledger's documents may be paid.

    Attributes:
        printed: normalised references to the documents that bear them.
        digits: the digits of a document's number, without zeros before them, to the documents.
        numbers: the documents' numbers themselves, without blanks and marks.
        digital: references of digits alone by what is left without zeros before them.
    """

    printed: Mapping[str, tuple[str, ...]]
    digits: Mapping[str, tuple[str, ...]] = field(repr=False)
    numbers: AbstractSet[str] = field(repr=False)
    digital: Mapping[str, str] = field(repr=False)

    @classmethod
    def of(cls, items: Collection[str], references: Mapping[str, str]) -> References:
        """Return the index.

        Args:
            items: every document number, settled ones too.
            references: item to the structured reference printed on it.
        """
        printed: dict[str, list[str]] = defaultdict(list)
        digits: dict[str, list[str]] = defaultdict(list)
        for item in items:
            for reference in {_plain(references.get(item, "")), _plain(rf_reference(item))}:
                printed[reference].append(item)
            number = "".join(c for c in item if c.isdecimal()).lstrip("0")
            if len(number) >= DIGITS_MIN:
                digits[number].append(item)
        printed.pop("", None)
        return cls(
            {key: tuple(who) for key, who in printed.items()},
            {key: tuple(who) for key, who in digits.items()},
            frozenset(map(_plain, items)),
            {key.lstrip("0"): key for key in printed if key.isdecimal()},
        )

    def find(self, text: str, reference: str = "") -> tuple[dict[str, bool], str]:
        """Return the documents whose reference stands there, and the text without references.

        The flag says whether the check digits are right and one document alone bears it.
        """
        rest = text
        stated = _written(reference)
        codes = dict.fromkeys([*stated, *self._references_at(text).values()])
        for match in _QR.finditer(text):
            if normalised(match[1]) in self.printed:
                codes[normalised(match[1])] = None
                rest = rest.replace(match[1], "|")
        for match in _OGM.finditer(text):
            codes[_plain(match[0])] = None
            rest = rest.replace(match[0], "|")
        for code, written in self._in_digits(text):
            codes[code] = None
            rest = rest.replace(written, "|")
        found: dict[str, bool] = {}
        for code in codes:
            for item, sure in self._named(code, stated=code in stated):
                found[item] = sure or found.get(item, False)
        return found, self._without_false_references(rest)

    def _named(self, code: str, *, stated: bool) -> Iterator[tuple[str, bool]]:
        items = self.printed.get(code, ())
        for item in items:
            yield item, len(items) == 1 and (is_reference(code) or is_national(code))
        if not items and stated and _NATIONAL.fullmatch(code) and is_national(code):
            bodies = {code[:-1].lstrip("0"), code[:-2].lstrip("0")}
            held = [item for body in sorted(bodies) for item in self.digits.get(body, ())]
            for item in held:
                yield item, len(held) == 1

    def _in_digits(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield references of digits alone that a text holds in groups, and as they stand there."""
        runs = list(_DIGITS.finditer(text))
        for at in range(len(runs)):
            code, end = "", 0
            for run in runs[at : at + GROUPS_MAX]:
                gap = text[end : run.start()] if code else ""
                if gap.strip(" ") or len(gap) > GAP:
                    break
                code, end = code + run[0], run.end()
                if len(code) >= REFERENCE_MIN and code.lstrip("0") in self.digital:
                    yield self.digital[code.lstrip("0")], text[runs[at].start() : end]

    def _references_at(self, text: str) -> dict[int, str]:
        """Return where a known reference stands: the longest at each RF, grouped or not."""
        found: dict[int, str] = {}
        for start in _RF_START.finditer(text):
            code = ""
            for run in _RUN.finditer(text, start.start()):
                code += run[0].upper()
                if code in self.printed:
                    found[start.start()] = code
                gap = text[run.end() : run.end() + 1]
                if len(code) > len("RF00") + 21 or gap not in _GAPS:
                    break
        return found

    def _without_false_references(self, text: str) -> str:
        """Return a text without the references that no document of ours bears.

        They would else be taken for a number, and a slip that the check digits catch for the number
        of another document.
        """
        known = self._references_at(text)
        other = _RF.sub(
            lambda m: m[0] if m.start() in known or _plain(m[0]) in self.numbers else "|", text
        )
        return _QR_GROUPS.sub("|", other)


def is_national(code: str) -> bool:
    """Return whether digits are an OGM, a viite or a KID with the right check digits.

    >>> is_national("090933755493"), is_national("1232"), is_national("1234567897")
    (True, True, True)
    >>> is_national("1234567890")
    False
    """
    if not _NATIONAL.fullmatch(code):
        return False
    if len(code) == _OGM_LENGTH and (int(code[:10]) % _OGM_CHECK or _OGM_CHECK) == int(code[10:]):
        return True
    body, last = [int(d) for d in code[:-1]], int(code[-1])
    return last in {_viite(body), _mod10(body), _mod11(body)}


def _viite(body: list[int]) -> int:
    return -sum(d * (7, 3, 1)[i % 3] for i, d in enumerate(reversed(body))) % 10


def _mod10(body: list[int]) -> int:
    doubled = (d * (2 - i % 2) for i, d in enumerate(reversed(body)))
    return -sum(d // 10 + d % 10 for d in doubled) % 10


def _mod11(body: list[int]) -> int:
    """Return the check digit, or -1 where KID writes a hyphen."""
    rest = -sum(d * (2 + i % 6) for i, d in enumerate(reversed(body))) % 11
    return rest if rest <= 9 else -1  # noqa: PLR2004 - one digit


def _plain(reference: str) -> str:
    """Return a reference as it is compared: without blanks and marks."""
    return re.sub(r"[^A-Z0-9]", "", normalised(reference))


def _written(reference: str) -> tuple[str, ...]:
    """Return a structured reference as it was printed: some banks drop a QR reference's zeros."""
    code = _plain(reference)
    filled = code.zfill(LENGTH)
    return (code, filled) if code and is_qr_reference(filled) else (code,)
