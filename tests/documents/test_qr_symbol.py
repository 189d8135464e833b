from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.documents.qr_symbol import modules, outline, symbol

if TYPE_CHECKING:
    from collections.abc import Sequence

SVG = "{http://www.w3.org/2000/svg}"
STEP = re.compile(r"([Mhvz])(-?\d+)?(?: (-?\d+))?")
Rows = list[list[int]]


def filled(path: str, width: int, height: int) -> Rows:
    """Return the modules inside an outline by the even-odd rule, a border crossed at a time."""
    walls: set[tuple[int, int]] = set()
    x = y = start_x = start_y = 0
    for verb, first, second in STEP.findall(path):
        before = y
        if verb == "M":
            x, y = start_x, start_y = int(first), int(second)
        elif verb == "h":
            x += int(first)
        else:
            y = start_y if verb == "z" else y + int(first)
            x = start_x if verb == "z" else x
            walls ^= {(x, row) for row in range(*sorted((before, y)))}
    rows = []
    for row in range(height):
        inside, found = False, []
        for column in range(width):
            inside ^= (column, row) in walls
            found.append(int(inside))
        rows.append(found)
    return rows


def read(rows: Sequence[Sequence[int]]) -> str:
    """Return what a reader of codes sees, at four pixels a module with a white border."""
    side = len(rows) + 8
    grid = [[0] * side for _ in range(4)]
    grid += [[0] * 4 + [int(bool(m)) for m in row] + [0] * 4 for row in rows]
    grid += [[0] * side for _ in range(4)]
    pixels = b"".join(
        bytes(255 - 255 * module for module in row for _ in range(4))
        for row in grid
        for _ in "four"
    )
    picture = memoryview(pixels).cast("B", (4 * side, 4 * side))
    return "".join(found.text for found in zxingcpp.read_barcodes(picture))


@pytest.mark.parametrize(
    "text", ["BCD\n002\n1\nSCT", "Zürich € Łódź Țara", "x" * 331, "日本", "0" * 40, "A"]
)
def test_a_symbol_says_what_it_was_given(text: str) -> None:
    rows = modules(text, 25)
    assert rows is not None
    assert read(rows) == text
    path = outline(rows)
    assert filled(path, len(rows), len(rows)) == [list(row) for row in rows]


@pytest.mark.parametrize(("length", "version"), [(331, 13), (997, 25)])
def test_the_largest_symbol_of_a_standard_is_kept(length: int, version: int) -> None:
    assert modules("x" * length, version) is not None
    assert modules("x" * (length + 1), version) is None


def test_more_than_any_symbol_holds_gives_none() -> None:
    assert modules("x" * 5000, 40) is None


def test_the_picture_is_black_on_white_with_a_quiet_zone() -> None:
    rows = modules("A", 25)
    assert rows is not None
    tree = ET.fromstring(symbol(len(rows), outline(rows)))  # noqa: S314 - our own text
    assert tree.get("viewBox") == "-4 -4 29 29"
    paper, black = tree.findall(f"{SVG}path")
    assert (paper.get("fill"), paper.get("d")) == ("#fff", "M-4 -4h29v29h-29z")
    assert black.get("fill") == "#000"
    assert filled(black.get("d") or "", 21, 21) == [list(row) for row in rows]


def test_the_swiss_cross_is_seven_of_forty_six_millimetres() -> None:
    rows = modules("x" * 200, 25)
    assert rows is not None
    tree = ET.fromstring(symbol(len(rows), outline(rows), quiet=0, cross=True))  # noqa: S314 - our own text
    white = tree.findall(f"{SVG}path")[2]
    assert white.get("fill") == "#fff"
    x, y, width = map(float, re.findall(r"[\d.]+", white.get("d") or "")[:3])
    assert width / len(rows) == pytest.approx(7 / 46, abs=1e-4)
    assert x == y == pytest.approx((len(rows) - width) / 2, abs=1e-2)


@given(st.lists(st.lists(st.integers(0, 1), min_size=7, max_size=7), min_size=1, max_size=7))
@settings(max_examples=50)
def test_an_outline_encloses_exactly_the_black_modules(rows: Rows) -> None:
    path = outline(rows)
    assert filled(path, 7, len(rows)) == rows
    assert not re.search(r"h-?\d+h|v-?\d+v|[hv]0", path)
