"""What documents on a terminal are written with: rules, styles, columns, and figures on a point."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.cli.layout import fold, width
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MEASURE = 88
GAP = 2
BESIDE_LEAST = 22
DESCRIPTION_LEAST = 18
BOLD, DIM, ID = "1", "2", "36"


@dataclass(frozen=True, slots=True)
class Pen:
    """What can be written: the width, colours or none, and the characters there are."""

    columns: int
    color: bool
    unicode: bool

    def paint(self, text: str, style: str) -> str:
        """Return text in a style; blanks around it stay bare."""
        bare = text.strip()
        if not (self.color and style and bare):
            return text
        return text.replace(bare, f"\x1b[{style}m{bare}\x1b[0m", 1)

    def rule(self, columns: int = 0, *, heavy: bool = False) -> str:
        """Return a line across the page, or at its right edge."""
        char = ("\u2501" if heavy else "\u2500") if self.unicode else "=" if heavy else "-"
        columns = columns or self.columns
        return self.paint(" " * (self.columns - columns) + char * columns, DIM)


def on_point(numbers: Iterable[str]) -> list[str]:
    """Return numbers of one width with their decimal points below each other.

    >>> on_point(["1.5", "10", "-0.25"])
    [' 1.5 ', '10   ', '-0.25']
    """
    parts = [number.partition(".") for number in numbers]
    tail = max((len(point + rest) for _, point, rest in parts), default=0)
    lined = [head + (point + rest).ljust(tail) for head, point, rest in parts]
    most = max(map(len, lined), default=0)
    return [one.rjust(most) for one in lined]


def side_by_side(left: Sequence[str], right: Sequence[str], room: int) -> list[str]:
    """Return two blocks beside each other, the right one from ``room`` columns on."""
    rows = []
    for i in range(max(len(left), len(right))):
        one = left[i] if i < len(left) else ""
        other = right[i] if i < len(right) else ""
        blanks = room + GAP - width(_bare(one))
        rows.append(f"{one}{' ' * blanks}{other}" if other else one)
    return rows


def _bare(text: str) -> str:
    """Return painted text without its escape sequences; nothing else of them is left by now."""
    parts = text.split("\x1b[")
    return parts[0] + "".join(part.partition("m")[2] for part in parts[1:])


def labelled(pairs: Sequence[tuple[str, str]], label: int, pen: Pen) -> list[str]:
    """Return labels and values in two columns; a value that is too long folds below itself."""
    rows = []
    room = max(pen.columns - label - GAP, 1)
    for name, value in pairs:
        first, *more = fold(value, room)
        rows.append(pen.paint(name, DIM) + " " * (label - width(name) + GAP) + first)
        rows += [" " * (label + GAP) + row for row in more]
    return rows


def ends(left: str, right: str, pen: Pen) -> list[str]:
    """Return a text at the left and a figure at the right edge, in two rows where it must be."""
    blanks = pen.columns - width(left) - width(right)
    if blanks >= 1:
        return [left + " " * blanks + right]
    return [*fold(left, pen.columns), flush(right, pen.columns)]


def flush(text: str, columns: int) -> str:
    """Return text at the right edge of a number of columns."""
    return " " * (columns - width(text)) + text
