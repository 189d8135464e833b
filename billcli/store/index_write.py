"""Writing a read model: a whole one beside the old, or a change of the one that is there.

A whole model is written to a temporary file, brought to the disk and renamed, so that readers see
the old one or the new. A change is one transaction. Every failure leaves the old model, or none.
"""

from __future__ import annotations


TYPE_CHECKING = False  # typing itself costs more than a query
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from billcli.store.index_file import Place
    from billcli.store.index_rows import Delta, Whole


def write_whole(place: Place, whole: Whole, now_ns: int) -> str:
    """Write a new model in place of whatever is there; return why it could not be, or nothing.

    Args:
        place: where it lives.
        whole: its rows.
        now_ns: the clock.
    """
    raise NotImplementedError


def write_delta(
    connection: sqlite3.Connection, delta: Delta, now_ns: int, still: Callable[[], bool]
) -> str:
    """Apply a change in one transaction; return why it was not, or nothing.

    Args:
        connection: from ``index_file.connect``, with ``WRITE_WAIT``.
        delta: the change.
        now_ns: the clock.
        still: asked last inside the transaction; False undoes it. Pass
            ``lambda: index_key.same(stamps)`` of the files as the delta saw them.
    """
    raise NotImplementedError
