"""The exact bytes an append added, so that ``undo`` can take out these and nothing else.

Removing a block gives back the bytes from before the append. One thing stays: the final newline
that a file without one was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_START = re.compile(rb"^\d{4}-\d{2}-\d{2} (\*|!|note|document)(?= |\r?$)", re.MULTILINE)
_KEY = re.compile(rb'^  ([a-z][a-z0-9-]+): "([A-Za-z0-9._-]+)"\r?$', re.MULTILINE)
_LINK = re.compile(rb"(?<= )\^([A-Za-z0-9._/-]+)")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_ATTACHED = frozenset({b"note", b"document"})


@dataclass(frozen=True, slots=True)
class Block:
    """What is removed: ``content[start:end]``, with the blank line before its first directive.

    Attributes:
        start, end: byte offsets.
        text: the directives, without that blank line.
    """

    start: int
    end: int
    text: str

    def removed_from(self, content: bytes) -> bytes:
        """Return the bytes without the block."""
        return content[: self.start] + content[self.end :]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A transaction, note or document: its lines, up to the next line that is not indented."""

    start: int
    end: int
    kind: bytes
    links: frozenset[str]
    keys: dict[str, str]

    @property
    def own_id(self) -> str:
        """Return the id the transaction gives itself (format rules 4 and 5)."""
        return self.keys.get("id") or self.keys.get("invoice", "")


def last_block(content: bytes, ids: Collection[str]) -> Block | None:
    """Return the block of the last sealed transaction of a file, when it is one of these.

    The block is the transaction, every transaction of ``ids`` and sealed one linked to them without
    an id of its own right before it, and the notes and documents linked to them right behind. It
    holds each transaction of ``ids`` that the file has.

    Args:
        content: the whole file.
        ids: ids of the transactions that were appended together.

    Returns:
        None when there is no sealed transaction, the last one is another, or one of them stands
        apart from the others.
    """
    pieces = list(_pieces(content))
    sealed = [n for n, piece in enumerate(pieces) if "seal" in piece.keys]
    if not sealed or not _belongs(pieces[sealed[-1]], ids):
        return None
    first = last = sealed[-1]
    while first and _belongs(pieces[first - 1], ids) and _adjoin(content, pieces, first - 1):
        first -= 1
    while last + 1 < len(pieces) and _belongs(pieces[last + 1], ids):
        if not _adjoin(content, pieces, last):
            break
        last += 1
    if any(pieces[n].own_id in ids for n in sealed if n < first):
        return None
    start, end = pieces[first].start, pieces[last].end
    return Block(_with_blank_line(content, start), end, content[start:end].decode())


def note_block(content: bytes, line: int) -> Block | None:
    """Return the note that begins on a line of a file, None where none does.

    Args:
        content: the whole file.
        line: counted from 1.
    """
    for piece in _pieces(content):
        if piece.kind == b"note" and content.count(b"\n", 0, piece.start) == line - 1:
            text = content[piece.start : piece.end].decode()
            return Block(_with_blank_line(content, piece.start), piece.end, text)
    return None


def without_end(content: bytes, text: str) -> bytes:
    r"""Return a file's bytes without a directive that stands at its end, set off by a blank line.

    >>> without_end(b"; notes\n\n2026-01-01 open Assets:A\n", "2026-01-01 open Assets:A\n")
    b'; notes\n'
    """
    for ending in (b"\n", b"\r\n"):
        block = text.encode().replace(b"\n", ending)
        if content.endswith(ending + ending + block):
            return content[: -len(ending + block)]
    return content


def _pieces(content: bytes) -> Iterator[_Piece]:
    for match in _START.finditer(content):
        end = _end_of_line(content, match.end())
        head = _STRING.sub(b'""', content[match.start() : end])
        while content[end : end + 1] in {b" ", b"\t"}:
            end = _end_of_line(content, end)
        keys = {k.decode(): v.decode() for k, v in _KEY.findall(content[match.start() : end])}
        links = frozenset(link.decode() for link in _LINK.findall(head))
        yield _Piece(match.start(), end, match[1], links, keys)


def _end_of_line(content: bytes, position: int) -> int:
    newline = content.find(b"\n", position)
    return len(content) if newline < 0 else newline + 1


def _belongs(piece: _Piece, ids: Collection[str]) -> bool:
    if piece.kind in _ATTACHED or ("seal" in piece.keys and not piece.own_id):
        return not piece.links.isdisjoint(ids)
    return "seal" in piece.keys and piece.own_id in ids


def _adjoin(content: bytes, pieces: list[_Piece], number: int) -> bool:
    """Return whether nothing but one blank line stands between a piece and the next."""
    between = content[pieces[number].end : pieces[number + 1].start]
    return between in {b"\n", b"\r\n"}


def _with_blank_line(content: bytes, start: int) -> int:
    for blank in (b"\r\n", b"\n"):
        if content.endswith(b"\n" + blank, 0, start):
            return start - len(blank)
    return start
