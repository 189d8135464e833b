"""What a customer's or the issuer's record says, value by value: right, wrong or unknown.

A value that is only somebody's claim, such as a VAT id, is kept as it was given and told to be
wrong; what billcli itself must be able to read (country, e-mail) is refused.
"""

from __future__ import annotations

from billcli.domain.email_address import judged_email
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, UsageError, quoted
from billcli.domain.verdict import Judgement, Verdict, right, unknown, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_CODES = {
    "vat-id": "VAT-ID-WRONG",
    "tax-number": "TAX-NUMBER-WRONG",
    "registration": "TAX-NUMBER-WRONG",
    "iban": "IBAN-WRONG",
    "bic": "BIC-WRONG",
    "e-address": "E-ADDRESS-WRONG",
    "reference": "LEITWEG-WRONG",
    "language": "LANGUAGE-UNKNOWN",
    "mandate": "MANDATE-UNREADABLE",
}
WORDS = {
    "vat-id": "VAT id", "tax-number": "tax number", "registration": "register number",
    "iban": "IBAN", "bic": "BIC", "e-address": "electronic address", "reference": "Leitweg-ID",
    "language": "language", "email": "e-mail address", "country": "country",
    "currency": "currency", "mandate": "mandate",
}  # fmt: skip
_NO_REWRITE = frozenset({"tax-number", "registration", "reference"})
_LANGUAGE_MAX = 35


def judged_values(values: Mapping[str, str]) -> Iterator[tuple[str, Judgement]]:
    """Yield key and verdict for every value of a record that can be judged, empty ones left out.

    Args:
        values: by the keys of ``contract.PARTY_KEYS``; country and einvoice decide how others read.
    """
    country = _country_of(values)
    for key, judge in _judges().items():
        text = values.get(key, "")
        if text and (key != "reference" or _is_public(values)):
            yield key, judge(text, country)


