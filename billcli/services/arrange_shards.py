"""The shards of a whole ledger, and the rows that follow from them, worked out from its facts."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.receivable import find_roots
from billcli.domain.shard import Shards, Ties, Whole
from billcli.services.derive_shards import derived
from billcli.services.row_facts import NAMELESS, built, packed_row
from billcli.services.shard_rows import Ground, alone, own_numbers
from billcli.services.tie_transactions import tied
from billcli.store.index_rows import FactRow
from billcli.store.index_schema import sealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from billcli.domain.entry import LedgerOptions
    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row


class Arranged(NamedTuple):
    """How the facts of a ledger are tied together.

    Attributes:
        members: facts by shard, in no order.
        loose: facts that say a number and take part in no shard.
        ties: shards by name.
    """

    roots: tuple[str, ...]
    whole: Whole
    members: Mapping[int, list[int]]
    loose: list[int]
    ties: Mapping[str, int]


def arranged(model: Model, options: LedgerOptions, configured: str, jobs: int = 1) -> Arranged:
    """Return the shards of all facts in a model.

    Args:
        model: holds the facts.
        options: the ledger's.
        configured: the root of the receivables that is named, or an empty text.
        jobs: processes that look at the facts, 1 for this one alone.
    """
    small = built(model.facts(kinds="OXC"), NAMELESS, options)
    roots = find_roots(small, configured)
    whole = Whole.of(small, roots)
    ties = Ties(roots, whole, options.roots.get("Assets", "Assets"))
    shards = Shards()
    joined: list[tuple[int, int]] = []
    loose: list[int] = []
    for fact, named in tied(model, ties, roots, jobs):
        if named:
            joined.append((shards.join(named), fact))
        else:
            loose.append(fact)
    for row in model.facts(kinds="OCN"):
        if found := ties.of_packed(packed_row(row)):
            joined.append((shards.join(found), row[0]))
        elif row[4] == "N":
            loose.append(row[0])
    members: dict[int, list[int]] = {}
    for shard, fact in joined:
        members.setdefault(shards.now(shard), []).append(fact)
    return Arranged(roots, whole, members, loose, shards.fresh)


def rows_of(
    model: Model, found: Arranged, options: LedgerOptions, jobs: int = 1
) -> Iterator[tuple[str, Iterable[Row]]]:
    """Yield the tables that follow from the facts of a model, with their rows as they stand there.

    Args:
        model: holds the facts.
        found: how they are tied together.
        options: the ledger's.
        jobs: processes that work the rows out, 1 for this one alone.
    """
    work = derived(model, found.members, Ground(options, found.roots, True, found.whole), jobs)
    begun = next(work, None)  # other processes go on while this one writes what is known
    # Pairs as MemberRow and TieRow have them: there are many.
    members = ((s, fact) for s in sorted(found.members) for fact in found.members[s])
    yield "member", sealed(members)
    yield "tie", sealed(sorted(found.ties.items()))
    loose = (FactRow(*row) for row in model.facts_by_id(found.loose))
    yield "number", sealed(own_numbers(alone(loose, options)))
    if begun:
        yield begun
    yield from work
