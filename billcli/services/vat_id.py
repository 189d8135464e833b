"""VAT identification numbers: with the prefix of their country, as invoices show them.

Source: Council Directive 2006/112/EC, Article 215 (prefixes; EL for Greece), and for Northern
Ireland the protocol of 2020 (XI). Switzerland: UID with MWST, TVA or IVA. Norway: MVA.
"""

from __future__ import annotations

import re

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.verdict import Judgement, right, unknown, wrong
from billcli.services.number_check import LENGTH_MAX, compacted, judged_by

if TYPE_CHECKING:
    from collections.abc import Iterator

EU = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()
)
# What stands before numbers of these countries, or is taken there as one's own.
_PREFIXES = {"GR": "EL", "MC": "FR", "IM": "GB"}
_ONE_STOP = frozenset({"EU"})
_FORM = re.compile(r"[A-Z0-9+*&]{2,24}", re.ASCII)
_SWISS_DIGITS = re.compile(r"(?:CHE?)?(\d{9})[A-Z]{0,8}", re.ASCII)
_SWISS = re.compile(r"CHE(\d{3})(\d{3})(\d{3})(MWST|TVA|IVA|TPV)?", re.ASCII)
_HUNGARIAN = re.compile(r"\d{8}[1-5]\d{2}", re.ASCII)
# Elsewhere a number is proven right by these modules; only these two are the only form there is.
_ELSEWHERE = {
    "AD": "ad.nrt", "AL": "al.nipt", "AR": "ar.cuit", "AU": "au.abn", "BR": "br.cnpj",
    "BY": "by.unp", "CA": "ca.bn", "CL": "cl.rut", "CN": "cn.uscc", "CO": "co.nit",
    "DO": "do.rnc", "EC": "ec.ruc", "EG": "eg.tn", "FO": "fo.vn", "IL": "il.hp", "IN": "in_.gstin",
    "IS": "is_.vsk", "JP": "jp.cn", "KE": "ke.pin", "KR": "kr.brn", "MA": "ma.ice",
    "ME": "me.pib", "MK": "mk.edb", "MX": "mx.rfc", "NZ": "nz.ird", "PE": "pe.ruc",
    "PY": "py.ruc", "RS": "rs.pib", "RU": "ru.inn", "SG": "sg.uen", "SM": "sm.coe",
    "TN": "tn.mf", "TR": "tr.vkn", "TW": "tw.ubn", "UY": "uy.rut", "VE": "ve.rif",
    "VN": "vn.mst",
}  # fmt: skip
_ONLY_FORM = frozenset({"AU", "IN"})


def prefix_of(country: str) -> str:
    """Return what the VAT ids of a country begin with.

    >>> prefix_of("GR"), prefix_of("MC"), prefix_of("DE")
    ('EL', 'FR', 'DE')
    """
    return _PREFIXES.get(country, country)


def judged_vat_id(text: str, country: str = "") -> Judgement:
    """Return the verdict on a VAT id.

    Args:
        text: as given; blanks, dots and hyphens do not count.
        country: ISO code of the party's address, for numbers without a prefix; may be empty.
    """
    bare = compacted(text)
    if len(text) > LENGTH_MAX:
        return wrong(text, "it is too long")
    if not _FORM.fullmatch(bare):
        return wrong(text, "it holds other characters than plain letters and digits")
    own, head = prefix_of(country), bare[:2]
    if head == "GR":
        bare, head = f"EL{bare[2:]}", "EL"
    if _is_prefix(head):
        found = _prefixed(text, bare, head)
        home = own or head
        return _bare_or(found, text, bare.removeprefix(home), home) if found.is_wrong else found
    if _is_prefix(own):
        return _bare_or(None, text, bare, own)
    return _elsewhere(text, bare, country)


def _is_prefix(head: str) -> bool:
    return head in EU or head in _ONE_STOP or head in {"GB", "CH", "NO"}


def _prefixed(text: str, bare: str, head: str) -> Judgement:
    """Judge a number that begins with the prefix of a country."""
    if head == "CH":
        return _swiss(text, bare)
    module = {"GB": "gb.vat", "NO": "no.mva"}.get(head, "eu.vat")
    found = judged_by(module, bare)
    if found.verdict.value != "right":
        return Judgement(found.verdict, text, found.why)
    form = found.form.removeprefix("GR")
    return right(form if form.startswith(head) else head + form)


def _swiss(text: str, bare: str) -> Judgement:
    parts = _SWISS.fullmatch(bare)
    if not parts:
        digits = _SWISS_DIGITS.fullmatch(bare)
        meant = _swiss(text, f"CHE{digits[1]}MWST") if digits else None
        why = "it is not written as CHE-123.456.789 MWST"
        return wrong(text, why, meant.form if meant and not meant.is_wrong else "")
    found = judged_by("ch.uid", "CHE" + "".join(parts.group(1, 2, 3)))
    if found.verdict.value != "right":
        return Judgement(found.verdict, text, found.why)
    suffix = f" {parts[4]}" if parts[4] else ""
    return right(f"CHE-{parts[1]}.{parts[2]}.{parts[3]}{suffix}")


def _bare_or(found: Judgement | None, text: str, bare: str, own: str) -> Judgement:
    """Judge a number that may lack the prefix of its party's country."""
    if own == "CH" or (found and found.better):
        return found or _swiss(text, bare)
    for number, lack in _meant(bare, own) if _is_prefix(own) else ():
        whole = _prefixed(text, number, own)
        if whole.verdict.value == "right":
            at_home = own in {"GB", "NO"} and number == own + bare
            return whole if at_home else wrong(text, lack, whole.form)
    why = f"no VAT id of {own} has this form" if _is_prefix(own) else "its check digits do not fit"
    return found or wrong(text, why)


def _meant(bare: str, own: str) -> Iterator[tuple[str, str]]:
    """Yield what a number may stand for at home, and what it lacks."""
    yield own + bare, f"the prefix {own} is missing"
    if own == "NO":
        yield f"NO{bare}MVA", "MVA is missing at its end"
    if own == "HU" and _HUNGARIAN.fullmatch(bare):
        yield f"HU{bare[:8]}", "it is the number at home; abroad it is HU and eight digits"


def _elsewhere(text: str, bare: str, country: str) -> Judgement:
    module = _ELSEWHERE.get(country)
    if not module:
        return unknown(text)
    number = bare.removeprefix(country)
    if country == "JP":
        number = bare.removeprefix("T")
    found = judged_by(module, number)
    if found.verdict.value == "right":
        return right(text.strip())
    return wrong(text, found.why) if found.is_wrong and country in _ONLY_FORM else unknown(text)
