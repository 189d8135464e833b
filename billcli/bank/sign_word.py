"""Words by which banks say that money came in or went out."""

from __future__ import annotations

from billcli.bank.column_name import folded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

IN = frozenset(
    "c cr h k crdt cred credit haben kredit gutschrift bij inflow in incoming eingang einnahme ein"
    " deposit received entree entrada entrata avere abono haber uznanie prijem ind inn received"
    " income money in".split()
)
OUT = frozenset(
    "d dr s dbit deb debit debet soll lastschrift belastung af outflow out outgoing ausgang"
    " ausgabe aus withdrawal sent sortie salida uscita dare cargo debe obciazenie vydej ud ut"
    " expense payment".split()
)
SYMBOLS = {"+": 1, "-": -1}


def sign_of(word: str, words_in: Sequence[str] = (), words_out: Sequence[str] = ()) -> int:
    """Return 1 for money in and -1 for money out.

    Raises:
        ValueError: the word is not known.

    >>> sign_of("Bij"), sign_of("S"), sign_of("-")
    (1, -1, -1)
    """
    plain = folded(word)
    if word in SYMBOLS:
        return SYMBOLS[word]
    if plain in set(map(folded, words_in)):
        return 1
    if plain in set(map(folded, words_out)):
        return -1
    if plain in IN:
        return 1
    if plain in OUT:
        return -1
    raise ValueError(f"{quoted(word)} is not a word for money in or out")


_LOOSE = frozenset({"payment", "expense", "income", "sent", "received"})


def is_sign_word(word: str) -> bool:
    """Return whether the word says in or out; words for kinds of business do not.

    >>> is_sign_word("CREDIT"), is_sign_word("card")
    (True, False)
    """
    plain = folded(word)
    return word in SYMBOLS or plain in (IN | OUT) - _LOOSE
