"""What the columns of address books and invoicing programs are called, in six languages.

Headings are compared without accents, case, blanks and hyphens. Words such as "billing" or "home"
rank columns of the same meaning; other words in front ("shipping") make it another column.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from billcli.domain.contract import PARTY_KEYS

_NAMES = {
    "name": """customer name|client name|customer full name|kundenname|nom du client
        |nombre del cliente|nome cliente|nome del cliente|klantnaam|contact name|customer|client
        |kunde|cliente|klant|debitor|bill to""",
    "company": """company|company name|organization|organisation|organization name
        |organisation name|business name|company organization|name adressattyp unternehmen
        |firma|firmenname|unternehmen|firmenbezeichnung|societe|raison sociale
        |denomination sociale|entreprise|nom de l entreprise|empresa
        |razon social|nombre o razon social|razon social o nombre|denominacion social
        |nombre de la empresa|nombre de empresa|compania|azienda|ragione sociale
        |denominazione
        |societa|ditta|impresa|bedrijf|bedrijfsnaam|onderneming|organisatie""",
    "full": """full name|display name|anzeigename|vollstandiger name|nom complet|nom affiche
        |nombre completo|nombre para mostrar|nome completo|nome visualizzato|volledige naam
        |weergavenaam|formatted name|file as|name adressattyp keine angabe""",
    "bare": "name|nom|nombre|nome|naam",
    "first": """first name|given name|forename|vorname|prenom|nombre de pila|primer nombre
        |nome di battesimo|voornaam|contact first name|vorname adressattyp naturl person""",
    "middle": """middle name|additional name|weitere vornamen|zweiter vorname|deuxieme prenom
        |segundo nombre|secondo nome|tussenvoegsel""",
    "last": """last name|surname|family name|nachname|familienname|zuname|nom de famille|apellido
        |apellidos|cognome|achternaam|contact last name|name adressattyp naturl person""",
    "contact": """contact person|contact|ansprechpartner|kontaktperson|kontakt|attention
        |attention to|attn|zu handen|personne de contact|interlocuteur|persona de contacto
        |persona di contatto|referente|contactpersoon""",
    "trading-name": "trading name|dba|doing business as|handelsname|handelsnaam|nom commercial",
    "email": """email|mail|email id|email address|email value|email adresse|mailadresse|mail adresse
        |adresse email|adresse electronique|courriel|adresse mail|correo|correo electronico
        |direccion de correo electronico|indirizzo email|indirizzo mail|posta elettronica
        |emailadres|mailadres""",
    "phone": """phone|telephone|phone number|telephone number|phone value|telefon|telefonnummer
        |tel|tel nr|tel no|rufnummer|festnetz|telefono|numero de telephone|numero di telefono
        |numero de telefono|telefoon|telefoonnummer|phone numbers|company main phone""",
    "mobile": """mobile|mobile phone|mobile number|cell|cell phone|cellphone|handy|mobil
        |mobilnummer|mobiltelefon|mobil tel nr|handynummer|portable|telephone mobile
        |telephone portable|movil|telefono movil|cellulare|telefono cellulare|mobiel
        |mobiele telefoon|mobiel nummer""",
    "address": """street|address|street address|address line 1|address 1|address street|line 1
        |street 1|street and number|strasse|strasse hausnummer|strasse und hausnummer|strasse nr
        |strasse hausnr|strasse 1|anschrift|adresse|adresse 1|adresszeile 1|rue|numero et rue
        |adresse ligne 1|direccion|direccion 1|calle|domicilio|via|indirizzo|indirizzo 1|adres
        |adres 1|straat|straatnaam|straat en huisnummer""",
    "house": "house number|hausnummer|hausnr|huisnummer|numero civico|numero de rue",
    "address-2": """address line 2|address 2|street 2|street address 2|line 2|extended address
        |address extended address|adresszusatz|zusatz|adresserganzung|strasse 2|adresse 2
        |adresszeile 2|complement d adresse|complement|adresse ligne 2|direccion 2|indirizzo 2
        |adres 2|suite|apartment""",
    "address-3": "address line 3|address 3|street 3|line 3|adresszeile 3|strasse 3",
    "pobox": "po box|address po box|postfach|boite postale|casella postale|postbus",
    "formatted": "address formatted|full address|formatted address",
    "postcode": """postcode|post code|postal code|zip|zip code|zip postal code|postal code zip code
        |address postal code|address zip|plz|postleitzahl|code postal|cp|codigo postal|cap
        |codice postale|codice di avviamento postale|billing code""",
    "place": """plz ort|postleitzahl ort|plz und ort|code postal ville|cp ville|zip city
        |postcode plaats|cp poblacion|cap citta""",
    "city": """city|town|city town|locality|address city|ort|stadt|wohnort|ville|localite|commune
        |ciudad|poblacion|localidad|municipio|citta|comune|localita|plaats|woonplaats|stad""",
    "region": """state|province|region|county|state province|province state|state region
        |address region|address state|bundesland|kanton|departement|provincia|regione|provincie""",
    "country": """country|country region|country code|country name|address country|land
        |land region|landercode|landerkurzel|landeskennzeichen|staat|pays|pays region|pais
        |pais o region|paese|paese area geografica|nazione|stato|landcode""",
    "vat-id": """vat id|vat|vat number|vat no|vat nr|vat registration number|vat reg no
        |vat identification number|ust id|ust idnr|ust id nr|umsatzsteuer id|umsatzsteuer idnr
        |umsatzsteuer identifikationsnummer|umsatzsteueridentifikationsnummer
        |umsatzsteuerident nr|uid|uid nummer|uid nr|mwst nummer|mwst nr|tva|numero tva
        |numero de tva|n tva|no tva|tva intracommunautaire|numero de tva intracommunautaire
        |n tva intracommunautaire|no tva intracommunautaire|n de tva intracommunautaire
        |numero tva intracommunautaire|tva intra|n tva intra|eu ustid|mwst id|gst number|gst no
        |gst identification number|gst identification number gstin
        |nif iva|iva|partita iva|p iva|btw|btw nummer|btw nr|btw id|gstin""",
    "vat-prefix": "eu land",
    "tax-number": """tax number|tax id|tax no|tax identification number|tin|ein|steuernummer
        |steuer nr|st nr|numero fiscal|identifiant fiscal|nif|cif|nif cif|cif nif|dni|codice fiscale
        |identificacion fiscal|fiscaal nummer|resale number""",
    "registration": """registration number|company number|company registration number
        |register number|handelsregister|handelsregisternummer|siren|siret|numero siret
        |numero siren|kvk|kvk nummer|numero rea""",
    "e-address": "electronic address|peppol id|peppol|peppol endpoint|endpoint id",
    "reference": "buyer reference|leitweg id|leitweg",
    "iban": "iban|iban nummer|iban number|iban nr",
    "bic": "bic|swift|swift code|bic swift|swift bic",
    "currency": "currency|customer currency|currency code|wahrung|devise|moneda|divisa|valuta",
    "language": "language|preferred language|lang|sprache|langue|idioma|lingua|taal",
    "terms": """terms|payment terms|zahlungsziel|zahlungsziel tage|zahlungsziel in tagen
        |zahlungsbedingung|zahlungsbedingungen
        |delai de paiement|conditions de paiement|condiciones de pago|plazo de pago
        |condizioni di pagamento|termini di pagamento|betalingstermijn|betalingsvoorwaarden""",
}  # fmt: skip

USUAL = 1
_RANKS = {
    **dict.fromkeys(
        "billing bill invoice rechnung rechnungs rechnungsadresse rechnungsanschrift facturation"
        " facturacion fatturazione factuur factuuradres business work geschaftlich dienstlich"
        " geschaftl gesch"
        " professionnel professionnelle bureau trabajo ufficio lavoro werk zakelijk po main primary"
        " primare primar principal principale default haupt".split(),
        0,
    ),
    **dict.fromkeys(
        "home private privat priv personal personnel personnelle domicile casa particular"
        " prive thuis"
        " abitazione".split(),
        2,
    ),
    **dict.fromkeys(
        "other andere weitere autre otro otra altro altra overig secondary sekundare sekundar"
        " alternate".split(),
        3,
    ),
}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d])(?=\d)")
_WORD = re.compile(r"[^\W_]+")
HEADING_MAX = 80


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds.

    Attributes:
        role: a key of a customer's record, or a part of one such as ``first`` or ``place``.
        rank: 0 for billing and business, 1 where nothing is said, 2 for home, 3 for other.
        ordinal: 0 for the first of several, 2 for "E-mail 2".
        order: place among the names of the role; the lowest says it best.
    """

    role: str
    rank: int
    ordinal: int
    order: int


