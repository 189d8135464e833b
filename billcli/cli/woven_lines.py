"""Lines of rows whose cells stand side by side in texts: one sign is put in place of another."""

from __future__ import annotations

from billcli.domain.cell_run import APART, BELOW, BLANK
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from billcli.cli.outcome import Woven
    from billcli.domain.cell_run import CellRun


def woven_lines(rows: Woven, sign: str, end: str, careful: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines of some rows each time; ``BLANK`` stands behind all other runs.

    Args:
        rows: as texts, whose cells are as they are to be shown but for those to take care of.
        sign: stands between cells.
        end: stands behind each line.
        careful: how a cell is written that may hold anything.
    """
    written = _Written(sign, careful)
    known: list[dict[str, str]] = []
    for runs in rows.texts():
        shown = [run for run in runs if run is not BLANK]
        known = known or [_Said(written.said_by(run)) for run in shown]
        columns = map(written.each, shown, known)
        ended = sign * (len(runs) - len(shown)) + end
        yield ended.join([*map(sign.join, zip(*columns, strict=True)), ""])


class _Written:
    """How cells are written side by side."""

    def __init__(self, sign: str, careful: Callable[[str], str]) -> None:
        self.sign, self._careful = sign, careful

    def each(self, run: CellRun, known: Mapping[str, str]) -> Iterable[str]:
        """Return the cells of each row."""
        if run.said:
            return map(known.__getitem__, run.text.split(BELOW))
        texts = run.text.replace(APART, self.sign).split(BELOW)
        if run.care:
            cells = run.text.split(BELOW)
            for nth in run.care:
                texts[nth] = self.line(cells[nth])
        return texts

    def said_by(self, run: CellRun) -> Callable[[str], str]:
        """Return what is written in place of cells that repeat."""
        said, sign = run.said or str, self.sign
        if run.care is None:
            return lambda cells: self.line(said(cells))
        return lambda cells: said(cells).replace(APART, sign)

    def line(self, cells: str) -> str:
        """Return the cells of a row that may hold anything."""
        return self.sign.join(map(self._careful, cells.split(APART)))


class _Said(dict[str, str]):
    """What is said in place of cells that repeat, made once for each."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, cells: str) -> str:
        made = self[cells] = self._make(cells)
        return made
