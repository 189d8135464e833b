"""What PayPal calls its columns, and rows that need not have moved money, in its languages."""

from __future__ import annotations

from billcli.bank.column_name import folded

_COLUMNS = {
    "date": "date|datum|fecha|data|dato|paivamaara|pvm|tarih",
    "zone": """time zone|timezone|zeitzone|fuseau horaire|zona horaria|fuso orario|tijdzone
        |fuso horario|strefa czasowa|tidszon|tidszone|tidssone|aikavyohyke|casove pasmo
        |idozona|saat dilimi""",
    "name": """name|nom|nombre|nome|naam|namn|navn|nazwa|imie i nazwisko|nimi|jmeno|nev|isim""",
    "kind": """type|typ|tipo|tyyppi|tipus|tur|description|beschreibung|descripcion|descrizione
        |omschrijving|descricao|opis|beskrivning|beskrivelse|kuvaus|popis|leiras|aciklama""",
    "status": "status|statut|etat|estado|stato|stan|tila|stav|allapot|durum",
    "currency": """currency|wahrung|devise|divisa|moneda|valuta|moeda|waluta|valutta|mena
        |penznem|para birimi""",
    "gross": """gross|brutto|brut|avant commission|bruto|lordo|kwota brutto|bruttobelopp|amount
        |betrag|montant|importe|importo|bedrag|valor|kwota|belopp|belob|belop|hruba castka""",
    "fee": """fee|fees|gebuhr|entgelt|frais|commission|comision|tarifa|tariffa|kosten|taxa
        |comissao|oplata|prowizja|avgift|gebyr|palkkio|poplatek|dij|ucret""",
    "net": """net|netto|neto|liquido|kwota netto|nettobelopp|total|gesamt|netta|cista castka""",
    "balance": "balance|guthaben|solde|saldo|kontostand|zustatek|egyenleg|bakiye",
    "impact": """balance impact|auswirkung auf guthaben|impact sur le solde|efecto en el saldo
        |impacto en el saldo|impacto en saldo|impatto sul saldo|effect op saldo|invloed op saldo
        |impacto no saldo|wplyw na saldo|saldopaverkan|saldopavirkning|vaikutus saldoon""",
    "id": """transaction id|transaktionscode|n de transaction|numero de transaction
        |identifiant de transaction|id de transaccion|id de la transaccion
        |identificador de transaccion|codice transazione|transactiereferentie|transactie id
        |id da transacao|id de transacao|identificador da transacao|identyfikator transakcji
        |numer transakcji|transaktions id|transaktionsid|transaksjons id|tapahtumatunnus
        |id transakce|tranzakcioazonosito|receipt id""",
    "email": """from email address|absender e mail adresse|de l adresse email
        |adresse email de l expediteur|correo electronico del remitente|remitente
        |direccion de correo electronico del remitente|indirizzo email mittente
        |van e mailadres|do e mail|endereco de e mail do remetente|z adresu e mail
        |fran e postadress|fra mailadresse|fra e mailadresse|fra e postadresse""",
    "invoice": """invoice number|invoice id|rechnungsnummer|numero de facture|numero de factura
        |id de factura|n ordine commerciante|numero fattura|factuurreferentie|factuurnummer
        |numero da fatura|numer faktury|fakturanummer|laskun numero""",
    "item": """item title|artikelbezeichnung|titre de l objet|nombre del articulo
        |titulo del articulo|titolo oggetto|objectnaam|titulo do item|nazwa przedmiotu
        |artikelnamn|varens navn""",
    "subject": "subject|betreff|objet|asunto|oggetto|onderwerp|assunto|temat|amne|emne",
    "note": "note|hinweis|remarque|nota|messaggio|opmerking|uwaga|anteckning|bemaerkning",
}
ROLES = {folded(name): role for role, names in _COLUMNS.items() for name in names.split("|")}
_AUTHORISATIONS = tuple(
    folded(word)
    for word in """authorization|authorisation|autorisierung|autorisation|autorizacion
        |autorizzazione|autorisatie|autorizacao|autoryzacja|auktorisering|shopping cart item
        |warenkorbartikel|account hold|hold on available balance|einbehaltung|temporary hold
        |retencion|trattenuta|blocage|order|bestellung|item detail""".split("|")
)
MEMOS = frozenset(
    folded(word)
    for word in """memo|merkposten|notiz|memorando|pro memoria|none|no impact
        |keine auswirkung|aucun impact|sin impacto|nessun impatto|geen""".split("|")
)


def authorises(kind: str) -> bool:
    """Return whether a kind of row is one that need not have moved money.

    >>> authorises("General Authorization"), authorises("Express Checkout Payment")
    (True, False)
    """
    plain = f" {folded(kind)} "
    return any(f" {word}" in plain for word in _AUTHORISATIONS)