def words_of(heading: str) -> tuple[str, ...]:
    """Return the words of a heading in plain form.

    >>> words_of("POAddressLine1"), words_of("Straße / Hausnummer")
    (('po', 'address', 'line', '1'), ('strasse', 'hausnummer'))
    """
    parted = _HUMP.sub(" ", heading[:HEADING_MAX])
    base = unicodedata.normalize("NFKD", parted.casefold())
    return tuple(_WORD.findall("".join(c for c in base if not unicodedata.combining(c))))


def meaning_of(heading: str) -> Meaning | None:
    """Return what a column of this heading holds, None when nobody knows.

    >>> meaning_of("E-mail 2 - Value")
    Meaning(role='email', rank=1, ordinal=2, order=3)
    >>> meaning_of("Shipping City") is None
    True
    """
    words = words_of(heading)
    ranks = [_RANKS[word] for word in words if word in _RANKS]
    bare = tuple(word for word in words if word not in _RANKS)
    for form, rank in ((words, USUAL), (bare, max(ranks, default=USUAL))):
        number = next((int(w) for w in form if w.isascii() and w.isdigit() and len(w) == 1), 0)
        for shape, ordinal in ((form, 0), (tuple(w for w in form if not w.isdigit()), number)):
            if (found := _ROLES.get("".join(shape))) and shape:
                return Meaning(found[0], rank, 0 if ordinal == 1 else ordinal, found[1])
    return None


def _roles() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for role, names in _NAMES.items():
        for order, name in enumerate(names.split("|")):
            words = name.split()
            found.setdefault("".join(words), (role, order))
    for key in PARTY_KEYS:
        found.setdefault(key.replace("-", ""), (key, 0))
    return found


_ROLES = _roles()
