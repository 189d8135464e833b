"""Amounts as banks write them: exact decimals, with the decimal sign decided from all rows.

ASCII digits only, at most 15 before and 8 after the decimal sign, groups of three (or the Indian
two and three); no exponent, NaN or Infinity (safety rule 6). Signs may stand before or after the
number, as ``+``, ``-``, parentheses or a word such as ``CR`` and ``S``; one at most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from billcli.bank.column_name import CODES
from billcli.domain.money import digits, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

DECIMALS = (".", ",")
TEXT_MAX = 40
DIGITS_MAX = 15
PLACES_MAX = 8
GROUP = 3
BLANKS = " \t\u00a0\u2007\u2009\u202f"

_MARKS = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "GIP", "EGP", "FKP", "SHP"}),
    "zł": frozenset({"PLN"}),
    "kč": frozenset({"CZK"}),
    "ft": frozenset({"HUF"}),
    "₹": frozenset({"INR"}),
}
_NO_MARK = frozenset("0123456789+-")
_MAIN = {"€": "EUR", "£": "GBP", "zł": "PLN", "kč": "CZK", "ft": "HUF", "₹": "INR"}
_LOOSE_MARKS = ("$", "¥", "kr.", "kr", "fr.", "sfr.", "us$", "a$", "c$", "s/", "r$")
_WORDS = {"cr": 1, "dr": -1, "h": 1, "s": -1, "c": 1, "d": -1}
_WORD = re.compile(r"(?<=[0-9 ])(cr|dr|h|s|c|d)\.?$", re.IGNORECASE)
_ISO = re.compile(r"[A-Z]{3}", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_GROUPED = {
    mark: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+", re.ASCII)
    for mark in ".,' "
}
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the currency mark that stood beside it (an empty string without one)."""

    number: Decimal
    mark: str = ""

    def currency(self, usual: str) -> str:
        """Return the currency the mark states: the usual one where it may be that one.

        >>> Amount(Decimal(1), "€").currency("USD"), Amount(Decimal(1), "$").currency("CAD")
        ('EUR', 'CAD')
        """
        if not self.mark or self.fits(usual):
            return usual
        return self.mark.upper() if _ISO.fullmatch(self.mark) else _MAIN[self.mark]

    def fits(self, currency: str) -> bool:
        """Return whether the mark can mean this currency.

        >>> Amount(Decimal(1), "€").fits("USD"), Amount(Decimal(1), "$").fits("CAD")
        (False, True)
        """
        if self.mark in _MARKS:
            return currency in _MARKS[self.mark]
        return not _ISO.fullmatch(self.mark) or self.mark == currency


@lru_cache(maxsize=1 << 16)
def parse_amount(text: str, decimal: str, places_max: int = PLACES_MAX) -> Amount:
    """Return the amount, read with ``decimal`` as the decimal sign.

    Raises:
        ValueError: the text is anything but one signed number.

    >>> parse_amount("(1.234,50) EUR", ",")
    Amount(number=Decimal('-1234.50'), mark='EUR')
    """
    if len(text) > TEXT_MAX:
        raise ValueError("it is too long for an amount")
    rest = text.translate(dict.fromkeys(map(ord, BLANKS), " ")).strip()
    rest = rest.replace("\u2212", "-").replace("\u2019", "'")
    sign, mark, rest = _peeled(rest)
    return Amount(sign * _number(rest, decimal, places_max), mark)


def fitted(found: Amount, currency: str) -> Decimal:
    """Return the number with the digits of a currency; as it stands without one.

    Raises:
        ValueError: the mark is of another currency, or there are more decimals than it has.

    >>> fitted(Amount(Decimal("5")), "EUR")
    Decimal('5.00')
    """
    if not currency:
        return found.number
    if not found.fits(currency):
        raise ValueError(f"its mark is not that of {currency}")
    fitted = rounded(found.number, currency)
    if fitted != found.number:
        raise ValueError(f"{currency} has {digits(currency)} decimals only")
    return fitted


