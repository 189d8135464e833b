r"""What the bytes of a ledger file must be before Beancount's parser may see them.

Beancount reads a byte order mark, UTF-16 or lone carriage returns as garbage and goes on with what
is left, so that payments vanish without a word. These checks are over bytes and take about as long
as reading the file. What only the parser can tell (a division by zero, a number too long) is
guarded in ``ledger.builder``, where strings and comments are told from amounts exactly.
"""

from __future__ import annotations

import codecs
import re

from billcli.domain.problem import Problem, Severity, Source

_UTF8_MARK = b"\xef\xbb\xbf"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_LONE_RETURN = rb"\r(?![\r\n]|\Z)"
_REPORTED_MAX = 20
LINE_MAX = 1_000_000
_PORTION = 1 << 16


def screen(content: bytes, name: str) -> tuple[Problem, ...]:
    r"""Return why a file's bytes cannot be given to the parser; warnings do not forbid it.

    Args:
        content: the whole file.
        name: its name as the user knows it.

    >>> [p.code for p in screen(b"\xef\xbb\xbf2026-01-01 open Assets:Bank\n", "a.beancount")]
    ['LEDGER-BOM']
    """
    if not content:
        return (_empty(name),)
    if content.startswith(_WIDE_MARKS) or _looks_wide(content):
        return (_wide(name),)
    found: list[Problem] = []
    if content.startswith(_UTF8_MARK):
        found.append(_mark(name))
    found += _nul(content, name)
    found += _not_utf8(content, name)
    found += _lone_returns(content, name)
    found += _long_line(content, name)
    return tuple(found)


def newline_of(content: bytes) -> str:
    r"""Return the line ending most lines have; ``\n`` for a file without lines.

    >>> newline_of(b"a\r\nb\r\nc\n")
    '\r\n'
    """
    if b"\r" not in content:
        return "\n"
    returns = content.count(b"\r\n")
    return "\r\n" if returns * 2 > content.count(b"\n") else "\n"


def line_at(content: bytes, position: int) -> int:
    r"""Return the 1-based line of a byte position.

    >>> line_at(b"a\nb\nc", 4)
    3
    """
    return content.count(b"\n", 0, position) + 1


def _looks_wide(content: bytes) -> bool:
    """Return whether every other byte of the beginning is NUL, as in UTF-16 without a mark."""
    head = content[:64]
    zeros = max(head[::2].count(0), head[1::2].count(0))
    return len(head) > 1 and zeros * 2 >= len(head) - 1


def _nul(content: bytes, name: str) -> list[Problem]:
    position = content.find(b"\0")
    if position < 0:
        return []
    return [
        Problem(
            "LEDGER-NUL",
            "the file holds a NUL byte: it may have been cut off or overwritten",
            Source(name, line_at(content, position)),
            "restore the file from git or a backup",
        )
    ]


def _not_utf8(content: bytes, name: str) -> list[Problem]:
    if _decodes(content):
        return []
    found = []
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not _decodes(line):
            found.append(
                Problem(
                    "LEDGER-ENCODING",
                    "the line is not UTF-8",
                    Source(name, number),
                    f"convert the file: iconv -f LATIN1 -t UTF-8 {name} > new && mv new {name}",
                )
            )
        if len(found) == _REPORTED_MAX:
            break
    return found


def _decodes(content: bytes) -> bool:
    """Return whether bytes are UTF-8, without making a text of the whole file."""
    if content.isascii():
        return True
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(content)
    try:
        for start in range(0, len(view), _PORTION):
            decoder.decode(view[start : start + _PORTION])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lone_returns(content: bytes, name: str) -> list[Problem]:
    if b"\r" not in content:
        return []
    lone = re.search(_LONE_RETURN, content)
    if lone is None:
        return []
    return [
        Problem(
            "LEDGER-RETURN",
            "a carriage return stands alone: Beancount reads on in the same line",
            Source(name, line_at(content, lone.start())),
            "save the file with line ends LF or CR LF",
        )
    ]


def _long_line(content: bytes, name: str) -> list[Problem]:
    """Return the first line beyond the limit: the lexer's time grows with its square."""
    start = 0
    while start + LINE_MAX < len(content):
        end = content.rfind(b"\n", start, start + LINE_MAX + 1)
        if end < 0:
            where = Source(name, line_at(content, start))
            message = f"the line has more than {LINE_MAX} bytes"
            return [Problem("LEDGER-LONG", message, where, "shorten the text in it")]
        start = end + 1
    return []


def _mark(name: str) -> Problem:
    return Problem(
        "LEDGER-BOM",
        "the file begins with a byte order mark: Beancount would lose the first directive",
        Source(name, 1),
        "save it as UTF-8 without the mark; billcli doctor names a command that does it",
    )


def _wide(name: str) -> Problem:
    return Problem(
        "LEDGER-ENCODING",
        "the file is UTF-16 or UTF-32, not UTF-8",
        Source(name, 1),
        f"convert the file: iconv -f UTF-16 -t UTF-8 {name} > new && mv new {name}",
    )


def _empty(name: str) -> Problem:
    return Problem(
        "LEDGER-EMPTY",
        "the file has no bytes: it may have been cut off while it was written",
        Source(name),
        "restore it from git or a backup, or take its include out",
        Severity.WARNING,
    )
