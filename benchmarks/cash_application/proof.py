"""Whether the papers determine a line: every other explanation is looked for.

It looks at a line's text, name, account and amount, the documents open on that day, and the payers
the books have seen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from itertools import chain, combinations
from typing import TYPE_CHECKING

from benchmarks.cash_application.party import ascii_of
from benchmarks.cash_application.values import AUTO, GRACE, OPTIONAL, REVIEW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.cash_application.numbering import Scheme
    from benchmarks.cash_application.values import Customer, Item, Line, World

_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2"})
FULL, LOOSE, ABSENT = 2, 1, 0
MOST_DOCUMENTS = 80
SAME_NAME = 0.8
DISTINCT = 4


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, with letters that look like digits as those.

    >>> squeezed("Inv. 2O26/oo42")
    '1NV20260042'
    """
    return re.sub(r"[^A-Z0-9]", "", ascii_of(text).upper()).translate(_ALIKE)


def sorted_words(name: str) -> str:
    """Return a name's words in order of the alphabet, in plain capitals."""
    return " ".join(sorted(re.findall(r"[A-Z0-9]+", ascii_of(name).upper())))


def alike(shown: str, name: str) -> bool:
    """Return whether a shown payer can be a customer: with a slip, cut, or turned round."""
    left, right = sorted_words(shown), sorted_words(name)
    if not left:
        return False
    if left in right or squeezed(name) in squeezed(shown):
        return True
    short = SequenceMatcher(None, left, right[: len(left)]).ratio()
    return max(short, SequenceMatcher(None, left, right).ratio()) >= SAME_NAME


def _grams(name: str) -> set[str]:
    words = sorted_words(name)
    return {words[place : place + 3] for place in range(len(words) - 2)}


def _distinct(name: str) -> set[str]:
    return {word for word in sorted_words(name).split() if len(word) >= DISTINCT}


class Shown:
    """What a line's text shows, prepared once for many questions."""

    def __init__(self, line: Line, scheme: Scheme) -> None:
        """Squeeze the text and take its numbers out."""
        text = f"{line.text} {line.reference}"
        self.squeezed = squeezed(text)
        self.runs = {run.lstrip("0") for run in re.findall(r"\d+", text)}
        self.runs |= {run.lstrip("0") for run in re.findall(r"\d+", text.upper().translate(_ALIKE))}
        self.scheme = scheme

    def names(self, item: Item) -> int:
        """Return how well the text names a document: FULL, LOOSE or ABSENT."""
        if squeezed(item.number) in self.squeezed:
            return FULL
        if item.reference and squeezed(item.reference) in self.squeezed:
            return FULL
        _, year, n = self.scheme.parts(item.number)
        if n.lstrip("0") in self.runs or f"{year[-2:]}{n}".lstrip("0") in self.runs:
            return LOOSE
        return ABSENT


