"""Answers of a ledger's read model to other programs, in a few milliseconds above SQLite itself.

from billcli.store import index_query
books, reason = index_query.open_books("main.beancount", os.environ, today="2026-05-31")
if books is not None:  # otherwise run any billcli command once, or read `reason`
    for customer, currency, _shard, number in books.balances(): ...
    for row in books.open_items(limit=50): ...
"""

from __future__ import annotations


TYPE_CHECKING = False  # typing itself costs more than a query
if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.store.index_key import Expand
    from billcli.store.index_read import Model


def open_books(
    ledger: str,
    env: Mapping[str, str],
    *,
    today: str,
    variant: str = "",
    expand: Expand | None = None,
) -> tuple[Model | None, str]:
    """Return the model of a ledger when it is fresh, else None and why not.

    Args:
        ledger: the main file.
        env: the environment, which says where the model lives.
        today: ISO date; the model must hold answers for it.
        variant: as it was written (``index_file.place_of``).
        expand: as in ``index_key.check``.
    """
    raise NotImplementedError
