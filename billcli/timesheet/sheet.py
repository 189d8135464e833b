"""Hours or expenses in CSV with a heading, in the words of several languages.

Hours: customer or project, date, and hours, or start and end; description, rate. Expenses:
customer, date, amount; description, tax, markup, receipt.
"""

from __future__ import annotations

import csv
import datetime as dt
import io

from billcli.domain.money import parse_number
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, UsageError, quoted
from billcli.domain.work import day_of, parse_duration
from billcli.timesheet.told import Told, refuse, spent, unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from billcli.domain.problem import Problem

DELIMITERS = (",", ";", "\t")
WORDS = {
    "customer": "customer client kunde cliente klant",
    "project": "project projekt projet proyecto progetto task job",
    "date": "date day datum tag fecha data jour",
    "hours": "hours hour duration time stunden dauer zeit heures horas ore uren",
    "start": "start from begin von beginn starttime",
    "end": "end to stop bis ende until endtime",
    "description": "description note notes text comment beschreibung notiz details what",
    "rate": "rate stundensatz tarif",
    "amount": "amount betrag montant importe importo bedrag cost price",
    "tax": "tax vat ust mwst",
    "markup": "markup aufschlag",
    "receipt": "receipt beleg file",
}
_MEANING = {word: name for name, words in WORDS.items() for word in words.split()}
_CLOCKS = ("%H:%M", "%H:%M:%S")
_MOMENTS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")


def heading_of(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Return delimiter and meaning of each column, None where the first line is no heading."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    for delimiter in DELIMITERS:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        names = tuple(_MEANING.get("".join(filter(str.isalpha, c.casefold())), "") for c in cells)
        if len(set(filter(None, names))) > 1 and {"date", "start"} & set(names):
            return delimiter, names
    return None


def read_sheet(text: str, file: str, *, expenses: bool) -> tuple[Told, ...]:
    """Return the entries of a sheet.

    Raises:
        UsageError: a needed column is missing, or lines cannot be read, all of them (WORK-IMPORT).
    """
    found = heading_of(text)
    delimiter, names = found or (",", ())
    needed = {"amount"} if expenses else {"hours"} if "hours" in names else {"start", "end"}
    missing = sorted((needed | ({"date"} if "start" not in names else set())) - set(names))
    if missing:
        hint = "name it in the first line, as in customer,date,hours,description"
        raise UsageError(unreadable(file, 1, f"no column is called {missing[0]}", hint))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    told: list[Told] = []
    problems: list[Problem] = []
    begun = False
    for row in rows:
        if not any(map(str.strip, row)):
            continue
        if not begun:
            begun = True
            continue
        cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name}
        try:
            told.append(_entry(cells, rows.line_num, expenses=expenses))
        except BillcliError as error:
            problems += [unreadable(file, rows.line_num, p.message, p.help) for p in error.problems]
        except ValueError as error:
            problems.append(unreadable(file, rows.line_num, str(error)))
    refuse(problems)
    return tuple(told)


def _entry(cells: Mapping[str, str], line: int, *, expenses: bool) -> Told:
    names = tuple(filter(None, (cells.get("customer", ""), cells.get("project", ""))))
    start, seconds = "", None
    if expenses:
        date = day_of(cells["date"])
        price = _money(cells["amount"], "amount")
        if price is None or price <= 0:
            msg = "its amount is not more than zero"
            raise ValueError(msg)
    else:
        date, seconds, start = _time(cells)
        price = _money(cells.get("rate", ""), "rate")
    return Told(
        line,
        date,
        names,
        cells.get("description", ""),
        seconds,
        start,
        price,
        _money(cells.get("markup", "").removesuffix("%").strip(), "markup"),
        cells.get("tax", ""),
        cells.get("receipt", ""),
    )


def _time(cells: Mapping[str, str]) -> tuple[dt.date, int, str]:
    stated = cells.get("date", "")
    if cells.get("hours"):
        seconds = parse_duration(cells["hours"], flag="hours")
        if not seconds:
            msg = "it took no time"
            raise ValueError(msg)
        return day_of(stated or cells["start"][:10]), seconds, cells.get("start", "")
    day = day_of(stated) if stated else None
    start, end = (_moment(cells.get(key, ""), day) for key in ("start", "end"))
    if day and end <= start and len(cells["end"]) < len("2026-01-01"):
        end += dt.timedelta(days=1)  # past midnight
    return start.date(), spent(start, end), start.isoformat()


def _moment(text: str, day: dt.date | None) -> dt.datetime:
    for form in _MOMENTS:
        try:
            return dt.datetime.strptime(text, form)  # noqa: DTZ007 - as the person wrote it
        except ValueError:
            continue
    for form in _CLOCKS:
        try:
            clock = dt.datetime.strptime(text, form).time()  # noqa: DTZ007
        except ValueError:
            continue
        if day:
            return dt.datetime.combine(day, clock)
    msg = f"{quoted(text, 30)} is no time of day such as 09:30, or moment such as 2026-01-31 09:30"
    raise ValueError(msg)


def _money(text: str, flag: str) -> Decimal | None:
    return parse_number(text, flag=flag) if text else None
