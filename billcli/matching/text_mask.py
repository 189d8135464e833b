"""What in a text is no document number: dates, times, accounts, customer numbers and amounts."""

from __future__ import annotations

import re

_BLANK = "(?: (?=[A-Z]{0,3}[0-9]))?"  # else the words that follow would be of the account
_ANNOUNCED = (
    r"(?:kunden|customer|client|klant|cliente|kund|klient)[ .-]{0,2}(?:nr|no|nummer|number|id)"
    r"|kd[ .-]{0,2}(?:nr)?|kto|konto(?:nr|nummer)|blz|plz|tan|tel|telefon|phone|fax"
    r"|mandat(?:e|sref\w*)?|karte(?:nnr)?|card"
)
_NO_NUMBER = re.compile(
    r"\b\d{4}-\d ?\d-\d ?\d\b"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?P<part>[./-])(?:0?[1-9]|[12]\d|3[01])(?P=part)(?:\d{4}|\d\d)\b"
    rf"|\b(?:{_ANNOUNCED})[ .:#]{{0,3}}\d{{3,}}(?![A-Za-z0-9]|[-/. ]\d)"
    r"|\b(?:vom|datum|date|dated|valuta|le|del|dd)[ .:]{1,2}"
    r"20\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\b"
    r"|\b\d{1,2}:\d\d(?::\d\d)?\b|\b\d{1,2}h\d\d\b|\b\d{1,2}[.:]\d\d ?(?:uhr|h)\b"
    rf"|\b[A-Z]{{2}}\d\d ?[A-Z0-9]{{4}}(?:{_BLANK}[A-Z0-9]{{4}}{_BLANK}\d{{3}}"
    rf"|(?:{_BLANK}[A-Z0-9]{{4}}){{2,6}}(?:{_BLANK}[A-Z0-9]{{1,4}})?)\b",
    re.ASCII | re.IGNORECASE,
)
_NO_PIECE = re.compile(
    r"\b(?:0?[1-9]|1[0-2])[./](?:19|20)\d\d\b|\b\d{1,3}(?:[.,' ]\d{3})*[.,]\d\d\b",
    re.ASCII | re.IGNORECASE,
)


def without_dates(text: str) -> str:
    """Return a text of the same length without dates, times, accounts and announced numbers.

    >>> without_dates("INV-7 vom 07.01.2026"), without_dates("100234 Kd-Nr. 100236")
    ('INV-7 vom ||||||||||', '100234 |||||||||||||')
    """
    return _masked(_NO_NUMBER, text)


def without_amounts(text: str) -> str:
    """Return a text of the same length without months and amounts either.

    >>> without_amounts("INV-7 01/2026 1.107,00 EUR")
    'INV-7 ||||||| |||||||| EUR'
    """
    return _masked(_NO_PIECE, without_dates(text))


def _masked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda m: "|" * len(m[0]), text)
