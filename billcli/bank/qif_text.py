"""QIF as records: what was moved on which account, with the letters of its fields.

A section begins with ``!Type:NAME`` or ``!Account``; a record is lines of a letter and a text, and
ends with ``^``. There is no standard; this is what Quicken, Money and banks write.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

MONEY_KINDS = {
    "bank": "bank",
    "cash": "cash",
    "ccard": "credit card",
    "otha": "asset",
    "othl": "liability",
}
LISTS = frozenset("cat class memorized security prices budget tag template".split())

_BREAK = re.compile(r"\r\n|\r|\n")
_HEADER = re.compile(r"!\s*([A-Za-z]+)\s*:?\s*(.*)")
_FIELD = re.compile(r"[A-Z$%]")
_SPLIT = frozenset("SE%")


@dataclass(slots=True)
class Record:
    """What stands between two ``^``.

    Attributes:
        line: 1-based line of the file where it begins.
        kind: a value of ``MONEY_KINDS``.
        account: the account's name, empty when the file names none.
        fields: texts by letter; of splits, which repeat parts of the amount, only their ``$``.
        day: the date with a year of four digits, once it is known for the whole file.
    """

    line: int
    kind: str
    account: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    day: str = ""

    def first(self, letter: str) -> str:
        """Return the first text of a letter, an empty string when there is none."""
        return self.fields.get(letter, [""])[0]


def records(text: str) -> tuple[list[Record], Counter[str]]:
    """Return the records of money accounts, and how many of other sections were left out.

    Lists of categories, classes and the like hold no movement and are not counted. Without a header
    the records are those of a bank account.
    """
    found: list[Record] = []
    left_out: Counter[str] = Counter()
    section, account = "bank", ""
    record = Record(0, "", "")
    lines = _BREAK.split(text)
    for number, line in enumerate((*(line.strip() for line in lines), "^"), 1):
        header = _HEADER.match(line)
        if header or line.startswith("^"):
            if section == "account":
                account = record.first("N") or account
            elif section in MONEY_KINDS and record.fields:
                found.append(record)
            elif section not in LISTS and record.fields:
                left_out[section] += 1
            if header:
                section = _section(header, section)
                account = "" if header[1].casefold() == "clear" else account
            record = Record(0, MONEY_KINDS.get(section, section), account)
        elif _FIELD.match(line):
            _keep(record, number, line)
    return found, left_out


def _section(header: re.Match[str], before: str) -> str:
    """Return the section that a header begins; switches begin none."""
    word = header[1].casefold()
    if word == "type":
        return "".join(header[2].split()).casefold()
    return word if word == "account" else before


def _keep(record: Record, number: int, line: str) -> None:
    record.line = record.line or number
    if line[0] not in _SPLIT:
        record.fields.setdefault(line[0], []).append(line[1:].strip())
