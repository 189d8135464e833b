"""How an issuer numbers documents, and how payers get the numbers wrong without losing them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.cash_application.chance import happens

if TYPE_CHECKING:
    from random import Random


@dataclass(frozen=True, slots=True)
class Scheme:
    """A pattern of numbers with `{p}` prefix, `{y}` or `{yy}` year and `{n}` the running number."""

    pattern: str
    prefix: str
    credit: str
    width: int

    def number(self, year: int, n: int, credit: bool = False) -> str:
        """Return a document's number."""
        prefix = self.credit if credit else self.prefix
        return self.pattern.format(p=prefix, y=year, yy=year % 100, n=f"{n:0{self.width}}")

    @property
    def after(self) -> int:
        """How many signs stand behind the running number."""
        return len("/2026") if self.pattern.endswith("{y}") else 0

    def parts(self, number: str) -> tuple[str, str, str]:
        """Return a number's prefix, year and running number as they are written."""
        letters = re.escape(self.credit if number.startswith(self.credit) else self.prefix)
        blanks = {"p": letters, "y": r"(?P<y>\d{4})", "yy": r"(?P<y>\d{2})", "n": r"(?P<n>\d+)"}
        pattern = re.sub(r"\{(\w+)\}", lambda blank: blanks[blank[1]], self.pattern)
        found = re.fullmatch(pattern, number)
        if found is None:
            raise ValueError(number)
        year = found.groupdict().get("y", "")
        return (
            number[: len(letters.replace("\\", ""))] if "{p}" in self.pattern else "",
            year,
            found["n"],
        )


SCHEMES = MappingProxyType(
    {
        "inv": Scheme("{p}-{y}-{n}", "INV", "CRN", 4),
        "short": Scheme("{p}{yy}-{n}", "R", "G", 4),
        "tight": Scheme("{p}{y}-{n}", "F", "A", 4),
        "digits": Scheme("{p}{y}{n}", "", "9", 4),
        "slash": Scheme("{p}{y}/{n}", "", "K", 4),
        "fa": Scheme("{p}/{n}/{y}", "FA", "FK", 1),
        "count": Scheme("{p}{n}", "RE", "GU", 5),
    }
)
_MISREAD = MappingProxyType({"0": "O", "1": "Il", "5": "S", "8": "B", "2": "Z"})
DAMAGES = (
    "lower", "tight", "spaced", "other", "no_prefix", "no_zeros", "bare", "misread", "broken",
    "glued", "worded", "short_year",
)  # fmt: skip


def damaged(scheme: Scheme, number: str, rng: Random) -> str:
    """Return a number as someone would copy it wrongly, still to be read by a careful person."""
    prefix, year, n = scheme.parts(number)
    plain = re.sub(r"[^A-Za-z0-9]", " ", number)
    cut = rng.randrange(len(number) - len(n) + 1, len(number)) if len(n) > 1 else len(number)
    forms = {
        "lower": number.lower(),
        "tight": plain.replace(" ", ""),
        "spaced": plain,
        "other": plain.replace(" ", rng.choice("/._")),
        "no_prefix": number.removeprefix(prefix).lstrip("-/"),
        "no_zeros": re.sub(r"(?<!\d)0+(?=\d)", "", number)
        if year
        else number.replace(n, n.lstrip("0")),
        "bare": f"Nr {n.lstrip('0')}",
        "misread": _misread(number, rng),
        "broken": f"{number[:cut]} {number[cut:]}",
        "glued": f"{rng.choice(('NR', 'No', 'RG', 'ref'))}{number.replace(' ', '')}",
        "worded": f"{prefix or 'Nr'} {n} / {year}".rstrip(" /"),
        "short_year": number.replace(year, year[-2:], 1) if year else number.lower(),
    }
    return forms[rng.choice(DAMAGES)]


def _misread(number: str, rng: Random) -> str:
    places = [place for place, sign in enumerate(number) if sign in _MISREAD]
    place = rng.choice(places) if places else 0
    wrong = rng.choice(_MISREAD.get(number[place], number[place]))
    return number[:place] + wrong + number[place + 1 :]


def mistyped(scheme: Scheme, number: str, rng: Random) -> str:
    """Return a number with one of its last digits wrong, which a careful person may not correct."""
    n = scheme.parts(number)[2]
    end = number.rindex(n, 0, len(number) - scheme.after) + len(n)
    place = rng.randrange(max(end - len(n), end - 3), end)
    wrong = rng.choice([digit for digit in "0123456789" if digit != number[place]])
    return number[:place] + wrong + number[place + 1 :]


def shortened(scheme: Scheme, numbers: list[str], rng: Random) -> str:
    """Return a list as payers write it: in full, or only the first in full."""
    separator = rng.choice((", ", " ", "; ", " + ", "/", " u. ", " & "))
    runs = [scheme.parts(number) for number in numbers]
    alike = len({(prefix, year) for prefix, year, _ in runs}) == 1
    if not alike or scheme.pattern.endswith("{y}") or happens(rng, 0.55):
        return (" " if separator == "/" and "/" in numbers[0] else separator).join(numbers)
    tails = [n if happens(rng, 0.7) else n.lstrip("0") for _, _, n in runs[1:]]
    return separator.join([numbers[0], *tails])
