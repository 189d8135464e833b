"""All that is open, in the bundles of the read model: nothing is taken out that nobody asks for."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from billcli.domain.cell_run import APART, BELOW, CellRun, is_sure
from billcli.domain.named import TYPE_CHECKING
from billcli.services.kept_list import KeptList
from billcli.store.item_bundle import (
    COUNT,
    DISPUTED,
    HEAD,
    HERE,
    ROWID,
    TAIL,
    TERM,
    care_of,
    files_of,
    unpacked,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from billcli.store.index_schema import Row
    from billcli.store.item_column import Columns

_TOGETHER = 500
"""Items, in texts that are small enough for memory that was just given up."""
_SELDOM = 4
_SHOWN = HEAD, TERM, TAIL


class BundledList(KeptList):
    """Items of which lists show the texts of their bundles."""

    def __init__(self, bundles: Sequence[Row], names: Mapping[int, str]) -> None:
        """Keep bundles (``item_bundle``), at least one, and the names of the files by id."""
        self._bundles, self._names = bundles, names

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(row[COUNT] for row in self._bundles)

    @cached_property
    def _found(self) -> Columns:  # type: ignore[override] # worked out where it is asked for
        return unpacked(self._bundles)[:ROWID]

    @property
    def has_disputed(self) -> bool:
        """Whether any of them is disputed."""
        return any(row[DISPUTED] for row in self._bundles)

    @property
    def has_settled(self) -> bool:
        """Whether any of them is settled."""
        return False

    @property
    def is_text(self) -> bool:
        """Whether most of them are ``cell_run.is_sure``: others take longer than their columns."""
        files = files_of(self._bundles)
        is_seldom = len(care_of(self._bundles)) * _SELDOM < len(self)
        return is_seldom and all(is_sure(self._names[file]) for file in files)

    def runs(self, as_of: dt.date) -> Iterator[tuple[int, tuple[CellRun, ...]]]:
        """Yield all of them."""
        said = _with_days(as_of)
        for some in self._together():
            head, term, tail = (BELOW.join([row[place] for row in some]) for place in _SHOWN)
            for file in files_of(some):
                tail = tail.replace(f"{HERE}{file}{APART}", f"{APART}{self._names[file]}{APART}")
            runs = CellRun(head, care_of(some)), CellRun(term, said=said), CellRun(tail)
            yield sum(row[COUNT] for row in some), runs

    def _together(self) -> Iterator[Sequence[Row]]:
        some: list[Row] = []
        count = 0
        for row in self._bundles:
            some.append(row)
            count += row[COUNT]
            if count >= _TOGETHER:
                yield some
                some, count = [], 0
        if some:
            yield some


def _with_days(as_of: dt.date) -> Callable[[str], str]:
    """Return what adds the days past due to a due date and an instalment."""
    today, day = as_of.toordinal(), dt.date.fromisoformat

    def said(term: str) -> str:
        due = term.partition(APART)[0]
        return f"{term}{APART}{today - day(due).toordinal() if due else ''}"

    return said
