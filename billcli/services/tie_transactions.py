"""The ties of all transactions of a model in the making, found in several processes if wanted."""

from __future__ import annotations

import marshal
from contextlib import closing

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed_value import parsed
from billcli.ledger.cold_pool import in_processes
from billcli.store.index_ask import Ask
from billcli.store.index_write import held_still

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.shard import Ties
    from billcli.store.index_read import Model

_PIECE = 8_000
"""Facts that a process looks at at a time: their ties are held in memory together."""
_NOWHERE = "\n"
"""What stands in no JSON of ours."""


def tied(
    model: Model, ties: Ties, roots: tuple[str, ...], jobs: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """Yield transactions with their ties, by id; of those without, only such as may say a number.

    Args:
        model: holds the facts, and nobody writes to it but who asks here.
        ties: finds them.
        roots: the receivable accounts.
        jobs: processes, 1 for this one alone.

    Raises:
        NotLocal: a process died.
    """
    marks = tuple(f'"{root}' for root in roots)
    last = model.next_fact()
    starts = range(0, last, _PIECE)
    if jobs == 1 or len(starts) == 1:
        yield from _found(model, ties, marks, (0, last))
        return
    with held_still(model) as once_more:

        def work(number: int) -> bytes:
            first = starts[number]
            with closing(once_more()) as other:
                return marshal.dumps(list(_found(other, ties, marks, (first, first + _PIECE))))

        for result in in_processes(work, [_PIECE] * len(starts), jobs):
            yield from marshal.loads(result)  # noqa: S302 - of our own child


def _found(
    model: Model, ties: Ties, marks: tuple[str, ...], within: tuple[int, int]
) -> Iterator[tuple[int, list[str]]]:
    first, *others = marks or (_NOWHERE,)
    for fact, data in Ask(model).transactions(*within):
        is_owed = first in data or (others and any(mark in data for mark in others))
        named = ties.of_data(parsed(data)) if is_owed else None
        if named:
            yield fact, list(named)
        elif '"id":' in data or '"invoice"' in data:
            yield fact, []
