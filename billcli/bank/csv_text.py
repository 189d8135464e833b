"""From the bytes of a bank's CSV file to its rows, strictly: nothing is swallowed or replaced."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass

from billcli.bank.column_name import known_names
from billcli.domain.contract import shown
from billcli.domain.problem import Problem, Source, UsageError

SIZE_MAX = 50_000_000
BREAKS_MAX = 20
_SINGLE_BYTE = ("cp1252", "cp1250")
_WIDE = ("cp932", "gb18030")
_EASTERN = {
    "cp932": re.compile("[\u3041-\u30ff\uff66-\uff9f\u4e00-\u9fff]"),
    "gb18030": re.compile("[\u4e00-\u9fff]"),
}
_FOREIGN = re.compile(r"[^\x00-\x7f]")
EASTERN_SHARE = 0.8
_EASTERN_IN_WORD = re.compile("[a-z][\uff66-\uff9f\u4e00-\u9fff][a-z]")
EASTERN_RUN = re.compile("[\u3041-\u30ff\u4e00-\u9fff]{2}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_INSIDE_WORD = re.compile(r"[^\W\d_][\u00a1-\u00bf\u0152\u0178\u00d7\u00f7][^\W\d_]")
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
    found = encoding or _encoding(data)
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

    Raises:
        UsageError: a quoted field is not closed, holds too many line breaks or is too long.
    """
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        strict=True,
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


def one_line(text: str) -> str:
    r"""Return the text as one line without control characters.

    >>> one_line("Invoice\r\n 42 ")
    'Invoice 42'
    """
    return " ".join(shown(" ".join(text.split())).split())


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


def _encoding(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    if _fits(data, "utf-8"):
        return "utf-8"
    wide = [encoding for encoding in _WIDE if _fits(data, encoding) and _eastern(data, encoding)]
    if wide:
        return max(wide, key=lambda encoding: _sense(data.decode(encoding)))
    fitting = [encoding for encoding in _SINGLE_BYTE if _fits(data, encoding)]
    return max(fitting, key=lambda e: _sense(data.decode(e)), default="latin-1")


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _eastern(data: bytes, encoding: str) -> bool:
    """Return whether the bytes make Japanese or Chinese text, where European ones make scraps.

    An accent before a letter reads as one sign, alone among Latin letters; names stand together.
    """
    text = data.decode(encoding)
    signs = _FOREIGN.findall(text)
    own = sum(bool(_EASTERN[encoding].match(sign)) for sign in signs)
    latin = _EASTERN_IN_WORD.search(text)
    return own >= EASTERN_SHARE * len(signs) and bool(EASTERN_RUN.search(text)) and not latin


def _sense(text: str) -> tuple[int, int]:
    """Return how many column names a text holds, and (negated) how many broken words."""
    head = re.split(r"[\r\n;,\t|\"]+", text[:5000])
    return known_names(head), -len(_INSIDE_WORD.findall(text))
