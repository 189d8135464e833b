"""Words by which banks say that a row is booked, waiting, void, or a sum of others."""

from __future__ import annotations

from billcli.bank.column_name import folded


def _words(names: str) -> frozenset[str]:
    """Return status words, as ``folded`` leaves them, of a text where bars part them."""
    return frozenset(map(folded, names.split("|")))


PENDING = frozenset(
    {
        "pending", "vorgemerkt", "umsatz vorgemerkt", "ausstehend", "offen", "en attente",
        "a venir", "pendiente", "in sospeso", "in behandeling", "in afwachting", "oczekujaca",
        "oczekujace", "blokada", "reserverat", "reservert", "reserveret", "nezauctovano",
        "authorised", "authorized", "processing", "unbooked", "pdng", "memo", "not booked",
        *_words(
            """on hold|hold|scheduled|upcoming|in progress|uncleared|not posted|provisional
            |reserved|waiting|queued|blocked|to be booked|in process|planned|initiated
            |reserviert|in bearbeitung|schwebend|geplant|nicht gebucht|noch nicht gebucht
            |vorgemerkter umsatz|vormerkung|in buchung
            |afventer|afventende|ikke bogfort|reservation|venter|kommende|under behandling
            |ikke gennemfort|planlagt|reserverad|vantande|vantar|pagaende|ej bokford
            |ej bokfort|preliminar|avvaktar|planerad|ventende|avventer|ikke bokfort|reservasjon
            |odottaa|odottava|varaus|katevaraus|ei kirjattu|kasittelyssa|tuleva|avoin
            |gereserveerd|reservering|wachtend|openstaand|gepland|niet geboekt|nog niet geboekt
            |nog niet verwerkt|nog te verwerken|in verwerking|te verwerken
            |pendiente de liquidar|pendiente de contabilizar|retenido|retencion|reservado
            |en tramite|en proceso|en curso|programado|no contabilizado|autorizado
            |en cours|en cours de traitement|non comptabilise|a comptabiliser|prevu|reserve
            |bloque|en instance|autorise|pas encore comptabilise|operation a venir
            |in attesa|non contabilizzato|da contabilizzare|in corso|in lavorazione|autorizzato
            |prenotato|programmato|in elaborazione|non contabilizzata|provvisorio
            |oczekujacy|oczekuje|w toku|w trakcie realizacji|w realizacji|zablokowana
            |zablokowano|nierozliczona|nierozliczone|niezaksiegowana|niezaksiegowane
            |в обработке|ожидает|не обработано
            |do realizacji|rezerwacja|zaplanowana|autoryzacja|nieksiegowana
            |pendente|em processamento|cativo|agendado|nao contabilizado|por liquidar
            |cekajici|ceka na zauctovani|blokace|rezervace|nezauctovana|neprovedeno
            |fuggo|fuggoben|zarolt|zarolas|foglalt|konyveletlen|nem konyvelt
            |beklemede|bekleyen|bekliyor|provizyon|bloke|islemde
            |未確定|処理中|保留|予定|未処理|未完了|待处理|处理中|未入账"""
        ),
    }
)  # fmt: skip
BOOKED = _words(
    """booked|book|posted|completed|complete|cleared|settled|done|ok|success|successful
    |succeeded|executed|paid|confirmed|processed|reconciled|valid|final|finished|available
    |gebucht|verbucht|ausgefuhrt|erledigt|abgeschlossen|bestatigt|wertgestellt
    |bogfort|udfort|gennemfort|afsluttet|bokford|bokfort|genomford|utford|slutford|utfort
    |gjennomfort|fullfort|kirjattu|toteutunut|toteutettu|maksettu|valmis
    |geboekt|verwerkt|uitgevoerd|voltooid|afgerond|comptabilise|comptabilisee|execute|executee
    |effectue|effectuee|valide|termine|contabilizado|contabilizada|liquidado|liquidada
    |ejecutado|realizado|completado|finalizado|procesado|contabilizzato|contabilizzata
    |eseguito|eseguita|completato|completata|registrato|zaksiegowana|zaksiegowane
    |zaksiegowany|zrealizowana|zrealizowane|wykonana|wykonano|rozliczona|rozliczone
    |concluido|executado|efetuado|processado|zauctovano|zauctovana|provedeno|provedena
    |konyvelt|teljesitett|teljesult|vegrehajtva|gerceklesti|tamamlandi|islendi
    |исполнено|обработано|проведено|выполнено
    |完了|済|確定|処理済|処理済み|入金済|成功|已入账|交易成功|已完成"""
)
VOID = frozenset(
    {
        "declined", "failed", "reverted", "cancelled", "canceled", "denied", "rejected", "void",
        "abgelehnt", "storniert", "fehlgeschlagen", "expired", "refused", "annule",
        *_words(
            """annulleret|afvist|annullerad|avbruten|avvisad|avvist|kansellert|hylatty|peruttu
            |geannuleerd|geweigerd|mislukt|afgewezen|anulado|anulada|rechazado|rechazada
            |cancelado|cancelada|refuse|rejete|rejetee|annulee|annullato|annullata|rifiutato
            |rifiutata|anulowana|anulowano|odrzucona|odrzucono|rejeitado|zamitnuta|zruseno
            |elutasitva|torolt|iptal|reddedildi|取消|失敗|失败|已取消"""
        ),
    }
)  # fmt: skip
SUMMARY = (
    "total", "totals", "subtotal", "summe", "gesamt", "saldo", "endsaldo", "anfangssaldo",
    "kontostand", "opening balance", "closing balance", "balance", "solde", "totaal", "suma",
    "celkem", "totale", "neuer saldo", "alter saldo", "ending balance", "beginning balance",
    "saldo inicial", "saldo final", "saldo iniziale", "saldo finale", "startsaldo", "eindsaldo",
    "beginsaldo", "number of", "anzahl", "end of", "saldo koncowe", "saldo poczatkowe",
)  # fmt: skip

# What stands in the text of a row that states a balance or a turnover with an amount and a date.
ENDS = _words(
    """opening balance|closing balance|beginning balance|ending balance|starting balance
    |balance brought forward|balance carried forward|previous balance|anfangssaldo|endsaldo
    |alter kontostand|neuer kontostand|solde initial|solde final|solde precedent|nouveau solde
    |saldo iniziale|saldo finale|saldo inicial|saldo final|saldo anterior|beginsaldo|startsaldo
    |eindsaldo|saldo poczatkowe|saldo koncowe|ingaende saldo|utgaende saldo|inngaende saldo
    |pocatecni zustatek|konecny zustatek|nyito egyenleg|zaro egyenleg|likutis pradziai
    |likutis pabaigai|apyvarta|входящий остаток|исходящий остаток|前月繰越|繰越"""
)
IN_TEXTS = frozenset({"memo", "offen", "avoin", "reservation", "hold"})
