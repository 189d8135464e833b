"""The values of each booked row; what cannot be read is an error naming row and column."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from billcli.bank.csv_layout import SETTLED
from billcli.bank.csv_sign import Raw
from billcli.bank.date_text import DateStyle, parse_date
from billcli.bank.number_text import fitted, parse_amount
from billcli.bank.refusal import refuse
from billcli.bank.row_kind import cell
from billcli.domain.money import Money, check_currency
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, Source, UsageError, quoted

if TYPE_CHECKING:
    from decimal import Decimal

    from billcli.bank.csv_dialect import Table
    from billcli.bank.csv_text import Row

_NEVER = dt.date.min


@dataclass(frozen=True, slots=True)
class Style:
    """How the file writes values; ``currency`` is that of rows that do not state their own."""

    dates: DateStyle
    decimal: str
    currency: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A booked row with its values; the sign of its figures is not settled yet."""

    row: Row
    date: dt.date
    raw: Raw
    currency: str
    charges: Money | None = None
    original: Money | None = None


@dataclass(slots=True)
class _Reader:
    """What reads the rows; ``needed`` is the last column that no row may lack."""

    table: Table
    style: Style
    needed: int
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, row: Row, role: str, words: str) -> None:
        """Note that a field cannot be read."""
        text = cell(row, self.table.layout, role)
        column = " and ".join(map(str, self.table.profile.columns.get(role, ())))
        where = Source(self.table.file, row.line)
        self.problems.append(
            Problem(code, f"column {column or role}: {quoted(text)}: {words}", where, "correct it")
        )

    def parsed(self, row: Row) -> Parsed:
        """Return the values of a row, noting what cannot be read."""
        self._width(row)
        currency = self._currency(row)
        before = len(self.problems)
        read = (*SETTLED, "balance", "fee")
        numbers = {role: self._number(row, role, currency) for role in read}
        moved = [role for role in SETTLED if numbers[role] is not None]
        if not moved and len(self.problems) == before:
            role = "amount" if "amount" in self.table.layout.columns else "credit"
            self.fault("CSV-AMOUNT", row, role, "there is no amount")
        word = cell(row, self.table.layout, "sign")
        foreign = cell(row, self.table.layout, "original_currency").upper()
        return Parsed(
            row,
            self._date(row),
            Raw(row.line, word=word, **numbers),
            currency,
            self._money(row, "charges", currency),
            self._money(row, "original", foreign),
        )

    def _money(self, row: Row, role: str, currency: str) -> Money | None:
        """Return an amount that is told beside the line's own; what cannot be read is left out."""
        try:
            found = parse_amount(cell(row, self.table.layout, role), self.style.decimal)
            return Money(fitted(found, check_currency(currency)), currency)
        except (BillcliError, ValueError):
            return None

    def _width(self, row: Row) -> None:
        extra = row.cells[self.table.width :]
        if len(row.cells) > self.needed and not any(extra):
            return
        self.problems.append(
            Problem(
                "CSV-WIDTH",
                f"the row has {len(row.cells)} fields instead of {self.table.width}",
                Source(self.table.file, row.line),
                "is a delimiter inside a text without quotation marks, or the row cut off?",
            )
        )

    def _date(self, row: Row) -> dt.date:
        layout = self.table.layout
        role = "date" if cell(row, layout, "date") else "value_date"
        try:
            return parse_date(cell(row, layout, role), self.style.dates)
        except ValueError as error:
            role = role if role in layout.columns else "date"
            self.fault("CSV-DATE", row, role, str(error))
            return _NEVER

    def _currency(self, row: Row) -> str:
        stated = cell(row, self.table.layout, "currency").upper() or self.style.currency
        try:
            return check_currency(stated)
        except UsageError:
            words = "this is no currency, and the profile names none for all rows"
            self.fault("CSV-CURRENCY", row, "currency", words)
            return ""

    def _number(self, row: Row, role: str, currency: str) -> Decimal | None:
        text = cell(row, self.table.layout, role)
        if not text:
            return None
        try:
            found = parse_amount(text, self.style.decimal)
            return fitted(found, currency)
        except ValueError as error:
            self.fault("CSV-AMOUNT", row, role, str(error))
            return None


def marked_currency(table: Table, decimal: str, usual: str) -> str:
    """Return the currency that stands beside every amount, or an empty string.

    Args:
        table: the rows.
        decimal: the decimal sign of the file.
        usual: what a mark of several currencies, such as ``$``, means.
    """
    marks = set()
    for text in table.texts(SETTLED):
        try:
            amount = parse_amount(text, decimal)
        except ValueError:
            continue
        if amount.number or amount.mark:
            marks.add(amount.currency(usual) if amount.mark else "")
    return marks.pop() if len(marks) == 1 else ""


def parse_rows(table: Table, style: Style) -> tuple[Parsed, ...]:
    """Return the values of all booked rows.

    Raises:
        UsageError: some rows cannot be read; every one of them is named (at most twenty).
    """
    reader = _Reader(table, style, _needed(table))
    parsed = tuple(map(reader.parsed, table.booked))
    refuse(reader.problems)
    return parsed


def _needed(table: Table) -> int:
    """Return the column behind which a row may end: nothing about the money stands there.

    One more column has to be there, or a row cut inside its amount would pass.
    """
    columns = table.layout.columns
    money = [i for role in (*SETTLED, "balance", "date", "sign") for i in columns.get(role, ())]
    return min(max(money, default=0) + 1, table.width - 1)
