"""The rows of all shards of a model in the making, worked out in several processes if wanted."""

from __future__ import annotations

import marshal
from contextlib import closing
from typing import TYPE_CHECKING

from billcli.ledger.cold_pool import in_processes
from billcli.services.shard_rows import ShardRows, shard_rows
from billcli.store.index_ask import Ask
from billcli.store.index_rows import FactRow, ShardRow
from billcli.store.index_write import held_still

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized

    from billcli.services.shard_rows import Ground
    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row

_PIECE = 4_000
"""Facts that a process works on at a time: their rows are held in memory together."""


def derived(
    model: Model, members: Mapping[int, Sized], ground: Ground, jobs: int = 1
) -> Iterator[tuple[str, Iterable[Row]]]:
    """Yield the tables of all shards with their rows.

    Whether credits of the ledger name what they settle is known only in the end; nearly always
    they do. Where they do not, everything is worked out once more.

    Args:
        model: holds the facts and the members, and nobody writes to it but who asks here.
        members: facts of each shard.
        ground: what holds for the whole ledger.
        jobs: processes, 1 for this one alone.

    Raises:
        NotLocal: a process died.
    """
    batches: list[ShardRows] = []
    is_apart = False
    for rows in _each(model, members, ground, jobs):
        is_apart = is_apart or bool(rows.shard.apart_from)
        if is_apart:
            while batches:
                yield from batches.pop(0).tables()
            yield from rows.tables()
        else:
            batches.append(rows)
    if batches and ground.apart:
        yield from derived(model, members, ground._replace(apart=False), jobs)
    for rows in batches if not ground.apart else ():
        yield from rows.tables()


def _each(
    model: Model, members: Mapping[int, Sized], ground: Ground, jobs: int
) -> Iterator[ShardRows]:
    pieces = _pieces(members)
    if jobs == 1 or len(pieces) == 1:
        yield from _worked_out(model, sorted(members), ground)
        return

    sizes = [sum(len(members[shard]) for shard in piece) for piece in pieces]
    with held_still(model) as once_more:

        def work(number: int) -> bytes:
            with closing(once_more()) as other:
                return _to_bytes(_worked_out(other, pieces[number], ground))

        results = list(in_processes(work, sizes, jobs))
    while results:
        yield from _from_bytes(results.pop(0))


def _worked_out(model: Model, shards: Iterable[int], ground: Ground) -> Iterator[ShardRows]:
    ask = Ask(model)
    for shard in shards:
        yield shard_rows(shard, list(map(FactRow._make, ask.facts_of(shard))), ground)


def _pieces(members: Mapping[int, Sized]) -> list[list[int]]:
    """Return the shards in order, a few thousand facts together."""
    pieces: list[list[int]] = [[]]
    size = 0
    for shard in sorted(members):
        if size >= _PIECE:
            pieces.append([])
            size = 0
        pieces[-1].append(shard)
        size += len(members[shard])
    return pieces


def _to_bytes(found: Iterable[ShardRows]) -> bytes:
    """Return rows as bytes of plain values, for another process."""
    return marshal.dumps([
        (tuple(rows.shard), *([tuple(row) for row in table] for table in rows[1:]))
        for rows in found
    ])  # fmt: skip


def _from_bytes(message: bytes) -> Iterator[ShardRows]:
    """Yield the rows that ``_to_bytes`` wrote in a process forked from this one."""
    tables: Sequence[list[Row]]
    for shard, *tables in marshal.loads(message):  # noqa: S302 - of our own child
        yield ShardRows(ShardRow(*shard), *tables)  # type: ignore[arg-type]  # as plain tuples
