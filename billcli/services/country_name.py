"""Countries by code (ISO 3166) and by the names that address books give them, by way of Babel."""

from __future__ import annotations

import unicodedata
from functools import cache

from billcli.domain.verdict import Judgement, right, wrong

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "da", "sv", "nb", "fi")
# Codes of CLDR that no country has: islands told apart for phones, unions, tests.
_NO_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())
_OWN = {"el": "GR", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
        "great britain": "GB", "grossbritannien": "GB", "usa": "US", "u s a": "US", "u s": "US",
        "united states of america": "US", "vereinigte staaten von amerika": "US",
        "holland": "NL", "the netherlands": "NL", "brd": "DE", "bundesrepublik deutschland": "DE",
        "tschechische republik": "CZ", "czech republic": "CZ", "d": "DE", "a": "AT", "f": "FR",
        "i": "IT", "b": "BE", "l": "LU", "e": "ES", "nederland": "NL"}  # fmt: skip
LENGTH_MAX = 60


def judged_country(text: str) -> Judgement:
    """Return whether a text is a country's code, in capitals; a name tells the code in ``better``.

    >>> judged_country("de").form, judged_country("Österreich").better
    ('DE', 'AT')
    """
    code = text.strip().upper()
    if code in _codes():
        return right(code)
    return wrong(text, "it is no two-letter code of a country", code_of(text))


def code_of(text: str) -> str:
    """Return the code of a country given by code or name, an empty text when there is none.

    >>> code_of("Deutschland"), code_of("USA"), code_of("Pays-Bas"), code_of("Narnia")
    ('DE', 'US', 'NL', '')
    """
    if len(text) > LENGTH_MAX:
        return ""
    code = text.strip().upper()
    if code in _codes():
        return code
    plain = _plain(text)
    return _OWN.get(plain) or _names().get(plain) or _long_codes().get(code, "")


@cache
def _codes() -> frozenset[str]:
    from babel import Locale  # noqa: PLC0415 - only where a country is given

    codes = map(str, Locale("en").territories)
    return frozenset(
        c for c in codes if len(c) == len("DE") and c.isalpha() and c not in _NO_COUNTRY
    )


@cache
def _names() -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - only where a country is given by its name

    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in _codes():
                found.setdefault(_plain(name), code)
    return found


@cache
def _long_codes() -> dict[str, str]:
    from babel.core import get_global  # noqa: PLC0415 - only where a country is given

    return {
        old: new[0]
        for old, new in get_global("territory_aliases").items()
        if len(old) == len("DEU") and old.isalpha() and len(new) == 1 and new[0] in _codes()
    }


def _plain(text: str) -> str:
    base = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in base if not unicodedata.combining(c))
    return " ".join(letters.split())
