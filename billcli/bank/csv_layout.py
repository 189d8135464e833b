"""Where things stand in a CSV file: the header row and the column of each role."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from billcli.bank.column_name import CODES, currency_of, folded, role_of
from billcli.bank.date_text import date_like
from billcli.bank.number_text import amount_like
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.bank.csv_profile import Column, CsvProfile
    from billcli.bank.csv_text import Row

HEADER_WITHIN = 40
JOINED = frozenset({"text"})
SETTLED = ("amount", "debit", "credit")


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns mean.

    Attributes:
        first: index among the rows of the first one below the header.
        header: the row that names the columns, or None.
        columns: role to 0-based positions; one, but several for texts.
        currency: stated by the name of the amount column, or an empty string.
    """

    first: int
    header: Row | None
    columns: Mapping[str, tuple[int, ...]]
    currency: str = ""

    def names(self) -> dict[str, tuple[Column, ...]]:
        """Return the columns as a profile names them: by name, by number without a header."""
        cells = self.header.cells if self.header else ()
        twice = {name for name, n in Counter(cells).items() if n > 1 or not name}
        return {
            role: tuple(
                i + 1 if i >= len(cells) or cells[i] in twice else cells[i] for i in positions
            )
            for role, positions in self.columns.items()
        }


def header_index(rows: Sequence[Row], profile: CsvProfile) -> int | None:
    """Return the index of the row that names the columns, or None.

    It is the first row that names what the profile names, or a date and an amount, and holds no
    date or amount itself.
    """
    if profile.header is False:
        return None
    wanted = {folded(n) for ns in profile.columns.values() for n in ns if isinstance(n, str)}
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        if wanted and wanted <= set(map(folded, row.cells)):
            return index
        if not wanted and _names_columns(row):
            return index
    if profile.header is None and not wanted:
        return None
    return next((i for i, row in enumerate(rows) if not row.blank and not wanted), None)


def named_layout(rows: Sequence[Row], index: int, profile: CsvProfile, file: str) -> Layout:
    """Return the layout the header row and the profile give.

    Raises:
        UsageError: the profile names a column the header lacks, or a name stands there twice.
    """
    header = rows[index]
    sample = [row.cells for row in rows[index + 1 :] if not row.blank]
    found: dict[str, list[tuple[int, int]]] = {}
    for position, name in enumerate(header.cells):
        known = _checked(role_of(name), _column(sample, position))
        if known:
            found.setdefault(known[0], []).append((known[1], position))
    columns = {role: _chosen(role, at, sample) for role, at in found.items()}
    for role, names in profile.columns.items():
        columns[role] = tuple(_position(name, header, file) for name in names)
    _refuse_twins(header, columns, profile, file)
    amounts = [i for role in SETTLED for i in columns.get(role, ())]
    stated = [currency_of(header.cells[i]) for i in amounts if i < len(header.cells)]
    return Layout(index + 1, header, columns, next(filter(None, stated), ""))


def numbered_layout(first: int, profile: CsvProfile, file: str) -> Layout:
    """Return the layout of a file without a header, from the numbers in the profile.

    Raises:
        UsageError: the profile names columns although no row does.
    """
    named = [n for names in profile.columns.values() for n in names if isinstance(n, str)]
    if named:
        raise UsageError.of(
            "CSV-HEADER",
            f"no row names the column {quoted(named[0])}",
            where=Source(file),
            hint="correct the names under columns in the profile, or give 1-based numbers",
        )
    numbers = {role: tuple(int(n) - 1 for n in names) for role, names in profile.columns.items()}
    return Layout(first, None, numbers)


def _names_columns(row: Row) -> bool:
    if any(date_like(cell) or (cell and amount_like(cell)) for cell in row.cells):
        return False
    roles = {role[0] for role in map(role_of, row.cells) if role}
    return bool(roles & {"date", "value_date"}) and bool(roles & set(SETTLED))


def _column(sample: Iterable[tuple[str, ...]], position: int) -> list[str]:
    return [cells[position] for cells in sample if position < len(cells) and cells[position]]


def _checked(role: tuple[str, int] | None, cells: Sequence[str]) -> tuple[str, int] | None:
    """Return the role its values allow: a currency is not a value date, a text not an amount."""
    if role is None or not cells:
        return role
    if role[0] in {"value_date", "date"} and all(c.upper() in CODES for c in cells):
        return ("currency", 0)
    if role[0] == "value_date" and not any(map(date_like, cells)):
        return None
    if role[0] in {*SETTLED, "balance"} and not any(map(amount_like, cells)):
        return None
    return role


def _chosen(
    role: str, found: list[tuple[int, int]], sample: Sequence[tuple[str, ...]]
) -> tuple[int, ...]:
    if role in JOINED:
        return tuple(position for _, position in found)
    best = min(found)
    same = [position for rank, position in found if rank == best[0]]
    if len({tuple(_column(sample, i)) for i in same}) == 1:
        return tuple(same[:1])
    return tuple(same)


def _position(name: Column, header: Row, file: str) -> int:
    if isinstance(name, int):
        return name - 1
    wanted = folded(name)
    exact = [i for i, cell in enumerate(header.cells) if cell == name]
    found = exact or [i for i, cell in enumerate(header.cells) if folded(cell) == wanted]
    if len(found) == 1:
        return found[0]
    what = "stands twice in" if found else "is missing from"
    raise UsageError.of(
        "CSV-COLUMN-TWICE" if found else "CSV-HEADER",
        f"the column {quoted(name)} {what} the header",
        where=Source(file, header.line),
        hint="give its 1-based number under columns in the profile",
    )


def _refuse_twins(
    header: Row, columns: Mapping[str, tuple[int, ...]], profile: CsvProfile, file: str
) -> None:
    for role, positions in columns.items():
        if len(positions) > 1 and role not in JOINED | profile.columns.keys():
            numbers = " and ".join(str(i + 1) for i in positions)
            raise UsageError.of(
                "CSV-COLUMN-TWICE",
                f"columns {numbers} could both be the {role}: {quoted(header.cells[positions[0]])}",
                where=Source(file, header.line),
                hint=f"set columns.{role} to one of these numbers in the profile",
            )