class Books:
    """The documents open from line to line."""

    def __init__(self, world: World, scheme: Scheme) -> None:
        """Start with what is open before the first line."""
        self.scheme = scheme
        self.payouts = dict(world.payouts)
        self.left: dict[Item, int] = {}
        self.by_amount: defaultdict[int, dict[Item, None]] = defaultdict(dict)
        self.by_customer: defaultdict[Customer, dict[Item, None]] = defaultdict(dict)
        self.owners: defaultdict[str, dict[Customer, None]] = defaultdict(dict)
        self.names: defaultdict[str, dict[Customer, None]] = defaultdict(dict)
        for item in world.items:
            self.owe(item, item.open)
        for paid in world.paid:
            if paid.iban:
                self.owners[paid.iban][paid.item.customer] = None
            self.names[sorted_words(paid.payer)][paid.item.customer] = None
        self.grams: defaultdict[str, dict[Customer, None]] = defaultdict(dict)
        self.squeezed = {customer: squeezed(customer.name) for customer in world.customers}
        for customer in world.customers:
            self.names[sorted_words(customer.name)][customer] = None
            for gram in _grams(customer.name):
                self.grams[gram][customer] = None

    def owe(self, item: Item, amount: int) -> None:
        """Let so much be open of a document."""
        self.by_amount[self.left.get(item, 0)].pop(item, None)
        self.left[item] = amount
        self.by_customer[item.customer].pop(item, None)
        if amount:
            self.by_amount[amount][item] = None
            self.by_customer[item.customer][item] = None

    def book(self, line: Line) -> None:
        """Take what a line really settled off what is open."""
        for item, amount in line.allocations:
            self.owe(item, self.left[item] - amount)

    def payers(self, line: Line) -> dict[Customer, None]:
        """Return the customers whose payment a line can be: by account, else by name or text."""
        if line.iban and line.iban in self.owners:
            return self.owners[line.iban]
        text = squeezed(line.text)
        found = {one: None for one, name in self.squeezed.items() if name in text}
        found |= self.names.get(sorted_words(line.name), {})
        grams = _grams(line.name)
        shared = Counter(one for gram in grams for one in self.grams.get(gram, ()))
        found |= {
            one: None
            for one, count in shared.items()
            if count * 3 >= len(grams) and alike(line.name, one.name)
        }
        return found

    def explanations(self, line: Line) -> set[frozenset[Item]]:
        """Return every set of documents that explains the amount without any number.

        One to three documents of one customer who can be the payer, all at what is open of them or
        all less the discount of their terms.
        """
        found: set[frozenset[Item]] = set()
        for customer in self.payers(line):
            items = [item for item in self.by_customer[customer] if item.issued <= line.date]
            found.update(self._sets(items[:MOST_DOCUMENTS], line))
        return found

    def _sets(self, items: Sequence[Item], line: Line) -> Iterator[frozenset[Item]]:
        owed = [(self.left[item], item) for item in items]
        net = [
            (item.net, item)
            for item in items
            if item.terms and (line.date - item.issued).days <= item.terms[1] + GRACE
        ]
        groups = chain(
            *(combinations(owed, n) for n in (1, 2, 3)), *(combinations(net, n) for n in (1, 2))
        )
        for group in groups:
            if sum(amount for amount, _ in group) == line.amount:
                yield frozenset(item for _, item in group)

    def judged(self, line: Line) -> str:
        """Return what a line that was meant to be certain really is."""
        shown = Shown(line, self.scheme)
        truth = frozenset(item for item, _ in line.allocations)
        if line.payer == "processor":
            return AUTO if squeezed(self.payouts[line]) in shown.squeezed else REVIEW
        if line.manner in {"silent", "cut"}:
            found = self.explanations(line)
            if found == {truth}:
                return AUTO
            same = all(len(one) == 1 for one in found) and len(truth) == 1
            owners = {item.customer for one in found | {truth} for item in one}
            return OPTIONAL if truth in found and same and len(owners) == 1 else REVIEW
        named = min(shown.names(item) for item in line.named)
        inside = {squeezed(item.number) for item in line.named}
        rivals = [
            item
            for item in self.by_amount[line.amount]
            if item not in truth and not any(squeezed(item.number) in one for one in inside)
        ]
        rival = max((shown.names(item) for item in rivals), default=ABSENT)
        if named <= rival:
            return REVIEW
        return OPTIONAL if self._speaks_for_another(line, rivals) else AUTO

    def _speaks_for_another(self, line: Line, rivals: list[Item]) -> bool:
        """Return whether the payer's name is more like the owner of another document's."""
        payers = self.payers(line)
        if any(item.customer in payers for item in line.named):
            return False
        words = _distinct(line.name)
        return any(
            item.customer in payers or words & _distinct(item.customer.name) for item in rivals
        )

    def told(self, line: Line) -> bool:
        """Return whether a line's text still names in full what it was meant to name."""
        shown = Shown(line, self.scheme)
        least = LOOSE if line.manner in {"damaged", "list"} else FULL
        return line.manner in {"silent", "typo"} or all(
            shown.names(item) >= least for item in line.named
        )
