"""Where the languages of billcli's own wording are official, so that babel's tables can stay shut.

Source: CLDR ``territoryInfo`` (official and de facto official languages), as babel has it; a test
holds both against each other. Other languages are looked up there.
"""

from __future__ import annotations

from types import MappingProxyType

_COUNTRIES = MappingProxyType(
    {
        "de": frozenset("AT BE CH DE LI LU".split()),
        "en": frozenset(
            (
                "AG AI AS AU BB BI BM BS BW BZ CA CC CK CM CQ CX DG DM ER FJ FK FM GB GD GG GH GI "
                "GM GS GU GY HK IE IM IN IO JE JM KE KI KN KY LC LR LS MG MH MP MS MT MU MW NA NF "
                "NG NR NU NZ PG PH PK PN PR PW RW SB SC SD SG SH SL SS SX SZ TC TK TO TT TV TZ UG "
                "UM US VC VG VI VU WS ZA ZM ZW"
            ).split()
        ),
        "es": frozenset(
            "AR BO CL CO CR CU DO EA EC ES GQ GT HN IC MX NI PA PE PR PY SV UY VE".split()
        ),
        "fr": frozenset(
            (
                "BE BF BI BJ BL CA CD CF CG CH CI CM DJ DZ FR GA GF GN GP GQ HT KM LU MA MC MF MG "
                "ML MQ MU NC NE PF PM RE RW SC SN TD TG TN VU WF YT"
            ).split()
        ),
        "it": frozenset("CH IT SM VA".split()),
        "nl": frozenset("AW BE BQ CW NL SR SX".split()),
    }
)


def is_official(language: str, country: str) -> bool:
    """Return whether a country has a language among its official ones.

    Args:
        language: ISO 639 code.
        country: ISO 3166 code, in any case.

    >>> is_official("de", "AT"), is_official("en", "AT"), is_official("sv", "fi")
    (True, False, True)
    """
    language, country = language.lower(), country.upper()
    if language in _COUNTRIES:
        return country in _COUNTRIES[language]
    from babel.languages import get_official_languages  # noqa: PLC0415 - half a megabyte of tables

    spoken = get_official_languages(country, de_facto=True)
    return language in {tag.split("_")[0] for tag in spoken}
