"""Rows of a spreadsheet saved as CSV: strictly in the end, leniently while its form is sought."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from dataclasses import dataclass
from itertools import islice

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SAMPLE_ROWS = 200
_EXCEL = re.compile(r'="([^"]*)"')
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")


@dataclass(frozen=True, slots=True)
class Row:
    """A record with the line where it starts; its cells are stripped."""

    line: int
    cells: tuple[str, ...]


def split_rows(text: str, delimiter: str, file: str) -> tuple[Row, ...]:
    """Return all rows that are not blank.

    Raises:
        UsageError: a quotation mark is not closed, or a field is too long.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        rows.extend(_rows(reader, lambda: reader.line_num))
    except csv.Error as error:
        raise UsageError.of(
            "CONTACT-ROW",
            f"the row that ends here cannot be read: {error}",
            where=Source(file, reader.line_num),
            hint="mend its quotation marks, or export the list again",
        ) from error
    return tuple(rows)


def first_rows(text: str, delimiter: str) -> tuple[Row, ...]:
    """Return the first rows, whatever their quotation marks are like."""
    found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    with contextlib.suppress(csv.Error):  # told when the whole file is split
        rows.extend(_rows(islice(found, SAMPLE_ROWS), lambda: found.line_num))
    return tuple(rows)


def _rows(found: Iterable[Sequence[str]], line: Callable[[], int]) -> Iterator[Row]:
    start = 1
    for cells in found:
        if any(map(str.strip, cells)):
            yield Row(start, tuple(map(_cell, cells)))
        start = line() + 1


def _cell(text: str) -> str:
    bare = text.strip()
    found = _EXCEL.fullmatch(bare)
    return found[1].strip() if found else _GUARDED.sub("", bare, count=1)
