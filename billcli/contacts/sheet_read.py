"""Contacts of a spreadsheet saved as CSV: delimiter and heading found, columns by their names."""

from __future__ import annotations

import re

from billcli.contacts.column_word import USUAL, words_of
from billcli.contacts.contact import Contact, addressed, named
from billcli.contacts.sheet_layout import (
    DELIMITERS,
    ID,
    NAMING,
    columns_of,
    delimiter_of,
    heading_of,
    require_columns,
)
from billcli.contacts.sheet_row import first_rows, split_rows
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Source, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from billcli.contacts.sheet_layout import Choice, Columns
    from billcli.contacts.sheet_row import Row

SAMPLE = 200_000
_ADDRESS = ("address", "house", "address-2", "address-3", "pobox", "formatted", "postcode",
            "place", "city", "region", "country")  # fmt: skip
_PARTS = NAMING | frozenset(_ADDRESS) | {"middle", "mobile", "contact", "vat-prefix"}
_SEVERAL = " ::: "
# What stands before the sums at the end of a list.
_SUMS = frozenset("total totals grandtotal subtotal sum summe gesamt gesamtsumme zwischensumme"
                  " somme totaux totale totali suma totaal".split())  # fmt: skip
_PLACE = re.compile(
    r"([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|(?:[A-Z]{1,3}[- ])?\d[\dA-Z -]{2,9}?)\s+(\D.*)"
)


def read_sheet(text: str, file: str, choice: Choice) -> tuple[Contact, ...]:
    """Return a contact for each row that is not blank; one without a name may be a row of sums.

    Raises:
        UsageError: a row cannot be split, no column holds names, or a column named is not there.
    """
    mark, body = "", text.removeprefix("\ufeff")
    if body[:4].casefold() == "sep=":
        mark, body = body[4:5], "\n" + body.partition("\n")[2]
    delimiter = delimiter_of(body[:SAMPLE], choice, (mark,) if mark in DELIMITERS else DELIMITERS)
    _, head = heading_of(first_rows(body[:SAMPLE], delimiter), choice)
    require_columns(head, file, choice)
    rows = split_rows(body, delimiter, file)
    at = next((i for i, row in enumerate(rows) if row.cells == head.cells), 0) if head else 0
    columns = columns_of(rows[at].cells, choice)
    width = len(rows[at].cells)
    wide = [row for row in rows[at + 1 :] if any(row.cells[width:])]
    if wide:
        raise UsageError(*(_wide(row, width, file) for row in wide))
    below = (row for row in rows[at + 1 :] if any(row.cells) and row.cells != rows[at].cells)
    _require_values(rows[at + 1 :], columns, file)
    unread = _unread(rows[at].cells, columns)
    return tuple(_contact(row, columns, unread) for row in below)


def _unread(heading: Sequence[str], columns: Columns) -> Mapping[int, str]:
    """Return the headings of the columns that nothing is taken from."""
    read = {i for places in columns.values() for i, _ in places}
    return {i: cell for i, cell in enumerate(heading) if cell and i not in read}


def _require_values(rows: Sequence[Row], columns: Columns, file: str) -> None:
    """Refuse formulas that a spreadsheet left in the columns that are read."""
    used = sorted({i for places in columns.values() for i, _ in places})
    formulas = [
        Problem(
            "CONTACT-FORMULA",
            f"a formula stands here instead of a value: {quoted(row.cells[i])}",
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


def _contact(row: Row, columns: Columns, unread: Mapping[int, str]) -> Contact:
    def first(role: str) -> str:
        return next((cell for cell in _cells(row, columns, role) if cell), "")

    values = {key: " ".join(first(key).split()) for key in columns if key not in _PARTS | {ID}}
    values["phone"] = values.get("phone") or first("mobile")
    values |= _name(columns, lambda role: " ".join(first(role).split()))
    values |= _address(row, columns)
    prefix, vat = first("vat-prefix"), values.get("vat-id", "")
    values["vat-id"] = vat if vat.startswith(prefix) or not vat[:1].isdigit() else prefix + vat
    filled = {key: text.split(_SEVERAL)[0] for key, text in values.items() if text}
    if filled.keys() <= {"name"} and "".join(words_of(filled.get("name", ""))) in _SUMS:
        filled = {}
    said = (unread[i] for i, cell in enumerate(row.cells) if cell and i in unread)
    return Contact(filled, row.line, first(ID), tuple(said))


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
