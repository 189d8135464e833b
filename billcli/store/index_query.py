"""Answers of a ledger's read model to other programs, at little above SQLite's own cost.

Any billcli command that reads a ledger makes its model::

    from billcli.store.index_query import open_books

    books, reason = open_books("main.beancount", os.environ, today="2026-05-31", now_ns=time_ns())
    if books is None:
        raise SystemExit(reason)  # run any billcli command on the ledger, then try again
    for customer, currency, _shard, number in books.balances():
        print(customer, number, currency)
    for row in books.open_items(limit=50):  # by due date; the columns are index_rows.ItemRow
        print(row[1], row[8], row[11], row[10])
    books.close()
"""

from __future__ import annotations

from billcli.store.index_file import ModelLost, place_of
from billcli.store.index_key import check
from billcli.store.index_read import Model, open_model

TYPE_CHECKING = False  # typing itself costs a third of a query
if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.store.index_file import Place
    from billcli.store.index_key import Expand, Verdict

__all__ = ["Model", "ModelLost", "open_books", "open_checked"]


def open_books(
    ledger: str,
    env: Mapping[str, str],
    *,
    today: str,
    now_ns: int,
    variant: str = "",
    expand: Expand | None = None,
) -> tuple[Model | None, str]:
    """Return the model of a ledger when it is fresh, else None and why not.

    Args:
        ledger: the main file.
        env: the environment, which says where the model lives.
        today: ISO date; the model must hold answers for it (``valid_from`` and ``valid_until`` of
            its ``meta``, both included; an empty one is no bound).
        now_ns: the clock, nanoseconds since 1970.
        variant: as it was written (``index_file.place_of``).
        expand: as in ``index_key.check``.
    """
    place = place_of(ledger, env, variant)
    try:
        model, verdict, reason = open_checked(place, now_ns, expand)
    except ModelLost as lost:
        return None, str(lost)
    if model is None or verdict is None:
        return None, reason
    reason = verdict.reason
    first, last = model.meta.get("valid_from", ""), model.meta.get("valid_until", "")
    if not reason and not (first <= today <= (last or today)):
        reason = f"the read model answers for {first or 'any day'} to {last or 'any day'} only"
    if reason:
        model.close()
        return None, reason
    return model, ""


def open_checked(
    place: Place, now_ns: int, expand: Expand | None = None, *, verify: bool = False
) -> tuple[Model | None, Verdict | None, str]:
    """Return a model that can be read, whether it is fresh, else why there is none.

    Files that were hashed because they had just been written, and have settled since, are noted
    down on the way, so that the next query need not hash them. Arguments as in ``index_key.check``.

    Raises:
        ModelLost: the model cannot be read any more.
    """
    model, reason = open_model(place)
    if model is None:
        return None, None, reason
    verdict = _checked(model, now_ns, expand, verify=verify)
    if verdict.reason or not verdict.settled:
        return model, verdict, ""
    from billcli.store.index_write import keep  # noqa: PLC0415 - once after each change, 15 ms

    model.close()  # as long as it is read, nothing is written
    kept = keep(place, verdict)
    model, reason = open_model(place)
    if model is None:
        return None, None, kept or reason
    return model, _checked(model, now_ns, expand, verify=verify), ""


def _checked(model: Model, now_ns: int, expand: Expand | None, *, verify: bool) -> Verdict:
    try:
        return check(model, now_ns, expand, verify=verify)
    except BaseException:
        model.close()
        raise
