"""What each kind of document needs to know about customer and issuer.

Sources: Directive 2006/112/EC, Article 226 (VAT invoices, reverse charge, intra-Community supply);
EN 16931 with XRechnung 3.0 (BR-DE rules) and Peppol BIS Billing 3.0; Swiss Implementation
Guidelines QR-bill 2.3 (structured addresses); SEPA Direct Debit Core rulebook.
"""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.iban import EEA, compact, is_bic, is_iban, is_qr_iban, is_sepa
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_text import latin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.party import Party

KINDS = ("invoice", "vat", "reverse-charge", "intra-community", "export", "facturx", "xrechnung",
         "peppol", "qr-bill", "giro-code", "mail", "debit")  # fmt: skip
EU = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)
_VAT_AREA = EU | {"GB", "CH", "LI", "NO", "MC", "IS"}
_SWISS = frozenset({"CH", "LI"})

# Keys by kind; of keys joined by | one is enough.
_VAT = "name address city"
_CUSTOMER = {
    "invoice": "name",
    "vat": _VAT,
    "reverse-charge": f"{_VAT} country vat-id",
    "intra-community": f"{_VAT} country vat-id",
    "export": f"{_VAT} country",
    "facturx": "name country",
    "xrechnung": "name postcode city country e-address|email reference",
    "peppol": "name country e-address reference|purchase-order",
    "qr-bill": "name postcode city country",
    "giro-code": "",
    "mail": "email",
    "debit": "name mandate iban",
}
_ISSUER = {
    "invoice": "name",
    "vat": f"{_VAT} vat-id|tax-number",
    "reverse-charge": f"{_VAT} country vat-id",
    "intra-community": f"{_VAT} country vat-id",
    "export": f"{_VAT} country vat-id|tax-number",
    "facturx": "name country vat-id|registration",
    "xrechnung": "name postcode city country contact phone email vat-id|registration"
    " vat-id|tax-number iban",
    "peppol": "name country e-address vat-id|registration iban",
    "qr-bill": "name postcode city country iban",
    "giro-code": "name iban",
    "mail": "email",
    "debit": "name iban",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that is there but cannot serve a kind of document.

    Attributes:
        is_issuer: whether it stands in the issuer's record.
        key: the key at fault.
        why: in words.
    """

    is_issuer: bool
    key: str
    why: str


def missing(kind: str, party: Party, *, is_issuer: bool) -> tuple[tuple[str, ...], ...]:
    """Return what a party's record lacks for a kind of document: groups of which one key is enough.

    Args:
        kind: one of ``KINDS``.
        party: customer or issuer.
        is_issuer: which of the two.
    """
    groups = (_ISSUER if is_issuer else _CUSTOMER)[kind].split()
    wanted = (tuple(group.split("|")) for group in groups)
    return tuple(keys for keys in wanted if not any(party.text(key).strip() for key in keys))


def misfits(kind: str, customer: Party, issuer: Party) -> Iterator[Misfit]:
    """Yield values that are recorded but are of no use for a kind of document."""
    if kind == "peppol":
        for party in (customer, issuer):
            if party.text("e-address").strip().upper().startswith("EM:"):
                why = "an e-mail address (EM) is no address in Peppol"
                yield Misfit(party is issuer, "e-address", why)
    if kind == "intra-community":
        yield from _community(customer, issuer)
    if kind == "qr-bill":
        yield from _swiss(customer, issuer)
    if kind == "giro-code":
        yield from _giro(customer, issuer)


def _swiss(customer: Party, issuer: Party) -> Iterator[Misfit]:
    """Yield why there could be no QR-bill."""
    iban = issuer.text("iban").strip().upper()
    if iban and iban[:2] not in _SWISS:
        yield Misfit(True, "iban", "a QR-bill is paid to an account in CH or LI")
    if customer.currency not in {"", "CHF", "EUR"}:
        yield Misfit(False, "currency", "a QR-bill is in CHF or EUR")
    for key in ("name", "address", "postcode", "city"):
        if latin(issuer.text(key)) is None:
            yield Misfit(True, key, "a QR-bill is in Latin letters")


def _giro(customer: Party, issuer: Party) -> Iterator[Misfit]:
    """Yield why a payment code for a euro transfer could not be right."""
    iban = issuer.text("iban")
    if is_iban(iban) and not is_sepa(iban):
        yield Misfit(True, "iban", "no euro transfer (SEPA) reaches that account")
    elif is_qr_iban(iban):
        yield Misfit(True, "iban", "a QR-IBAN takes payments of QR-bills only")
    elif is_sepa(iban) and compact(iban)[:2] not in EEA and not is_bic(issuer.text("bic")):
        yield Misfit(True, "bic", "an account outside the European Economic Area needs it")
    if customer.currency not in {"", "EUR"}:
        yield Misfit(False, "currency", "a GiroCode is in EUR")


def _community(customer: Party, issuer: Party) -> Iterator[Misfit]:
    """Yield why a supply is none between member states."""
    own, theirs = _state(issuer), _state(customer)
    if theirs and theirs not in EU | {"XI"}:  # Northern Ireland, for goods
        yield Misfit(False, "vat-id", "it is of no member state of the EU")
    elif own and own == theirs:
        yield Misfit(False, "vat-id", f"it is of {own}, as our own: that is no supply abroad")


def _state(party: Party) -> str:
    head = party.text("vat-id").strip()[:2].upper()
    return {"EL": "GR"}.get(head, head) if head.isascii() and head.isalpha() else ""


def evident(customer: Party, issuer: Party, category: str) -> tuple[str, ...]:
    """Return the kinds of documents a customer is evidently sent.

    Args:
        customer: country, mandate and einvoice count.
        issuer: its country decides whether invoices bear VAT.
        category: of the customer's usual tax code (UNCL 5305), or an empty text.
    """
    home = issuer.country.strip().upper() or _state(issuer)
    abroad = {"AE": "reverse-charge", "K": "intra-community", "G": "export"}.get(category, "")
    swiss = home in _SWISS and customer.country.strip().upper() in _SWISS
    found = {
        "invoice",
        "vat" if home in _VAT_AREA else "",
        abroad,
        form_of(customer.text("einvoice")),
        "debit" if customer.text("mandate").strip() else "",
        "qr-bill" if swiss and issuer.text("iban").strip()[:2].upper() in _SWISS else "",
    }
    return tuple(kind for kind in KINDS if kind in found)


def form_of(einvoice: str) -> str:
    """Return the kind of electronic invoice that a record's ``einvoice`` names, or an empty text.

    >>> form_of("XRechnung-UBL"), form_of("ZUGFeRD"), form_of("none")
    ('xrechnung', 'facturx', '')
    """
    word = "".join(c for c in einvoice.casefold() if c.isalnum())
    starts = {"xrechnung": "xrechnung", "peppol": "peppol", "facturx": "facturx",
              "zugferd": "facturx"}  # fmt: skip
    return next((kind for start, kind in starts.items() if word.startswith(start)), "")
