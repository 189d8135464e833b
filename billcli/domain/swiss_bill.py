"""The content of a Swiss QR-bill.

Source: SIX, Swiss Implementation Guidelines for the QR-bill, version 2.3 (structured addresses
only, in force since 21 November 2025), chapter 4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from billcli.domain.iban import compact, is_qr_iban, is_swiss
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_text import cut, latin, payable
from billcli.domain.qr_reference import is_qr_reference
from billcli.domain.reference import is_rf, normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.money import Money

CURRENCIES = frozenset({"CHF", "EUR"})
VERSION_MAX = 25
NAME_MAX, STREET_MAX, POSTCODE_MAX, TOWN_MAX, MESSAGE_MAX = 70, 70, 16, 35, 140
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_PARTY_FIELDS = 7


@dataclass(frozen=True, slots=True)
class SwissParty:
    """A party with a structured address (type S).

    Attributes:
        street: street and house number; may be empty. A separate house number is not known to the
            books, and the guidelines (4.3.1) accept it in this field.
        country: two letters, ISO 3166-1.
    """

    name: str
    street: str
    postcode: str
    town: str
    country: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The seven fields of the code."""
        house = ""
        return ("S", self.name, self.street, house, self.postcode, self.town, self.country)

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the payment part."""
        return tuple(filter(None, (self.name, self.street, self._place)))

    @property
    def short_lines(self) -> tuple[str, ...]:
        """The lines of the receipt where room is short: the street may be left out there."""
        return (self.name, self._place)

    @property
    def _place(self) -> str:
        """The town; one abroad is prefixed by its country."""
        abroad = "" if self.country == "CH" else f"{self.country}-"
        return f"{abroad}{self.postcode} {self.town}"


@dataclass(frozen=True, slots=True)
class SwissBill:
    """What a QR-bill says.

    Attributes:
        iban: the account, without blanks.
        amount: two decimals and a point; empty for a payer to fill in.
        debtor: None for a payer to fill in.
        kind: ``QRR``, ``SCOR`` or ``NON``.
        reference: without blanks, empty with ``NON``.
        message: additional information, at most 140 characters.
    """

    iban: str
    creditor: SwissParty
    amount: str
    currency: str
    debtor: SwissParty | None
    kind: str
    reference: str
    message: str

    @property
    def payload(self) -> str:
        """The content of the code, its fields separated by line feeds."""
        nobody = ("",) * _PARTY_FIELDS
        debtor = self.debtor.fields if self.debtor else nobody
        return "\n".join(
            (
                *("SPC", "0200", "1", self.iban, *self.creditor.fields, *nobody),
                *(self.amount, self.currency, *debtor),
                *(self.kind, self.reference, self.message, "EPD"),
            )
        )


def swiss_bill(
    amount: Money,
    creditor: Mapping[str, str],
    debtor: Mapping[str, str],
    reference: str,
    message: str,
) -> SwissBill | None:
    """Return the QR-bill of an amount, or None where it could not be right.

    None is returned for another currency than franc and euro, for an amount outside 0.01 to
    999,999,999.99, for an account outside Switzerland and Liechtenstein, for a creditor without
    a structured address, and for a QR-IBAN without a QR reference. A debtor whose address cannot be
    structured is left out as a whole, as the guidelines ask.

    Args:
        amount: what is to be paid.
        creditor: the account's holder by the keys of ``contract.PARTY_KEYS``, with ``iban``.
        debtor: who pays, by the same keys.
        reference: QR reference, creditor reference, or neither: no reference then.
        message: additional information; left out when it cannot be written.
    """
    iban, figure = compact(creditor.get("iban", "")), payable(amount)
    holder = swiss_party(creditor)
    if amount.currency not in CURRENCIES or not (figure and holder and is_swiss(iban)):
        return None
    kind, code = _reference(reference, iban)
    if is_qr_iban(iban) and kind != "QRR":
        return None
    said = latin(message) or ""
    text = said if len(said) <= MESSAGE_MAX else ""
    payer = swiss_party(debtor)
    return SwissBill(iban, holder, figure, amount.currency, payer, kind, code, text)


def swiss_party(values: Mapping[str, str]) -> SwissParty | None:
    r"""Return a party with a structured address, None when a needed part is missing or unwritable.

    Name, postcode, town and country are needed. The second line of an address is added to the
    first where both fit.

    Args:
        values: text by the keys of ``contract.PARTY_KEYS``.

    >>> swiss_party({"name": "Ada", "postcode": "8000", "city": "Z\u00fcrich", "country": "ch"}).lines
    ('Ada', '8000 Z\xfcrich')
    """  # noqa: E501 - a party is one value
    keys = ("name", "address", "address-2", "postcode", "city", "country")
    written = [latin(values.get(key, "")) for key in keys]
    if None in written:
        return None
    name, first, second, postcode, town, country = (text or "" for text in written)
    street = ", ".join(filter(None, (first, second)))
    if len(street) > STREET_MAX:
        street = cut(first or second, STREET_MAX)
    country = country.upper()
    if not (name and postcode and town and _COUNTRY.fullmatch(country)):
        return None
    if postcode.upper().startswith(f"{country}-"):
        postcode = postcode[len(country) + 1 :]
    if not 0 < len(postcode) <= POSTCODE_MAX or len(town) > TOWN_MAX:
        return None
    return SwissParty(cut(name, NAME_MAX), street, postcode, town, country)


def _reference(text: str, iban: str) -> tuple[str, str]:
    if is_qr_reference(text) and is_qr_iban(iban):
        return "QRR", "".join(text.split())
    if is_rf(text):
        return "SCOR", normalised(text)
    return "NON", ""
