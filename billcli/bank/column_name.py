"""What banks call their columns, in the languages of their exports.

A name is compared in a plain form (no accents, capitals or punctuation). The order within a role is
the order of preference: the booking date before any other date, for example.
"""

from __future__ import annotations

import re
import unicodedata

from billcli.domain.currency import ISO_4217
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROLES = (
    "date", "value_date", "amount", "debit", "credit", "sign", "currency", "payer", "payee", "iban",
    "text", "reference", "end_to_end", "bank_ref", "balance", "status", "fee",
    "charges", "original", "original_currency",
    "own",
)  # fmt: skip

_NAMES = {
    "date": """booking date|buchungstag|buchungsdatum|buchung|posting date|post date|posted date
        |transaction date|trans date|date posted|completed date|date completed|operation date
        |boekdatum|boekingsdatum|datum boeking|transactiedatum|date operation|date d operation
        |date de l operation|date de comptabilisation|date comptable|fecha operacion
        |fecha de operacion|fecha contable|f operacion|data operazione|data contabile
        |data movimento|data lancamento|data mov|data operacji|data ksiegowania|data transakcji
        |datum zauctovani|datum provedeni|datum uctovani|datum transakce|zauctovano
        |bokforingsdag|bokforingsdatum|bokfort|bokforingsdato|bogfort dato|bokfort dato
        |transaktionsdatum|kirjauspaiva|konyveles datuma|konyvelesi datum|umsatzdatum
        |date|datum|data|fecha|dato|paivamaara|pvm|belegdatum|created|created utc|day
        |datum pohybu|txn date|transaction dt|bogforingsdato|posteringsdato|rapporteringsdato
        |date processed|processed date|date posted|дата операции|дата обработки операции
        |дата проводки|дата обработки|дата транзакции|дата платежа|дата
        |bokforingsdatum|bokforingsdato|utfort dato|kirjauspaiva|arvopaiva|tapahtumapaiva
        |maksupaiva|data operacji bankowej|datum splatnosti|data do movimento|data valor mov
        |data de lancamento|data da operacao|data registrazione|data esecuzione|boekdag
        |fecha movimiento|fecha de movimiento|tranzakcio datuma|konyveles napja|tarih
        |islem tarihi|kayit tarihi|muhasebe tarihi|日付|取引日|取引日付|年月日|お取引日|日期
        |交易日期|记账日期|入账日期""",
    "value_date": """value date|valuta|valutadatum|wertstellung|wertstellungsdatum|rentedatum
        |date valeur|date de valeur|fecha valor|f valor|data valuta|data valor|data waluty
        |valutadag|rentedato|renteregningsdato|arvopvm|valor tarihi|起算日|interest date
        |datum valuty|valuta datum|available on|ertek nap""",
    "amount": """amount|betrag|umsatz|umsatzbetrag|transaction amount|transactiebedrag|bedrag
        |montant|montant operation|importe|importo|valor|montante|kwota|kwota operacji
        |kwota transakcji|castka|objem|belopp|belob|belop|maara|osszeg|sum|value
        |summa|belopp sek|maara euroa|valor eur|valor do movimento|bedrag eur|tutar|islem tutari
        |金額|取引金額|金额|交易金额|发生额
        |入出金|tranzakcio osszege|сумма|amount total
        |buchungsbetrag|net amount|net|netto|amount in account currency|in out""",
    "debit": """debit|debits|debit amount|soll|belastung|lastschrift|ausgang|ausgaben
        |withdrawal|withdrawals|withdrawal amt|paid out|money out|payments out|outflow|spent|out
        |debet|af|uit|uitgaven|debito|debitos|dare|addebiti|uscite|adeudo|cargo|cargos
        |debe|gastos|obciazenia|wydatki|vydej|ut|ud|uttak|terheles
        |出金金額|расход|дебет|списание|debit amt|debits amount|nurashymas
        |haevet|udbetaling|ut fra konto|uttag|panot ulos|otto|borc|出金|出金額|お支払金額
        |支払金額|引出額|お引出し|払出金額|支出|借方""",
    "credit": """credit|credits|credit amount|haben|gutschrift|eingang|einnahmen|deposit
        |deposits|deposit amt|paid in|money in|payments in|inflow|received|in|bij|inkomsten
        |credito|creditos|avere|accrediti|entrate|abono|abonos|haber|ingresos|uznania
        |wplywy|prijem|insattning|ind|inn|innskudd|jovairas
        |入金金額|приход|кредит|зачисление|поступление|credit amt
        |indsat|indbetaling|inn pa konto|insattningar|pano|alacak|入金|入金額|お預り金額
        |預入額|お預入れ|預り金額|收入|贷方""",
    "sign": """af bij|bij af|af/bij|debit credit|credit debit|debit credit indicator|dr cr|cr dr
        |d c|c d|s h|soll haben|haben soll|credit debit indicator|cdtdbtind|direction|sens
        |dare avere|debe haber|debet credit|credit debet|type of entry|umsatzart s h
        |sollhabenkennzeichen|soll haben kennzeichen|inflow outflow|richtung|debit or credit|dc
        |bevetel kiadas|d k|dt kt
        |txn type dr cr|dr/cr|tipo movimiento d h|借方贷方
        |借贷标志""",
    "currency": """currency|wahrung|waehrung|valuta code|munt|muntsoort|devise|moneda|divisa
        |moeda|waluta|mena|valuta kod|valutakod|penznem|ccy|curr|devizanem|valutta|para birimi
        |валюта|tranzakcio devizaneme|valiuta|monn
        |doviz|通貨|币种""",
    "payer": """counterparty|counterparty name|payer|payer name|sender|sender name|from
        |name|naam|naam omschrijving|naam tegenpartij|tegenpartij|naam tegenpartij bedrijf
        |auftraggeber|auftraggeber empfanger|empfanger auftraggeber
        |beguenstigter zahlungspflichtiger|begunstigter zahlungspflichtiger
        |begunstigter auftraggeber|auftraggeber begunstigter
        |zahlungspflichtiger|zahlungspflichtige r|name zahlungsbeteiligter|partnername
        |partner name
        |gegenpartei|gegenkonto name|name des partners|zahlungsbeteiligter|nom|tiers
        |contrepartie|nom de la contrepartie|donneur d ordre|emetteur|ordenante|contrapartida
        |concepto ordenante|ordinante|controparte|nadawca|nadawca odbiorca|kontrahent
        |nazwa kontrahenta|dane kontrahenta|nazev protiuctu|protistrana|nazev protistrany
        |motpart|avsandare|afsender|avsender|maksaja|saaja maksaja|fizeto|partner neve
        |контрагент|плательщик|gavejas|moketojas
        |modpart|avsender mottaker|gonderen|karsi taraf|振込人|振込依頼人|依頼人|取引先|相手先
        |对方户名|对方名称|付款人
        |other party|contra name|customer name|remitter|paid by""",
    "payee": """payee|payee name|beneficiary|beneficiary name|recipient|to|empfanger
        |begunstigter|zahlungsempfanger|zahlungsempfanger in|beneficiaire|beneficiario
        |ontvanger|odbiorca|prijemce|mottagare|modtager|mottaker|saaja|kedvezmenyezett|alici
        |受取人|收款人""",
    "iban": """counterparty iban|counterparty account|iban zahlungsbeteiligter|gegenkonto
        |tegenrekening|tegenrekening iban bban|rekening tegenpartij|iban tegenpartij
        |kontonummer iban|konto iban|partner iban|iban kontonummer|iban des partners
        |iban auftraggeber|iban empfanger|compte contrepartie|iban contrepartie
        |cuenta contrapartida|conto controparte|rachunek nadawcy|rachunek kontrahenta
        |numer rachunku kontrahenta|nr rachunku|protiucet|cislo protiuctu|contra account
        |counterparty account number|payer iban|sender iban|kontonummer|iban|kontonummer/iban
        |partner szamlaszama
        |partner konto|partner account|gegenkonto iban|account number of counterparty""",
    "text": """remittance|remittance information|unstructured remittance information|purpose
        |verwendungszweck|verwendungszweck 1|verwendungszweck 2|verwendungszweck 3|zahlungsgrund
        |buchungstext|buchungsdetails|zahlungsreferenz|vwz|umsatztext|description|details
        |payment details|transaction description|narrative|narration|memo|particulars|message
        |notes|note|text|label|mededelingen|omschrijving|omschrijving 1|omschrijving 2
        |omschrijving 3|libelle|libelle operation|libelle simplifie|communication
        |mededeling|informations complementaires|detail de l ecriture|motif|concepto
        |concepto ampliado|descripcion|observaciones|descrizione|descrizione operazione|causale
        |descricao|descritivo|historico|opis|opis operacji|opis transakcji|tytul|tytulem
        |tytul operacji|zprava|zprava pro prijemce|poznamka|popis|meddelande|meddelelse|melding
        |beskrivning|beskrivelse|forklaring|tekst|viesti|selite|kozlemeny|posteringstekst
        |tekst til modtager|meddelelse til modtager
        |bokforingstext|meddelande till mottagare|kirjausselite|szoveg|megjegyzes|aciklama
        |movimento|descricao do movimento|mensagem|movimiento|摘要|内容|取引内容|備考|メモ
        |описание|описание операции|назначение платежа|paaiskinimai
        |お取引内容|明細|用途|附言|备注|reference
        |referenz|referenznummer|referentie|reference text
        |payment reference|subject|information|transaction details|avisierungstext""",
    "reference": """structured ref|structured reference|creditor reference|structured communication
        |gestructureerde mededeling|communication structuree|rf reference|zahlungsreferenz rf
        |qr reference|qr referenz|referenz qr|reference qr|riferimento qr|esr referenz
        |kid|ocr|ocr nummer|viite|viitenumero|variabilni symbol|variable symbol
        |betalingskenmerk|kreditorenreferenz""",
    "end_to_end": """end to end id|end to end reference|end to end referenz|endtoendid|e2e
        |kundenreferenz|kundenreferenz end to end|customer reference|eref|end to end""",
    "bank_ref": """bank ref|bank reference|transaction id|transaction reference|transactie id
        |transaktions id|transaktionsnummer|id|reference number|fitid|volgnr|bankreferenz
        |bank referenz|id transakcji|numer transakcji|id transakce|id pohybu|arkivkod
        |arkivointitunnus|archivreferenz|balance transaction id|numero operation
        |tranzakcio azonosito
        |buchungsreferenz|transaction number|unique id|transaktions nr""",
    "balance": """balance|running balance|saldo|kontostand|saldo nach buchung|solde|saldo na trn
        |saldo po operacji|zustatek|saldo na mutatie|balance after|account balance|saldo disponible
        |saldo contabile|bokfort saldo|egyenleg|balance after transaction|saldo nach mutatie
        |runningbalance|current balance|остаток|取引後残高|likutis
        |bakiye|残高|差引残高|余额|saldo apos movimento|saldo etter|saldo efter|saldo eur
        |closing balance|new balance""",
    "status": """status|state|transaction status|zustand|estado|statut|stato|stav|etat
        |buchungsstatus|tila|situacao|estado del movimiento|stato movimento|stan|statusz
        |статус|состояние
        |allapot|durum|状態|状況|状态|交易状态|booking status|posting status|bokforingsstatus""",
    "own": """rekening|rekeningnummer|eigen rekening|iban bban|iban rekening|auftragskonto
        |iban auftragskonto|account number|account|own account|konto|numero de compte|compte
        |numero rachunku|numer rachunku|numero de cuenta|szamlaszam|номер счета|номер счёта
        |eigene iban|iban eigenes konto|numero conto|bezeichnung auftragskonto iban""",
    "charges": """charges|bank charges|charges deducted|deducted charges|spesen|bankspesen
        |entgelt|frais bancaires|frais retenus|gastos bancarios|spese bancarie|bankkosten
        |ingehouden kosten|koszty bankowe|prowizja banku|bankavgift|avgift avdragen|bankgebyr""",
    "original": """original amount|instructed amount|amount ordered|foreign amount|originalbetrag
        |ursprungsbetrag|betrag ursprungswahrung|betrag in fremdwahrung|fremdwahrungsbetrag
        |montant d origine|montant initial|montant en devise|importe original|importe origen
        |importe divisa|importo originale|importo originario|importo in divisa
        |oorspronkelijk bedrag|bedrag vreemde valuta|kwota oryginalna|kwota w walucie
        |ursprungligt belopp|originalbelopp|utlandskt belopp|oprindeligt belob
        |opprinnelig belop""",
    "original_currency": """original currency|instructed currency|foreign currency|originalwahrung
        |ursprungswahrung|fremdwahrung|devise d origine|monnaie d origine|moneda original
        |divisa original|divisa origen|valuta originale|divisa originale
        |oorspronkelijke valuta|vreemde valuta|waluta oryginalna|waluta oryginalu
        |ursprunglig valuta|originalvaluta|oprindelig valuta|opprinnelig valuta""",
    "fee": "fee|fees|gebuhr|gebuhren|frais|comision|commissione|provision|avgift|gebyr|oplata",
}  # fmt: skip

