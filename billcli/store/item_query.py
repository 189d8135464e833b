"""Which items of a read model a list shows; the words are those of every list."""

from __future__ import annotations

from binascii import crc32
from itertools import repeat
from marshal import dumps
from operator import eq

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.store.index_file import BROKEN, ModelLost, lost, require_same
from billcli.store.index_schema import columns
from billcli.store.item_column import CRC, FILE, ORDERS, by_column, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row
    from billcli.store.item_column import Columns

_STATES = {
    "": "",
    "open": "is_open",
    "overdue": "is_open AND due_key < :day AND date_due < :day AND balance_open NOT LIKE '-%'",
    "paid": "NOT is_open",
    "disputed": "disputed",
}
_OWN = ", ".join(f"item.{name}" for name in (*columns("item"), "crc"))
# The item first: its index gives the order, and a fact that is missing shows.
_PLACED = f"SELECT {_OWN}, fact.file, fact.line FROM item LEFT JOIN fact ON fact.id = item.fact"  # noqa: S608 - names of ours


class ItemQuery(NamedTuple):
    """What a list of items asks for; everything empty means no limit.

    Attributes:
        kinds: of items.
        customer: id.
        state: open, overdue, paid or disputed.
        as_of: ISO date from which on a debt counts as overdue when it was due before.
        since: ISO date; none that was issued before.
        until: ISO date; none that was issued after.
        order: a key of ``item_column.ORDERS`` that is no amount.
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
            f"item.kind IN ({kinds})" if kinds else "",
            "customer = :customer" if self.customer else "",
            "date_issued >= :since" if self.since else "",
            "date_issued <= :until" if self.until else "",
        ]
        return " AND ".join(filter(None, found))

    def rows(self, model: Model, limit: int = 0) -> list[Row]:
        """Return what ``columns`` says, row by row."""
        return [*zip(*self.columns(model, limit), strict=True)]

    def columns(self, model: Model, limit: int = 0) -> Columns:
        """Return the first rows of a model in the order that is asked for, column by column.

        Each row is an ``ItemRow``; its checksum, and file id and line of the fact that made the
        item stand behind (``item_column``).

        Args:
            model: open for reading.
            limit: how many at most, 0 for all.

        Raises:
            ModelLost: the model cannot be read, or a row is not what was written.
        """
        tests = self.tests()
        sql = f"{_PLACED} {'WHERE ' if tests else ''}{tests} ORDER BY {ORDERS[self.order]}"
        if limit > 0:
            sql += f" LIMIT {int(limit)}"
        values = {"day": self.as_of, "customer": self.customer}
        values |= {"since": self.since, "until": self.until}
        found = _checked(model, sql, values)
        if what := _COUNTED.get(tests):  # then it is known how many there must be
            model.require_all(what, len(found[CRC]), limit)
        if limit > 0 and not in_order([*zip(*found, strict=True)], self.order):
            raise ModelLost("the read model is damaged: its items are out of order")
        return found


_COUNTED = {"is_open": "open", "": "item"}


def _checked(model: Model, sql: str, values: Mapping[str, str]) -> Columns:
    try:
        found = by_column(model.connection.execute(sql, values).fetchall())
        sums = map(crc32, map(dumps, zip(*found[:CRC], strict=True), repeat(0)))
        sound = all(map(eq, sums, found[CRC]))
        require_same(model.connection)
    except BROKEN as error:
        raise lost(error) from error
    if not sound:
        raise ModelLost("the read model is damaged: table item")
    if None in found[FILE]:
        raise ModelLost("the read model is damaged: facts are missing")
    return found
