"""Plain text of banks: the encoding of its bytes, and words as one line."""

from __future__ import annotations

import codecs
import re

from billcli.bank.column_name import known_names
from billcli.domain.contract import TEXT_MAX, shown
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SINGLE_BYTE = ("cp1252", "cp1250")
_WIDE = ("cp932", "gb18030")
_EASTERN = {
    "cp932": re.compile("[\u3041-\u30ff\uff66-\uff9f\u4e00-\u9fff]"),
    "gb18030": re.compile("[\u4e00-\u9fff]"),
}
_FOREIGN = re.compile(r"[^\x00-\x7f]")
EASTERN_SHARE = 0.8
_EASTERN_IN_WORD = re.compile("[a-z][\uff66-\uff9f\u4e00-\u9fff][a-z]")
EASTERN_RUN = re.compile("[\u3041-\u30ff\u4e00-\u9fff]{2}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = "cp1251"
_CYRILLIC_RUN = re.compile("[\u0401\u0404\u0406\u0407\u0410-\u044f\u0451\u0454\u0456\u0457]{3,}")
_INSIDE_WORD = re.compile(r"[^\W\d_][\u00a1-\u00bf\u0152\u0178\u00d7\u00f7][^\W\d_]")


def encoding_of(data: bytes) -> str:
    """Return the encoding that makes sense of bytes.

    A byte order mark decides; else UTF-8 when every byte fits it; else Japanese or Chinese, when
    that gives their signs throughout; else Cyrillic, when that gives words; else Windows Western or
    Central European, whichever gives column names and words; Latin 1 when neither fits.

    >>> encoding_of("Müller".encode()), encoding_of("Müller".encode("cp1252"))
    ('utf-8', 'cp1252')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    if _fits(data, "utf-8"):
        return "utf-8"
    wide = [encoding for encoding in _WIDE if _fits(data, encoding) and _eastern(data, encoding)]
    if wide:
        return max(wide, key=lambda encoding: _sense(data.decode(encoding)))
    if _fits(data, _CYRILLIC) and _cyrillic(data.decode(_CYRILLIC)):
        return _CYRILLIC
    fitting = [encoding for encoding in _SINGLE_BYTE if _fits(data, encoding)]
    return max(fitting, key=lambda e: _sense(data.decode(e)), default="latin-1")


def one_line(text: str) -> str:
    r"""Return the text as one line without control characters.

    >>> one_line("Invoice\r\n 42 ")
    'Invoice 42'
    """
    return " ".join(shown(" ".join(text.split())).split())


def joined_words(texts: Iterable[str]) -> str:
    """Return texts as one line of a legal length, without those that another one contains.

    >>> joined_words(["ACME", "ACME invoice 7", "", "thanks"])
    'ACME invoice 7 thanks'
    """
    words: list[str] = []
    for text in map(one_line, texts):
        if text and not any(text in word for word in words):
            words = [*(word for word in words if word not in text), text]
    return " ".join(words)[:TEXT_MAX]


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _eastern(data: bytes, encoding: str) -> bool:
    """Return whether the bytes make Japanese or Chinese text, where European ones make scraps.

    An accent before a letter reads as one sign, alone among Latin letters; names stand together.
    """
    text = data.decode(encoding)
    signs = _FOREIGN.findall(text)
    own = sum(bool(_EASTERN[encoding].match(sign)) for sign in signs)
    latin = _EASTERN_IN_WORD.search(text)
    return own >= EASTERN_SHARE * len(signs) and bool(EASTERN_RUN.search(text)) and not latin


def _cyrillic(text: str) -> bool:
    """Return whether the text has Cyrillic words; accents read as such letters stand alone.

    >>> _cyrillic("Дата"), _cyrillic("Mьller")
    (True, False)
    """
    signs = _FOREIGN.findall(text)
    return sum(map(len, _CYRILLIC_RUN.findall(text))) >= EASTERN_SHARE * len(signs) > 0


def _sense(text: str) -> tuple[int, int]:
    """Return how many column names a text holds, and (negated) how many broken words."""
    head = re.split(r"[\r\n;,\t|\"]+", text[:5000])
    return known_names(head), -len(_INSIDE_WORD.findall(text))
