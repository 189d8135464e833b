"""Field 86 with words between slashes, as Dutch banks write it: ``/NAME/...//REMI/USTD//...``.

Source: Betaalvereniging Nederland and the banks' own guides (ABN AMRO, ING, Rabobank, Knab).
"""

from __future__ import annotations

import re

from billcli.bank.mt_detail import Detail, provided
from billcli.domain.iban import compact

_KEYS = frozenset(
    """TRTP IBAN BBAN BIC NAME REMI EREF MARF CSID CNTP RTRN ORDP BENM PREF ISDT ID ADDR CDTRREFTP
    CDTRREF SVCL TRCD PURP ULTD ULTC ULTB ORDB BENB OCMT CHGS CHGS1 CHGS2 EXCH IREF MREF""".split()
)
_KEY = re.compile(rf"/({'|'.join(sorted(_KEYS, reverse=True))})(?=/)")
_UNKNOWN = re.compile(r"/[A-Z]{4}/")
"""A word no guide at hand knows: what it says may name a document, and is kept as text."""
_SINGLE = frozenset({"NAME", "IBAN", "BBAN", "EREF"})
_BROKEN = re.compile(r"/([A-Z]{1,8}) ([A-Z]{1,8})(?=/)")
_SURE = frozenset("TRTP IBAN BBAN NAME REMI EREF CNTP ORDP BENM MARF CSID RTRN".split())
_STRUCTURED = re.compile(r"STRD/(?:[A-Z]{3,4})?/([A-Z0-9 ]{4,35})", re.ASCII)
_ISSUER = re.compile(r"ISSUER: ?(?:CUR|SCOR|ISO)\s+REF: ?([A-Z0-9 ]{4,35})", re.ASCII)


def is_slashed(text: str) -> bool:
    """Return whether a text begins with a known word between slashes, or has two of them.

    >>> is_slashed("/EREF/E2E-7//REMI/Thanks"), is_slashed("and/or REMI/NAME")
    (True, False)
    """
    found = _KEY.findall(text[:1000])
    begins = _KEY.match(text.lstrip())
    return bool(begins and begins[1] in _SURE) or len(_SURE.intersection(found)) > 1


def slashed(text: str) -> Detail:
    """Return what the words between slashes say; all of them, when nothing is known to be sorted.

    >>> detail = slashed("/NAME/Acme B.V.//REMI/USTD//INV-2026-0042/")
    >>> detail.payer, detail.text
    ('Acme B.V.', 'INV-2026-0042')
    """
    found, unknown = _values(_BROKEN.sub(_whole, text))
    remitted = " ".join(found.get("REMI", ())).strip()
    structured = _STRUCTURED.match(remitted) or _ISSUER.match(remitted)
    party, account = _party(found)
    words = " ".join(filter(None, (_words(remitted), *unknown)))
    return Detail(
        "words between slashes",
        words if {"REMI", "NAME", "CNTP", "EREF"} & found.keys() else text,
        party,
        compact(account),
        reference=compact(_first(found, "CDTRREF") or (structured[1] if structured else "")),
        end_to_end=provided(_first(found, "EREF")),
        posting=_first(found, "TRTP"),
        returned=_first(found, "RTRN"),
    )


def _whole(broken: re.Match[str]) -> str:
    """Return a word between slashes without the blank of a row that ended in it."""
    key = broken[1] + broken[2]
    return f"/{key}" if key in _KEYS else broken[0]


def _values(text: str) -> tuple[dict[str, list[str]], list[str]]:
    """Return what each word says, and what words say that are not known."""
    _, *rest = _KEY.split(text)
    found: dict[str, list[str]] = {}
    unknown: list[str] = []
    for key, value in zip(rest[::2], rest[1::2], strict=True):
        known = value
        if key in _SINGLE and (other := _UNKNOWN.search(value)):
            known = value[: other.start()]
            unknown.append(value[other.start() :].strip("/ "))
        found.setdefault(key, []).append(known.strip("/ "))
    return found, unknown


def _first(found: dict[str, list[str]], key: str) -> str:
    return next(filter(None, found.get(key, [])), "")


def _words(remitted: str) -> str:
    if _STRUCTURED.match(remitted):
        return ""
    return remitted.removeprefix("USTD/").strip("/ ")


def _party(found: dict[str, list[str]]) -> tuple[str, str]:
    """Return name and account of the other party; CNTP holds account, bank and name."""
    counter = [*_first(found, "CNTP").split("/"), "", "", ""]
    ordering = [*(_first(found, "ORDP") or _first(found, "BENM")).split("/"), ""]
    numbered = ordering[0].strip().isdecimal()
    name = _first(found, "NAME") or counter[2] or ordering[numbered]
    account = _first(found, "IBAN") or _first(found, "BBAN") or counter[0]
    return name.strip(), account or (ordering[0] if numbered else "")
