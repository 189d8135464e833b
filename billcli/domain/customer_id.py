"""Customer ids made of names: ASCII, legal, and unique without regard to case (format rule 1)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from billcli.domain.contract import CUSTOMER_ID, TAX_NAMES

if TYPE_CHECKING:
    from collections.abc import Container

ID_MAX = 32
NAMELESS = "Customer"
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


def id_from(name: str) -> str:
    """Return an id made of a name's letters and digits, or an empty string.

    >>> id_from("acme inc."), id_from("Иванов и сыновья"), id_from("株式会社")
    ('AcmeInc', 'IvanovISynovya', '')
    """
    whole = unicodedata.normalize("NFC", name[:500]).translate(_LETTERS)
    bare = unicodedata.normalize("NFKD", whole).translate(_LETTERS)
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in bare if ord(c) not in _MARKS)
    return "".join(word[:1].upper() + word[1:] for word in kept.split())[:ID_MAX]


def free_id(name: str, taken: Container[str]) -> str:
    """Return a legal id of a name that nobody has: numbered when somebody does.

    Args:
        name: any text; one without a letter that can be written in ASCII makes ``Customer``.
        taken: ids in use, casefolded.

    >>> free_id("Acme", {"acme"}), free_id("株式会社", ()), free_id("VAT", ())
    ('Acme-2', 'Customer', 'VAT-2')
    """
    base = name if CUSTOMER_ID.fullmatch(name) else id_from(name) or NAMELESS
    made, n = base, 1
    while made.casefold() in taken or made.lower() in TAX_NAMES or not CUSTOMER_ID.fullmatch(made):
        n += 1
        made = f"{base[: ID_MAX - len(str(n)) - 1]}-{n}"
    return made
