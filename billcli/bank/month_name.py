"""The names of months in the languages of bank exports, without accents, and their short forms."""

from __future__ import annotations

import unicodedata

from billcli.domain.problem import quoted

_MONTHS = """
    jan january januar januari janvier enero gennaio janeiro ene gen janv sty stycznia led
        ledna oca ocak tammi|
    feb february februar februari fevrier febrero febbraio fevereiro fev fevr lut lutego uno
        unora febr sub subat helmi|
    mar march marz maart mars marzo marco mrz mrt maerz marca bre brezna marc mart maalis|
    apr april avril abril aprile avr abr kwi kwietnia dub dubna nis nisan huhti|
    may mai mei mayo maggio maio maj mag maja kve kvetna mayis touko|
    jun june juni juin junio giugno junho giu cze czerwca cvn cervna haz haziran kesa|
    jul july juli juillet julio luglio julho juil lug lip lipca cvc cervence tem temmuz
        heina|
    aug august augustus augusti aout agosto aou ago sie sierpnia srp srpna agu agustos elo|
    sep sept september septembre septiembre settembre setembro set wrz wrzesnia zar zari
        szept eyl eylul syys|
    oct october oktober octobre octubre ottobre outubro okt ott out paz pazdziernika rij
        rijna eki ekim loka|
    nov november novembre noviembre novembro lis listopada listopadu kas kasim marras|
    dec december dezember decembre diciembre dicembre dezembro dez dic gru grudnia pro
        prosince ara aralik joulu
""".split("|")
_MONTH = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()}


def month_of(name: str) -> int:
    """Return the number of a month by its name, or a short form of it.

    Raises:
        ValueError: it is not the name of a month.

    >>> month_of("März"), month_of("ott")
    (3, 10)
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    if plain not in _MONTH:
        raise ValueError(f"{quoted(name)} is not the name of a month")
    return _MONTH[plain]
