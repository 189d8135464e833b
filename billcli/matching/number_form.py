"""The forms in which a document number comes back: without prefix, zeros, year or separators.

A number is taken apart into letters and digits; which part is the year is learnt from the date of
the document, so that no pattern has to be configured.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from typing import TypeAlias

Form: TypeAlias = tuple[str, ...]

RUN = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_PART = re.compile(r"[a-z]+|[0-9]+", re.ASCII)
_READ_AS = str.maketrans("oilsbz", "011582")
_DIGIT_LIKE = re.compile(r"(?=.*[0-9])[0-9oilsbzOIlSBZ]+", re.ASCII)
LENGTH_MIN, DIGITS_MIN = 6, 4
YEAR_DIGITS, YEAR_SHORT = 4, 2
PAIR = 2


def joined(text: str) -> str:
    """Return the letters and digits of a number, small.

    >>> joined("INV-2026-0007")
    'inv20260007'
    """
    return "".join(RUN.findall(text)).casefold()


def read_as(text: str) -> str:
    """Return a text with the letters that are taken for digits as these digits.

    >>> read_as("inv-2o26-oo07"), read_as("1nv")
    ('1nv-2026-0007', '1nv')
    """
    return text.translate(_READ_AS)


@cache
def _base(letter: str) -> str:
    """Return a letter without its accent where that is one letter, else some letter for it."""
    if letter.isascii():
        return letter
    plain = unicodedata.normalize("NFKD", letter)[0]
    part_of_word = unicodedata.category(letter)[0] in "LMN"
    return plain if plain.isascii() else "w" if part_of_word else letter


def without_accents(text: str) -> str:
    """Return a text of the same length whose letters bear no accents.

    >>> without_accents("N/Réf 99")
    'N/Ref 99'
    """
    return text if text.isascii() else "".join(map(_base, text))


def digits_of(run: str) -> str:
    """Return a run of digits some of which were read as letters; other runs as they are.

    >>> digits_of("2O26"), digits_of("l133"), digits_of("INV7")
    ('2026', '1133', 'INV7')
    """
    return run.casefold().translate(_READ_AS) if _DIGIT_LIKE.fullmatch(run) else run


def parts(text: str) -> Form:
    """Return runs of letters and runs of digits, these without leading zeros.

    >>> parts("INV-2026-0042")
    ('inv', '2026', '42')
    """
    return tuple(
        part.lstrip("0") or "0" if part[0].isdigit() else part
        for part in _PART.findall(text.casefold())
    )


@dataclass(frozen=True, slots=True)
class NumberForm:
    """A document number taken apart.

    Attributes:
        prefix: its letters before the first digit, small, or empty.
        whole: all parts.
        bare: the parts without letters.
        digits: the same with the zeros before them.
        serial: the parts that are digits and not the year: what people shorten it to.
        telling: whether the whole number, met by chance, would be a wonder.
    """

    prefix: str
    whole: Form
    bare: Form
    digits: Form
    serial: Form
    year: str
    telling: bool


def number_form(number: str, issued: dt.date) -> NumberForm:
    """Return the parts of a document number.

    >>> import datetime as dt
    >>> form = number_form("FA/42/2026", dt.date(2026, 3, 1))
    >>> form.prefix, form.bare, form.serial, form.year
    ('fa', ('42', '2026'), ('42',), '2026')
    >>> number_form("20260042", dt.date(2026, 3, 1)).serial
    ('42',)
    """
    whole = parts(number)
    digits = [part for part in whole if part[0].isdigit()]
    year = str(issued.year)
    serial = tuple(digits)
    found = ""
    for candidate in (year, year[-YEAR_SHORT:]):
        if len(digits) > 1 and candidate in digits:
            found = candidate
            serial = tuple(_without(digits, candidate))
            break
    if len(digits) == 1 and digits[0].startswith(year) and len(digits[0]) > YEAR_DIGITS:
        found = year
        serial = (digits[0][YEAR_DIGITS:].lstrip("0") or "0",)
    plain = joined(number)
    count = sum(c.isdigit() for c in plain)
    telling = len(plain) >= LENGTH_MIN and count >= DIGITS_MIN
    prefix = whole[0] if whole and not whole[0][0].isdigit() else ""
    zeros = tuple(re.findall("[0-9]+", number))
    return NumberForm(prefix, whole, tuple(digits), zeros, serial, found, telling)


def _without(digits: list[str], year: str) -> list[str]:
    at = digits.index(year)
    return digits[:at] + digits[at + 1 :]


def bare_forms(form: NumberForm) -> Iterator[Form]:
    """Yield the digits of a number, with the year in full and in short, a pair either way round."""
    yield form.bare
    if form.year and len(form.bare) == PAIR:
        yield form.bare[::-1]
    if len(form.year) == YEAR_DIGITS:
        alone = len(form.bare) == 1
        yield tuple(p[YEAR_SHORT:] if alone or p == form.year else p for p in form.bare)
