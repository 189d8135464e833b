"""Amounts of MT940: a decimal comma, which some banks leave out or write as a point."""

from __future__ import annotations

import re
from decimal import Decimal

from billcli.domain.money import digits, rounded
from billcli.domain.problem import quoted

DIGITS_MAX = 15
PLACES_MAX = 8
_GROUPED = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_THREE = 3


def amount_of(text: str, currency: str) -> Decimal:
    """Return the number, with the digits of its currency.

    Raises:
        ValueError: it is no amount, too long, or has more decimals than its currency.

    >>> amount_of("000000000050,5", "EUR"), amount_of("12,", "EUR"), amount_of("500", "JPY")
    (Decimal('50.50'), Decimal('12.00'), Decimal('500'))
    >>> amount_of("300.00", "EUR"), amount_of("1.234,50", "EUR")
    (Decimal('300.00'), Decimal('1234.50'))
    """
    whole, places = _parts(text)
    if not _DIGITS.fullmatch(whole + places):
        raise ValueError(f"{quoted(text)} is not an amount")
    whole = whole.lstrip("0") or "0"
    if len(whole) > DIGITS_MAX or len(places) > PLACES_MAX:
        raise ValueError(f"{quoted(text)} is too long for an amount")
    number = Decimal(f"{whole}.{places or 0}")
    fitted = rounded(number, currency)
    if fitted != number:
        raise ValueError(
            f"{quoted(text)} has more decimals than {currency} has ({digits(currency)})"
        )
    return fitted


def _parts(text: str) -> tuple[str, str]:
    """Return the digits before and after the decimal sign."""
    at = max(text.rfind(","), text.rfind("."))
    if at < 0:
        return text, ""
    whole, sign, places = text[:at], text[at], text[at + 1 :]
    if sign in whole:  # 1.234.567: groups only
        whole, places, sign = text, "", ""
    elif sign == "." and len(places) == _THREE and whole.strip("0"):
        raise ValueError(f"{quoted(text)} may be thousands or decimals")
    if "," in whole or "." in whole:
        if not _GROUPED.fullmatch(whole):
            raise ValueError(f"{quoted(text)} is not an amount")
        whole = whole.replace(",", "").replace(".", "")
    return whole, places
