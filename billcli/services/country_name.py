"""Countries by code (ISO 3166) and by the names that address books give them, by way of Babel."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from billcli.domain.verdict import Judgement, right, wrong

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "cs", "da", "sv", "nb", "fi")
# Further ones are loaded for a name that those do not know.
FURTHER = ("el", "hu", "hr", "sl", "sk", "ro", "bg", "et", "lv", "lt", "ga", "mt", "lb", "is", "ca",
           "sq", "sr", "mk", "tr", "ru", "uk", "ja", "zh", "zh_Hant", "ko", "ar", "he")  # fmt: skip
# Codes of CLDR that no country has: islands told apart for phones, unions, tests.
_NO_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())
_OWN = {"oesterreich": "AT", "u k": "GB", "northern ireland": "GB", "nordirland": "GB",
        "republic of ireland": "IE", "turkey": "TR", "ivory coast": "CI", "hong kong": "HK",
        "macau": "MO", "macao": "MO", "uae": "AE", "vae": "AE", "russia": "RU",
        "russian federation": "RU", "korea republic of": "KR", "republic of korea": "KR",
        "iran islamic republic of": "IR", "moldova republic of": "MD",
        "tanzania united republic of": "TZ", "bolivia plurinational state of": "BO",
        "venezuela bolivarian republic of": "VE", "viet nam": "VN",
        "taiwan province of china": "TW", "syrian arab republic": "SY",
        "lao people s democratic republic": "LA",
        "brunei darussalam": "BN", "macedonia": "MK", "swaziland": "SZ", "burma": "MM",
        "el": "GR", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
        "great britain": "GB", "grossbritannien": "GB", "usa": "US", "u s a": "US", "u s": "US",
        "united states of america": "US", "vereinigte staaten von amerika": "US",
        "holland": "NL", "the netherlands": "NL", "brd": "DE", "bundesrepublik deutschland": "DE",
        "tschechische republik": "CZ", "czech republic": "CZ", "d": "DE", "a": "AT", "f": "FR",
        "i": "IT", "b": "BE", "l": "LU", "e": "ES", "nederland": "NL"}  # fmt: skip
LENGTH_MAX = 60
_NAME_AND_CODE = re.compile(r"(.+?)[ (,/-]+([A-Z]{2})\)?|([A-Z]{2})[ ,/-]+\(?(.+?)\)?", re.ASCII)


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
    return _named(text) or _long_codes().get(code, "") or _of_both(text)


def _named(text: str) -> str:
    plain = _plain(text)
    return _OWN.get(plain) or _names(LANGUAGES).get(plain) or _names(FURTHER).get(plain, "")


def _of_both(text: str) -> str:
    """Return the code of a name and a code side by side, as in "Deutschland (DE)"."""
    found = _NAME_AND_CODE.fullmatch(text.strip())
    name, code = (found[1] or found[4], found[2] or found[3]) if found else ("", "")
    return code if code in _codes() and _named(name) == code else ""


@cache
def _codes() -> frozenset[str]:
    from babel import Locale  # noqa: PLC0415 - only where a country is given

    codes = map(str, Locale("en").territories)
    return frozenset(
        c for c in codes if len(c) == len("DE") and c.isalpha() and c not in _NO_COUNTRY
    )


@cache
def _names(languages: tuple[str, ...]) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415 - only where a country is given by its name

    found: dict[str, set[str]] = {}
    for language in languages:
        for code, name in Locale(language).territories.items():
            if code in _codes():
                found.setdefault(_plain(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


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
