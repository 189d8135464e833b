"""Account numbers for payment codes: whether an IBAN is one, and which payments reach it.

Only countries of the single euro payments area are known: no payment code reaches any other.
Sources: ISO 13616 (form, check digits) and its registry (lengths); EPC409-09 (the area); SIX,
Swiss Implementation Guidelines QR-bill, 2.3 (QR-IBAN).
"""

from __future__ import annotations

import re
from types import MappingProxyType

from billcli.domain.check_digits import mod97

EEA = MappingProxyType(
    {
        "AT": 20, "BE": 16, "BG": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
        "FI": 18, "FR": 27, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
        "LT": 20, "LU": 20, "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
        "SE": 24, "SI": 19, "SK": 24,
    }
)  # fmt: skip
"""Length of an IBAN by country of the European Economic Area."""

BEYOND_EEA = MappingProxyType(
    {
        "AD": 24, "AL": 28, "CH": 21, "GB": 22, "GI": 23, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
        "RS": 22, "SM": 27, "VA": 22,
    }
)  # fmt: skip
"""The same for the other countries that euro transfers reach."""

SWISS = frozenset({"CH", "LI"})
_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_QR_BANKS = range(30_000, 32_000)


def compact(text: str) -> str:
    """Return an IBAN or BIC without blanks and in capitals.

    >>> compact("de02 1203 0000 0000 2020 51")
    'DE02120300000000202051'
    """
    return "".join(text.split()).upper()


def is_iban(text: str) -> bool:
    """Return whether the text has the form and the check digits of an IBAN of any country.

    >>> is_iban("DE02 1203 0000 0000 2020 51"), is_iban("DE03120300000000202051")
    (True, False)
    """
    code = compact(text)
    if not _FORM.fullmatch(code):
        return False
    return mod97(code[4:] + code[:4]) == 1


def is_sepa(text: str) -> bool:
    """Return whether a euro transfer reaches the account: an IBAN of the area, of right length.

    >>> is_sepa("DE02120300000000202051"), is_sepa("TR330006100519786457841326")
    (True, False)
    """
    code = compact(text)
    length = {**EEA, **BEYOND_EEA}.get(code[:2])
    return len(code) == length and is_iban(code)


def is_swiss(text: str) -> bool:
    """Return whether the account is one that a QR-bill may name (Switzerland, Liechtenstein).

    >>> is_swiss("CH93 0076 2011 6238 5295 7"), is_swiss("DE02120300000000202051")
    (True, False)
    """
    code = compact(text)
    return code[:2] in SWISS and is_sepa(code) and code[4:9].isdigit()


def is_qr_iban(text: str) -> bool:
    """Return whether the account takes payments with a QR reference only: bank 30000 to 31999.

    >>> is_qr_iban("CH44 3199 9123 0008 8901 2"), is_qr_iban("CH93 0076 2011 6238 5295 7")
    (True, False)
    """
    return is_swiss(text) and int(compact(text)[4:9]) in _QR_BANKS


def is_bic(text: str) -> bool:
    """Return whether the text has the form of a BIC (ISO 9362: 8 or 11 letters and digits).

    >>> is_bic("BYLADEM1001"), is_bic("BYLADEM10")
    (True, False)
    """
    return _BIC.fullmatch(compact(text)) is not None
