"""Whether a name that nobody bears may yet be a customer's: slips, cut words, initials, left out.

Too little to know a payer by; enough to doubt that the payer is somebody else.
"""

from __future__ import annotations

from collections import defaultdict

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.name_key import UNREAD, name_key
from billcli.matching.name_match import slips

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.matching.name_key import NameKey

WORD_MIN, CUT_MIN, SLIPS_MAX = 4, 3, 2


def unread_key(name: str) -> NameKey:
    """Return the key of a name in which ``?`` stands for a letter that a bank could not write.

    >>> unread_key("Gra?yna ? Nowak").words == ("gra" + UNREAD + "yna", "nowak")
    True
    """
    words = [word for word in name.split() if set(word) != {"?"}]
    return name_key(" ".join(words).replace("?", UNREAD))


def parts_of(words: Iterable[str]) -> dict[str, list[str]]:
    """Return the words that are long enough by what a slip leaves of each."""
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for rest in slips(word) if len(word) >= WORD_MIN else ():
            found[rest].append(word)
    return found


def like_words(name: NameKey, parts: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the words of ``parts_of`` that a word of a name may be but for a slip."""
    told = [word.replace(UNREAD, "") for word in name.words]
    return {word for one in told for rest in slips(one) for word in parts.get(rest, ())}


def alike(given: NameKey, known: NameKey) -> bool:
    """Return whether each word of the shorter name may be one of the other, two slips at most.

    A word may have a slip, be cut, or stand as its initial; one at least must stand as a word.

    Args:
        given: a payer's name as a bank shows it, letters it could not write as ``UNREAD``.
        known: a customer's name.
    """
    one, other = _units(given), _units(known)
    turned = len(one) > len(other)
    short, rest = (other, one) if turned else (one, other)
    slips, words = 0, 0
    for unit in short:
        ways = [(off, word) for word in rest for off in _off(unit, word, cut=not turned)]
        if not ways:
            return False
        off, word = min(ways)
        rest.remove(word)
        slips += off
        words += min(len(unit), len(word)) >= WORD_MIN
    return words > 0 and slips <= SLIPS_MAX


def _units(name: NameKey) -> list[str]:
    """Return the words and initials of a name, the longest first."""
    return sorted([*name.words, *name.initials], key=lambda word: (-len(word), word))


def _off(one: str, other: str, *, cut: bool) -> Iterator[int]:
    """Yield by how many slips a word is another, if it may be."""
    if min(len(one), len(other)) == 1:
        if one[0] == other[0]:
            yield 0
    elif (slips := _slips(one, other)) is not None:
        yield slips
    else:
        part, whole = (one, other) if cut else (other, one)
        if len(part) >= CUT_MIN and _same(part, whole[: len(part)]):
            yield 0


def _slips(one: str, other: str) -> int | None:
    """Return 0 for a word and itself, 1 for a letter more, less, other or swapped, else None."""
    if abs(len(one) - len(other)) > 1:
        return None
    least = min(len(one), len(other))
    start = next((i for i in range(least) if not _same(one[i], other[i])), least)
    first, second = one[start:], other[start:]
    if not first and not second:
        return 0
    if least < WORD_MIN:
        return None
    swapped = _same(first[:2], second[1::-1]) and _same(first[2:], second[2:])
    changed = _same(first[1:], second[1:])
    lost = _same(first[1:], second) or _same(first, second[1:])
    return 1 if swapped or changed or lost else None


def _same(one: str, other: str) -> bool:
    """Return whether two texts are the same, a letter that was not read being any."""
    if UNREAD not in one and UNREAD not in other:
        return one == other
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(a == b or UNREAD in a + b for a, b in pairs)
