"""Shards: sets of facts that cannot change one another's open items.

Facts that share a tie (``tie``) belong to one shard. Books over the facts of a shard, told what the
whole ledger's records and accounts say (``whole``) and whether its credits name what they settle,
give exactly the rows that books over all facts give for the customers of that shard.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.tie import Ties
from billcli.domain.tie_name import customer_tie, item_tie, item_ties
from billcli.domain.whole import Whole
from billcli.domain.whole_change import accounts_touched, must_tie_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "Shards", "Ties", "Whole", "accounts_touched", "customer_tie", "item_tie", "item_ties",
    "must_tie_anew",
]  # fmt: skip


class Shards:
    """Numbers of shards by tie, joined as facts turn up that tie them together.

    >>> shards = Shards()
    >>> shards.join(["c:acme", "n:INV-1"]), shards.join(["c:globex"])
    (1, 2)
    >>> shards.join(["n:INV-1", "c:globex"]), shards.now(2), shards.merged
    (1, 1, {2: 1})
    """

    def __init__(self, known: Mapping[str, int] | None = None, first: int = 1) -> None:
        """Begin with the shards of ties that are known; ``first`` is the next number to give."""
        self._known = dict(known or {})
        self._fresh: dict[str, int] = {}
        self._into: dict[int, int] = {}
        self.next = first

    def join(self, ties: Iterable[str]) -> int:
        """Return the shard of a fact with these ties, at least one; other shards join it."""
        number, fresh = 0, []
        for tie in ties:
            found = self._number(tie)
            if not found:
                fresh.append(tie)
            elif not number:
                number = found
            elif found != number:
                number, other = min(number, found), max(number, found)
                self._into[other] = number
        if not number:
            number, self.next = self.next, self.next + 1
        for tie in fresh:
            self._fresh[tie] = number
        return number

    def now(self, number: int) -> int:
        """Return the shard that a shard has become part of, itself where it has not."""
        into = self._into
        while number in into:
            above = into[number]
            if above in into:
                into[number] = into[above]
            number = above
        return number

    def touched(self, ties: Iterable[str]) -> frozenset[int]:
        """Return the shards that ties belong to, as things stand; ties nobody has touch none."""
        return frozenset(number for tie in ties if (number := self._number(tie)))

    @property
    def merged(self) -> dict[int, int]:
        """Every shard that is no more, with the one it became part of."""
        return {number: self.now(number) for number in self._into}

    @property
    def fresh(self) -> dict[str, int]:
        """The ties that were not known in the beginning, with their shards."""
        return {tie: self.now(number) for tie, number in self._fresh.items()}

    def _number(self, tie: str) -> int:
        number = self._fresh.get(tie) or self._known.get(tie, 0)
        return self.now(number) if number in self._into else number
