"""The files of work, ``work/YEAR.csv``: one entry a line, read strictly and written as read.

Lines keep their bytes when others are added or one of them is billed.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal, InvalidOperation

from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, InvalidError, Source, quoted
from billcli.domain.work import Work, day_of, duration_text, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from billcli.domain.problem import Problem

COLUMNS = ("id", "date", "customer", "project", "description", "time", "price", "markup", "tax",
           "receipt", "invoice")  # fmt: skip
HEADING = ",".join(COLUMNS) + "\n"


def read_work(data: bytes, shown: str) -> tuple[Work, ...]:
    """Return the entries of a file.

    Raises:
        InvalidError: every line that is none, at once (WORK-INVALID).
    """
    try:
        text = data.decode("utf-8-sig")
        rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        heading = next(rows, [])
        if tuple(heading) != COLUMNS:
            raise _wrong(shown, 1, f"its heading is not {HEADING.strip()}")
        numbered = [(rows.line_num, row) for row in rows if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _wrong(shown, 0, f"it is no CSV in UTF-8: {error}") from error
    found: list[Work] = []
    problems: list[Problem] = []
    for line, row in numbered:
        try:
            found.append(_work(row))
        except BillcliError as error:
            why = error.problems[0].message
            problems += _wrong(shown, line, f"the entry cannot be read: {why}").problems
        except ValueError as error:
            problems += _wrong(shown, line, f"the entry cannot be read: {error}").problems
    ids = [work.id for work in found]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        problems += _wrong(shown, 0, f"the id {twice} stands there twice").problems
    if problems:
        raise InvalidError(*problems)
    return tuple(found)


def _work(row: list[str]) -> Work:
    if len(row) != len(COLUMNS):
        msg = f"it has {len(row)} fields instead of {len(COLUMNS)}"
        raise ValueError(msg)
    cell = dict(zip(COLUMNS, row, strict=True))
    if not (cell["id"] and cell["customer"] and (cell["time"] or cell["price"])):
        msg = "it lacks its id, its customer, or both time and price"
        raise ValueError(msg)
    return Work(
        cell["id"],
        day_of(cell["date"]),
        cell["customer"],
        cell["project"],
        cell["description"],
        parse_duration(cell["time"]) if cell["time"] else None,
        _number(cell["price"]),
        _number(cell["markup"]),
        cell["tax"],
        cell["receipt"],
        cell["invoice"],
    )


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        number = Decimal("NaN")
    if number is not None and not number.is_finite():
        msg = f"{quoted(text)} is no number"
        raise ValueError(msg)
    return number


def with_added(data: bytes | None, works: Iterable[Work]) -> bytes:
    """Return a file with entries added at its end; None for a file that is not there yet."""
    old = HEADING.encode() if data is None else data
    joint = b"" if old.endswith(b"\n") else b"\n"
    return old + joint + "".join(map(_text, works)).encode()


def with_invoices(data: bytes, numbers: Mapping[str, str]) -> bytes:
    """Return a file in which some entries name another document, or none.

    Args:
        data: the file.
        numbers: the document by the id of the entry; an empty text takes it away.
    """
    found: list[str] = []
    for line in _records(data.decode("utf-8")):
        row = next(csv.reader(io.StringIO(line, newline="")), [])
        if row and row[0] in numbers and len(row) == len(COLUMNS):
            body, named = line.rstrip("\r\n"), row[-1]
            as_it_is = body.endswith(f",{named}")
            kept = body[: len(body) - len(named)] if as_it_is else _joined([*row[:-1], ""])[:-1]
            found.append(kept + numbers[row[0]] + line[len(body) :])
        else:
            found.append(line)
    return "".join(found).encode()


def _records(text: str) -> Iterable[str]:
    """Yield the records with their line ends; one in quotation marks may span lines."""
    begun = ""
    for line in io.StringIO(text, newline="\n"):
        begun += line
        if begun.count('"') % 2 == 0:
            yield begun
            begun = ""
    if begun:
        yield begun


def _text(work: Work) -> str:
    return _joined(
        [
            work.id,
            work.date.isoformat(),
            work.customer,
            work.project,
            work.description,
            "" if work.seconds is None else duration_text(work.seconds),
            "" if work.price is None else plain(work.price),
            "" if work.markup is None else plain(work.markup),
            work.tax,
            work.receipt,
            work.invoice,
        ]
    )


def _joined(cells: Iterable[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _wrong(shown: str, line: int, message: str) -> BillcliError:
    return InvalidError.of(
        "WORK-INVALID",
        message,
        where=Source(shown, line),
        hint="correct the line, or take it out; git knows what it was",
    )
