"""How an examination looks on a terminal: question, answer, detail, and the fix below a no."""

from __future__ import annotations

from itertools import groupby

from billcli.cli.layout import fold, screen_text, width
from billcli.domain.finding import Answer
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.domain.finding import Finding

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "1;31", "32", "33", "36"
MARK = {Answer.YES: "yes", Answer.NO: "no", Answer.UNKNOWN: "?", Answer.INFO: "-"}
LEAD, GAP, FIX = "  * ", "  ", "    fix  "
DETAIL_LEAST = 26
NARROWEST = 10
MARK_WIDTH = 3


def drawn(found: Sequence[Finding], columns: int, *, color: bool) -> str:
    """Return the findings as text of at most so many columns; a fix is never broken.

    Args:
        found: in the order they are shown; those of a section stand together.
        columns: width of the terminal.
        color: whether escape sequences may be written.
    """
    sheet = _Sheet(found, columns, color=color)
    blocks = []
    for section, group in groupby(found, key=lambda one: one.section):
        lines = [sheet.painted(section.capitalize(), BOLD)]
        lines += [line for one in group for line in sheet.lines(one)]
        blocks.append("".join(f"{line.rstrip()}\n" for line in lines))
    return "\n".join(blocks)


def summary(found: Iterable[Finding], *, color: bool = False) -> str:
    """Return how many noes and open questions there are, as a line of text."""
    found = tuple(found)
    noes = [one.fault for one in found if one.answer is Answer.NO]
    faults, hints = sum(noes), len(noes) - sum(noes)
    doubts = sum(one.answer is Answer.UNKNOWN for one in found)
    said = [
        f"{number} {word if number == 1 else f'{word}s'}"
        for number, word in ((faults, "fault"), (hints, "hint"), (doubts, "open question"))
        if number
    ]
    follow = ": the fix stands below each no." if noes else "."
    text = f"{', '.join(said)}{follow}" if said else "All is well."
    return f"{_painted(text, (RED if faults else BOLD) if color else '')}\n"


def _painted(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style and text else text


class _Sheet:
    """The measures all findings share."""

    def __init__(self, found: Sequence[Finding], columns: int, *, color: bool) -> None:
        self._color = color
        self._columns = columns
        self._widest = max((width(one.question) for one in found), default=0)
        taken = len(LEAD) + self._widest + MARK_WIDTH + 2 * len(GAP)
        self._room = columns - taken
        self._beside = self._room >= DETAIL_LEAST

    def painted(self, text: str, style: str) -> str:
        return _painted(text, style if self._color else "")

    def lines(self, one: Finding) -> Iterator[str]:
        """Yield the lines of one finding."""
        mark = self.painted(MARK[one.answer].ljust(MARK_WIDTH), _style(one))
        said = screen_text(one.detail)
        if self._beside:
            question = one.question + " " * (self._widest - width(one.question))
            blank = " " * (self._columns - self._room)
            first, *rest = fold(said, self._room)
            yield f"{LEAD}{question}{GAP}{mark}{GAP}{self._told(first, one)}"
        else:
            yield f"{LEAD}{one.question}{GAP}{mark}"
            blank = " " * len(LEAD)
            rest = fold(said, max(self._columns - len(blank), NARROWEST)) if said else []
        yield from (blank + self._told(line, one) for line in rest)
        if one.fix:
            yield self.painted(FIX, DIM) + self.painted(screen_text(one.fix), CYAN)

    def _told(self, line: str, one: Finding) -> str:
        """Return a line of detail; only what is wrong stands out."""
        return line if one.answer is Answer.NO else self.painted(line, DIM)


def _style(one: Finding) -> str:
    if one.answer is Answer.NO:
        return RED if one.fault else YELLOW
    return {Answer.YES: GREEN, Answer.UNKNOWN: YELLOW, Answer.INFO: DIM}[one.answer]
