"""The rows of all shards of a model in the making, worked out in several processes if wanted."""

from __future__ import annotations

import marshal
from contextlib import closing

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.ledger.cold_pool import in_processes
from billcli.services.shard_rows import ShardRows, shard_rows
from billcli.store.index_ask import Ask
from billcli.store.index_rows import FactRow
from billcli.store.index_schema import finished
from billcli.store.index_write import held_still

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.services.shard_rows import Ground
    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row

_PIECE = 4_000
"""Facts that a process works on at a time: their rows are held in memory together."""
_AHEAD = 8
"""Pieces that a process may be ahead of whoever writes them, who is slower at times."""


def derived(
    model: Model, members: Mapping[int, Sequence[int]], ground: Ground, jobs: int = 1
) -> Iterator[tuple[str, Iterable[Row]]]:
    """Yield the tables of all shards with their rows, as they stand there.

    Whether credits of the ledger name what they settle is known only in the end; nearly always
    they do. Where they do not, everything is worked out once more.

    Args:
        model: holds the facts, and nobody writes to it but who asks here.
        members: facts of each shard.
        ground: what holds for the whole ledger.
        jobs: processes, 1 for this one alone.

    Raises:
        NotLocal: a process died.
    """
    waiting: list[_Piece] = []
    is_apart = False
    for piece in _each(model, members, ground, jobs):
        is_apart = is_apart or piece.is_apart
        waiting.append(piece)
        while is_apart and waiting:
            yield from waiting.pop(0).tables.items()
    if waiting and ground.apart:
        yield from derived(model, members, ground._replace(apart=False), jobs)
    for piece in waiting if not ground.apart else ():
        yield from piece.tables.items()


class _Piece(NamedTuple):
    """What was worked out at a time.

    Attributes:
        is_apart: whether a credit of it names what it settles.
        tables: rows as they stand in the tables.
    """

    is_apart: bool
    tables: dict[str, list[Row]]


def _each(
    model: Model, members: Mapping[int, Sequence[int]], ground: Ground, jobs: int
) -> Iterator[_Piece]:
    pieces = _pieces(members)
    if jobs == 1 or len(pieces) == 1:
        for piece in pieces:
            yield _finished(_worked_out(model, members, piece, ground))
        return

    sizes = [sum(len(members[shard]) for shard in piece) for piece in pieces]
    with held_still(model) as once_more:

        def work(number: int) -> bytes:
            with closing(once_more()) as other:
                return marshal.dumps(
                    (*_finished(_worked_out(other, members, pieces[number], ground)),)
                )

        for result in in_processes(work, sizes, jobs, ahead=_AHEAD):
            yield _Piece(*marshal.loads(result))  # noqa: S302 - of our own child


def _finished(found: Iterable[ShardRows]) -> _Piece:
    tables: dict[str, list[Row]] = {}
    is_apart = False
    for rows in found:
        is_apart = is_apart or bool(rows.shard.apart_from)
        for table, given in rows.tables():
            tables.setdefault(table, []).extend(finished(table, given))
    return _Piece(is_apart, tables)


def _worked_out(
    model: Model, members: Mapping[int, Sequence[int]], shards: Iterable[int], ground: Ground
) -> Iterator[ShardRows]:
    ask = Ask(model)
    for shard in shards:
        rows = list(map(FactRow._make, ask.facts_of(members[shard])))
        yield shard_rows(shard, rows, ground)


def _pieces(members: Mapping[int, Sequence[int]]) -> list[list[int]]:
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
