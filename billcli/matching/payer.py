"""Who pays: what is known of each customer as a payer, and how surely a line's payer is one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.alike_name import alike, like_words, parts_of, unread_key
from billcli.matching.name_key import NameKey, fits_unreadable, folded_words, name_key, one_slip
from billcli.matching.name_match import (
    CUT_MIN,
    SLIP_MIN,
    Tier,
    all_edges,
    edges,
    same_words,
    sharing,
    slips,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from typing import TypeAlias

    from billcli.domain.bank_line import BankLine

WORD_MIN = 5
TEXT_WORDS_MAX, NAME_WORDS_MAX = 40, 6
_Named: TypeAlias = tuple[str, NameKey, bool]


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer as a payer.

    Attributes:
        names: the customer's own names, and the spellings it has paid under.
        ibans: accounts it has paid from, without blanks.
        aliases: names of others who have paid for it.
        alias_ibans: accounts of others who have paid for it.
    """

    customer: str
    names: tuple[str, ...]
    ibans: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    alias_ibans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """Which customers a line's payer may be.

    Attributes:
        tiers: customers with how surely each is the payer.
        own: those of them that the payer is itself, or may be: others pay for a customer.
        mentioned: customers whose name stands in the text.
    """

    tiers: Mapping[str, Tier] = field(default_factory=dict)
    own: AbstractSet[str] = frozenset()
    mentioned: AbstractSet[str] = frozenset()
    _likely: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep who is likely: it is asked for again and again."""
        found = [c for c, tier in self.tiers.items() if tier >= Tier.NEAR]
        likely = sorted(found, key=lambda c: (-self.tiers[c], c))
        object.__setattr__(self, "_likely", tuple(likely))

    def tier(self, customer: str) -> Tier:
        """Return how surely a customer is the payer."""
        return self.tiers.get(customer, Tier.NONE)

    def likely(self) -> list[str]:
        """Return the customers that may well be the payer, the surest first."""
        return list(self._likely)

    def perhaps(self) -> list[str]:
        """Return the customers that a payer whom nobody's name fits may yet be itself."""
        return sorted(c for c, tier in self.tiers.items() if tier is Tier.ALIKE and c in self.own)

    def denies(self, customer: str) -> str:
        """Return the customer that the payer is itself instead, or an empty string.

        Who has paid for one customer may pay for another: that denies nothing.
        """
        return "" if self.tier(customer) >= Tier.NEAR else self.outdone(customer)

    def outdone(self, customer: str) -> str:
        """Return a customer that the payer is itself more surely than this one, or empty."""
        own = self.tier(customer)
        rivals = [c for c in self.likely() if c in self.own and self.tiers[c] > own]
        return next((c for c in rivals if c != customer), "")


