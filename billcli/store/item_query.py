"""Which items of a read model a list shows; the words are those of every list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from billcli.store.index_file import listed
from billcli.store.index_read import ORDERS

if TYPE_CHECKING:
    from collections.abc import Collection

    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row

_STATES = {
    "": "",
    "open": "is_open",
    "overdue": "is_open AND due_key < :day AND date_due < :day AND balance_open NOT LIKE '-%'",
    "paid": "NOT is_open",
    "disputed": "disputed",
}


class ItemQuery(NamedTuple):
    """What a list of items asks for; everything empty means no limit.

    Attributes:
        kinds: of items.
        customer: id.
        state: open, overdue, paid or disputed.
        as_of: ISO date from which on a debt counts as overdue when it was due before.
        since: ISO date; none that was issued before.
        until: ISO date; none that was issued after.
        order: a key of ``index_read.ORDERS`` that is no amount.
        settled: whether settled items are wanted too.
    """

    kinds: Collection[str] = ()
    customer: str = ""
    state: str = ""
    as_of: str = ""
    since: str = ""
    until: str = ""
    order: str = "due"
    settled: bool = True

    def tests(self) -> str:
        """Return the conditions in the words of SQL."""
        kinds = ", ".join(f"'{kind}'" for kind in sorted(self.kinds))
        found = [
            "" if self.settled else "is_open",
            _STATES[self.state],
            f"kind IN ({kinds})" if kinds else "",
            "customer = :customer" if self.customer else "",
            "date_issued >= :since" if self.since else "",
            "date_issued <= :until" if self.until else "",
        ]
        return " AND ".join(filter(None, found))

    def rows(self, model: Model, limit: int = 0) -> list[Row]:
        """Return the first rows (``ItemRow``) of a model in the order that is asked for.

        Args:
            model: open for reading.
            limit: how many at most, 0 for all.

        Raises:
            ModelLost: the model cannot be read.
        """
        tests = self.tests()
        if tests == "is_open":  # then it is known how many there must be
            return model.open_items(order=self.order, limit=limit)
        rest = f"{'WHERE ' if tests else ''}{tests} ORDER BY {ORDERS[self.order]}"
        values = {"day": self.as_of, "customer": self.customer}
        values |= {"since": self.since, "until": self.until}
        if limit > 0:
            rest += f" LIMIT {int(limit)}"
        return listed(model.connection, "item", rest, values)
