"""Reads back what a PDF shows: enough of ISO 32000 for the files Typst writes."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MM = 72 / 25.4
_OBJECT = re.compile(rb"(?:^|\s)(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_PLAIN = rb"[^()\\]|\\."
_NESTED = _PLAIN
for _ in range(4):  # brackets in a string need no backslash while they are balanced
    _NESTED = rb"(?:" + _PLAIN + rb"|\((?:" + _NESTED + rb")*\))"
_TOKEN = re.compile(
    rb"(?P<string>\((?:" + _NESTED + rb")*\))|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<mark><<|>>|\[|\])"
    rb"|(?P<name>/[^\s()<>\[\]/]*)|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))|(?P<word>[A-Za-z'\"*]+\d?)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_CHAR = re.compile(rb"<([0-9A-F]{4})>\s*<([0-9A-F]+)>")


@dataclass(frozen=True)
class Run:
    """A piece of text as it stands on a page, in millimetres from the top left corner."""

    text: str
    x: float
    y: float  # of the baseline
    width: float
    size: float
    artifact: bool
    font: str

    @property
    def right(self) -> float:
        return self.x + self.width


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)

    def find(self, text: str) -> Run:
        """Return the first run that has a text."""
        return next(run for run in self.runs if text in run.text)


@dataclass(frozen=True)
class Font:
    name: str
    letters: dict[int, str]
    widths: dict[int, float]


def pages(pdf: bytes) -> list[Page]:
    """Return what each page shows, in the order it is read."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    found = []
    tree = next(body for body in objects.values() if b"/Type/Pages" in body)
    for number in map(int, re.findall(rb"(\d+) 0 R", re.search(rb"/Kids\[([^\]]*)", tree)[1])):
        page = objects[number]
        box = [float(part) for part in re.search(rb"/MediaBox\s*\[([^\]]*)\]", page)[1].split()]
        resources = _referred(page, b"Resources", objects)
        fonts = {
            name: _font(objects[int(at)], objects)
            for name, at in re.findall(
                rb"/(\w+) (\d+) 0 R", _dictionary(resources, b"Font", objects)
            )
        }
        content = _content(_referred(page, b"Contents", objects))
        found.append(Page(box[2] / MM, box[3] / MM, tuple(_runs(content, fonts, box[3]))))
    return found


def plain(text: str) -> str:
    """Return a text without blanks and places to break, which a page need not show."""
    return re.sub(r"[\s\u200b]+", "", text)


def streams(pdf: bytes) -> bytes:
    """Return all streams, inflated."""
    return b"\n".join(map(_inflated, _STREAM.findall(pdf)))


def _referred(body: bytes, key: bytes, objects: dict[int, bytes]) -> bytes:
    return objects[int(re.search(rb"/" + key + rb" (\d+) 0 R", body)[1])]


def _dictionary(body: bytes, key: bytes, objects: dict[int, bytes]) -> bytes:
    if found := re.search(rb"/" + key + rb"\s*<<(.*?)>>", body, re.DOTALL):
        return found[1]
    return _referred(body, key, objects) if b"/" + key in body else b""


def _content(body: bytes) -> bytes:
    return _inflated(_STREAM.search(body)[1])


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _font(body: bytes, objects: dict[int, bytes]) -> Font:
    letters = {
        int(code, 16): bytes.fromhex(value.decode()).decode("utf-16-be", "replace")
        for code, value in _CHAR.findall(_content(_referred(body, b"ToUnicode", objects)))
    }
    inner = objects[int(re.search(rb"/DescendantFonts\s*\[(\d+) 0 R", body)[1])]
    widths: dict[int, float] = {}
    listed = re.search(rb"/W\s*\[(.*)\]", inner, re.DOTALL)
    numbers = listed[1].split() if listed else []
    for first, last, width in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        widths |= dict.fromkeys(range(int(first), int(last) + 1), float(width))
    return Font(re.search(rb"/BaseFont/([^/\s]+)", body)[1].decode(), letters, widths)


def _runs(content: bytes, fonts: dict[bytes, Font], height: float) -> Iterator[Run]:
    matrix, saved = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), []
    text, font, size = matrix, Font("", {}, {}), 0.0
    spans: list[tuple[bool, str | None]] = []
    operands: list[object] = []
    for word, operands in _operations(content):
        if word == b"q":
            saved.append(matrix)
        elif word == b"Q":
            matrix = saved.pop()
        elif word == b"cm":
            matrix = _times(tuple(map(float, operands[-6:])), matrix)
        elif word == b"Tf":
            font, size = fonts[operands[-2][1:]], float(operands[-1])
        elif word == b"Tm":
            text = tuple(map(float, operands[-6:]))
        elif word in {b"BDC", b"BMC"}:
            spans.append((b"/Artifact" in operands, _actual(operands)))
        elif word == b"EMC":
            spans.pop()
        elif word in {b"Tj", b"TJ"}:
            at = _times(text, matrix)
            shown, width = _shown(operands, font, size)
            given = next((actual for _, actual in spans if actual is not None), None)
            scale = abs(at[0])
            yield Run(
                shown if given is None else given,
                at[4] / MM, (height - at[5]) / MM, width * scale / MM, size * scale,
                any(artifact for artifact, _ in spans), font.name,
            )  # fmt: skip


def _operations(content: bytes) -> Iterator[tuple[bytes, list[object]]]:
    operands: list[object] = []
    for token in _TOKEN.finditer(content):
        kind, value = token.lastgroup, token[0]
        if kind == "word" and value not in {b"true", b"false", b"null"}:
            yield value, operands
            operands = []
        elif kind == "string":
            operands.append(("text", _ESCAPE.sub(_unescaped, value[1:-1])))
        elif kind == "hex":
            operands.append(("text", bytes.fromhex(value[1:-1].decode())))
        else:
            operands.append(value)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if code[:1].isdigit() else _LETTERS.get(code, code)


def _shown(operands: list[object], font: Font, size: float) -> tuple[str, float]:
    text, width = "", 0.0
    for part in operands:
        if isinstance(part, tuple):
            codes = [int.from_bytes(part[1][i : i + 2]) for i in range(0, len(part[1]), 2)]
            text += "".join(font.letters.get(code, "") for code in codes)
            width += sum(font.widths.get(code, 0.0) for code in codes)
        elif part not in {b"[", b"]"}:
            width -= float(part)
    return text, width * size / 1000


def _actual(operands: list[object]) -> str | None:
    if b"/ActualText" not in operands:
        return None
    data = operands[operands.index(b"/ActualText") + 1][1]
    return data.decode("utf-16" if data.startswith(b"\xfe\xff") else "latin-1")


def _times(one: tuple[float, ...], two: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = two
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
            e * p + f * r + t, e * q + f * s + u)  # fmt: skip
