"""The dialect of a CSV file, decided from all its rows: delimiter, columns, dates, decimals.

What a profile says is obeyed; what cannot be decided is an error that names the setting.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from billcli.bank.csv_guess import completed, guess_layout, heading
from billcli.bank.csv_layout import SETTLED, Layout, header_index, named_layout, numbered_layout
from billcli.bank.csv_profile import DELIMITERS, CsvProfile, profile_toml
from billcli.bank.csv_text import Row, decode, split_rows
from billcli.bank.date_text import (
    DateStyle,
    best_order,
    date_like,
    fitting,
    near,
    possible_orders,
)
from billcli.bank.number_text import best_decimal, possible_decimals
from billcli.bank.row_kind import RowKind, cell, joined, kinds
from billcli.domain.money import digits
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, Source, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEPARATOR_LINE = "sep="
_DATES = ("date", "value_date")
_TAKEN = (RowKind.BOOKED, RowKind.CONTINUED)
_NUMBERS = (*SETTLED, "balance")


@dataclass(frozen=True, slots=True)
class Table:
    """A file split into rows whose meaning is known.

    Attributes:
        profile: the settings given, completed by what was detected.
        booked: the rows of booked lines, in the order of the file.
        others: every other row with what it is.
        width: number of fields a booked row has.
        titles: the rows above the heading, or above the first row.
    """

    file: str
    profile: CsvProfile
    layout: Layout
    booked: tuple[Row, ...]
    others: tuple[tuple[Row, RowKind], ...]
    width: int
    titles: tuple[Row, ...] = ()

    def of(self, kind: RowKind) -> list[Row]:
        """Return the rows of a kind that were left out."""
        return [row for row, k in self.others if k is kind]

    def count(self, kind: RowKind) -> int:
        """Return how many rows of a kind were left out."""
        return sum(k is kind for _, k in self.others)

    def texts(self, roles: Sequence[str]) -> list[str]:
        """Return every filled field of some roles."""
        found = [cell(row, self.layout, role) for role in roles for row in self.booked]
        return [text for text in found if text]


def read_table(data: bytes, file: str, profile: CsvProfile) -> Table:
    """Return the rows of the file with what its columns mean.

    Raises:
        UsageError: not a readable CSV file, or its delimiter or columns cannot be told.
    """
    text, encoding = decode(data, file, profile.encoding)
    text = text.removeprefix("\ufeff")
    if text[: len(_SEPARATOR_LINE)].casefold() == _SEPARATOR_LINE:
        mark = text[len(_SEPARATOR_LINE) : len(_SEPARATOR_LINE) + 1]
        profile = replace(profile, delimiter=profile.delimiter or mark)
        text = "\n" + text.partition("\n")[2]
    delimiter = profile.delimiter or _delimiter(text, file, profile)
    rows = _rows(text, delimiter, file, profile)
    layout = _layout(rows, profile, file)
    body = rows[layout.first : len(rows) - profile.skip_end]
    what = kinds(body, layout, profile.words_pending)
    booked = joined(body, what)
    known = replace(
        profile, encoding=encoding, delimiter=delimiter, columns=layout.names(),
        header=layout.header is not None,
    )  # fmt: skip
    others = tuple((row, kind) for row, kind in zip(body, what, strict=True) if kind not in _TAKEN)
    titles = rows[: max(layout.first - (layout.header is not None), 0)]
    return Table(file, known, layout, booked, others, _width(booked, layout), titles)


def settle_dates(table: Table) -> DateStyle:
    """Return how the file writes dates, decided from all rows.

    Raises:
        UsageError: more than one order of day and month fits every row.
    """
    profile = table.profile
    if profile.date_format or profile.date_order:
        return DateStyle(profile.date_order or "ymd", profile.date_format)
    texts = table.texts(_DATES)
    orders = possible_orders(texts)
    if not orders:
        return DateStyle(best_order(texts))
    if len(orders) > 1:
        around = (cell(row, table.layout, role) for row, _ in table.others for role in _DATES)
        orders = fitting(orders, list(filter(date_like, around))) or orders
        shared = range(min(len(row.cells) for row in table.booked))
        columns = [[row.cells[i] for row in table.booked] for i in shared]
        orders = near(orders, columns) or orders
    if len(orders) > 1:
        raise _undecided(
            table, "CSV-DATE-ORDER",
            f"the dates can be read as {' or '.join(orders)}, for example {quoted(texts[0])}",
            "date_order", orders, replace(profile, date_order=orders[0]),
        )  # fmt: skip
    return DateStyle(orders[0])


def settle_decimal(table: Table, currency: str) -> str:
    """Return the decimal sign of the file, decided from all rows.

    Raises:
        UsageError: the amounts make sense with a point and with a comma, but differ.
    """
    if table.profile.decimal:
        return table.profile.decimal
    texts = table.texts(_NUMBERS)
    found = possible_decimals(texts, whole=bool(currency) and not digits(currency))
    if not found:
        return best_decimal(texts)
    if len(found) > 1:
        marked = next(t for t in texts if "." in t or "," in t)
        raise _undecided(
            table, "CSV-DECIMAL",
            f"the decimal sign cannot be told, for example in {quoted(marked)}",
            "decimal", found, replace(table.profile, decimal=found[0]),
        )  # fmt: skip
    return found[0]


def _undecided(
    table: Table, code: str, message: str, setting: str, choices: Sequence[str], first: CsvProfile
) -> UsageError:
    name = table.profile.name or "NAME"
    options = " or ".join(f'{setting} = "{choice}"' for choice in choices)
    others = " or ".join(f'"{choice}"' for choice in choices[1:])
    row = f'{setting} = "{choices[0]}"'
    return UsageError(
        Problem(
            code,
            message,
            Source(table.file, table.booked[0].line),
            f"set {options} in [bank.profile.{name}] of billcli.toml",
            excerpt=profile_toml(first).replace(row, f"{row}  # or {others}"),
        )
    )


def _rows(text: str, delimiter: str, file: str, profile: CsvProfile) -> tuple[Row, ...]:
    quote = "" if profile.quote == "none" else profile.quote
    skip = profile.skip_rows or 0
    return tuple(row for row in split_rows(text, delimiter, quote, file) if row.line > skip)


def _layout(rows: Sequence[Row], profile: CsvProfile, file: str) -> Layout:
    index = header_index(rows, profile)
    if index is None and profile.columns:
        return numbered_layout(0, profile, file)
    if index is None and profile.header is None:
        index = heading(rows)
    if index is None:
        return guess_layout(rows, Layout(_first_wide(rows), None, {}), file)
    layout = named_layout(rows, index, profile, file)
    dated = any(role in layout.columns for role in _DATES)
    if dated and any(role in layout.columns for role in SETTLED):
        return completed(rows, layout)
    return guess_layout(rows, layout, file)


def _first_wide(rows: Sequence[Row]) -> int:
    """Return the index of the first row that has as many fields as most have."""
    widths = Counter(len(row.cells) for row in rows if not row.blank)
    usual = widths.most_common(1)[0][0] if widths else 0
    return next((i for i, row in enumerate(rows) if len(row.cells) == usual), 0)


def _width(booked: Sequence[Row], layout: Layout) -> int:
    """Return the number of fields of a booked row: as the header has, or as all rows have."""
    widths = Counter(len(row.cells) for row in booked)
    named = len(layout.header.cells) if layout.header else 0
    while layout.header and named and not layout.header.cells[named - 1]:
        named -= 1
    if layout.header and len(widths) != 1:
        return named
    return widths.most_common(1)[0][0] if widths else named


def _delimiter(text: str, file: str, profile: CsvProfile) -> str:
    scores: dict[str, tuple[int, float, int]] = {}
    failed: dict[str, BillcliError] = {}
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        try:
            scores[delimiter] = _score(_rows(text, delimiter, file, profile), profile, file)
        except BillcliError as error:
            failed[delimiter] = error
    best = max(scores, key=lambda d: scores[d], default="")
    usual = max(failed, key=text.count, default="")
    if usual and (not best or not scores[best][0]):
        raise failed[usual]
    if not best or scores[best][-1] == 1:
        raise UsageError.of(
            "CSV-DELIMITER",
            "no delimiter splits the rows into fields",
            where=Source(file, 1),
            hint="set delimiter and columns in the profile; is this a bank statement?",
        )
    return best


def _score(rows: Sequence[Row], profile: CsvProfile, file: str) -> tuple[int, float, int]:
    """Return how well a delimiter fits: columns known, rows of equal width, width.

    Above a heading, titles of one field may be as many as the rows of a short file.
    """
    widths = Counter(len(row.cells) for row in rows if not row.blank)
    if header_index(rows, profile) is not None:
        del widths[1]
    usual, times = max(widths.items(), key=lambda one: one[::-1], default=(1, 0))
    if usual == 1:
        return 0, 0.0, 1
    try:
        named = _layout(rows, profile, file).header is not None
    except BillcliError as error:
        if error.problems[0].code == "CSV-COLUMNS":
            return 0, 0.0, usual
        return 1, times / widths.total(), usual
    return 2 if named else 1, times / widths.total(), usual