_CURRENCIES = frozenset(
    "aud bgn brl cad chf cny czk dkk eur euro euros gbp hkd huf inr isk jpy mxn nok nzd pln ron sek"
    " sgd try usd zar".split()
)
# Codes that old statements still bear, beside those of today.
CODES = ISO_4217 | frozenset("RUR LTL LVL EEK DEM ATS FRF ITL NLG BEF ESP BYR TRL".split())
_ANOTHER = re.compile(
    r"\b(?:orig\w*|ursprung\w*|foreign|fremd\w*|exchange|etrang\w*|extranjer\w*|ester\w*|vreemde"
    r"|utlandsk\w*|oorspronkelijke|local|merchant|target|source)\b"
)
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "þ": "th", "\u0131": "i"})
_WORD = re.compile(r"[\W_]+")
CODE = len("EUR")


def folded(text: str) -> str:
    """Return a name in plain form: lower case, no accents, words apart by one blank.

    >>> folded("Währung "), folded("Naam / Omschrijving")
    ('wahrung', 'naam omschrijving')
    """
    base = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(c for c in base if not unicodedata.combining(c))
    return _WORD.sub(" ", letters).strip()


def _table() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for role, names in _NAMES.items():
        for rank, name in enumerate(names.split("|")):
            found.setdefault(folded(name), (role, rank))
    return found