@dataclass(frozen=True, slots=True)
class Payers:
    """All payers, indexed by account, by words and by what one slip leaves of a name or a word.

    Attributes:
        by_iban: who pays from an account.
        by_words: names by all their words.
        by_word: names by each of their words.
        by_rarest: names by that of their words which the fewest names have.
        sharers: customers by each word of their names, with what sharing one tells.
        by_slip: names by what one slip leaves of them.
        edges: how names begin and end: one slip leaves one of the two.
        by_part: words by what one slip leaves of them.
        wholes: names as written, in order.
    """

    by_iban: Mapping[str, frozenset[tuple[str, bool]]]
    by_words: Mapping[tuple[str, ...], Sequence[_Named]] = field(repr=False)
    by_word: Mapping[str, Sequence[_Named]] = field(repr=False)
    by_rarest: Mapping[str, Sequence[_Named]] = field(repr=False)
    sharers: Mapping[str, Mapping[str, Tier]] = field(repr=False)
    by_slip: Mapping[str, Sequence[_Named]] = field(repr=False)
    edges: AbstractSet[tuple[str, str]] = field(repr=False)
    by_part: Mapping[str, Sequence[str]] = field(repr=False)
    wholes: Sequence[tuple[str, str, bool]] = field(repr=False)

    @classmethod
    def of(cls, payers: Collection[Payer]) -> Payers:
        """Return the index of some payers."""
        ibans: dict[str, set[tuple[str, bool]]] = defaultdict(set)
        words: dict[tuple[str, ...], dict[_Named, None]] = defaultdict(dict)
        for customer, iban, own in _told(payers, lambda p: (p.ibans, p.alias_ibans)):
            ibans["".join(iban.split()).upper()].add((customer, own))
        for customer, name, own in _told(payers, lambda p: (p.names, p.aliases)):
            if (key := name_key(name)).words:
                words[key.words][customer, key, own] = None
        named = [one for group in words.values() for one in group]
        by_word: dict[str, list[_Named]] = defaultdict(list)
        by_slip: dict[str, list[_Named]] = defaultdict(list)
        ends: set[tuple[str, str]] = set()
        for one in named:
            for word in dict.fromkeys(one[1].words):
                by_word[word].append(one)
            for name in {one[1].joined, one[1].plain, *one[1].written}:
                ends.update(all_edges(name))
                for rest in slips(name):
                    by_slip[rest].append(one)
        by_rarest: dict[str, list[_Named]] = defaultdict(list)
        for one in named:
            by_rarest[_rarest(one[1], by_word)].append(one)
        return cls(
            {iban: frozenset(who) for iban, who in ibans.items()},
            {key: tuple(group) for key, group in words.items()},
            by_word,
            by_rarest,
            {w: dict.fromkeys((c for c, *_ in who), Tier.SHARES) for w, who in by_word.items()},
            by_slip,
            ends,
            parts_of(by_word),
            sorted((key.whole, customer, own) for customer, key, own in named),
        )

    def identify(self, line: BankLine) -> Identity:
        """Return which customers the line's payer may be."""
        tiers: dict[str, Tier] = {}
        itself: set[str] = set()
        owners = self.by_iban.get("".join(line.payer_iban.split()).upper(), frozenset())
        sure = Tier.ACCOUNT if len({customer for customer, _ in owners}) == 1 else Tier.NEAR
        accounts = ((customer, sure, own) for customer, own in owners)
        named = self._named(line.payer) if line.payer.strip() else self._in_text(line.text)
        for customer, tier, own in (*named, *accounts):
            tiers[customer] = max(tier, tiers.get(customer, Tier.NONE))
            if own and tier >= Tier.NEAR:
                itself.add(customer)
        for word in name_key(line.payer).words:
            tiers = {**self.sharers.get(word, {}), **tiers}
        if max(tiers.values(), default=Tier.NONE) < Tier.NEAR:
            for customer, own in self._alike(line.payer):
                tiers[customer] = Tier.ALIKE
                if own:
                    itself.add(customer)
        return Identity(tiers, itself, self.mentioned(line.text))

    def mentioned(self, text: str) -> frozenset[str]:
        """Return the customers all of whose telling words a text holds."""
        words = set(folded_words(text))
        found = {
            customer
            for word in words
            for customer, key, own in self.by_rarest.get(word, ())
            if own and words.issuperset(key.words) and (len(key.words) > 1 or len(word) > WORD_MIN)
        }
        return frozenset(found)

    def _named(self, name: str) -> Iterator[tuple[str, Tier, bool]]:
        if "?" in name:
            yield from self._unreadable(name)
        key = name_key(name)
        if not key.words:
            return
        for customer, known, own in self.by_words.get(key.words, ()):
            yield customer, same_words(key, known), own
        yield from self._slipped(key)
        for customer, known, own in self._beside(key):
            yield customer, sharing(key, known), own
        yield from self._cut(key.whole)

    def _beside(self, key: NameKey) -> Iterator[_Named]:
        """Yield the names that a name may hold with words besides, or that hold it with initials.

        Each has a word that the other has as well: the rarest one is looked for.
        """
        for word in set(key.words):
            yield from self.by_rarest.get(word, ())
        if key.initials:
            yield from self.by_word.get(_rarest(key, self.by_word), ())

    def _slipped(self, key: NameKey) -> Iterator[tuple[str, Tier, bool]]:
        """Yield the customers from whose name one letter is off, or only the blanks."""
        for joined in {key.joined, key.plain, *key.written[:1]}:
            if len(joined) < SLIP_MIN or self.edges.isdisjoint(edges(joined)):
                continue
            near = {id(one): one for rest in slips(joined) for one in self.by_slip.get(rest, ())}
            for customer, known, own in near.values():
                every = (known.joined, known.plain, *known.written)
                if any(one == joined or one_slip(one, joined) for one in every):
                    yield customer, min(Tier.NEAR, same_words(key, known)), own

    def _alike(self, name: str) -> Iterator[tuple[str, bool]]:
        """Yield the customers that a payer may be by a name with several slips, cuts, initials."""
        key = unread_key(name)
        near = like_words(key, self.by_part)
        for customer, known, own in {one for word in near for one in self.by_word[word]}:
            if alike(key, known):
                yield customer, own

    def _in_text(self, text: str) -> Iterator[tuple[str, Tier, bool]]:
        """Yield the customers whose names stand among the words of a line that names no payer."""
        words = text.split()[:TEXT_WORDS_MAX]
        for start in range(len(words)):
            for stop in range(start + 1, min(start + NAME_WORDS_MAX, len(words)) + 1):
                for customer, tier, own in self._named(" ".join(words[start:stop])):
                    if tier >= Tier.NEAR:
                        yield customer, tier, own

    def _unreadable(self, name: str) -> Iterator[tuple[str, Tier, bool]]:
        """Yield the customers whose name fits one in which a bank wrote ? for some letters."""
        given = [word for word in name.casefold().split() if not set(word) <= set("?&+-.")]
        for known in {one for group in self.by_words.values() for one in group}:
            if fits_unreadable(given, known[1]):
                yield known[0], Tier.NEAR, known[2]

    def _cut(self, whole: str) -> Iterator[tuple[str, Tier, bool]]:
        """Yield the customers whose name begins with a payer's: banks cut names."""
        if len(whole) < CUT_MIN:
            return
        at = bisect_left(self.wholes, (whole, "", False))
        while at < len(self.wholes) and self.wholes[at][0].startswith(whole):
            yield self.wholes[at][1], Tier.NEAR, self.wholes[at][2]
            at += 1


def _told(
    payers: Iterable[Payer], of: Callable[[Payer], tuple[Iterable[str], Iterable[str]]]
) -> Iterator[tuple[str, str, bool]]:
    """Yield customer and text of what payers are known by, and whether it is their own."""
    for payer in payers:
        for texts, own in zip(of(payer), (True, False), strict=True):
            yield from ((payer.customer, text, own) for text in texts if text)


def _rarest(key: NameKey, by_word: Mapping[str, Sequence[_Named]]) -> str:
    """Return that word of a name which the fewest names have."""
    return min(key.words, key=lambda word: (len(by_word.get(word, ())), word))
