"""Text of banks that still write the code pages of DOS: the encoding that makes whole words."""

from __future__ import annotations

import re

from billcli.bank.plain_text import encoding_of

_PAGES = ("cp1252", "cp1250", "iso8859-2", "cp850", "cp852")
_LAST = "latin-1"
_SAMPLE = 200_000
_LETTER = r"[^\W\d_]"
_SIGN_IN_WORD = re.compile(
    rf"{_LETTER}[^\w\s\x00-\x7f]|[^\w\s\x00-\x7f]{_LETTER}|[\x80-\x9f\u2500-\u25ff]"
)
_CAPITAL = re.compile(r"[a-z\xdf-\xff][^\W\d_a-zA-Z]")


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of bytes, and the encoding: none is refused.

    A byte order mark, UTF-8, Japanese and Chinese decide as elsewhere; of the code pages with one
    byte a letter the one that leaves fewest signs inside words is taken, Windows first.

    >>> decoded("Müller".encode("cp850")), decoded("Łódź, zapłata".encode("cp1250"))
    (('Müller', 'cp850'), ('Łódź, zapłata', 'cp1250'))
    """
    found = encoding_of(data)
    if found in _PAGES or found == _LAST:
        fitting = [page for page in _PAGES if _fits(data, page)]
        sample = data[:_SAMPLE]
        found = min(fitting, key=lambda page: _broken(sample.decode(page)), default=_LAST)
    return data.decode(found, errors="replace"), found


def _fits(data: bytes, page: str) -> bool:
    try:
        data.decode(page)
    except UnicodeDecodeError:
        return False
    return True


def _broken(text: str) -> int:
    capitals = (found[0][1] for found in _CAPITAL.finditer(text))
    return len(_SIGN_IN_WORD.findall(text)) + sum(sign.isupper() for sign in capitals)
