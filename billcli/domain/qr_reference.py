"""QR references: 26 digits and a check digit, for payments to a QR-IBAN.

Source: SIX, Swiss Implementation Guidelines QR-bill 2.3, 4.2.2 and annex B (modulo 10, recursive).
"""

from __future__ import annotations

import hashlib
import re

BODY = 26
LENGTH = 27
_NEXT = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
_FORM = re.compile(r"[0-9]{27}", re.ASCII)
_OTHER = re.compile(r"[^A-Z0-9]", re.ASCII)
_GROUP = 5
_FIRST = 2


def qr_reference(number: str) -> str:
    """Return the QR reference of a document number.

    A letter becomes two digits (A 10, B 11 ... Z 35), so that series of different names do not
    meet; a number too long for that gives its digits only, and a still longer one a digest.

    Args:
        number: a legal document number.

    >>> qr_reference("INV-2026-0001")
    '000000000000182331202600011'
    """
    plain = _OTHER.sub("", number.upper())
    body = "".join(str(int(c, 36)) for c in plain)
    if len(body) > BODY:
        body = re.sub(r"[A-Z]", "", plain)
    if not 0 < len(body) <= BODY or not body.strip("0"):
        body = str(int(hashlib.sha256(number.encode()).hexdigest(), 16) % 10**BODY)
    body = body.zfill(BODY)
    return f"{body}{check_digit(body)}"


def check_digit(digits: str) -> int:
    """Return the check digit of the digits before it (modulo 10, recursive).

    >>> check_digit("21000000000313947143000901")
    7
    """
    carry = 0
    for digit in digits:
        carry = _NEXT[(carry + int(digit)) % 10]
    return -carry % 10


def is_qr_reference(text: str) -> bool:
    """Return whether the text is a QR reference with the right check digit, not all zeros.

    >>> is_qr_reference("21 00000 00003 13947 14300 09017"), is_qr_reference("0" * 27)
    (True, False)
    """
    code = "".join(text.split())
    if not _FORM.fullmatch(code) or not code.strip("0"):
        return False
    return check_digit(code[:-1]) == int(code[-1])


def qr_grouped(text: str) -> str:
    """Return a QR reference as it is printed: two digits, then five groups of five.

    >>> qr_grouped("210000000003139471430009017")
    '21 00000 00003 13947 14300 09017'
    """
    code = "".join(text.split())
    rest = range(_FIRST, len(code), _GROUP)
    return " ".join([code[:_FIRST], *(code[i : i + _GROUP] for i in rest)])
