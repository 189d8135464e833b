"""The lines of vCards 2.1, 3.0 and 4.0: unfolded, decoded, parted into name, parameters, value.

Sources: vCard 2.1 (versit, 1996), RFC 2426, RFC 6350. Lines are joined as bytes, because a fold may
stand within a letter of UTF-8; after that each line is decoded by its own CHARSET, if it has one.
"""

from __future__ import annotations

import codecs
import quopri
import re
from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTED = re.compile(rb"^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE(?:[;:])", re.IGNORECASE)
_CHARSET = re.compile(rb";CHARSET=\"?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_PART = re.compile(r'((?:[^":;]|"[^"]*")*)([;:])?')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_FIELD = re.compile(r"\\.|;", re.DOTALL)
_MARK = "\0"
_VALUE_MAX = 200_000


@dataclass(frozen=True, slots=True)
class CardLine:
    """One property.

    Attributes:
        line: 1-based line of the file where it begins.
        name: in capitals, without the group before it.
        group: what stands before the name and a dot, such as ``item1``.
        params: values of the parameters in capitals, such as ``WORK`` and ``PREF``.
        value: decoded, with its escapes.
    """

    line: int
    name: str
    group: str
    params: frozenset[str]
    value: str

    def fields(self) -> list[str]:
        """Return the parts of a structured value, without escapes and surrounding blanks."""
        marked = _FIELD.sub(lambda m: _MARK if m[0] == ";" else m[0], self.value)
        return [plain(part) for part in marked.split(_MARK)]

    @property
    def text(self) -> str:
        """Return the value as one text."""
        return plain(self.value)


def plain(value: str) -> str:
    r"""Return a value without the escapes of vCard.

    >>> plain(r"Acme\, Inc.")
    'Acme, Inc.'
    """
    return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).strip()


def card_lines(data: bytes) -> Iterator[CardLine]:
    """Yield the properties of a file; what has no colon is left out."""
    for line, raw in _unfolded(_narrow(data)):
        found = _property(line, raw)
        if found is not None:
            yield found


def _narrow(data: bytes) -> bytes:
    """Return UTF-8 or an older 8-bit text, whichever width the file has."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace").encode(errors="replace")
    return data.removeprefix(codecs.BOM_UTF8)


def _unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each whole line with the number of its first."""
    whole, start, soft = bytearray(), 1, False
    for number, row in enumerate(re.split(rb"\r\n|\r|\n", data), 1):
        if soft:
            whole[-1:] = row
        elif row[:1] in {b" ", b"\t"} and whole:
            whole += row[1:]
        else:
            if whole:
                yield start, bytes(whole)
            whole, start = bytearray(row), number
        soft = whole[-1:] == b"=" and _QUOTED.match(bytes(whole[:400])) is not None
    if whole:
        yield start, bytes(whole)


def _property(line: int, raw: bytes) -> CardLine | None:
    if len(raw) > _VALUE_MAX:  # a picture
        return None
    head = raw.partition(b":")[0]
    found = _CHARSET.search(head)
    charset = found[1].decode("ascii") if found else ""
    if _QUOTED.match(raw):
        raw = head + b":" + quopri.decodestring(raw[len(head) + 1 :]).replace(b"\r\n", b"\n")
    text = _decoded(raw, charset)
    parts: list[str] = []
    colon, at = False, 0
    while not colon and (piece := _PART.match(text, at)) and piece[2]:
        parts.append(piece[1])
        at, colon = piece.end(), piece[2] == ":"
    if not colon:
        return None
    group, _, name = parts[0].strip().rpartition(".")
    words = (word.rpartition("=")[2] for part in parts[1:] for word in part.split(","))
    params = frozenset(word.strip(' "').upper() for word in words)
    return CardLine(line, name.upper(), group.casefold(), params, text[at:].replace(_MARK, ""))


def _decoded(raw: bytes, charset: str) -> str:
    for encoding in filter(None, (charset, "utf-8", "cp1252")):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return raw.decode("latin-1")
