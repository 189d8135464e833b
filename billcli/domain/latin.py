"""Text in the letters of ASCII, as far as its letters are known: Latin, Cyrillic and Greek."""

from __future__ import annotations

import unicodedata

_LATIN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d",
          "ð": "d", "þ": "th", "œ": "oe", "\u0131": "i"}  # fmt: skip
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        (
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i i e g"
        ).split(),
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(),
        strict=True,
    )
)
_MARKS = frozenset(range(0x300, 0x370))


def _table() -> dict[int, str]:
    small = {**_LATIN, **_CYRILLIC, **_GREEK}
    both = {**small, **{c.upper(): s.title() for c, s in small.items() if len(c.upper()) == 1}}
    return {ord(c): s.replace("-", "") for c, s in both.items()}


_LETTERS = _table()


def latin(text: str) -> str:
    """Return text with known letters written in ASCII and without accents; others stay.

    >>> latin("Müller & Søn, Иван"), latin("株式会社")
    ('Mueller & Son, Ivan', '株式会社')
    """
    whole = unicodedata.normalize("NFC", text).translate(_LETTERS)
    bare = unicodedata.normalize("NFKD", whole).translate(_LETTERS)
    return "".join(c for c in bare if ord(c) not in _MARKS)
