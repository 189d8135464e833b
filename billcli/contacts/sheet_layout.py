"""The form of a spreadsheet of contacts: its delimiter, its heading, and what its columns hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from billcli.contacts.column_word import Meaning, meaning_of, words_of
from billcli.contacts.sheet_row import first_rows
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Source, UsageError, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from billcli.contacts.sheet_row import Row

DELIMITERS = (",", ";", "\t", "|")
HEADING_ROWS = 30
SHOWN_COLUMNS = 12
COLUMNS_MAX = 500
ID = "id"
NAMING = frozenset({"name", "company", "full", "bare", "first", "last"})

Columns: TypeAlias = "dict[str, list[tuple[int, Meaning]]]"


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


def delimiter_of(text: str, choice: Choice, delimiters: Sequence[str]) -> str:
    """Return what parts most known columns; of equals what makes rows of one width."""
    scores: dict[str, tuple[int, float]] = {}
    for delimiter in [d for d in delimiters if d in text] or [","]:
        rows = first_rows(text, delimiter)
        known, _ = heading_of(rows, choice)
        widths = Counter(len(row.cells) for row in rows)
        scores[delimiter] = known, widths.most_common(1)[0][1] / len(rows) if rows else 0.0
    return max(scores, key=lambda one: scores[one])


def heading_of(rows: Sequence[Row], choice: Choice) -> tuple[int, Row | None]:
    """Return how many columns the best heading has that are known, and that row."""
    wanted = {words_of(heading) for heading in choice.headings}
    best, head = 0, rows[0] if rows else None
    for row in rows[:HEADING_ROWS]:
        cells = [cell for cell in row.cells[:COLUMNS_MAX] if cell]
        found = {m.role for cell in cells if (m := meaning_of(cell))}
        told = wanted & {words_of(cell) for cell in cells}
        known = 2 * len(told) + (len(found) if found & NAMING or told else 0)
        if known > best:
            best, head = known, row
    return best, head


def require_columns(head: Row | None, file: str, choice: Choice) -> None:
    """Refuse a file whose heading does not say where the names stand.

    Raises:
        UsageError: no rows, no column of names, or a column that was named is not there.
    """
    if head is None:
        raise UsageError.of(
            "CONTACT-NONE", "the file holds no contacts", where=Source(file), hint="export it again"
        )
    where, cells = Source(file, head.line), head.cells[:COLUMNS_MAX]
    listed = ", ".join(repr(cell[:30]) for cell in cells[:SHOWN_COLUMNS] if cell)
    there = {words_of(cell) for cell in cells}
    missing = [heading for heading in choice.headings if words_of(heading) not in there]
    if missing:
        raise UsageError(
            *(Problem("CONTACT-COLUMN", f"there is no column {quoted(heading)}", where,
                      f"the file has {listed}") for heading in missing)
        )  # fmt: skip
    roles = {m.role for cell in cells if (m := meaning_of(cell))}
    if not roles & NAMING and "name" not in choice.columns:
        raise UsageError.of(
            "CONTACT-COLUMNS",
            "no column is known to hold names",
            where=where,
            hint=f"say which does with --map name=COLUMN, or put a line of headings above;"
            f" the file has {listed}",
        )


def columns_of(heading: Sequence[str], choice: Choice) -> Columns:
    """Return the columns of each role, the best first; what the person says comes before all."""
    heading = heading[:COLUMNS_MAX]
    places = {words_of(cell): i for i, cell in reversed(list(enumerate(heading)))}
    told = {key: places[words_of(name)] for key, name in choice.columns.items()}
    if choice.id_column:
        told[ID] = places[words_of(choice.id_column)]
    found: Columns = {key: [(i, Meaning(key, 0, 0, -1))] for key, i in told.items()}
    known = [(i, m) for i, cell in enumerate(heading)
             if i not in told.values() and (m := meaning_of(cell))]  # fmt: skip
    for i, meaning in sorted(known, key=lambda one: (one[1].rank, one[1].ordinal, one[1].order)):
        if meaning.role not in told and not ("name" in told and meaning.role == "name"):
            found.setdefault(meaning.role, []).append((i, meaning))
    return found
