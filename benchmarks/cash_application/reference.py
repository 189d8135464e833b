"""Structured references that are made from a document's number, each with its check digits.

RF is ISO 11649, QRR the Swiss QR reference (modulo 10, recursive), OGM the Belgian structured
communication (modulo 97), KID the Norwegian one (modulo 10), viite the Finnish one (weights 7, 3,
1), OCR the Swedish one (modulo 10 with a digit for the length).
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CARRY = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_LUHN = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def _plain(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def _digits(number: str) -> str:
    """Return the digits; a letter becomes two, so that series do not share a reference."""
    return "".join(c if c.isdigit() else str(ord(c) - 55) for c in _plain(number))


def rf(number: str) -> str:
    """Return the creditor reference of a number.

    >>> rf("539007547034")
    'RF18539007547034'
    """
    body = _plain(number)
    return f"RF{98 - int(_digits(body + 'RF00')) % 97:02}{body}"


def qrr(number: str) -> str:
    """Return the Swiss QR reference of a number.

    >>> qrr("21000000000313947143000901")
    '210000000003139471430009017'
    """
    body = _digits(number).zfill(26)
    carry = 0
    for digit in body:
        carry = _CARRY[(carry + int(digit)) % 10]
    return f"{body}{(10 - carry) % 10}"


def ogm(number: str) -> str:
    """Return the Belgian structured communication of a number.

    >>> ogm("0101294719")
    '+++010/1294/71944+++'
    """
    body = _digits(number)[-10:].zfill(10)
    check = f"{int(body) % 97 or 97:02}"
    return f"+++{body[:3]}/{body[3:7]}/{body[7:]}{check}+++"


def _luhn(body: str) -> int:
    doubled = sum(_LUHN[int(digit)] for digit in body[::-2])
    return -(doubled + sum(int(digit) for digit in body[-2::-2])) % 10


def kid(number: str) -> str:
    """Return the Norwegian reference of a number.

    >>> kid("1234567")
    '12345674'
    """
    body = _digits(number)
    return f"{body}{_luhn(body)}"


def ocr(number: str) -> str:
    """Return the Swedish reference of a number: its last but one digit is the length's.

    >>> ocr("1234567")
    '123456790'
    """
    body = _digits(number)
    body += str((len(body) + 2) % 10)
    return f"{body}{_luhn(body)}"


def viite(number: str) -> str:
    """Return the Finnish reference of a number.

    >>> viite("123456")
    '1234561'
    """
    body = _digits(number)
    total = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(body[::-1]))
    return f"{body}{-total % 10}"


REFERENCES: MappingProxyType[str, Callable[[str], str]] = MappingProxyType(
    {"rf": rf, "qrr": qrr, "ogm": ogm, "kid": kid, "viite": viite, "ocr": ocr}
)


def printed(reference: str) -> str:
    """Return a reference in groups, as it stands on paper."""
    if reference.startswith("+"):
        return reference
    return " ".join(re.findall(".{1,4}", reference))