_ROLE = _table()


def role_of(name: str) -> tuple[str, int] | None:
    """Return the role a column's name stands for and its rank within it, or None.

    A currency beside the name is left out, as in ``Betrag (EUR)``.

    >>> role_of("Buchungstag"), role_of("Betrag (EUR)"), role_of("Shoe size")
    (('date', 1), ('amount', 1), None)
    """
    plain = folded(name)
    return _ROLE.get(plain) or _ROLE.get(_without_currency(plain)[0])


def currency_of(name: str) -> str:
    """Return the currency a column's name states, or an empty string.

    >>> currency_of("Amount in USD"), currency_of("Amount")
    ('USD', '')
    """
    return _without_currency(folded(name))[1]


def names_another(name: str) -> bool:
    """Return whether a column is about another currency or amount than the account's.

    >>> names_another("Original currency"), names_another("Ccy")
    (True, False)
    """
    return bool(_ANOTHER.search(folded(name)))


def known_names(names: Iterable[str]) -> int:
    """Return how many of the names are known column names.

    >>> known_names(["Datum", "Shoe size", ""])
    1
    """
    return sum(role_of(name) is not None for name in names)


def _without_currency(plain: str) -> tuple[str, str]:
    words = plain.split()
    if len(words) > 1 and words[-1] in {"円", "yen"}:
        words[-1] = "jpy"
    if len(words) > 1 and words[-1] in _CURRENCIES:
        code = words.pop()[:CODE].upper()
        if len(words) > 1 and words[-1] in {"in", "en"}:
            words.pop()
        return " ".join(words), code
    return plain, ""
