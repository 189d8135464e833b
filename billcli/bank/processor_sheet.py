"""The CSV exports of payment processors: known by the names of their columns, read by role."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass, field

from billcli.bank.column_name import folded
from billcli.bank.csv_text import decode, split_rows
from billcli.bank.date_text import DateStyle, best_order, parse_date, possible_orders
from billcli.bank.number_text import best_decimal, fitted, parse_amount, possible_decimals
from billcli.bank.plain_text import one_line
from billcli.bank.refusal import refuse
from billcli.domain.contract import TEXT_MAX
from billcli.domain.money import ZERO, check_currency
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, Source, UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from decimal import Decimal

    from billcli.bank.csv_text import Row

HEADER_WITHIN = 20
LINE_MAX = 20_000
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = (",", ";", "\t")


@dataclass(slots=True)
class Sheet:
    """The rows below a known heading, and what could not be read in them.

    Attributes:
        columns: role to 0-based position.
        names: the heading as the file has it.
        style: how dates are written; settled by ``settle``.
        decimal: the decimal sign, likewise.
    """

    file: str
    names: tuple[str, ...]
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    style: DateStyle = field(default_factory=DateStyle)
    decimal: str = "."
    problems: list[Problem] = field(default_factory=list)

    def text(self, row: Row, role: str) -> str:
        """Return the field of a role as one line; an empty string when there is none."""
        at = self.columns.get(role, len(row.cells))
        return self.clean(row.cells[at]) if at < len(row.cells) else ""

    @staticmethod
    def clean(cell: str) -> str:
        """Return a field as one line without control characters, at most as long as any text."""
        return one_line(cell)[:TEXT_MAX]

    def all_texts(self, roles: Iterable[str]) -> list[str]:
        """Return every filled field of some roles."""
        found = [self.text(row, role) for role in roles for row in self.rows]
        return [text for text in found if text]

    def settle(
        self, dates: Sequence[str], numbers: Sequence[str], order: str = "", usual: str = ""
    ) -> None:
        """Decide from all rows how dates and numbers are written.

        Args:
            dates: the roles that hold dates.
            numbers: those that hold amounts.
            order: of day, month and year, when somebody knows it.
            usual: the decimal sign the processor writes; it decides when both make sense.

        Raises:
            UsageError: two readings make sense: nothing is guessed.
        """
        texts = self.all_texts(dates)
        orders = (order,) if order else possible_orders(texts) or (best_order(texts),)
        if len(orders) > 1:
            raise self._undecided("CSV-DATE-ORDER", "dates", orders, texts[0], "date_order")
        self.style = DateStyle(orders[0])
        texts = self.all_texts(numbers)
        signs = possible_decimals(texts) or (best_decimal(texts),)
        if usual in signs:
            signs = (usual,)
        if len(signs) > 1:
            raise self._undecided("CSV-DECIMAL", "amounts", signs, texts[0], "decimal")
        self.decimal = signs[0]

    def date(self, row: Row, *roles: str) -> dt.date | None:
        """Return the date in the first filled field of some roles, or None with a problem."""
        role = next((role for role in roles if self.text(row, role)), roles[0])
        try:
            return parse_date(self.text(row, role), self.style)
        except ValueError as error:
            self.fault("CSV-DATE", row, role, str(error))
            return None

    def currency(self, row: Row, role: str) -> str:
        """Return the currency of a field in capitals, or an empty string with a problem."""
        try:
            return check_currency(self.text(row, role).upper())
        except UsageError:
            self.fault("CSV-CURRENCY", row, role, "this is no currency")
            return ""

    def number(self, row: Row, role: str, currency: str) -> Decimal:
        """Return the number in a field, zero when it is empty or, with a problem, unreadable."""
        text = self.text(row, role)
        if not text:
            return ZERO
        try:
            return fitted(parse_amount(text, self.decimal), currency)
        except ValueError as error:
            self.fault("CSV-AMOUNT", row, role, str(error))
            return ZERO

    def fault(self, code: str, row: Row, role: str, words: str) -> None:
        """Note that a field cannot be read."""
        at = self.columns.get(role)
        name = role if at is None else self.names[at]
        text = f"column {name}: {quoted(self.text(row, role))}: {words}"
        self.problems.append(Problem(code, text, Source(self.file, row.line), "correct it"))

    def check(self) -> None:
        """Raise what could not be read, all at once.

        Raises:
            UsageError: something could not.
        """
        refuse(self.problems)

    def empty(self) -> BillcliError:
        """Return the error for a heading without rows."""
        hint = "export a period with movements"
        where = Source(self.file)
        return UsageError.of("CSV-NO-LINES", "the file holds no movement", where=where, hint=hint)

    def _undecided(
        self, code: str, what: str, choices: Sequence[str], sample: str, setting: str
    ) -> BillcliError:
        message = f"the {what} can be read as {' or '.join(choices)}, for example {quoted(sample)}"
        hint = f"export a longer period, or set {setting} in the profile"
        return UsageError.of(code, message, where=Source(self.file), hint=hint)


def has_columns(data: bytes, roles: Mapping[str, str], needed: AbstractSet[str]) -> bool:
    """Return whether one of a file's first rows names all columns that are needed."""
    head = data[:LINE_MAX]
    if len(data) > LINE_MAX and not data.startswith(_WIDE):
        head = head.rpartition(b"\n")[0] or head
    try:
        return find_sheet(head, "", roles, needed, whole=False) is not None
    except BillcliError:
        return False


def find_sheet(
    data: bytes,
    name: str,
    roles: Mapping[str, str],
    needed: AbstractSet[str],
    *,
    whole: bool = True,
) -> Sheet | None:
    """Return the sheet when one of its first rows names all columns that are needed, else None.

    Args:
        data: the bytes of the file.
        name: its name, for messages.
        roles: column names in plain form (``column_name.folded``), each with its role.
        needed: roles without which it is another kind of file.
        whole: False to leave the rows below the heading unread.

    Raises:
        UsageError: the file is no text, or its quoting is broken.
    """
    text, _ = decode(data, name)
    text = text.removeprefix("\ufeff")
    head = [line[:LINE_MAX] for line in text[: LINE_MAX * 4].splitlines()[:HEADER_WITHIN]]
    for delimiter in _DELIMITERS:
        if not any(needed <= _columns(_cells(line, delimiter), roles).keys() for line in head):
            continue
        if not whole:
            return Sheet(name, (), {}, ())
        rows = split_rows(text, delimiter, '"', name)
        for index, row in enumerate(rows[:HEADER_WITHIN]):
            columns = _columns(row.cells, roles)
            if needed <= columns.keys():
                body = [r for r in rows[index + 1 :] if not r.blank and r.cells != row.cells]
                return Sheet(name, row.cells, columns, tuple(body))
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _columns(cells: Iterable[str], roles: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        role = roles.get(folded(cell))
        if role:
            found.setdefault(role, position)
    return found
