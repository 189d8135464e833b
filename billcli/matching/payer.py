"""Who pays: names and accounts known of each customer, and how well a bank line's payer fits."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from billcli.domain.dated_record import payer_aliases
from billcli.domain.meta import text_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from billcli.domain.bank_line import BankLine
    from billcli.domain.debtor import Debtors
    from billcli.domain.entry import Entry, Facts
    from billcli.domain.party import Party

STEM = 3
PREFIX = 4
TELLING_MIN = 5
SAME_WORD = 0.8
OWN_WEIGHT, THEIR_WEIGHT = 0.7, 0.3
_WORDS = re.compile(r"[a-z0-9]+")
_SPELLED = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s"))
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "a"})
_LEGAL = frozenset(
    "gmbh ag kg kgaa ohg ug ek co mbh se eg ev ltd limited llc llp inc corp corporation plc sa sarl"
    " sas sasu eurl srl sl slu spa snc bv nv vof cv ab as asa aps oy oyj sp zoo oo doo kft sro"
    " und and et the der die das herr frau mr mrs ms dr".split()
)


@dataclass(frozen=True, slots=True)
class Payer:
    """A customer as a payer.

    Attributes:
        names: the customer's own names first, then names it has paid under.
        ibans: accounts it has paid from, without blanks.
    """

    customer: str
    names: tuple[str, ...]
    ibans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payers:
    """All payers, indexed by account and by the beginnings of the words of their names."""

    by_iban: Mapping[str, frozenset[str]]
    by_stem: Mapping[str, frozenset[tuple[str, tuple[str, ...]]]] = field(repr=False)

    @classmethod
    def of(cls, payers: Iterable[Payer]) -> Payers:
        """Return the index of some payers."""
        ibans: dict[str, set[str]] = defaultdict(set)
        stems: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
        for payer in payers:
            for iban in filter(None, payer.ibans):
                ibans["".join(iban.split()).upper()].add(payer.customer)
            for name in payer.names:
                words = name_words(name)
                for word in words:
                    stems[word[:STEM]].add((payer.customer, words))
        return cls(
            {iban: frozenset(who) for iban, who in ibans.items()},
            {stem: frozenset(who) for stem, who in stems.items()},
        )

    def owners(self, line: BankLine) -> AbstractSet[str]:
        """Return the customers known to pay from the line's account."""
        return self.by_iban.get("".join(line.payer_iban.split()).upper(), frozenset())

    def alike(self, line: BankLine) -> Mapping[str, float]:
        """Return how well the payer's name fits each customer that shares a word, 0 to 1."""
        words = name_words(line.payer)
        near = {one for word in words for one in self.by_stem.get(word[:STEM], ())}
        scores: dict[str, float] = {}
        for customer, own in near:
            scores[customer] = max(scores.get(customer, 0.0), likeness(own, words))
        return scores

    def mentioned(self, text: str) -> AbstractSet[str]:
        """Return the customers whose whole name a text holds, or a long word only they have."""
        words = set(name_words(text))
        found: set[str] = set()
        for word in words:
            near = [one for one in self.by_stem.get(word[:STEM], ()) if word in one[1]]
            customers = {customer for customer, _ in near}
            if len(customers) == 1 and len(word) >= TELLING_MIN:
                found |= customers
            found |= {customer for customer, own in near if words.issuperset(own)}
        return found


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """Return the telling words of a name: no accents, legal forms or order of words.

    >>> name_words("Müller & Söhne GmbH"), name_words("MUELLER, ANNA")
    (('muller', 'sohne'), ('anna', 'muller'))
    """
    base = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS).replace(".", ""))
    text = "".join(c for c in base if not unicodedata.combining(c))
    words = [w for w in _WORDS.findall(text) if w not in _LEGAL and len(w) > 1]
    for spelled, short in _SPELLED:
        words = [w.replace(spelled, short) for w in words]
    return tuple(sorted(words))


def likeness(own: tuple[str, ...], given: tuple[str, ...]) -> float:
    """Return how much of a customer's name a payer's name holds, and the other way, 0 to 1.

    >>> likeness(("anna", "meyer"), ("anna", "meyer")), likeness(("anna",), ("bert",))
    (1.0, 0.0)
    """
    if not own or not given:
        return 0.0
    return OWN_WEIGHT * _held(own, given) + THEIR_WEIGHT * _held(given, own)


def learn(
    facts: Facts, parties: Mapping[str, Party], debtors: Debtors, on: dt.date
) -> tuple[Payer, ...]:
    """Return every customer as a payer: by its records, its aliases and what it paid before.

    Args:
        facts: what the ledger says.
        parties: customers by id.
        debtors: whose posting a receivable posting is.
        on: payments after this date are not looked at.
    """
    names: dict[str, dict[str, None]] = defaultdict(dict)
    ibans: dict[str, dict[str, None]] = defaultdict(dict)
    for party in parties.values():
        names[party.id] |= dict.fromkeys(filter(None, (party.name, party.text("trading-name"))))
        ibans[party.id] |= dict.fromkeys(filter(None, [party.text("iban")]))
    for alias in payer_aliases(facts, on):
        (ibans if alias.kind == "iban" else names)[alias.customer][alias.text] = None
    for entry in facts.entries:
        if entry.date <= on:
            for customer, name, iban in _paid(entry, debtors):
                names[customer] |= dict.fromkeys(filter(None, [name]))
                ibans[customer] |= dict.fromkeys(filter(None, [iban]))
    customers = dict.fromkeys([*names, *ibans])
    return tuple(Payer(c, tuple(names[c]), tuple(ibans[c])) for c in customers)


def _paid(entry: Entry, debtors: Debtors) -> Iterator[tuple[str, str, str]]:
    """Yield customer, payer's name and account of a payment by one customer."""
    told = [
        (text_of(p.meta.get("payer")), text_of(p.meta.get("payer-iban")))
        for p in entry.postings
        if p.meta.keys() & {"payer", "payer-iban"}
    ]
    if not told:
        return
    customers = {
        debtors.of_posting(entry, p).customer for p in entry.postings if debtors.place(p.account)
    }
    if len(customers) == 1:
        customer = customers.pop()
        for name, iban in told:
            yield customer, name, iban


def _held(wanted: tuple[str, ...], given: tuple[str, ...]) -> float:
    found = sum(len(word) * max(_alike(word, other) for other in given) for word in wanted)
    return found / sum(map(len, wanted))


@lru_cache(maxsize=65536)
def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    short, long = sorted((word, other), key=len)
    if len(short) >= PREFIX and long.startswith(short):
        return 0.9
    if word[0] != other[0]:
        return 0.0
    ratio = SequenceMatcher(None, word, other, autojunk=False).ratio()
    return ratio if ratio >= SAME_WORD else 0.0
