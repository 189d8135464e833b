"""The reference printed on a document: what the payer quotes, and the bank's statement repeats.

It is a creditor reference (ISO 11649): RF, two check digits, up to 21 letters and digits. A QR-IBAN
takes no payment with that, so documents that name one bear a QR reference instead.
"""

from __future__ import annotations

import hashlib
import re

from billcli.domain.check_digits import mod97
from billcli.domain.iban import is_qr_iban
from billcli.domain.qr_reference import is_qr_reference, qr_reference

BODY_MAX = 21
_FORM = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}", re.ASCII)
_OTHER = re.compile(r"[^A-Z0-9]", re.ASCII)
_BLANKS = re.compile(r"\s+")


def reference_for(number: str, iban: str) -> str:
    """Return the reference of a document: the only kind that the issuer's account takes.

    Args:
        number: a legal document number.
        iban: the issuer's account; may be empty.

    >>> reference_for("7", "CH44 3199 9123 0008 8901 2"), reference_for("7", "")
    ('000000000000000000000000079', 'RF097')
    """
    return qr_reference(number) if is_qr_iban(iban) else rf_reference(number)


def is_reference(text: str) -> bool:
    """Return whether the text is a creditor or QR reference with the right check digits.

    >>> is_reference("RF18 5390 0754 7034"), is_reference("210000000003139471430009017")
    (True, True)
    """
    return is_rf(text) or is_qr_reference(text)


def rf_reference(number: str) -> str:
    """Return the creditor reference of a document number.

    The body is the number's letters and digits; a number with more than 21 gives its digits, and
    one with more than 21 digits a digest. Different numbers of one series give different
    references, because the series' literal characters are the same in all of them.

    Args:
        number: a legal document number.

    >>> rf_reference("INV-2026-0001")
    'RF16INV20260001'
    """
    body = _OTHER.sub("", number.upper())
    if len(body) > BODY_MAX:
        body = re.sub(r"[A-Z]", "", body)
    if not 0 < len(body) <= BODY_MAX:
        body = hashlib.sha256(number.encode()).hexdigest()[:BODY_MAX].upper()
    return f"RF{98 - mod97(body + 'RF00'):02}{body}"


def is_rf(text: str) -> bool:
    """Return whether the text is a creditor reference with the right check digits.

    >>> is_rf("RF18 5390 0754 7034"), is_rf("RF19 5390 0754 7034")
    (True, False)
    """
    form = normalised(text)
    return _FORM.fullmatch(form) is not None and mod97(form[4:] + form[:4]) == 1


def normalised(text: str) -> str:
    """Return a reference without blanks and in capitals, as it is compared.

    >>> normalised("rf18 5390 0754 7034")
    'RF18539007547034'
    """
    return _BLANKS.sub("", text).upper()
