"""What a command hands back: an answer as values, never as printed text."""

from __future__ import annotations

from enum import Enum

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import ExitCode

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal
    from typing import TypeAlias

    from billcli.cli.sheet import Sheet
    from billcli.domain.amounts import Amounts
    from billcli.domain.cell_run import CellRun
    from billcli.domain.money import Money
    from billcli.domain.problem import Problem

Cell: TypeAlias = "str | int | bool | Decimal | dt.date | Money | Enum | None"
Row: TypeAlias = "tuple[Cell, ...]"
Cells: TypeAlias = "Sequence[Cell] | Amounts"


class ColumnKind(Enum):
    """What a column holds, which decides its alignment and whether it may fold.

    Only text may fold. Ids, dates, money and numbers are always shown whole, and so are words of
    which half is worth nothing, such as an e-mail address.
    """

    TEXT = "text"
    WORD = "word"
    ID = "id"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    INT = "int"


class Status(Enum):
    """How a command ended, in one word for machines."""

    SUCCESS = "success"
    PARTIAL = "partial"
    ERROR = "error"


class Show(Enum):
    """When a column stands in a table on a terminal; programs always get every column."""

    ALWAYS = "always"
    ROOM = "when there is room"
    DETAIL = "with -v"
    FILLED = "when a row has it"


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        key: its name in plain, CSV and JSON lines; never changes once released.
        title: its heading on a terminal.
        show: which terminals see it; of those that need room the rightmost goes first.
    """

    key: str
    title: str
    kind: ColumnKind = ColumnKind.TEXT
    show: Show = Show.ALWAYS


class ByColumn:
    """Rows of a long table, held column by column and put together when they are asked for.

    Attributes:
        columns: the cells of each.

    Raises:
        ValueError: columns differ in length.
    """

    __slots__ = ("columns",)

    def __init__(self, columns: Iterable[Cells]) -> None:
        """Refuse columns of several lengths."""
        self.columns = tuple(columns)
        if len({*map(len, self.columns)}) > 1:
            msg = f"columns of {', '.join(str(len(cells)) for cells in self.columns)} cells"
            raise ValueError(msg)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.columns)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.columns[0])

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        return zip(*self.columns, strict=True)


class Woven:
    """Rows of a long table that are there as texts, for forms that write cells one after another.

    Attributes:
        width: how many columns there are.
        texts: yields some rows each time, as texts whose cells are those of the columns in their
            order, and behind the last amount the currency of all amounts of the row.
    """

    __slots__ = ("_by_column", "_count", "_made", "texts", "width")

    def __init__(
        self,
        count: int,
        width: int,
        texts: Callable[[], Iterable[tuple[CellRun, ...]]],
        by_column: Callable[[], ByColumn],
    ) -> None:
        """Keep how many rows and columns there are, their texts, and what parts the cells."""
        self._count, self.width, self.texts, self._by_column = count, width, texts, by_column
        self._made: ByColumn | None = None

    @property
    def columns(self) -> tuple[Cells, ...]:
        """The cells of each column."""
        self._made = self._made or self._by_column()
        return self._made.columns

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        return zip(*self.columns, strict=True)


class Table:
    """Rows of one kind. Nobody changes one after it is made.

    Attributes:
        name: heading above the table on a terminal, or an empty string.
        rows: one cell per column each.
        empty: the line a person sees instead of a table without rows.

    Raises:
        ValueError: a row has not as many cells as there are columns.
    """

    __slots__ = ("_total", "columns", "empty", "name", "rows")

    def __init__(
        self,
        name: str,
        columns: tuple[Column, ...],
        rows: tuple[Row, ...] | ByColumn | Woven,
        total: Row | Callable[[], Row | None] | None = None,
        empty: str = "Nothing to show.",
    ) -> None:
        """Refuse ragged rows: a figure under the wrong heading is worse than none.

        Args:
            name: heading.
            columns: what the cells are.
            rows: the cells.
            total: see there; or what works it out, where rows are many and few ask.
            empty: said when there are no rows.
        """
        self.name = name
        self.columns = columns
        self.rows = rows
        self._total = total
        self.empty = empty
        lengths = {rows.width} if isinstance(rows, (ByColumn, Woven)) else {*map(len, rows)}
        self._refuse(lengths if total is None or callable(total) else {*lengths, len(total)})

    @property
    def total(self) -> Row | None:
        """A last row, shown in tables only: a machine adds up for itself."""
        if callable(self._total):
            self._total = self._total()
            self._refuse({len(self._total or self.columns)})
        return self._total

    def cells(self) -> Sequence[Cells]:
        """Return the cells column by column."""
        if isinstance(self.rows, (ByColumn, Woven)):
            return self.rows.columns
        return list(zip(*self.rows, strict=True)) or [()] * len(self.columns)

    def _refuse(self, lengths: set[int]) -> None:
        wanted = len(self.columns)
        if lengths - {wanted}:
            msg = f"table {self.name!r}: a row has {max(lengths - {wanted})} cells, not {wanted}"
            raise ValueError(msg)


class Outcome(NamedTuple):
    """The whole answer of one command.

    Attributes:
        command: words of the command, as in ``invoice list``; filled in when empty.
        data: what ``--format json`` shows; plain values, domain values, mappings and sequences, or
            a function that makes them when a list is long and other forms do without it.
        tables: what people, CSV and JSON lines see; the first is the main one.
        messages: remarks for people: what changed, where, and the next command.
        problems: errors and warnings, most important last.
        exit_code: status the process ends with.
        text: an answer in words: ledger text of a plan, a help page.
        ids: what ``--format ids`` prints; taken from the first id column when empty.
        content: bytes of a rendered document that ``-o FILE`` receives as they are.
        blocks: CSV holds every table, parted by an empty line, not only the first.
        sheets: documents that a person sees on a terminal instead of the tables.
        changed: the command changed something, so presenting it must never fail it.
        remarks: how the books were read and why, which is shown on standard error under ``-v``.
    """

    command: str = ""
    data: object = None
    tables: tuple[Table, ...] = ()
    messages: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    exit_code: ExitCode = ExitCode.DONE
    text: str = ""
    ids: tuple[str, ...] = ()
    content: bytes | None = None
    blocks: bool = False
    changed: bool = False
    sheets: tuple[Sheet, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Return success for exit 0, partial for exit 5, else error.

        >>> Outcome(exit_code=ExitCode.WAITING).status
        <Status.PARTIAL: 'partial'>
        """
        by_code: Mapping[ExitCode, Status] = {
            ExitCode.DONE: Status.SUCCESS,
            ExitCode.WAITING: Status.PARTIAL,
        }
        return by_code.get(self.exit_code, Status.ERROR)
