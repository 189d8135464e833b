"""Names as payers and banks write them: words without accents, legal forms told apart, noise cut.

Two spellings of one name give the same words: ``Müller & Söhne GmbH`` and ``MUELLER + SOEHNE``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORDS = re.compile(r"[^\W_]+")
_SPELLED = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ss", "s"))
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "a", "œ": "o", "\u0131": "i", "ð": "d", "þ": "th"}
)
_TAIL = re.compile(r"(?:\s-\s|\bc/o\b|\bp/a\b|\bz\.?\s?hd\.?|\battn\b|\bon behalf of\b).*$")
LEGAL = frozenset(
    "gmbh gesmbh mbh ag kg kgaa ohg ug ek eu co cokg se eg ev ltd limited llc llp lp inc"
    " incorporated corp corporation company plc cic cio sa sarl sas sasu eurl srl srls sl slu sll"
    " slne cb spa snc scop coop soc sc sca scarl sccl bv bvba nv vof cv ua ab publ as asa aps oy"
    " oyj sp spj spk ska zoo oo doo kft zrt sro sprl sagl ltda lda ks hb kb is pty pte"
    " ekonomisk forening haftungsbeschrankt cie sons fils hijos figli zonen filhos".split()
)
TURNS = 3
UNREAD = "\ua78f"
"""A letter that a bank could not write: no name has it."""
_CUT_FORM, _CUT_MIN = "haftungsbeschrankt", 4
_SAME_FORM = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}
_NOISE = frozenset(
    "fa firma firm herr frau mr mrs ms mme monsieur madame sig signora senor dr und and et en og"
    " och y the der die das head office accounts payable dept department buchhaltung abt"
    " contabilidad dpto proveedores comptabilite siege compta ekonomi administratie boekhouding"
    " ksiegowosc amministrazione contabilita".split()
)


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name, ready to be compared.

    Attributes:
        words: its telling words, sorted.
        legal: its legal forms.
        whole: all its words as written, joined: what a bank that cuts names cuts.
        initials: its words of one letter, sorted.
        plain: its telling words, sorted and joined, umlauts as they were spelled.
        written: its telling words joined in the order written, beginning with each of them.
    """

    words: tuple[str, ...]
    legal: frozenset[str]
    whole: str
    initials: tuple[str, ...] = ()
    plain: str = ""
    written: tuple[str, ...] = ()

    @property
    def joined(self) -> str:
        """Return the telling words as one."""
        return "".join(self.words)


@lru_cache(maxsize=32768)
def name_key(name: str) -> NameKey:
    """Return the key of a name.

    >>> name_key("Müller & Söhne GmbH").words, name_key("MUELLER, ANNA c/o Treuhand").words
    (('muller', 'sohne'), ('anna', 'muller'))
    >>> name_key("A. Müller").initials
    ('a',)
    """
    text = _TAIL.sub("", name.casefold())
    written = _without_accents(text)
    folded = _spelled_one_way(written)
    words = _with_legal_joined(_WORDS.findall(folded))
    telling = _telling(words)
    plain = telling if folded == written else _telling(_WORDS.findall(written))
    return NameKey(
        tuple(sorted(telling)),
        frozenset(_SAME_FORM.get(w, w) for w in words if w in LEGAL),
        "".join(words),
        tuple(sorted(w for w in words if len(w) == 1 and w.isalpha())),
        "".join(sorted(plain)),
        tuple("".join(telling[at:] + telling[:at]) for at in range(min(len(telling), TURNS))),
    )


def _telling(words: Iterable[str]) -> list[str]:
    return [word for word in words if len(word) > 1 and not _says_nothing(word)]


def _says_nothing(word: str) -> bool:
    """Return whether a word is a legal form, perhaps a cut one, or mere noise."""
    cut = len(word) >= _CUT_MIN and _CUT_FORM.startswith(word)
    return cut or word in LEGAL or word in _NOISE


def _with_legal_joined(words: list[str]) -> list[str]:
    """Return words, the letters at their end joined where they are a legal form: ``b v``."""
    start = len(words)
    while start and len(words[start - 1]) == 1:
        start -= 1
    form = "".join(words[start:])
    return [*words[:start], form] if len(form) > 1 and form in LEGAL else words


def folded_words(text: str) -> list[str]:
    """Return the words of a text, without accents and umlauts spelled one way.

    >>> folded_words("Strasse, Straße")
    ['strase', 'strase']
    """
    return _WORDS.findall(_spelled_one_way(_without_accents(text)))


def _without_accents(text: str) -> str:
    """Return a text in small letters without accents and dots, umlauts as they are spelled."""
    small = text.casefold().translate(_LETTERS)
    if not small.isascii():
        base = unicodedata.normalize("NFKD", small)
        small = "".join(c for c in base if not unicodedata.combining(c))
    return small.replace(".", "")


def _spelled_one_way(text: str) -> str:
    for spelled, short in _SPELLED:
        text = text.replace(spelled, short)
    return text


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


def fits_unreadable(given: Sequence[str], known: NameKey) -> bool:
    """Return whether words in which ``?`` stands for a letter are those of a name.

    Legal forms do not count; every telling word of the name must be there.

    >>> fits_unreadable(["?wik?a", "cukiernia"], name_key("Ćwikła Cukiernia Sp. z o.o."))
    True
    """
    lacking = list(known.words)
    for pattern in _patterns(tuple(given)):
        found = next((word for word in lacking if pattern.fullmatch(word)), None)
        if found is None:
            return False
        lacking.remove(found)
    return not lacking


@lru_cache
def _patterns(words: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """Return what finds the words that tell something, each with any letter for a ``?``."""
    return tuple(_pattern(word) for word in words if "?" in word or _tells(word))


def _tells(word: str) -> bool:
    return bool(name_key(word).words)


def _pattern(word: str) -> re.Pattern[str]:
    parts = ("".join(folded_words(part)) for part in word.split("?"))
    return re.compile(".".join(map(re.escape, parts)))
