"""Contacts of vCards: name, company, address and the rest of each card, in a customer's words."""

from __future__ import annotations

from billcli.contacts.card_line import card_lines
from billcli.contacts.contact import Contact, addressed, named
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.contacts.card_line import CardLine

# Numbers that programs put into extensions, by the names in use.
_EXTENSIONS = {
    "X-VAT": "vat-id", "X-VATIN": "vat-id", "X-VAT-ID": "vat-id", "X-VAT-NUMBER": "vat-id",
    "X-USTID": "vat-id", "X-UST-ID": "vat-id", "X-TVA": "vat-id", "X-TAX-ID": "tax-number",
    "X-TAX-NUMBER": "tax-number", "X-IBAN": "iban", "X-BIC": "bic", "X-SIREN": "registration",
    "X-SIRET": "registration", "X-CUSTOMER-CURRENCY": "currency",
}  # fmt: skip
_CARD = "VCARD"
_ADDRESS_PARTS = 7
_NAME_PARTS = 3


def is_card(data: bytes) -> bool:
    """Return whether a file looks like vCards from its first words on."""
    start = data[:400].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf")
    return start.lstrip(b"\xff\xfe \t\r\n").upper().startswith(b"BEGIN:VCARD")


def read_cards(data: bytes, file: str) -> tuple[Contact, ...]:
    """Return the contact of each card; lists of members are left out.

    Raises:
        UsageError: a card has no end, or there is no card at all.
    """
    found = tuple(_contact(lines) for lines in _cards(data, file))
    if not found:
        raise UsageError.of(
            "VCARD-UNREADABLE",
            "the file holds no vCard",
            where=Source(file),
            hint="export the contacts again, as vCard or CSV",
        )
    return tuple(contact for contact in found if contact is not None)


def _cards(data: bytes, file: str) -> Iterator[list[CardLine]]:
    """Yield the lines of each card; a card within a card (AGENT) is left out."""
    lines: list[CardLine] = []
    depth = 0
    for line in card_lines(data):
        if line.name == "BEGIN" and line.value.strip().upper() == _CARD:
            depth += 1
        if depth == 1 and line.name not in {"BEGIN", "END"}:
            lines.append(line)
        if line.name == "BEGIN" and depth == 1:
            lines = [line]
        if line.name == "END" and line.value.strip().upper() == _CARD and depth:
            depth -= 1
            if not depth:
                yield lines
    if depth:
        raise UsageError.of(
            "VCARD-UNREADABLE",
            "the card that begins here has no END:VCARD",
            where=Source(file, lines[0].line if lines else 1),
            hint="the file was cut off: export the contacts again",
        )


def _contact(lines: Sequence[CardLine]) -> Contact | None:
    if any(line.name == "KIND" and line.text.casefold() == "group" for line in lines):
        return None
    values = {_EXTENSIONS[line.name]: line.text for line in lines if line.name in _EXTENSIONS}
    values |= _name(lines)
    for key, name in (("email", "EMAIL"), ("phone", "TEL"), ("language", "LANG")):
        found = _best(lines, name)
        values[key] = found.text.removeprefix("mailto:").removeprefix("tel:") if found else ""
    address = _best(lines, "ADR")
    values |= _address(address) if address else {}
    flat = {key: " ".join(text.split()) for key, text in values.items()}
    return Contact({key: text for key, text in flat.items() if text}, lines[0].line)


def _best(lines: Sequence[CardLine], name: str) -> CardLine | None:
    """Return the preferred of several: marked so, else of work, else the first; no fax."""
    found = [line for line in lines if line.name == name and line.text.strip(";")]
    rest = [line for line in found if not line.params & {"FAX", "PAGER"}] or []
    return min(rest, key=_rank, default=None)


def _rank(line: CardLine) -> tuple[bool, bool, bool]:
    preferred = bool(line.params & {"PREF", "1"})
    return not preferred, "WORK" not in line.params, "HOME" in line.params


def _name(lines: Sequence[CardLine]) -> dict[str, str]:
    def first(name: str) -> CardLine | None:
        return next((line for line in lines if line.name == name and line.text.strip(";")), None)

    full, parts, company = first("FN"), first("N"), first("ORG")
    person = full.text if full else ""
    if parts:
        family, given, middle = [*parts.fields(), "", "", ""][:_NAME_PARTS]
        person = " ".join(filter(None, (given, middle, family))) or person
    organisation = company.fields()[0] if company else ""
    return named("", organisation, person)


def _address(line: CardLine) -> dict[str, str]:
    """Return the parts of ADR: box, more, street, town, region, code, country."""
    fields = [*line.fields(), *[""] * _ADDRESS_PARTS][:_ADDRESS_PARTS]
    box, more, street, city, region, code, country = fields
    lines = [row.strip() for row in street.splitlines() if row.strip()]
    found = addressed(lines)
    found["address"] = found["address"] or box
    found["address-2"] = ", ".join(filter(None, (found["address-2"], more)))
    told = {"city": city, "region": region, "postcode": code, "country": country}
    return {**found, **{key: text for key, text in told.items() if text}}
