"""Names as payers and banks write them: words without accents, legal forms told apart, noise cut.

Two spellings of one name give the same words: ``Müller & Söhne GmbH`` and ``MUELLER + SOEHNE``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORDS = re.compile(r"[^\W_]+")
_SPELLED = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ss", "s"))
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "a", "œ": "o", "\u0131": "i", "ð": "d", "þ": "th"}
)
_TAIL = re.compile(
    r"(?:\bc/o\b|\bp/a\b|\bz\.?\s?hd\.?|\battn\b|\bon behalf of\b|\s-\saccounts?\b).*$"
)
LEGAL = frozenset(
    "gmbh gesmbh mbh ag kg kgaa ohg ug ek eu co cokg se eg ev ltd limited llc llp lp inc"
    " incorporated corp corporation company plc sa sarl sas sasu eurl srl srls sl slu spa snc scop"
    " bv bvba nv vof cv ab as asa aps oy oyj sp zoo oo doo kft zrt sro sprl sagl ltda lda ks hb kb"
    " is pty pte".split()
)
_SAME_FORM = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}
_NOISE = frozenset(
    "fa firma firm herr frau mr mrs ms mme monsieur madame sig signora senor dr und and et en og"
    " och y the der die das".split()
)


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name, ready to be compared.

    Attributes:
        words: its telling words, sorted.
        legal: its legal forms.
        whole: all its words as written, joined: what a bank that cuts names cuts.
    """

    words: tuple[str, ...]
    legal: frozenset[str]
    whole: str

    @property
    def joined(self) -> str:
        """Return the telling words as one."""
        return "".join(self.words)


@lru_cache(maxsize=32768)
def name_key(name: str) -> NameKey:
    """Return the key of a name.

    >>> name_key("Müller & Söhne GmbH").words, name_key("MUELLER, ANNA c/o Treuhand").words
    (('muller', 'sohne'), ('anna', 'muller'))
    """
    words = folded_words(_TAIL.sub("", name.casefold()))
    telling = [w for w in words if w not in LEGAL and w not in _NOISE and len(w) > 1]
    return NameKey(
        tuple(sorted(telling)),
        frozenset(_SAME_FORM.get(w, w) for w in words if w in LEGAL),
        "".join(words),
    )


def folded_words(text: str) -> list[str]:
    """Return the words of a text, without accents and with umlauts spelled one way.

    >>> folded_words("Strasse, Straße")
    ['strase', 'strase']
    """
    base = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(c for c in base if not unicodedata.combining(c)).replace(".", "")
    for spelled, short in _SPELLED:
        plain = plain.replace(spelled, short)
    return _WORDS.findall(plain)


def one_slip(one: str, other: str) -> bool:
    """Return whether two different texts differ by one letter: more, less, other or swapped.

    >>> one_slip("werner", "wener"), one_slip("david", "daivd"), one_slip("anna", "otto")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    first, second = one[start:], other[start:]
    if len(first) == len(second):
        swapped = first[:2] == second[1::-1] and first[2:] == second[2:]
        return first[1:] == second[1:] or swapped
    return first[1:] == second or first == second[1:]
