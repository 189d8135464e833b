"""Amounts of files that do not declare their decimal sign, each certain or refused."""

from __future__ import annotations

import re
from decimal import Decimal

from billcli.bank.number_text import DECIMALS, parse_amount
from billcli.domain.money import ZERO, digits, rounded
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACES_MAX = 20
THREE = 3

_PLAIN = re.compile(r"([+-]?[0-9]{1,15})([.,])([0-9]{1,2})", re.ASCII)  # most are, and fast
_EMPTY_GROUP = re.compile(r"^([+-]?)[.,](?=[0-9]{3}[.,])", re.ASCII)


def read_amount(text: str, usual: str, currency: str) -> Decimal:
    """Return an amount, with the currency's own digits where they suffice.

    A text without any digit, such as ``.``, is zero: some banks write so into lines that only tell
    the balance; others fill up with an empty group, as in ``,300.00``. Three digits after a single
    point are decimals: neither OFX (2.3 section 3.2.9.2) nor QIF groups by points.

    Args:
        text: as the file has it.
        usual: the decimal sign of the other amounts, or empty; see ``usual_decimal``.
        currency: of the amount, or empty when the file names none.

    Raises:
        ValueError: there is no text, it is not one number, or it can be read as two.

    >>> read_amount("-8000,5", "", "EUR"), read_amount("$1,120.00", "", "USD")
    (Decimal('-8000.50'), Decimal('1120.00'))
    """
    if not text:
        raise ValueError("there is no amount")
    if not any(sign.isalnum() for sign in text):
        return ZERO
    readings = _readings(text, currency)
    if not readings:
        mark = f" of {currency}" if currency else ""
        raise ValueError(f"it is not an amount{mark}")
    if len(set(readings.values())) == 1:
        number = next(iter(readings.values()))
    elif usual:
        number = readings[usual]
    elif "," not in text or digits(currency) == THREE:
        number = readings["," if "," in text else "."]
    else:
        both = " or ".join(str(number) for number in sorted(readings.values()))
        raise ValueError(f"it can be read as {both}")
    fitted = rounded(number, currency)
    return fitted if fitted == number else number


def usual_decimal(texts: Iterable[str]) -> str:
    """Return the decimal sign that is certain in some amounts and denied by none, or nothing.

    >>> usual_decimal(["1,200", "0,50"]), usual_decimal(["1,200", "7"])
    (',', '')
    """
    sure = {
        next(iter(readings))
        for text in texts
        if any(mark in text for mark in DECIMALS) and len(readings := _readings(text, "")) == 1
    }
    return sure.pop() if len(sure) == 1 else ""


def _readings(text: str, currency: str) -> dict[str, Decimal]:
    if plain := _PLAIN.fullmatch(text):
        return {plain[2]: Decimal(f"{plain[1]}.{plain[3]}")}
    found: dict[str, Decimal] = {}
    text = _EMPTY_GROUP.sub(r"\1", text.strip())
    for decimal in DECIMALS:
        try:
            amount = parse_amount(text, decimal, PLACES_MAX)
        except ValueError:
            continue
        if not currency or amount.fits(currency):
            found[decimal] = amount.number
    return found
