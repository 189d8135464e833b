"""A first look at the bytes of a ledger: which files there are, and for which days balances count.

Both are told exactly by the parser only. What is found here is a guess that lets every file be
read once, alone and in any order; whoever parses compares, and gives up where the guess was wrong.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

from billcli.ledger.ground import GroundFile
from billcli.ledger.local_walk import Pattern, Walk
from billcli.ledger.regular_file import UnreadableFileError, read_regular
from billcli.ledger.screen import newline_of
from billcli.ledger.standing import NotLocal

_SIGHT = re.compile(
    rb'\n(?:include[ \t\r]*"([^"\n\\]*)"'
    rb"|([0-9]{4,})[-/]([0-9]+)[-/]([0-9]+)[ \t\r]*balance[ \t\r]*([^ \t\r\n]+))"
)

# Looked for only where the bytes before the group are found at all, which is the faster search.
_WHOLE = (
    (b"{", re.compile(rb'^[ \t]+[A-Z][^\n";{]*\{', re.MULTILINE), "a posting has a cost"),
    (b"pad", re.compile(rb"^[0-9]{4,}[-/][0-9]+[-/][0-9]+[ \t]+pad[ \t]", re.MULTILINE), "a pad"),
)


class Scan:
    """What was seen.

    Attributes:
        files: with includes, without the other lines that have no date.
        patterns: of the includes.
        cuts: sorted days of ``balance`` directives by account.
    """

    __slots__ = ("cuts", "files", "patterns")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.files: list[GroundFile] = []
        self.patterns: list[Pattern] = []
        self.cuts: dict[str, list[str]] = {}


def scan(main: Path) -> Scan:
    """Look at the main file and all that it seems to include.

    Args:
        main: real and absolute.

    Raises:
        NotLocal: a file cannot be read, is included in a way that is an error, or plainly needs all
            directives at once; then nothing was parsed in vain.
    """
    result = Scan()
    days: dict[str, set[str]] = {}
    walk = Walk(str(main.parent), str(main))
    for path in walk.files(lambda _path: result.files[-1].includes):
        result.files.append(_scanned(path, days))
    result.patterns = walk.patterns
    result.cuts = {account: sorted(found) for account, found in days.items()}
    return result


def content_of(path: str) -> bytes:
    """Return the bytes of a ledger file.

    Raises:
        NotLocal: it cannot be read as one.
    """
    try:
        return read_regular(Path(path)).content
    except UnreadableFileError as error:
        raise NotLocal(error.problems[0].message) from error


def _scanned(path: str, days: dict[str, set[str]]) -> GroundFile:
    content = content_of(path)
    for word, sight, reason in _WHOLE:
        if word in content and sight.search(content):
            raise NotLocal(reason)
    includes: list[tuple[int, str]] = []
    for found in _SIGHT.finditer(b"\n" + content):
        written, year, month, day, account = found.groups()
        if written is not None:
            line = content.count(b"\n", 0, found.start()) + 1
            includes.append((line, written.decode(errors="replace")))
            continue
        try:
            date = dt.date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
        days.setdefault(account.decode(errors="replace"), set()).add(date)
    digest = hashlib.sha256(content).hexdigest()
    return GroundFile(path, len(content), digest, newline_of(content), tuple(includes))
