"""Texts and amounts as payment codes carry them: one line, within a length, in a character set."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from types import MappingProxyType

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.domain.money import Money

LOWEST, HIGHEST = Decimal("0.01"), Decimal("999999999.99")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_LATIN = re.compile(r"[\x20-\x7e\u00a0-\u017f\u0218-\u021b\u20ac]*")
_SAME = MappingProxyType(
    str.maketrans(
        {
            "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'",
            "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u2033": '"', "\u2039": "<",
            "\u203a": ">", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-",
            "\u2014": "-", "\u2015": "-", "\u2212": "-", "\u2026": "...", "\u2022": "-",
            "\u2044": "/", "\u1e9e": "SS", "\u0192": "f", "\u00ad": "",
        }
    )
)  # fmt: skip


def one_line(text: str) -> str:
    r"""Return a text composed (NFC), without control and direction marks, blanks made single.

    A payment code separates its fields by line ends: no value may bring its own.

    >>> one_line(" Acme\r\n Inc. ")
    'Acme Inc.'
    """
    seen = _CONTROL.sub(" ", _UNSEEN.sub("", text))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def cut(text: str, length: int) -> str:
    r"""Return at most so many characters: whole words where a word ends in the second half.

    An accent is never cut from its letter.

    >>> cut("Acme Trading Ltd.", 14), cut("Zoe\u0308", 3)
    ('Acme Trading', 'Zo')
    """
    if len(text) <= length:
        return text
    blank = text.rfind(" ", 0, length + 1)
    end = blank if blank * 2 > length else length
    while end and unicodedata.combining(text[end]):
        end -= 1
    return text[:end].rstrip()


def latin(text: str) -> str | None:
    r"""Return the text in the characters of the QR-bill, None when it has others without a twin.

    Typographic marks become their plain forms and letters with rare accents lose these; nothing is
    transcribed from another script. Source: QR-bill 2.3, 4.1.1: Basic Latin, Latin-1 Supplement,
    Latin Extended-A, S and T with comma below, euro sign.

    >>> latin("Caf\u00e9 \u2013 Nguy\u1ec5n"), latin("\u65e5\u672c")
    ('Caf\xe9 - Nguy\xean', None)
    """
    found = "".join(map(_twin, one_line(text).translate(_SAME)))
    return found if _LATIN.fullmatch(found) else None


def payable(amount: Money) -> str:
    """Return an amount as codes write it, or an empty string when they cannot carry it.

    >>> from billcli.domain.money import Money
    >>> payable(Money.of("12.3", "EUR")), payable(Money.of("0", "EUR"))
    ('12.30', '')
    """
    if not LOWEST <= amount.number <= HIGHEST or amount.number % LOWEST:
        return ""
    return f"{amount.number:.2f}"


def _twin(character: str) -> str:
    """Return a character, or its letter with as many of its accents as the set has."""
    form = character
    while not _LATIN.fullmatch(form) and (parts := unicodedata.decomposition(form)):
        first, *rest = parts.split()
        if first.startswith("<") or not rest:
            form = unicodedata.normalize("NFKC", character)
            break
        form = chr(int(first, 16))
    return form if _LATIN.fullmatch(form) else "" if unicodedata.combining(character) else character
