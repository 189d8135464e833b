"""QR symbols as SVG: one outline over whole modules, black on white whatever surrounds them.

Source: ISO/IEC 18004 (by segno); the Swiss cross: SIX, Style guide QR-bill, 7 mm on 46 mm.
"""

from __future__ import annotations

from collections import defaultdict

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

QUIET = 4
_WIDTH = 46.0
_CROSS, _FIELD, _ARM, _BREADTH = 7.0, 6.0, 3.9, 1.17
_Point = tuple[int, int]


def modules(payload: str, version_max: int) -> Sequence[Sequence[int]] | None:
    """Return the rows of a symbol of error level M, 1 for black; None when it would be too large.

    Args:
        payload: the text, written as UTF-8 bytes.
        version_max: the largest version the code's standard allows.
    """
    import segno  # noqa: PLC0415 - only documents with a payment code pay for it

    try:
        made = segno.make(
            payload, error="m", mode="byte", encoding="utf-8", micro=False, boost_error=False
        )
    except segno.DataOverflowError:
        return None
    return made.matrix if int(made.version) <= version_max else None


def symbol(size: int, path: str, *, quiet: int = QUIET, cross: bool = False) -> str:
    """Return a symbol as SVG, one unit per module.

    Args:
        size: modules on a side.
        path: their ``outline``.
        quiet: width of the white border in modules.
        cross: whether the Swiss cross stands in the middle.
    """
    side = size + 2 * quiet
    head = f'viewBox="{-quiet} {-quiet} {side} {side}" width="{side}" height="{side}"'
    drawn = 'xmlns="http://www.w3.org/2000/svg" shape-rendering="crispEdges"'
    paper = f'<path fill="#fff" d="M{-quiet} {-quiet}h{side}v{side}h{-side}z"/>'
    black = f'<path fill="#000" d="{path}"/>'
    middle = _swiss_cross(size) if cross else ""
    return f"<svg {drawn} {head}>{paper}{black}{middle}</svg>"


def outline(rows: Sequence[Sequence[int]]) -> str:
    """Return the border of all black areas as an SVG path, black to the right of each step.

    One outline leaves no hairlines between modules, as rows of rectangles do on some screens.

    >>> outline([[1, 1], [0, 1]])
    'M0 0h2v2h-1v-1h-1z'
    """
    steps: dict[_Point, list[_Point]] = defaultdict(list)
    for start, end in _borders(rows):
        steps[start].append(end)
    loops = []
    for start in sorted(steps, key=lambda point: (point[1], point[0])):
        while steps[start]:
            loops.append(_loop(start, steps))
    return "".join(loops)


def _borders(rows: Sequence[Sequence[int]]) -> Iterator[tuple[_Point, _Point]]:
    def dark(x: int, y: int) -> bool:
        return 0 <= y < len(rows) and 0 <= x < len(rows[y]) and bool(rows[y][x])

    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if not module:
                continue
            if not dark(x, y - 1):
                yield (x, y), (x + 1, y)
            if not dark(x + 1, y):
                yield (x + 1, y), (x + 1, y + 1)
            if not dark(x, y + 1):
                yield (x + 1, y + 1), (x, y + 1)
            if not dark(x - 1, y):
                yield (x, y + 1), (x, y)


def _loop(start: _Point, steps: dict[_Point, list[_Point]]) -> str:
    """Return one closed line and take its steps away; straight runs are one step of the path."""
    runs: list[list[int]] = []
    here = start
    while True:
        there = steps[here].pop()
        run = [there[0] - here[0], there[1] - here[1]]
        if runs and (runs[-1][0] == 0) == (run[0] == 0):
            run = [runs[-1][0] + run[0], runs[-1][1] + run[1]]
            runs.pop()
        runs.append(run)
        here = there
        if here == start:
            break
    lines = "".join(f"h{x}" if x else f"v{y}" for x, y in runs[:-1])
    return f"M{start[0]} {start[1]}{lines}z"


def _swiss_cross(size: int) -> str:
    """Return the white cross on black in the middle: 46 mm are the whole symbol."""

    def box(width: float, height: float) -> str:
        x, y = ((size - side * size / _WIDTH) / 2 for side in (width, height))
        w, h = (side * size / _WIDTH for side in (width, height))
        return f"M{x:.3f} {y:.3f}h{w:.3f}v{h:.3f}h{-w:.3f}z"

    arms = box(_ARM, _BREADTH) + box(_BREADTH, _ARM)
    return (
        f'<path fill="#fff" d="{box(_CROSS, _CROSS)}"/>'
        f'<path fill="#000" d="{box(_FIELD, _FIELD)}"/><path fill="#fff" d="{arms}"/>'
    )
