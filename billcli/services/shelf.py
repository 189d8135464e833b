"""A read model with what is needed to read values out of it.

Everything is looked up when it is asked for: a list of ready rows must not wait for more.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from billcli.domain.named import TYPE_CHECKING
from billcli.ledger.shown_name import name_of
from billcli.store.index_ask import Ask
from billcli.store.index_stamp import ID, LEDGER, MADE, PATH
from billcli.store.item_column import AMOUNT, ITEM, OPEN, by_column

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from billcli.domain.entry import Facts, LedgerOptions
    from billcli.domain.open_item import Owed
    from billcli.domain.whole import Whole
    from billcli.services.kept_list import KeptList
    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row
    from billcli.store.item_column import Columns
    from billcli.store.item_query import ItemQuery

_BY_AMOUNT = {"amount": AMOUNT, "open": OPEN}


class Shelf:
    """A read model, and how its ledger is looked at.

    Attributes:
        model: open for reading.
        configured: the root of the receivables that was named, or an empty text.
    """

    def __init__(self, model: Model, seen_from: Path, configured: str = "") -> None:
        """Keep the model and the folder from which file names are shown."""
        self.model, self.configured, self._seen_from = model, configured, seen_from

    @cached_property
    def paths(self) -> Mapping[int, tuple[str, bool]]:
        """Path of each file by id, and whether it is one of the ledger, in the files' order."""
        return {row[ID]: (row[PATH], row[MADE] == LEDGER) for row in self.model.files()}

    @cached_property
    def names(self) -> Mapping[int, str]:
        """Names of the files as the user would type them, by id, in the order of the files."""
        names = self._some_names
        return {file: names[file] for file in self.paths}

    @cached_property
    def root(self) -> Path:
        """The real folder of the main file."""
        from pathlib import Path  # noqa: PLC0415 - loaded already

        return Path(self.model.meta["root"])

    @property
    def ledger_name(self) -> str:
        """Name of the main file as the user would type it."""
        return self._some_names[next(iter(self.paths))]

    @cached_property
    def options(self) -> LedgerOptions:
        """Options of the ledger."""
        from billcli.domain.packed import unpack_options  # noqa: PLC0415 - ready rows need none

        return unpack_options(self.model.meta["options"])

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The receivable accounts the model was made for."""
        text = self.model.meta["roots"]
        if text[:2] == '["' and "\\" not in text:  # names of accounts hold no quotes
            return tuple(text[2:-2].split('", "'))
        import json  # noqa: PLC0415 - 2 ms, and few names are written otherwise

        return tuple(json.loads(text))

    @cached_property
    def whole(self) -> Whole:
        """What its records and accounts say."""
        from billcli.domain.whole import Whole  # noqa: PLC0415 - as above

        return Whole.unpacked(self.model.meta["whole"])

    @property
    def apart_from(self) -> str:
        """ISO date from which on credits of the ledger name what they settle, or nothing."""
        return self.model.meta["apart_from"]

    @cached_property
    def ask(self) -> Ask:
        """What services may ask of the model."""
        return Ask(self.model)

    def built(self, rows: Iterable[Row]) -> Facts:
        """Return the facts of rows in ledger order."""
        from billcli.services.row_facts import built  # noqa: PLC0415 - ready rows need none

        return built(rows, self.names, self.options)

    def facts(self, shards: Iterable[int]) -> Facts:
        """Return the facts of some shards, at least one."""
        return self.built(self.model.facts(shards=shards))

    def shards_about(self, customers: Iterable[str], items: Iterable[str]) -> tuple[int, ...]:
        """Return the shards that hold everything about some customers and items."""
        from billcli.domain.tie_name import customer_tie, item_ties  # noqa: PLC0415 - as above

        names = [customer_tie(customer) for customer in customers]
        names += (name for item in items for name in item_ties(item))
        return tuple(sorted(set(self.model.ties(names).values())))

    def is_apart(self, as_of: dt.date) -> bool:
        """Return whether, as of a day, credits name what they settle (``Books.of``).

        What a credit names may depend on later facts of its shard, so that these tell nothing of
        an earlier day.
        """
        if as_of not in self._apart:
            late = self._late_on(as_of)
            self._apart[as_of] = (
                bool(self.apart_from)
                if not late
                else self.ask.settles_by(as_of.isoformat()) or self._settles_by(late, as_of)
            )
        return self._apart[as_of]

    def late(self, as_of: dt.date) -> frozenset[int] | None:
        """Return the shards with facts after a day; None when no kept row holds on that day."""
        if self.is_apart(as_of) is not bool(self.apart_from):
            return None
        return self._late_on(as_of)

    def holds_on(self, as_of: dt.date) -> bool:
        """Return whether every kept row holds on a day."""
        return self.late(as_of) == frozenset()

    def customer_id(self, text: str) -> str:
        """Return a text that is the very id of a customer, else nothing."""
        party = self.model.party(text)
        return text if party is not None and party[0] == text else ""

    def owed(self, customer: str = "") -> Iterator[Owed]:
        """Yield what counts of the open items of one customer id or of all."""
        from billcli.services.kept_item import owed, owing  # noqa: PLC0415 - ready rows need none

        if customer:
            from billcli.store.item_query import ItemQuery  # noqa: PLC0415 - all need none

            asked = ItemQuery(customer=customer, order="customer", settled=False)
            return owed(asked.rows(self.model))
        return owing(self.model.owing())

    @cached_property
    def title(self) -> str:
        """The ledger's title."""
        import json  # noqa: PLC0415 - lists show none

        return str(json.loads(self.model.meta["options"])[0])

    def listed(self, asked: ItemQuery, limit: int, least: Decimal | None) -> KeptList:
        """Return the items of a list.

        Args:
            asked: which, and in which order.
            limit: how many at most, 0 for all.
            least: the smallest amount, or None.
        """
        if least is None and asked.order not in _BY_AMOUNT:
            if bundles := asked.bundles(self.model, limit):
                from billcli.services.bundled_list import BundledList  # noqa: PLC0415 - as in items

                return BundledList(bundles, self._some_names)
            return self.items(asked.columns(self.model, limit))
        rows = asked.rows(self.model)
        if least is not None:
            rows = [row for row in rows if Decimal(row[AMOUNT]) >= least]
        if at := _BY_AMOUNT.get(asked.order):
            rows.sort(key=lambda row: (Decimal(row[at]), row[ITEM]))
        return self.items(by_column(rows[: limit or None]))

    def _late_on(self, as_of: dt.date) -> frozenset[int]:
        if as_of not in self._late:
            self._late[as_of] = frozenset(self.ask.late_shards(as_of.isoformat()))
        return self._late[as_of]

    @cached_property
    def _apart(self) -> dict[dt.date, bool]:
        return {}

    @cached_property
    def _late(self) -> dict[dt.date, frozenset[int]]:
        return {}

    def items(self, found: Columns) -> KeptList:
        """Return the items of columns of ``item_query``."""
        from billcli.services.kept_list import KeptList  # noqa: PLC0415 - sums need none

        return KeptList(found, self._some_names)

    @cached_property
    def _some_names(self) -> Mapping[int, str]:
        return _Names(self.paths, self._seen_from)

    def _settles_by(self, late: frozenset[int], as_of: dt.date) -> bool:
        from billcli.domain.books import Books  # noqa: PLC0415 - few ledgers look ahead

        others = late - self.ask.told_shards(as_of.isoformat())  # which would have said so
        if not others:
            return False
        books = Books.of(self.facts(others), self.roots, as_of, whole=self.whole)
        return bool(books.apart_from)


class _Names(dict[int, str]):
    """Names of files by id, worked out one by one."""

    def __init__(self, paths: Mapping[int, tuple[str, bool]], seen_from: Path) -> None:
        super().__init__()
        self._paths, self._seen_from = paths, seen_from

    def __missing__(self, file: int) -> str:
        from pathlib import Path  # noqa: PLC0415 - loaded already

        path, is_ledger = self._paths[file]
        name = self[file] = name_of(Path(path), self._seen_from) if is_ledger else path
        return name
