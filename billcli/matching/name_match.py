"""How surely one name is another: same words, one slip, a cut, words besides, initials."""

from __future__ import annotations

from collections import Counter
from enum import IntEnum

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.name_key import one_slip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.matching.name_key import NameKey

SLIP_MIN, CUT_MIN = 6, 8
EDGE_MIN, EDGE_MAX = 2, 4


class Tier(IntEnum):
    """How surely a payer is a customer.

    ``SHARES`` says that words are shared, for ranking only; ``ALIKE`` that it may be the name with
    several slips, cuts and initials, or with another legal form, for doubts only; ``NEAR`` that one
    letter is off, the end is cut or words stand besides; ``NAME`` that the telling words agree;
    ``FULL`` that the legal form agrees as well; ``ACCOUNT`` that the customer has paid from that
    account.
    """

    NONE = 0
    SHARES = 1
    ALIKE = 2
    NEAR = 3
    NAME = 4
    FULL = 5
    ACCOUNT = 6


def same_words(given: NameKey, known: NameKey) -> Tier:
    """Return how surely two names of the same words are one, by initials and legal forms."""
    forms = _same_forms(given.legal, known.legal)
    one, other = Counter(given.initials), Counter(known.initials)
    if one == other or not one or not other:
        return forms
    return min(Tier.NEAR, forms) if one < other or other < one else Tier.SHARES


def _same_forms(given: frozenset[str], own: frozenset[str]) -> Tier:
    if not given or not own:
        return Tier.NAME
    if given == own:
        return Tier.FULL
    return Tier.NEAR if given < own or own < given else Tier.SHARES


def resembles(given: NameKey, known: NameKey) -> Tier:
    """Return how surely two names are one: the same words, one slip, a cut, words besides."""
    form = same_words(given, known)
    if given.words == known.words:
        return form
    pairs = ((given.joined, known.joined), (given.plain, known.plain))
    slip = any(a == b or one_slip(a, b) for a, b in pairs)
    cut = len(given.whole) >= CUT_MIN and known.whole.startswith(given.whole)
    return min(Tier.NEAR, form) if slip else Tier.NEAR if cut else sharing(given, known)


def sharing(given: NameKey, known: NameKey) -> Tier:
    """Return how surely two names that share a word are one: words besides, or initials only."""
    if _same_forms(given.legal, known.legal) is Tier.SHARES:
        return Tier.SHARES
    several = len(given.words) > len(known.words) > 1 and len(known.joined) >= SLIP_MIN
    if several and not Counter(known.words) - Counter(given.words):
        return Tier.NEAR
    if not given.initials and not known.initials:
        return Tier.SHARES
    for short, full in ((given, known), (known, given)):
        more = set(full.words) - set(short.words)
        if short.initials and more and set(short.words) < set(full.words):
            initials = sorted([*full.initials, *(word[0] for word in more)])
            if initials == list(short.initials):
                return Tier.NEAR
    return Tier.SHARES


def slips(joined: str) -> set[str]:
    """Return a text and what is left of it without one letter."""
    return {joined, *(joined[:i] + joined[i + 1 :] for i in range(len(joined)))}


def edges(joined: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return how a text begins and how it ends: a slip leaves one of the two as it was.

    Args:
        joined: six letters or more.
    """
    size = min((len(joined) - 1) // 2, EDGE_MAX)
    return ("", joined[:size]), (joined[-size:], "")


def all_edges(joined: str) -> Iterator[tuple[str, str]]:
    """Yield how a name begins and ends, for texts of any length that are a slip off it."""
    for size in range(EDGE_MIN, EDGE_MAX + 1):
        yield from (("", joined[:size]), (joined[-size:], ""))
