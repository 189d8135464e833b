"""Parties as a document shows them: every key present, and the address in its country's order."""

from __future__ import annotations

from types import MappingProxyType

from billcli.domain.contract import PARTY_KEYS
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.qr_reference import is_qr_reference, qr_grouped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.documents.notation import Notation

# Universal Postal Union, addressing systems: where the town and the postcode stand.
_TOWN_REGION_CODE = frozenset("US CA AU".split())
_TOWN_THEN_CODE = frozenset("GB IE".split())
_GROUP = 4


def party(values: Mapping[str, str], notation: Notation, home: str) -> Mapping[str, object]:
    """Return a party for templates: its keys with underscores, missing ones as empty texts.

    ``lines`` holds the address, ``iban`` is grouped by fours as people read it.

    Args:
        values: text by the keys of ``contract.PARTY_KEYS``.
        notation: the reader's customs, for the name of the country.
        home: country of the other party; the address names its country only when it differs.
    """
    known = {key.replace("-", "_"): values.get(key, "") for key in PARTY_KEYS}
    known["iban"] = grouped(known["iban"])
    return MappingProxyType({**known, "lines": address_lines(values, notation, home)})


def address_lines(values: Mapping[str, str], notation: Notation, home: str = "") -> tuple[str, ...]:
    """Return the lines below the name on an envelope; the country only when it is abroad.

    >>> from billcli.documents.notation import notation
    >>> party = {"address": "Main St 1", "city": "Town", "region": "CA", "postcode": "9", "country": "US"}
    >>> address_lines(party, notation("en", "US"), "US")
    ('Main St 1', 'Town, CA 9')
    """  # noqa: E501 - an address is one value
    country = values.get("country", "").upper()
    abroad = notation.country(country) if country and country != home.upper() else ""
    return tuple(
        line
        for line in (
            values.get("address", ""),
            values.get("address-2", ""),
            *_town(values, country),
            abroad,
        )
        if line
    )


def _town(values: Mapping[str, str], country: str) -> tuple[str, ...]:
    town, code, region = (values.get(k, "") for k in ("city", "postcode", "region"))
    if country in _TOWN_REGION_CODE:
        tail = " ".join(filter(None, (region, code)))
        return (", ".join(filter(None, (town, tail))),)
    if country in _TOWN_THEN_CODE:
        return (town, region, code)
    return (" ".join(filter(None, (code, town))), region)


def grouped(text: str) -> str:
    """Return an IBAN or a reference as printed on paper: in groups of four (ISO 13616).

    A QR reference has groups of its own.

    >>> grouped("DE02120300000000202051")
    'DE02 1203 0000 0000 2020 51'
    """
    if is_qr_reference(text):
        return qr_grouped(text)
    solid = "".join(text.split())
    return " ".join(solid[i : i + _GROUP] for i in range(0, len(solid), _GROUP))
