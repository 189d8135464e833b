"""A list of items of the read model: long, and seldom looked at item by item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from operator import add

from billcli.domain.amounts import Amounts
from billcli.domain.named import TYPE_CHECKING, NamedTuple, overload
from billcli.store import item_column as at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from billcli.domain.cell_run import CellRun
    from billcli.domain.open_item import OpenItem
    from billcli.store.item_column import Columns


class KeptList(Sequence["OpenItem"]):
    """Items, each made of its row when somebody asks for one."""

    _found: Columns

    def __init__(self, found: Columns, names: Mapping[int, str]) -> None:
        """Keep what ``item_query`` found, and the names of the files by id."""
        self._found, self._names = found, names

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found[at.ITEM])

    @overload
    def __getitem__(self, place: int) -> OpenItem: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[OpenItem]: ...

    def __getitem__(self, place: int | slice) -> OpenItem | Sequence[OpenItem]:
        """Return one of them, or some."""
        return self._items[place]

    def __iter__(self) -> Iterator[OpenItem]:
        """Yield them in order."""
        return iter(self._items)

    @cached_property
    def _items(self) -> tuple[OpenItem, ...]:
        from billcli.services.kept_item import open_item  # noqa: PLC0415 - columns need none

        return tuple(open_item(row, self._names) for row in zip(*self._found, strict=True))

    @property
    def is_text(self) -> bool:
        """Whether ``runs`` yields all of them."""
        return False

    def runs(self, as_of: dt.date) -> Iterator[tuple[int, tuple[CellRun, ...]]]:  # noqa: ARG002 - for others
        """Yield some of the items each time, how many and as texts, where they are kept so.

        The cells are item, kind, customer, its name, date of issue, due date, instalment, days past
        due, amount, what is open of it, currency of both, how it is known, file, line.

        Args:
            as_of: the day on which days past due are counted.
        """
        return iter(())

    @property
    def has_disputed(self) -> bool:
        """Whether any of them is disputed."""
        return any(self._found[at.DISPUTED])

    @property
    def has_settled(self) -> bool:
        """Whether any of them is settled."""
        return not all(self._found[at.IS_OPEN])

    @cached_property
    def columns(self) -> ItemColumns:
        """The same, column by column."""
        return ItemColumns(self._found, self._names)


class Places(NamedTuple):
    """Where the items of a list stand: files and lines, as the two of ``Source``."""

    file: Sequence[str]
    line: Sequence[int]


class ItemColumns:
    """Columns of items by the names that ``OpenItem`` has for one item.

    Every cell looks the same to whoever reads it as text, and none is a value that costs to make:
    dates are ISO texts, kinds their words.
    """

    def __init__(self, found: Columns, names: Mapping[int, str]) -> None:
        """Keep what ``item_query`` found."""
        self.item: Sequence[str] = found[at.ITEM]
        self.kind: Sequence[str] = found[at.KIND]
        self.customer: Sequence[str] = found[at.CUSTOMER]
        self.account: Sequence[str] = found[at.ACCOUNT]
        self.customer_name: Sequence[str] = found[at.NAME]
        self.date_issued: Sequence[str] = found[at.ISSUED]
        self.date_due: Sequence[str | None] = found[at.DUE]
        self.instalment: Sequence[int | None] = found[at.INSTALMENT]
        self.amount = Amounts.of(found[at.AMOUNT], found[at.CURRENCY])
        self.balance_open = Amounts.of(found[at.OPEN], found[at.CURRENCY])
        self.known_by: Sequence[str] = found[at.KNOWN_BY]
        self.disputed: Sequence[int] = found[at.DISPUTED]
        lines = list(map(add, found[at.LINE], found[at.OFFSET]))
        self.source = Places([names[file] for file in found[at.FILE]], lines)

    def days_overdue(self, as_of: dt.date) -> Sequence[int | None]:
        """Return days past due as ``OpenItem.days_overdue`` counts them."""
        days: dict[str | None, int | None] = {None: None}
        days |= {due: (as_of - dt.date.fromisoformat(due)).days for due in {*self.date_due} if due}
        return [days[due] for due in self.date_due]
