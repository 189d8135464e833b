"""Contacts of a spreadsheet saved as CSV: delimiter and heading found, columns by their names."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billcli.contacts.column_word import USUAL, Meaning, meaning_of, words_of
from billcli.contacts.contact import Contact, addressed, named
from billcli.domain.problem import Problem, Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

DELIMITERS = (",", ";", "\t", "|")
HEADING_ROWS = 30
SHOWN_COLUMNS = 12
_ADDRESS = ("address", "house", "address-2", "address-3", "pobox", "formatted", "postcode",
            "place", "city", "region", "country")  # fmt: skip
_NAMING = frozenset({"name", "company", "full", "bare", "first", "last"})
_PARTS = _NAMING | frozenset(_ADDRESS) | {"middle", "mobile", "contact"}
_ID = "id"
_EXCEL = re.compile(r'="([^"]*)"')
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")
_SEVERAL = " ::: "
_PLACE = re.compile(r"((?:[A-Z]{1,3}[- ])?\d[\dA-Z -]{2,9}?)\s+(\D.*)")


@dataclass(frozen=True, slots=True)
class Row:
    """A record with the line where it starts; its cells are stripped."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person says about the columns.

    Attributes:
        columns: headings by the key of a customer's record.
        id_column: heading of the column of customer ids, or an empty text.
    """

    columns: Mapping[str, str]
    id_column: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that is named."""
        return (*self.columns.values(), *([self.id_column] if self.id_column else []))


def read_sheet(text: str, file: str, choice: Choice) -> tuple[Contact, ...]:
    """Return the contacts of a CSV text; rows without anything in known columns are left out.

    Raises:
        UsageError: a row cannot be split, no column holds names, or a column named is not there.
    """
    mark, body = "", text.removeprefix("\ufeff")
    if body[:4].casefold() == "sep=":
        mark, body = body[4:5], "\n" + body.partition("\n")[2]
    rows, at = _best(body, file, choice, (mark,) if mark else DELIMITERS)
    _require_columns(rows, at, file, choice)
    columns = _columns(rows[at].cells, choice)
    width = len(rows[at].cells)
    wide = [row for row in rows[at + 1 :] if any(row.cells[width:])]
    if wide:
        raise UsageError(*(_wide(row, width, file) for row in wide))
    below = (row for row in rows[at + 1 :] if any(row.cells) and row.cells != rows[at].cells)
    _require_values(rows[at + 1 :], columns, file)
    found = (_contact(row, columns) for row in below)
    return tuple(contact for contact in found if contact.values or contact.id)


def _best(
    text: str, file: str, choice: Choice, delimiters: Sequence[str]
) -> tuple[tuple[Row, ...], int]:
    """Return the rows and the place of the heading by the delimiter that gives most columns."""
    found: list[tuple[tuple[int, float], tuple[Row, ...], int]] = []
    failed: list[UsageError] = []
    present = [d for d in delimiters if d in text] or [","]
    for delimiter in sorted(present, key=text[:100_000].count, reverse=True):
        try:
            rows = _split(text, delimiter, file)
        except UsageError as error:
            failed.append(error)
            continue
        known, at = _heading(rows, choice)
        widths = Counter(len(row.cells) for row in rows)
        share = widths.most_common(1)[0][1] / widths.total() if widths else 0.0
        found.append(((known, share), rows, at))
    if not found or (failed and not max(score for score, _, _ in found)[0]):
        raise failed[0]
    _, rows, at = max(found, key=lambda one: one[0])
    return rows, at


