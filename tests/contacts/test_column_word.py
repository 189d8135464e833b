"""Headings of address books, by what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.contacts.column_word import meaning_of, words_of
from billcli.domain.contract import PARTY_KEYS

MEANINGS = {
    "name": "Customer Name|customer_name|*ContactName|Kunde|Kundenname|Nom du client|Klantnaam",
    "company": "Company|Organization 1 - Name|Firma|Société|Raison sociale|Razón social|Azienda"
    "|Ragione sociale|Bedrijfsnaam|FIRMENNAME|Nombre o razón social|Denominazione"
    "|Name (Adressattyp Unternehmen)",
    "full": "Display Name|Anzeigename|Nom complet|Nombre completo|Volledige naam|File As",
    "bare": "Name|Nom|Nombre|Nome|Naam",
    "first": "First Name|Given Name|Vorname|Prénom|Voornaam|contact_first_name|FirstName"
    "|Vorname (Adressattyp natürl. Person)",
    "last": "Last Name|Family Name|Nachname|Nom de famille|Apellidos|Cognome|Achternaam"
    "|Name (Adressattyp natürl. Person)",
    "email": "E-mail|EmailAddress|E-Mail-Adresse|E-mail 1 - Value|Primary Email|Courriel"
    "|Correo electrónico|Indirizzo e-mail|E-mailadres|E-Mail 1|EmailID",
    "phone": "Phone|Business Phone|Telefon geschäftlich|Téléphone|Teléfono|Telefoon|PhoneNumber"
    "|Phone Numbers|Tel. geschäftl.|Tel. priv.",
    "mobile": "Mobile Phone|Handy|Portable|Móvil|Cellulare|Mobiel|MobileNumber",
    "address": "Street|Business Street|Address 1 - Street|POAddressLine1|Straße|Strasse/Nr"
    "|Straße geschäftlich|Rue|Calle|Indirizzo|Straat|Billing Street Address|Address Line 1"
    "|Home Address|Privat: Adresse",
    "address-2": "Address Line 2|Business Street 2|Adresszusatz|Address 1 - Extended Address"
    "|Home Address 2|POAddressLine2|Privat: Adresse 2",
    "postcode": "ZIP|Zip Code|Home ZipCode|PLZ|Code postal|C.P.|Código postal|CAP|Postcode"
    "|postal_code/zip_code|Postleitzahl geschäftlich|Billing Code",
    "city": "City|Ort|Stadt|Ville|Ciudad|Población|Città|Plaats|Business City|Ort geschäftlich",
    "place": "PLZ/Ort|PLZ Ort|CP Ville",
    "region": "State|Billing State/Province|Bundesland|Kanton|Provincia",
    "country": "Country|Business Country/Region|Land|Staat|Pays|País|Paese"
    "|Land/Region geschäftlich",
    "vat-id": "VAT number|VAT-ID|USt-IdNr.|USt-ID|Umsatzsteuer-ID|UID-Nummer|N° TVA"
    "|Numéro de TVA intracommunautaire|Partita IVA|P.IVA|BTW-nummer|vat_id|vatNumber"
    "|N° TVA intracommunautaire|TVA intra|EU-UStID|GST Identification Number (GSTIN)",
    "tax-number": "Steuernummer|Tax ID|NIF|CIF|Codice fiscale|TaxNumber|EIN",
    "registration": "SIRET|KvK-nummer|Company Number|Handelsregisternummer",
    "iban": "IBAN|iban|IBAN-Nr. 1",
    "terms": "Terms|Zahlungsziel (Tage)|Zahlungsziel|Condiciones de pago|Betalingstermijn",
    "currency": "Currency|customer_currency|Währung|Devise|Moneda|Valuta",
    "language": "Language|Sprache|Langue|Idioma|Lingua|Taal",
    "reference": "Leitweg-ID|Buyer Reference",
}


@pytest.mark.parametrize(
    ("role", "heading"), [(role, h) for role, all_ in MEANINGS.items() for h in all_.split("|")]
)
def test_a_heading_is_known_in_any_spelling(role: str, heading: str) -> None:
    for form in (heading, f"  {heading} ", heading.replace(" ", "_")):
        found = meaning_of(form)
        assert found is not None, form
        assert found.role == role


@pytest.mark.parametrize(
    "heading",
    ["", "Shipping City", "Ship-to Country", "shipping_address", "SACity", "Lieferung Ort",
     "Fax", "Fax Number", "Business Fax", "E-mail Type", "E-mail 1 - Label", "Website", "Notes",
     "Birthday", "Job Title", "Photo", "Phonetic First Name", "株式会社", "12", "-", "x" * 9999],
)  # fmt: skip
def test_other_columns_are_left_out(heading: str) -> None:
    assert meaning_of(heading) is None


def test_business_comes_before_home_and_one_before_two() -> None:
    headings = ["Business City", "City", "Home City", "Other City"]
    assert [m.rank for h in headings if (m := meaning_of(h))] == [0, 1, 2, 3]
    mails = ["E-Mail", "E-mail 1 - Value", "E-mail 2 - Value", "E-Mail 3"]
    assert [m.ordinal for h in mails if (m := meaning_of(h))] == [0, 0, 2, 3]


def test_every_key_of_a_record_is_a_heading_of_its_own() -> None:
    for key in PARTY_KEYS:
        assert meaning_of(key) is not None, key
        assert meaning_of(key.replace("-", "_")) is not None, key


@settings(max_examples=50)
@given(st.text(max_size=100))
def test_any_heading_is_read(heading: str) -> None:
    assert all(words_of(heading))
    found = meaning_of(heading)
    assert found is None or found.ordinal in range(10)
