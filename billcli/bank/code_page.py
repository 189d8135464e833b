"""Text of banks that still write the code pages of DOS: the encoding that makes whole words."""

from __future__ import annotations

import re

from billcli.bank.plain_text import encoding_of

_PAGES = ("cp1252", "cp1250", "iso8859-2", "cp850", "cp852")
_LAST = "latin-1"
_SAMPLE = 200_000
_FOREIGN = re.compile("[^\x00-\x7f]")


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of bytes, and the encoding: none is refused.

    A byte order mark, UTF-8, Japanese and Chinese decide as elsewhere; of the code pages with one
    byte a letter the one that leaves fewest words broken is taken, Windows first.

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
    """Return how many signs stand in words, and small letters among capitals."""
    framed = f" {text} "
    return sum(
        _misplaced(found[0], framed[found.start() - 1], framed[found.end()])
        for found in _FOREIGN.finditer(framed)
    )


def _misplaced(sign: str, before: str, after: str) -> bool:
    if sign.isalpha():
        return sign.islower() and before.isupper() and after.isupper()
    return before.isalpha() or after.isalpha()
