"""MT940 and MT942 as text: fields behind their tags, whatever stands around them.

Source: SWIFT Standards MT, category 9; the files of banks differ in envelopes (``{1:...{4:``, lines
such as ``ABNANL2A`` or ``940 00``, nothing), ends (``-``, ``-}``, nothing) and line breaks.
"""

from __future__ import annotations

import re

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

END = "-"
_TAG = re.compile(
    r"\s*:(20|21|25P?|28C?|34F|13D?|60[FM]?|61|62[FM]?|64|65|86|\d\d[A-Z]|NS|940|942):(.*)",
    re.DOTALL,
)
_BREAK = re.compile(r"\r\n|\r|\n")
_OF_FINTS = re.compile(r"@@:\d\d[A-Z]?:", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff]")
_BEGINS = ("{1:", "{2:", "{4:", "{5:", "-}")
_CLOSING = frozenset({"62", "62F", "62M", "64", "65"})
_OF_CLOCK = frozenset({"13", "20", "21", "25", "28"})
_MINUTES = re.compile(r"[0-5]\d(?!\d)", re.ASCII)
_HOURS = re.compile(r"(?<!\d)[0-2]?\d$", re.ASCII)
_CUT_TAG = re.compile(r"\d\d[A-Z]?:", re.ASCII)


class Field(NamedTuple):
    """A tag with what follows it, up to the next one.

    Attributes:
        tag: such as ``61``; ``END`` where a message ends.
        line: 1-based line of the tag in the file.
        rows: the rest of its line and the lines below, blanks at their ends kept.
    """

    tag: str
    line: int
    rows: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """Return the first row without blanks around it."""
        return self.rows[0].strip() if self.rows else ""


def split_fields(text: str) -> tuple[Field, ...]:
    r"""Return the fields of all messages in the order of the file, without the envelopes.

    >>> [field.tag for field in split_fields(":20:A\n:25:1\n-}\n{4:\n:20:B")]
    ['20', '25', '-', '-', '20']
    """
    return tuple(_fields(_lines(text)))


def _lines(text: str) -> list[str]:
    if _OF_FINTS.search(text):
        text = text.replace("@@", "\n")
    lines = [_CONTROL.sub("", line) for line in _BREAK.split(text)]
    for at in range(len(lines) - 1):
        if lines[at].strip() == ":" and _CUT_TAG.match(lines[at + 1]):
            lines[at], lines[at + 1] = "", f":{lines[at + 1]}"
    return lines


def _fields(lines: Sequence[str]) -> Iterator[Field]:
    tag, start, rows = "", 0, [""]
    closed = False
    for at, whole in enumerate(lines):
        line = whole.rpartition("{4:")[2] if not _TAG.match(whole) else whole
        begun = _TAG.match(line)
        if begun and _clock(tag, rows[-1], begun):
            begun = None
        ends = len(line) < len(whole) or _ends(lines, at, closed=closed)
        if (begun or ends) and tag:
            yield Field(tag, start, tuple(rows))
            tag = ""
        if ends:
            yield Field(END, at + 1)
        if begun:
            tag, start, rows = begun[1], at + 1, [begun[2]]
            closed = tag in _CLOSING or (closed and tag == "86" and not ends)
        elif tag:
            rows.append(line)
    if tag:
        yield Field(tag, start, tuple(rows))


def _clock(tag: str, before: str, begun: re.Match[str]) -> bool:
    """Return whether a time of day was broken over two lines: ``... 09`` and ``:25:31 ...``."""
    if begun[1] not in _OF_CLOCK or tag not in {"61", "86"}:
        return False
    return bool(_MINUTES.match(begun[2]) and _HOURS.search(before))


def _ends(lines: Sequence[str], at: int, *, closed: bool) -> bool:
    """Return whether a line ends a message; a dash may also be text, broken off a long line."""
    line = lines[at].strip()
    if line.startswith(_BEGINS):
        return True
    if line != END:
        return False
    below = next((text for text in lines[at + 1 : at + 20] if text.strip()), "")
    return closed or not below or bool(_TAG.match(below)) or below.strip().startswith(("{", END))
