"""From the bytes of a bank's CSV file to its rows, strictly: nothing is swallowed or replaced."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

from billcli.bank.plain_text import encoding_of
from billcli.domain.problem import Problem, Source, UsageError

SIZE_MAX = 50_000_000
BREAKS_MAX = 20
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_EXCEL = re.compile(r'="(.*)"', re.DOTALL)
_OTHER = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a spreadsheet or archive"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"\x1f\x8b", "a compressed file"),
    (b"<", "an XML or HTML document"),
    (b"OFXHEADER", "an OFX file"),
    (b":20:", "an MT940 file"),
    (b"!Type:", "a QIF file"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the file.

    Attributes:
        line: 1-based line in the file where the record starts.
        cells: its fields, without surrounding blanks.
    """

    line: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Return whether every field is empty."""
        return not any(self.cells)


def decode(data: bytes, name: str, encoding: str = "") -> tuple[str, str]:
    """Return the text of the file and the name of its encoding.

    A byte order mark decides; else UTF-8 when every byte fits it; else Japanese or Chinese, when
    that gives their signs throughout; else Windows Western or Central European, whichever gives
    column names and words; Latin 1 when neither fits.

    Raises:
        UsageError: empty, too large, not text, another format, or not in the encoding named.
    """
    _refuse(data, name)
    found = encoding or encoding_of(data)
    try:
        return data.decode(found), found
    except (UnicodeDecodeError, LookupError) as error:
        raise UsageError.of(
            "CSV-ENCODING",
            f"the file cannot be read as {found}",
            where=Source(name),
            hint='set encoding = "utf-8" or "cp1252" in the profile, as the bank says',
        ) from error


def split_rows(text: str, delimiter: str, quote: str, name: str) -> tuple[Row, ...]:
    """Return all records, blank ones too.

    Marks that are not doubled inside a text, or followed by a blank, are taken as they stand when
    every record is one line: then no record can have swallowed another.

    Raises:
        UsageError: a quoted field is not closed, holds too many line breaks or is too long.
    """
    try:
        return _records(text, delimiter, quote, name, strict=True)
    except UsageError:
        rows = _records(text, delimiter, quote, name, strict=False)
        if len(rows) < len(io.StringIO(text, newline=None).readlines()):
            raise
        return rows


def _records(text: str, delimiter: str, quote: str, name: str, *, strict: bool) -> tuple[Row, ...]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        escapechar=None if strict else "\\",
        strict=strict,
    )
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            rows.append(Row(start, tuple(map(_cell, cells))))
            if reader.line_num - start > BREAKS_MAX:
                raise _unreadable(Source(name, start), "a field runs over too many lines")
            start = reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(Source(name, start), str(error)) from error
    return tuple(rows)


def _unreadable(where: Source, why: str) -> UsageError:
    return UsageError(
        Problem(
            "CSV-QUOTE",
            f"the record that starts here cannot be read: {why}",
            where,
            'close the quotation mark, or set quote = "" in the profile if the bank does not'
            " quote fields",
        )
    )


def _cell(text: str) -> str:
    stripped = text.strip()
    found = _EXCEL.fullmatch(stripped)
    return found[1].strip() if found else stripped


def _refuse(data: bytes, name: str) -> None:
    where = Source(name)
    if not data.strip():
        raise UsageError.of("CSV-EMPTY", "the file is empty", where=where, hint="export it again")
    if len(data) > SIZE_MAX:
        raise UsageError.of(
            "CSV-HUGE",
            f"the file has {len(data):,} bytes, at most {SIZE_MAX:,} are read",
            where=where,
            hint="export a shorter period",
        )
    body = data.removeprefix(codecs.BOM_UTF8).lstrip()
    for start, what in _OTHER:
        if body.startswith(start):
            raise UsageError.of(
                "CSV-FORMAT", f"this is {what}, not CSV", where=where, hint="export it as CSV"
            )
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and (found := _BINARY.search(data)):
        line = data.count(b"\n", 0, found.start()) + 1
        raise UsageError.of(
            "CSV-BINARY",
            f"the file is not plain text: byte {found[0][0]:#04x} at {found.start()}",
            where=Source(name, line),
            hint="export it as CSV in UTF-8",
        )
