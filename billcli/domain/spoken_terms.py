"""Terms of payment as people write them in several languages, put into the short form.

"2% 10 Tage, 30 netto", "2 % Skonto innerhalb von 10 Tagen, 30 Tage netto" and "2/10, n/30" are
"2/10 net 30". What is in no such form is left as it is: only a text that is understood wholly is
put into other words.
"""

from __future__ import annotations

import re

_DAYS = r"(?: (?:tage?n?|days?|jours?|giorni|dagen|d[ií]as))?"
_NET = r"(?:netto|net|neto)"
_WITHIN = r"(?: (?:(?:bei zahlung )?(?:in|innerhalb|binnen)(?: von)?|within|sous|entro|en))?"
_NAME = r"(?: (?:skonto|discount|escompte|sconto|korting))?"
_EARLY = re.compile(
    rf"(?P<percent>[0-9]{{1,2}}(?:[.,][0-9]{{1,4}})?)(?: ?%{_NAME}{_WITHIN} |/)"
    rf"(?P<within>[0-9]{{1,4}}){_DAYS}(?![0-9])"
)
_REST = re.compile(
    rf"(?P<first>[0-9]{{1,4}}){_DAYS} {_NET}|(?:{_NET} |n/)(?P<last>[0-9]{{1,4}}){_DAYS}"
)


def in_short(words: str) -> str:
    """Return terms in the short form, or the words as they are.

    Args:
        words: in small letters, with single blanks.

    >>> in_short("2,5% 10 tage, 30 netto"), in_short("netto 14 tage"), in_short("when it suits")
    ('2.5/10 net 30', 'net 14', 'when it suits')
    """
    early = _EARLY.match(words)
    rest = words[early.end() :].lstrip(" ,;") if early else words
    net = _REST.fullmatch(rest)
    if rest and not net:
        return words
    parts = [f"{early['percent'].replace(',', '.')}/{early['within']}"] if early else []
    parts += [f"net {net['first'] or net['last']}"] if net else []
    return " ".join(parts)