def possible_decimals(texts: Sequence[str], *, whole: bool = False) -> tuple[str, ...]:
    """Return the decimal signs under which all texts are amounts; one only if they agree.

    Args:
        texts: every cell that holds an amount or a balance.
        whole: the currency has no decimals, so that only whole numbers make sense.

    >>> possible_decimals(["1.234", "0,50"]), possible_decimals(["1.234"])
    ((',',), ('.', ','))
    """
    readings: dict[tuple[Decimal, ...], str] = {}
    for decimal in DECIMALS:
        numbers = [_reads(text, decimal, whole=whole) for text in texts]
        known = tuple(number for number in numbers if number is not None)
        if len(known) == len(numbers):
            readings.setdefault(known, decimal)
    return tuple(readings.values())


def best_decimal(texts: Sequence[str]) -> str:
    """Return the decimal sign under which most texts are amounts, to name those that are not."""
    return max(DECIMALS, key=lambda d: sum(_reads(t, d, whole=False) is not None for t in texts))


def amount_like(text: str) -> bool:
    """Return whether the text is an amount under either decimal sign.

    >>> amount_like("$1,250.00-"), amount_like("n/a")
    (True, False)
    """
    return any(_reads(text, decimal, whole=False) is not None for decimal in DECIMALS)


def _reads(text: str, decimal: str, *, whole: bool) -> Decimal | None:
    try:
        number = parse_amount(text, decimal).number
    except ValueError:
        return None
    if whole and (number != int(number) or number.as_tuple().exponent == -GROUP):
        return None
    return number


def _peeled(text: str) -> tuple[int, str, str]:
    """Return sign, currency mark and the digits of an amount."""
    signs: list[int] = []
    mark, rest = _marked(text)
    if rest.startswith("(") and rest.endswith(")"):
        signs.append(-1)
        rest = rest[1:-1].strip()
    elif found := _WORD.search(rest):
        signs.append(_WORDS[found[1].casefold()])
        rest = rest[: found.start()].strip()
    for side in (0, -1):
        if rest and rest[side] in "+-":
            signs.append(1 if rest[side] == "+" else -1)
            rest = (rest[1:] if side == 0 else rest[:-1]).strip()
    if not mark:
        mark, rest = _marked(rest)
    if len(signs) > 1:
        raise ValueError("it has more than one sign")
    return (signs[0] if signs else 1), mark, rest


def _marked(text: str) -> tuple[str, str]:
    """Return the currency mark before or after a number, and the rest."""
    if text[:1] in _NO_MARK and text[-1:] in _NO_MARK:
        return "", text
    folded = text.casefold()
    for mark in (*_MARKS, *_LOOSE_MARKS):
        if folded.startswith(mark):
            return mark, text[len(mark) :].strip()
        if folded.endswith(mark):
            return mark, text[: -len(mark)].strip()
    if text[:3] in CODES:
        return text[:3], text[3:].strip()
    if text[-3:] in CODES:
        return text[-3:], text[:-3].strip()
    return "", text


def _number(text: str, decimal: str, places_max: int) -> Decimal:
    whole, point, places = text.partition(decimal)
    if point and (not _DIGITS.fullmatch(places) or len(places) > places_max):
        raise ValueError(f"it is not a number with {quoted(decimal)} as its decimal sign")
    if not whole and point:
        whole = "0"
    digits = _ungrouped(whole, decimal)
    if len(digits) > DIGITS_MAX:
        raise ValueError(f"it has more than {DIGITS_MAX} digits")
    return Decimal(f"{digits}.{places}" if point else digits)


def _ungrouped(text: str, decimal: str) -> str:
    if _DIGITS.fullmatch(text):
        return text
    for mark, pattern in _GROUPED.items():
        if mark != decimal and pattern.fullmatch(text):
            return text.replace(mark, "")
    if decimal == "." and _INDIAN.fullmatch(text):
        return text.replace(",", "")
    raise ValueError(f"it is not a number with {quoted(decimal)} as its decimal sign")
