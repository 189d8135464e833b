"""National tax and trade register numbers, and the numbers within electronic addresses."""

from __future__ import annotations

import re

from billcli.domain.electronic_address import EMAIL_SCHEME, LEITWEG_SCHEME, judged_form, parted
from billcli.domain.verdict import Judgement, Verdict, right, unknown, wrong
from billcli.services.number_check import LENGTH_MAX, judged_by, judged_by_any

# Modules of stdnum by country, and whether they know every tax number of it.
_TAX: dict[str, tuple[str, bool]] = {
    "AT": ("at.tin at.uid", True),
    "AU": ("au.tfn au.abn au.acn", True),
    "BE": ("be.vat be.nn be.bis", True),
    "BG": ("bg.vat bg.egn bg.pnf", True),
    "BR": ("br.cnpj br.cpf", True),
    "CA": ("ca.bn ca.sin", True),
    "CH": ("ch.uid ch.vat ch.ssn", False),
    "CZ": ("cz.dic cz.rc", True),
    "DE": ("de.stnr de.idnr de.vat", True),
    "DK": ("dk.cvr dk.cpr", True),
    "EE": ("ee.registrikood ee.ik ee.kmkr", True),
    "ES": ("es.nif", True),
    "FI": ("fi.ytunnus fi.hetu fi.alv", True),
    "FR": ("fr.siren fr.siret fr.nif fr.tva", True),
    "GB": ("gb.utr gb.vat", False),
    "GR": ("gr.vat", True),
    "HR": ("hr.oib", True),
    "HU": ("hu.anum", False),
    "IE": ("ie.pps ie.vat", True),
    "IN": ("in_.pan in_.gstin", True),
    "IT": ("it.iva it.codicefiscale", True),
    "LT": ("lt.pvm lt.asmens", False),
    "LU": ("lu.tva", False),
    "LV": ("lv.pvn", False),
    "NL": ("nl.bsn nl.btw", True),
    "NO": ("no.orgnr no.mva no.fodselsnummer", True),
    "NZ": ("nz.ird", False),
    "PL": ("pl.nip pl.pesel", True),
    "PT": ("pt.nif", True),
    "RO": ("ro.cf ro.cui ro.cnp", True),
    "SE": ("se.orgnr se.personnummer se.vat", True),
    "SI": ("si.ddv", True),
    "SK": ("sk.dph sk.rc", False),
    "US": ("us.ein us.tin", True),
}
_REGISTRATION = {"FR": "fr.siren fr.siret", "BE": "be.vat", "NO": "no.orgnr", "CH": "ch.uid",
                 "DK": "dk.cvr", "AT": "at.businessid", "SE": "se.orgnr", "FI": "fi.ytunnus",
                 "AU": "au.acn au.abn", "GB": "", "IN": "", "PL": "pl.regon"}  # fmt: skip
_SCHEMES = {
    "0002": "fr.siren", "0007": "se.orgnr", "0009": "fr.siret", "0088": "ean", "0096": "",
    "0151": "au.abn", "0183": "ch.uid", "0184": "dk.cvr", "0188": "jp.cn", "0192": "no.orgnr",
    "0196": "is_.kennitala", "0199": "lei", "0204": "de.leitweg", "0208": "be.vat",
    "0210": "it.codicefiscale", "0211": "it.iva", "0212": "fi.ytunnus", "0213": "fi.alv",
    "9914": "at.uid", "9918": "iban", "9920": "es.nif", "9925": "be.vat", "9926": "bg.vat",
    "9928": "cy.vat", "9929": "cz.dic", "9930": "de.vat", "9931": "ee.kmkr", "9932": "gb.vat",
    "9933": "gr.vat", "9934": "hr.oib", "9935": "ie.vat", "9937": "lt.pvm", "9938": "lu.tva",
    "9939": "lv.pvn", "9943": "mt.vat", "9944": "nl.btw", "9945": "pl.nip", "9946": "pt.nif",
    "9947": "ro.cf", "9948": "rs.pib", "9949": "si.ddv", "9950": "sk.dph", "9957": "fr.tva",
}  # fmt: skip
_LEITWEG = re.compile(r"[0-9]{2,12}(?:-[0-9A-Za-z]{1,30})?-[0-9]{2}", re.ASCII)
_DIGITS_FR = re.compile(r"(?:\d[ .]?){9}(?:\d[ .]?){0,5}", re.ASCII)
# At the end of such as "RCS Paris B 552 100 554".
_SIREN = re.compile(r"(?<!\d)(?:\d[ .]?){8}\d(?:(?:[ .]?\d){5})?$", re.ASCII)
_FRENCH = ("fr.siren", "fr.siret")


def judged_tax_number(text: str, country: str) -> Judgement:
    """Return the verdict on a tax number of a country; the text itself stays as it is written."""
    if len(text) > LENGTH_MAX:
        return wrong(text, "it is too long")
    names, complete = _TAX.get(country, ("", False))
    modules = _FRENCH if country == "FR" and _SIREN.match(text.strip()) else tuple(names.split())
    found = judged_by_any(modules, text, complete=complete)
    return Judgement(found.verdict, text, found.why)


def judged_registration(text: str, country: str) -> Judgement:
    """Return the verdict on a trade register number: right or unknown, wrong for a bad SIREN.

    A register number may carry a court or a town, so that most of them nobody can judge.
    """
    names = _REGISTRATION.get(country, "")
    number, certain = text, False
    if country == "FR" and len(text) <= LENGTH_MAX:
        siren = _SIREN.search(text.strip())
        number = siren[0] if siren else text
        certain = siren is not None or bool(_DIGITS_FR.fullmatch(text.strip()))
    found = judged_by_any(tuple(names.split()), number, complete=certain)
    return Judgement(found.verdict, text, found.why)


def judged_leitweg(text: str) -> Judgement:
    """Return the verdict on a German public buyer's routing id, unknown when it has another form.

    >>> judged_leitweg("991-01484-64").verdict.value, judged_leitweg("Order 17").verdict.value
    ('right', 'unknown')
    """
    bare = text.strip()
    if not _LEITWEG.fullmatch(bare):
        return unknown(text)
    found = judged_by("de.leitweg", bare)
    return found if found.verdict is Verdict.RIGHT else Judgement(found.verdict, text, found.why)


def judged_e_address(text: str) -> Judgement:
    """Return the verdict on an electronic address, its number included where one is known."""
    form = judged_form(text)
    scheme, name = parted(text)
    if form.verdict is not Verdict.RIGHT or scheme == EMAIL_SCHEME or not _SCHEMES.get(scheme):
        return form
    found = judged_by(_SCHEMES[scheme], name)
    if found.is_wrong:
        return wrong(text, found.why)
    if found.verdict is Verdict.UNKNOWN:
        return unknown(text)
    return right(f"{scheme}:{found.form}") if scheme == LEITWEG_SCHEME else form
