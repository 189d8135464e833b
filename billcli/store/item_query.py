"""Which items of a read model a list shows; the words are those of every list."""

from __future__ import annotations

from binascii import crc32
from marshal import dumps

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.store.index_file import BROKEN, ModelLost, lost, require_same
from billcli.store.index_schema import columns
from billcli.store.item_column import CRC, FILE, ITEM, ORDERS, by_column, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

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
_ROWS = "SELECT item.rowid FROM item"
_MANY = 4
_AT_ONCE = 500


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
        return " AND ".join(dict.fromkeys(filter(None, found)))

    @property
    def is_open(self) -> bool:
        """Whether nothing but open items is asked for."""
        return not self.settled or self.state in {"open", "overdue"}

    def bundles(self, model: Model, limit: int = 0) -> Sequence[Row]:
        """Return ``item_bundle.open_bundles`` where these are what is asked for, else nothing.

        Raises:
            ModelLost: as there.
        """
        if limit > 0 or self.order != "due" or self.tests() != _OPEN:
            return ()
        from billcli.store.item_bundle import open_bundles  # noqa: PLC0415 - long lists alone

        return open_bundles(model)

    def columns(self, model: Model, limit: int = 0) -> Columns:
        """Return what lists show of ``rows``, column by column; the rest may be None.

        Many open items are taken out of their bundles, which takes a third of the time.

        Raises:
            ModelLost: as there.
        """
        if limit > 0 or not self.is_open or self.customer:
            return by_column(self.rows(model, limit))
        from billcli.store.item_bundle import ROWID, open_bundles, unpacked  # noqa: PLC0415 - as above

        chosen = [row[0] for row in self._asked(model, _ROWS)]
        are_many = len(chosen) * _MANY > int(model.meta.get("count_open", "0"))
        bundles = open_bundles(model) if are_many else ()
        if not bundles:
            return by_column(self.rows(model))
        found = unpacked(bundles)
        places = {row: place for place, row in enumerate(found[ROWID])}
        if not places.keys() >= {*chosen}:
            raise ModelLost(_DAMAGED)
        wanted = [places[row] for row in chosen]
        return [[cells[place] for place in wanted] for cells in found[:ROWID]]

    def rows(self, model: Model, limit: int = 0) -> list[Row]:
        """Return the first rows of a model in the order that is asked for.

        Each row is an ``ItemRow``; its checksum, and file id and line of the fact that made the
        item stand behind (``item_column``).

        Args:
            model: open for reading.
            limit: how many at most, 0 for all.

        Raises:
            ModelLost: the model cannot be read, or a row is not what was written.
        """
        found = self._found(model, _PLACED, limit)
        _sound(found)
        if limit > 0 and not in_order(found, self.order):
            raise ModelLost("the read model is damaged: its items are out of order")
        return found

    def named(self, model: Model, names: Iterable[str]) -> list[Row]:
        """Return all rows of some items, as ``rows`` does, in no order."""
        found: list[Row] = []
        wanted = sorted(set(names))
        try:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                sql = f"{_PLACED} WHERE item.item IN ({', '.join('?' * len(some))})"
                found += model.connection.execute(sql, some).fetchall()
            require_same(model.connection)
        except BROKEN as error:
            raise lost(error) from error
        return _sound(found)

    def _found(self, model: Model, select: str, limit: int = 0) -> list[Row]:
        """Return what a query gives, which ends with file and line of the fact behind each item."""
        found = self._asked(model, select, limit)
        if what := _COUNTED.get(self.tests()):  # then it is known how many there must be
            model.require_all(what, len(found), limit)
        return found

    def _asked(self, model: Model, select: str, limit: int = 0) -> list[Row]:
        tests = self.tests()
        sql = f"{select} {'WHERE ' if tests else ''}{tests} ORDER BY {ORDERS[self.order]}"
        if limit > 0:
            sql += f" LIMIT {int(limit)}"
        values = {"day": self.as_of, "customer": self.customer}
        values |= {"since": self.since, "until": self.until}
        try:
            found = model.connection.execute(sql, values).fetchall()
            require_same(model.connection)
        except BROKEN as error:
            raise lost(error) from error
        return found


_OPEN = "is_open"
_COUNTED = {_OPEN: "open", "": "item"}
_DAMAGED = "the read model is damaged: table item"


def _sound(found: list[Row]) -> list[Row]:
    """Return rows that are what was written, each once."""
    is_sound = all(crc32(dumps(row[:CRC], 0)) == row[CRC] for row in found)
    if not is_sound or len({(row[CRC], row[ITEM]) for row in found}) != len(found):
        raise ModelLost(_DAMAGED)
    if any(row[FILE] is None for row in found):
        raise ModelLost("the read model is damaged: facts are missing")
    return found