def normal(values: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Return values in their standard form where they are right; others stay as given.

    Args:
        values: what is to be written.
        known: what is recorded already, for the country.
    """
    forms = {
        key: found.form
        for key, found in judged_values({**known, **values})
        if found.verdict is Verdict.RIGHT and key in values and key not in _NO_REWRITE
    }
    return {**values, **forms}


def doubts(values: Mapping[str, str], known: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return a warning for each value to be written that is certainly wrong, though it is kept."""
    found = judged_values({**known, **values})
    return tuple(
        Problem(
            _CODES[key],
            f"--{key}: {quoted(values[key])} is no right {WORDS[key]}: {judged.why}",
            None,
            f"use {judged.better}" if judged.better else "kept as given; ask the customer",
            Severity.WARNING,
        )
        for key, judged in found
        if judged.is_wrong and key in values and key in _CODES
    )


def require_readable(key: str, text: str) -> None:
    """Refuse a country or e-mail address that nobody could use.

    Raises:
        UsageError: COUNTRY-UNREADABLE or EMAIL-UNREADABLE.
    """
    if key == "email" and judged_email(text).is_wrong:
        raise UsageError.of(
            "EMAIL-UNREADABLE", f"--email: {quoted(text, 60)} is not one address",
            hint="write it as ap@acme.example",
        )  # fmt: skip
    if key == "country" and (found := _country(text, "")).is_wrong:
        raise UsageError.of(
            "COUNTRY-UNREADABLE",
            f"--country: {quoted(text, 20)} is no country code",
            hint=f"use its two letters, such as {found.better or 'DE'}",
        )


def vat_abroad(values: Mapping[str, str]) -> str:
    """Return the country whose VAT id a party abroad bears, an empty text when they agree."""
    from billcli.services.vat_id import EU, prefix_of  # noqa: PLC0415 - only where one is given

    country, head = values.get("country", ""), values.get("vat-id", "").strip()[:2].upper()
    agree = {prefix_of(country), country} | ({"XI"} if country == "GB" else set())
    known = head in EU or head in {"GB", "CH", "NO"}
    return head if country and known and head not in agree else ""


def _country_of(values: Mapping[str, str]) -> str:
    text = values.get("country", "").strip().upper()
    if text:
        return {"EL": "GR", "UK": "GB"}.get(text, text)
    head = values.get("vat-id", "").strip()[:2].upper()
    return {"EL": "GR", "XI": "GB"}.get(head, head) if head.isascii() and head.isalpha() else ""


def _is_public(values: Mapping[str, str]) -> bool:
    return "xrechnung" in values.get("einvoice", "").casefold()


def _judges() -> Mapping[str, Callable[[str, str], Judgement]]:
    from billcli.services import tax_number  # noqa: PLC0415 - only where values are judged
    from billcli.services.vat_id import judged_vat_id  # noqa: PLC0415

    return {
        "email": lambda text, _: judged_email(text),
        "country": _country,
        "vat-id": judged_vat_id,
        "tax-number": tax_number.judged_tax_number,
        "registration": tax_number.judged_registration,
        "e-address": lambda text, _: tax_number.judged_e_address(text),
        "iban": lambda text, _: judged_iban(text),
        "bic": lambda text, _: judged_bic(text),
        "reference": lambda text, _: tax_number.judged_leitweg(text),
        "language": lambda text, _: judged_language(text),
        "currency": lambda text, _: _currency(text),
        "mandate": lambda text, _: judged_mandate(text),
    }


def _country(text: str, _: str) -> Judgement:
    from billcli.services.country_name import judged_country  # noqa: PLC0415 - loads Babel

    return judged_country(text)


def _currency(text: str) -> Judgement:
    from billcli.domain.currency import ISO_4217  # noqa: PLC0415

    if text in ISO_4217:
        return right(text)
    better = text.strip().upper()
    why = "it is no currency of ISO 4217"
    return wrong(text, why, better) if better in ISO_4217 else unknown(text, why)


def judged_iban(text: str) -> Judgement:
    """Return the verdict on an IBAN: check digits, and the form its country has (ISO 13616).

    >>> judged_iban("de89 3704 0044 0532 0130 00").form
    'DE89370400440532013000'
    """
    from billcli.services.number_check import compacted, judged_by  # noqa: PLC0415

    found = judged_by("iban", compacted(text))
    return found if found.verdict is Verdict.RIGHT else Judgement(found.verdict, text, found.why)


def judged_bic(text: str) -> Judgement:
    """Return the verdict on the form of a BIC (ISO 9362); which are in use nobody says offline."""
    from billcli.services.number_check import compacted, judged_by  # noqa: PLC0415

    found = judged_by("bic", compacted(text))
    return found if found.verdict is Verdict.RIGHT else Judgement(found.verdict, text, found.why)


def judged_mandate(text: str) -> Judgement:
    """Return whether a mandate says its reference and the day it was signed.

    >>> judged_mandate("M-1").why
    'the day it was signed is missing: M-1 2026-01-15'
    """
    from billcli.domain.mandate import parse_mandate  # noqa: PLC0415 - only where one is given

    try:
        parse_mandate(text)
    except UsageError:
        reference = text.split(maxsplit=1)[0][:35] if text.split() else "M-1"
        return wrong(text, f"the day it was signed is missing: {reference} 2026-01-15")
    return right(" ".join(text.split()))


def judged_language(text: str) -> Judgement:
    """Return whether Babel knows a language, with hyphens in its form.

    >>> judged_language("de_at").form, judged_language("klingon").is_wrong
    ('de-AT', True)
    """
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only where one is given

    tag = text.strip().replace("_", "-")
    try:
        if len(tag) > _LANGUAGE_MAX:
            raise ValueError  # noqa: TRY301 - the same answer as for any other tag
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError, TypeError, LookupError):
        return wrong(text, "no language has this tag; German is de, Austrian German de-AT")
    parts = (locale.language, locale.script, locale.territory)
    given = tag.casefold().split("-")
    return right("-".join(p for p in parts if p and p.casefold() in given))