def _split(text: str, delimiter: str, file: str) -> tuple[Row, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                rows.append(Row(start, tuple(map(_cell, cells))))
            start = reader.line_num + 1
    except csv.Error as error:
        raise UsageError.of(
            "CONTACT-ROW",
            f"the row that starts here cannot be read: {error}",
            where=Source(file, start),
            hint="close its quotation mark, or export the list again",
        ) from error
    return tuple(rows)


def _cell(text: str) -> str:
    bare = text.strip()
    found = _EXCEL.fullmatch(bare)
    return found[1].strip() if found else _GUARDED.sub("", bare, count=1)


def _heading(rows: Sequence[Row], choice: Choice) -> tuple[int, int]:
    """Return how many columns the best heading has that are known, and where it stands."""
    wanted = {words_of(heading) for heading in choice.headings}
    best, place = 0, 0
    for at, row in enumerate(rows[:HEADING_ROWS]):
        found = {m.role for cell in row.cells if cell and (m := meaning_of(cell))}
        named = {words_of(cell) for cell in row.cells if cell}
        known = 2 * len(wanted & named) + (len(found) if found & _NAMING or wanted & named else 0)
        if known > best:
            best, place = known, at
    return best, place


def _require_columns(rows: Sequence[Row], at: int, file: str, choice: Choice) -> None:
    if not rows:
        raise UsageError.of(
            "CONTACT-NONE", "the file holds no contacts", where=Source(file), hint="export it again"
        )
    where = Source(file, rows[at].line)
    listed = ", ".join(repr(cell[:30]) for cell in rows[at].cells[:SHOWN_COLUMNS] if cell)
    there = {words_of(cell) for cell in rows[at].cells}
    missing = [heading for heading in choice.headings if words_of(heading) not in there]
    if missing:
        raise UsageError(
            *(Problem("CONTACT-COLUMN", f"there is no column {heading[:40]!r}", where,
                      f"the file has {listed}") for heading in missing)
        )  # fmt: skip
    roles = {m.role for cell in rows[at].cells if (m := meaning_of(cell))}
    if not roles & _NAMING and "name" not in choice.columns:
        raise UsageError.of(
            "CONTACT-COLUMNS",
            "no column is known to hold names",
            where=where,
            hint=f"say which does with --map name=COLUMN; the file has {listed}",
        )


Columns = dict[str, list[tuple[int, Meaning]]]


def _columns(heading: Sequence[str], choice: Choice) -> Columns:
    """Return the columns of each role, the best first; what the person says comes before all."""
    places = {words_of(cell): i for i, cell in reversed(list(enumerate(heading)))}
    told = {key: places[words_of(name)] for key, name in choice.columns.items()}
    if choice.id_column:
        told[_ID] = places[words_of(choice.id_column)]
    found: Columns = {key: [(i, Meaning(key, 0, 0, -1))] for key, i in told.items()}
    known = [(i, m) for i, cell in enumerate(heading)
             if i not in told.values() and (m := meaning_of(cell))]  # fmt: skip
    for i, meaning in sorted(known, key=lambda one: (one[1].rank, one[1].ordinal, one[1].order)):
        if meaning.role not in told and not ("name" in told and meaning.role == "name"):
            found.setdefault(meaning.role, []).append((i, meaning))
    return found


def _require_values(rows: Sequence[Row], columns: Columns, file: str) -> None:
    """Refuse formulas that a spreadsheet left in the columns that are read."""
    used = sorted({i for places in columns.values() for i, _ in places})
    formulas = [
        Problem(
            "CONTACT-FORMULA",
            f"a formula stands here instead of a value: {row.cells[i][:40]!r}",
            Source(file, row.line),
            "export values instead of formulas, or mend the cell",
        )
        for row in rows
        for i in used
        if i < len(row.cells) and row.cells[i].startswith(("=", "\uff1d"))
    ]
    if formulas:
        raise UsageError(*formulas)


def _wide(row: Row, width: int, file: str) -> Problem:
    return Problem(
        "CONTACT-ROW",
        f"this row has {len(row.cells)} fields, its heading {width}",
        Source(file, row.line),
        "put quotation marks around a field that holds the delimiter",
    )


def _contact(row: Row, columns: Columns) -> Contact:
    def first(role: str) -> str:
        return next((cell for cell in _cells(row, columns, role) if cell), "")

    values = {key: " ".join(first(key).split()) for key in columns if key not in _PARTS | {_ID}}
    values["phone"] = values.get("phone") or first("mobile")
    values |= _name(columns, lambda role: " ".join(first(role).split()))
    values |= _address(row, columns)
    filled = {key: text.split(_SEVERAL)[0] for key, text in values.items() if text}
    return Contact(filled, row.line, first(_ID))


def _cells(row: Row, columns: Columns, role: str) -> Iterator[str]:
    for i, _ in columns.get(role, ()):
        yield row.cells[i] if i < len(row.cells) else ""


def _name(columns: Columns, first: Callable[[str], str]) -> dict[str, str]:
    """Return name and contact; beside a column of first names "Name" is the last name."""
    given, family, full = first("first"), first("last"), first("full")
    if "bare" in columns and ("first" in columns) != ("last" in columns):
        given = given if "first" in columns else first("bare")
        family = family if "last" in columns else first("bare")
    elif "bare" in columns:
        full = first("bare") or full
    person = full or " ".join(filter(None, (given, first("middle"), family)))
    found = named(first("name"), first("company"), person)
    return {"name": found["name"], "contact": first("contact") or found["contact"]}


def _address(row: Row, columns: Columns) -> dict[str, str]:
    """Return the parts of one address: of several the business's before the home's."""
    groups: dict[tuple[int, int], dict[str, str]] = {}
    for role in _ADDRESS:
        for i, meaning in columns.get(role, ()):
            cell = row.cells[i] if i < len(row.cells) else ""
            told = meaning.order < 0
            group = groups.setdefault((USUAL if told else meaning.rank, meaning.ordinal), {})
            group[role] = group.get(role) or cell
    filled = (groups[key] for key in sorted(groups) if any(groups[key].values()))
    place = ("address", "formatted", "city", "place", "postcode", "pobox")
    chosen = list(filled)
    best = next((g for g in chosen if any(g.get(role) for role in place)), None)
    return _parts(best or (chosen[0] if chosen else {}))


def _parts(group: Mapping[str, str]) -> dict[str, str]:
    street = group.get("address") or ("" if group.get("city") else group.get("formatted", ""))
    lines = [" ".join(line.split()) for line in street.splitlines()]
    found = addressed([line for line in lines if line])
    if found["address"] and group.get("house"):
        found["address"] += f" {group['house']}"
    more = (found["address-2"], group.get("address-2", ""), group.get("address-3", ""))
    found["address-2"] = ", ".join(" ".join(text.split()) for text in more if text)
    found["address"] = found["address"] or group.get("pobox", "")
    if whole := _PLACE.fullmatch(" ".join(group.get("place", "").split())):
        found |= {"postcode": whole[1], "city": whole[2]}
    elif group.get("place"):
        found["city"] = group["place"]
    for key in ("postcode", "city", "region", "country"):
        found[key] = " ".join(group.get(key, "").split()) or found.get(key, "")
    return found
