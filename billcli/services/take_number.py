"""Numbers for new documents and entries: gap-free, from what the ledger holds and nothing else."""

from __future__ import annotations

import datetime as dt

from billcli.domain.books import Books
from billcli.domain.entry import Entry, Facts
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.numbering import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.entry import Directive
    from billcli.domain.numbering import SeriesPeriod
    from billcli.services.workspace import Workspace


class Numbers:
    """Hands out the next number of a series, each once."""

    def __init__(
        self,
        workspace: Workspace,
        tail: Iterable[Directive] = (),
        promised: Iterable[str] = (),
    ) -> None:
        """Start from the books, what was appended since they were loaded, and what is promised.

        Args:
            workspace: the books.
            tail: directives appended since they were loaded.
            promised: numbers that a dry run has shown already, as if they were in the books.
        """
        fresh = Facts(entries=tuple(found for found in tail if isinstance(found, Entry)))
        since = Books.of(fresh, workspace.roots, dt.date.max)
        self._before = workspace.all_books()
        self._series = workspace.settings.series
        self._since = [*since.numbers(), *promised]
        self._taken_since = since.taken_over()
        self._tallies: dict[tuple[str, SeriesPeriod], Tally] = {}

    def next(self, kind: str, date: dt.date) -> str:
        """Return the next number of a series for a date; it counts as used from now on."""
        series = self._series[kind]
        key = kind, series.period(date)
        if key not in self._tallies:
            used = [*self._before.numbers_before(series, date), *self._since]
            taken = {*self._before.taken_over(), *self._taken_since} if series.floor else ()
            self._tallies[key] = Tally(series, used, taken)
        number = self._tallies[key].next(date)
        self._since.append(number)
        for tally in self._tallies.values():  # two series may have one pattern
            tally.add(number)
        return number
