"""A waiting line on the screen: the line left, its proposals right, or one below the other."""

from __future__ import annotations

import io
import sys

from billcli.cli.layout import fold, width
from billcli.cli.line_words import KEY, MARK, QUIET, STRONG, Words, line_rows, proposal_rows
from billcli.cli.stream import can_draw, put
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from billcli.cli.invocation import Invocation
    from billcli.cli.line_words import Row
    from billcli.matching.proposal import Suggestion
    from billcli.services.review import Reviewed

WIDE, WIDEST, GAP = 100, 140, 3
LEFT_SHARE = 0.42
STYLES: Mapping[str, str] = {
    STRONG: "bold", QUIET: "dim", MARK: "bold yellow", KEY: "bold cyan", "": "",
}  # fmt: skip


class Screen:
    """Shows rows of words in the way a terminal can.

    Colour says what differs; without it brackets do.
    """

    def __init__(self, call: Invocation) -> None:
        """Take width and colour of the terminal that questions are shown on."""
        self._rich = call.color and call.stderr_tty
        self._columns = min(call.columns, WIDEST)
        self._unicode = can_draw(sys.stderr)

    def question(
        self, one: Reviewed, offered: Sequence[Suggestion], head: str, keys: Mapping[str, str]
    ) -> str:
        """Return a line with its proposals, and the keys that answer it."""
        left = [(Words("  "), *row) for row in line_rows(one)]
        right = [(Words("  "), *row) for row in proposal_rows(offered, one.line)]
        wide = self._rich and self._columns >= WIDE and right
        body = self._beside(left, right) if wide else self.rows([*left, *right])
        return f"{self._rule(head)}{body}\n{self.rows(self.menu(keys))}"

    def menu(self, keys: Mapping[str, str]) -> Iterator[Row]:
        """Yield keys with what they do, as many in a row as there is room for."""
        row: list[Words] = []
        used = 0
        for key, label in keys.items():
            length = len(key) + len(label) + 1 + GAP
            if row and used + length - GAP > self._columns - 1:
                yield tuple(row)
                row, used = [], 0
            row += [Words(key, KEY), Words(f" {label}{' ' * GAP}")]
            used += length
        yield tuple(row)

    def say(self, rows: Iterable[Row]) -> None:
        """Show rows between question and answer."""
        put(self.rows(rows), sys.stderr)

    def rows(self, rows: Iterable[Row]) -> str:
        """Return rows one below the other, wrapped to the terminal."""
        if not self._rich:
            room = self._columns - 1
            return "".join(_wrapped(row, room) for row in _parted(map(_bracketed, rows), room))
        parts = _parted(rows, self._columns)
        return "".join(self._printed(_padded(row, self._columns)) for row in parts)

    def _rule(self, head: str) -> str:
        if not self._rich:
            return f"\n{head}\n"
        from rich.rule import Rule  # noqa: PLC0415 - a plain terminal needs none

        line = "─" if self._unicode else "-"
        rule = Rule(f"[bold]{head}[/]", align="left", characters=line, style=STYLES[QUIET])
        return "\n" + self._printed(rule)

    def _beside(self, left: Sequence[Row], right: Sequence[Row]) -> str:
        from rich.console import Group  # noqa: PLC0415 - a plain terminal needs none
        from rich.table import Table  # noqa: PLC0415 - as above

        share = int(self._columns * LEFT_SHARE)
        grid = Table.grid(padding=(0, GAP, 0, 0))
        grid.add_column(width=share - GAP)
        grid.add_column(width=self._columns - share)
        cells = [
            Group(*(_padded(row, room) for row in _parted(rows, room)))
            for rows, room in ((left, share - GAP), (right, self._columns - share))
        ]
        grid.add_row(*cells)
        return self._printed(grid)

    def _printed(self, what: RenderableType) -> str:
        from rich.console import Console  # noqa: PLC0415 - a plain terminal needs none

        buffer = io.StringIO()
        console = Console(
            file=buffer, width=self._columns, force_terminal=True, color_system="standard",
            legacy_windows=False, highlight=False, emoji=False, _environ={},
        )  # fmt: skip
        console.print(what)
        return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().splitlines())


def _lead(row: Row) -> int:
    """Return how far the further lines of a row are set in: below its first word."""
    text = "".join(words.text for words in row)
    first = text[: len(text) - len(text.lstrip())]
    number = text.lstrip()[:1].isdigit() and text.lstrip()[1:3] == "  "
    return len(first) + (3 if number else 0)


def _parted(rows: Iterable[Row], columns: int) -> Iterator[Row]:
    """Yield rows, each that is too wide ended before a gap: a name is not torn if it need not be.

    A gap is words that begin with two blanks, behind others.
    """
    for row in rows:
        lead = Words(" " * _lead(row))
        part: list[Words] = []
        for piece in _between_gaps(row):
            taken = sum(width(words.text) for words in (*part, *piece))
            if part and taken > columns:
                yield tuple(part)
                first, *others = piece
                part = [lead, first._replace(text=first.text.lstrip()), *others]
            else:
                part += piece
        yield tuple(part)


def _between_gaps(row: Row) -> Iterator[list[Words]]:
    piece: list[Words] = []
    for words in row:
        if words.text.startswith("  ") and any(one.text.strip() for one in piece):
            yield piece
            piece = []
        piece.append(words)
    yield piece


def _wrapped(row: Row, columns: int) -> str:
    """Return a row as plain text."""
    text = "".join(words.text for words in row)
    lead = _lead(row)
    first, *rest = fold(text[lead:], columns - lead)
    lines = [text[:lead] + first, *(" " * lead + line for line in rest)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _bracketed(row: Row) -> Row:
    """Return a row that needs no colour: what differs stands in brackets."""
    bare = (words.text.strip() if words.style == MARK else "" for words in row)
    return tuple(
        words._replace(text=words.text.replace(text, f"[{text}]", 1)) if text else words
        for words, text in zip(row, bare, strict=True)
    )


def _padded(row: Row, columns: int) -> RenderableType:
    """Return a row whose further lines begin below its first word."""
    from rich.padding import Padding  # noqa: PLC0415 - a plain terminal needs none
    from rich.text import Text  # noqa: PLC0415 - as above

    text = Text.assemble(*((words.text, STYLES[words.style]) for words in row), no_wrap=False)
    lead = _lead(row)
    if not lead or len(text) <= columns:
        return text
    from rich.console import Console, Group  # noqa: PLC0415 - as above

    console = Console(width=columns, file=io.StringIO())
    first, *rest = text.wrap(console, columns)
    for line in rest:
        line.rstrip()
    later = Text(" ").join(rest)
    return Group(first, Padding(later, (0, 0, 0, lead))) if rest else first
