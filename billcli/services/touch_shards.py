"""Which shards a change of facts touches, and their rows worked out again."""

from __future__ import annotations

from itertools import chain

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.receivable import find_roots
from billcli.domain.shard import Shards, Ties, Whole, accounts_touched, must_tie_anew
from billcli.ledger.standing import NotLocal
from billcli.services.row_facts import NAMELESS, built, packed_row
from billcli.services.shard_rows import Ground, ShardRows, alone, own_numbers, shard_rows
from billcli.store.index_ask import Ask
from billcli.store.index_rows import FactRow, MemberRow, TieRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.store.index_read import Model
    from billcli.store.index_rows import NumberRow

_SAYS_WHO = frozenset("OXC")
"""Kinds of facts that say whose an account is: open, close, custom."""


class Touched(NamedTuple):
    """What has to be put in place of the shards that a change touches.

    Attributes:
        dropped: shards that go.
        numbers: of added facts that take part in no shard.
        apart_from: as of all shards, those that stay among them.
        valid_from: date of the last fact of any shard, or an empty text.
    """

    dropped: Sequence[int]
    members: Sequence[MemberRow]
    ties: Sequence[TieRow]
    rows: Sequence[ShardRows]
    numbers: Sequence[NumberRow]
    whole: Whole
    apart_from: str
    valid_from: str


class Changed(NamedTuple):
    """A change of facts.

    Attributes:
        removed: facts that are gone.
        added: facts that came.
        moved: new lines of facts that stay, by id.
        order: places of the files, by id, as they are now.
    """

    removed: frozenset[int]
    added: Sequence[FactRow]
    moved: Mapping[int, int]
    order: Mapping[int, int]


def touch(model: Model, changed: Changed, ground: Ground, configured: str) -> Touched:
    """Return what follows for the shards.

    Args:
        model: before the change.
        changed: the change.
        ground: what held for the whole ledger before it.
        configured: the root of the receivables that is named, or an empty text.

    Raises:
        NotLocal: all shards have to be made anew.
    """
    return _Touching(model, changed, ground, configured).done()


class _Touching:
    def __init__(self, model: Model, changed: Changed, ground: Ground, configured: str) -> None:
        self._model, self._ask, self._changed = model, Ask(model), changed
        self._before = ground
        self._gone = [FactRow(*row) for row in model.facts_by_id(changed.removed)]
        self._ground = ground._replace(whole=self._whole(configured))

    def _whole(self, configured: str) -> Whole:
        """Return what records and accounts say now."""
        old = self._before
        kinds = {row.kind for row in chain(self._changed.added, self._gone)}
        if kinds.isdisjoint(_SAYS_WHO):
            return old.whole
        stay = (
            FactRow(*row)
            for row in self._model.facts(kinds="OXC")
            if row[0] not in self._changed.removed
        )
        came = (row for row in self._changed.added if row.kind in _SAYS_WHO)
        rows = sorted(chain(stay, came), key=self._place)
        small = built(rows, NAMELESS, old.options)
        if find_roots(small, configured) != old.roots:
            raise NotLocal("other accounts are receivable now")
        whole = Whole.of(small, old.roots)
        if must_tie_anew(old.whole, whole, old.roots, self._ask.accounts_used()):
            raise NotLocal("a record says that accounts in use belong to somebody else")
        return whole

    def _place(self, row: FactRow) -> tuple[str, int, int, int]:
        line = self._changed.moved.get(row.id, row.line)
        return row.date, self._changed.order.get(row.file, len(self._changed.order)), line, row.id

    def done(self) -> Touched:
        """Return what follows."""
        ground = self._ground
        ties = Ties(ground.roots, ground.whole, ground.options.roots.get("Assets", "Assets"))
        tied = {row.id: ties.of_packed(packed_row(row)) for row in self._changed.added}
        again = [
            tie
            for account in accounts_touched(self._before.whole, ground.whole)
            for tie in ties.of_account(account)
        ]
        known = self._model.ties([*chain.from_iterable(tied.values()), *again])
        shards = Shards(known, self._model.next_shard())
        joined = {fact: shards.join(names) for fact, names in tied.items() if names}
        old = self._model.shards_of(self._changed.removed) | {known[t] for t in again if t in known}
        old |= {known[tie] for names in tied.values() for tie in names if tie in known}
        groups: dict[int, set[int]] = {}
        for shard in old:
            groups.setdefault(shards.now(shard), set()).add(shard)
        for shard in joined.values():
            groups.setdefault(shards.now(shard), set())
        members: list[MemberRow] = []
        rows: list[ShardRows] = []
        names = self._ask.ties_of(old)
        for shard, parts in groups.items():
            facts = self._facts(parts, [f for f, at in joined.items() if shards.now(at) == shard])
            if facts:
                members += [MemberRow(shard, row.id) for row in facts]
                rows.append(shard_rows(shard, facts, ground))
        alive = {row.shard.shard for row in rows}
        names |= shards.fresh
        loose = [row for row in self._changed.added if not tied[row.id]]
        return Touched(
            dropped=sorted(old),
            members=members,
            ties=[
                TieRow(name, shards.now(shard))
                for name, shard in names.items()
                if shards.now(shard) in alive
            ],
            rows=rows,
            numbers=own_numbers(alone(loose, ground.options)),
            whole=ground.whole,
            apart_from=self._apart_from(old, rows),
            valid_from=max([self._ask.last_day(old), *(row.shard.last for row in rows)]),
        )

    def _apart_from(self, old: set[int], rows: Sequence[ShardRows]) -> str:
        dates = [self._ask.apart_from(old), *(row.shard.apart_from for row in rows)]
        found = min(filter(None, dates), default="")
        if bool(found) is not self._ground.apart:
            raise NotLocal("whether payments name what they settle has changed")
        return found

    def _facts(self, parts: set[int], joined: Sequence[int]) -> list[FactRow]:
        """Return the facts of a shard now, in ledger order."""
        stay = self._model.members(parts) - self._changed.removed
        rows = [FactRow(*row) for row in self._model.facts_by_id(stay)]
        came = set(joined)
        rows += [row for row in self._changed.added if row.id in came]
        return sorted(rows, key=self._place)
