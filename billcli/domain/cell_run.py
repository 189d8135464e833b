"""Cells that stand side by side in the rows of a long list, as one text for many rows.

Whoever writes such rows down with another sign between the cells changes that sign in all of them
at once, and no cell is ever a value of its own.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

APART = "\x1f"
"""Stands between cells: the ASCII sign between units."""
BELOW = "\n"
"""Stands between rows."""
_DOUBTFUL = frozenset(" =+-@＝＋－＠")  # noqa: RUF001 - spreadsheets take the wide forms too


class CellRun(NamedTuple):
    """Neighbouring cells of some rows.

    Attributes:
        text: ``APART`` stands between cells, ``BELOW`` between rows, and neither in a cell.
        care: rows, the first is 0, of which a cell is neither a number nor ``is_sure``; None where
            any may be.
        said: what is shown in place of a row's cells, where they repeat: asked once for each in a
            whole list, and ``care`` is about what it says; None: the cells are shown themselves.
    """

    text: str
    care: Sequence[int] | None = ()
    said: Callable[[str], str] | None = None


BLANK = CellRun("")
"""The last cell of every row, where it is empty in all of them."""


def is_sure(cell: str) -> bool:
    """Return whether any form for programs may show a cell as it stands.

    That is printable text, in which no sign has to be doubled, and that no spreadsheet would run.

    >>> is_sure("Müller & Co"), is_sure(""), is_sure("Miller, Smith"), is_sure("=1"), is_sure("-1")
    (True, True, False, False, False)
    """
    return not cell or (
        cell[0] not in _DOUBTFUL and cell.isprintable() and "," not in cell and '"' not in cell
    )
