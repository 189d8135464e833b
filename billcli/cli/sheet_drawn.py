"""A document laid out for a terminal of some width: figures on one decimal point, nothing cut.

At most ``MEASURE`` columns are used, however wide the terminal is: the eye has to find the way from
a description to its amount. Too narrow for columns, each line of the document takes two rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from billcli.cli.layout import fold, screen_text, width
from billcli.cli.sheet_pen import (
    BESIDE_LEAST,
    BOLD,
    DESCRIPTION_LEAST,
    DIM,
    GAP,
    ID,
    MEASURE,
    Pen,
    ends,
    flush,
    labelled,
    on_point,
    side_by_side,
)
from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.sheet import Sheet, SheetLine
    from billcli.domain.money import Money


def drawn(sheet: Sheet, columns: int, *, color: bool, unicode: bool) -> str:
    """Return the document as lines of text.

    Args:
        sheet: what to show.
        columns: width of the terminal.
        color: whether escape sequences may be written at all.
        unicode: whether the terminal's encoding has characters for rules.
    """
    pen = Pen(min(columns, MEASURE), color, unicode)
    figures = Figures.of(sheet)
    blocks = [
        [*_letterhead(sheet, pen), pen.rule(heavy=True)],
        _parties(sheet, pen),
        [*_lines(sheet, pen, figures), *_totals(sheet, pen, figures)],
        [row for note in sheet.notes for row in fold(screen_text(note), pen.columns)],
        _payment(sheet, pen),
        _history(sheet, pen),
    ]
    rows = "\n\n".join("\n".join(block) for block in blocks if block)
    return "".join(f"{row.rstrip()}\n" for row in rows.split("\n"))


@dataclass(frozen=True, slots=True)
class Figures:
    """All amounts of a document as texts on one decimal point."""

    lines: Sequence[str]
    sums: Sequence[str]
    total: str
    included: Sequence[str]

    @classmethod
    def of(cls, sheet: Sheet) -> Figures:
        """Return the figures of a document."""
        money = [line.amount for line in sheet.lines]
        money += [amount for _, amount in (*sheet.sums, sheet.total, *sheet.included)]
        texts = on_point(plain(amount.number) for amount in money)
        first, second = len(sheet.lines), len(sheet.lines) + len(sheet.sums)
        return cls(texts[:first], texts[first:second], texts[second], texts[second + 1 :])


def _letterhead(sheet: Sheet, pen: Pen) -> list[str]:
    right = [
        (screen_text(sheet.title), BOLD),
        (screen_text(sheet.number), ID),
        (screen_text(sheet.status), sheet.tone.value),
    ]
    most = max(width(text) for text, _ in right)
    room = pen.columns - most - GAP
    beside = room >= BESIDE_LEAST
    left = _block(sheet.sender, room if beside else pen.columns, pen)
    if not beside:
        gap = [""] if left else []
        return [*left, *gap, *(pen.paint(text, style) for text, style in right)]
    marks = [(" " * (most - width(text)) + text, style) for text, style in right]
    return side_by_side(left, [pen.paint(text, style) for text, style in marks], room)


def _block(texts: Sequence[str], room: int, pen: Pen) -> list[str]:
    """Return a name and the lines below it, folded; only the name stands out."""
    rows: list[str] = []
    for i, text in enumerate(texts):
        rows += [pen.paint(row, BOLD if i == 0 else "") for row in fold(screen_text(text), room)]
    return rows


def _parties(sheet: Sheet, pen: Pen) -> list[str]:
    pairs = [(screen_text(label), screen_text(value)) for label, value in sheet.particulars]
    label = max((width(name) for name, _ in pairs), default=0)
    most = label + GAP + max((width(value) for _, value in pairs), default=0)
    room = pen.columns - most - GAP
    if room >= BESIDE_LEAST:
        left = _block(sheet.addressee, room, pen)
        return side_by_side(left, labelled(pairs, label, pen), room)
    left = _block(sheet.addressee, pen.columns, pen)
    return [*left, *([""] if left and pairs else []), *labelled(pairs, label, pen)]


def _lines(sheet: Sheet, pen: Pen, figures: Figures) -> list[str]:
    if not sheet.lines:
        return []
    cells = _cells(sheet.lines, figures)
    titles = ["Quantity", "Price", "Tax", "Amount"]
    kept = [i for i, title in enumerate(titles) if title != "Tax" or any(row[i] for row in cells)]
    sizes = {i: max(width(row[i]) for row in (titles, *cells)) for i in kept}
    room = pen.columns - sum(sizes.values()) - GAP * len(sizes)
    if room < DESCRIPTION_LEAST:
        return _stacked(sheet.lines, cells, pen)

    def row_of(text: str, figures: Sequence[str]) -> str:
        tail = "  ".join(flush(figures[i], sizes[i]) for i in kept)
        return f"{text}{' ' * (room - width(text) + GAP)}{tail}"

    rows = [pen.paint(row_of("Description", titles), DIM), pen.rule()]
    for line, row in zip(sheet.lines, cells, strict=True):
        first, *more = fold(screen_text(line.description), room)
        rows += [row_of(first, row), *more, *_remarks(line, room, pen)]
    return [*rows, pen.rule()]


def _cells(lines: Sequence[SheetLine], figures: Figures) -> list[list[str]]:
    """Return quantity with unit, price, tax and amount of each line, each on its own point."""
    quantities = on_point(plain(line.quantity) for line in lines)
    prices = on_point(plain(line.price) for line in lines)
    units = [screen_text(line.unit) for line in lines]
    widest = max(map(width, units))
    counts = [
        f"{quantity} {unit}{' ' * (widest - width(unit))}" if widest else quantity
        for quantity, unit in zip(quantities, units, strict=True)
    ]
    taxes = [screen_text(line.tax) for line in lines]
    return [list(row) for row in zip(counts, prices, taxes, figures.lines, strict=True)]


def _remarks(line: SheetLine, room: int, pen: Pen) -> list[str]:
    return [
        pen.paint(f"  {row}", DIM)
        for remark in line.remarks
        for row in fold(screen_text(remark), max(room - 2, 1))
    ]


def _stacked(lines: Sequence[SheetLine], cells: Sequence[Sequence[str]], pen: Pen) -> list[str]:
    """Return each line as its description and, below, what it comes to."""
    rows = [pen.rule()]
    for line, (quantity, price, tax, amount) in zip(lines, cells, strict=True):
        rows += fold(screen_text(line.description), pen.columns)
        rows += _remarks(line, pen.columns, pen)
        count = " ".join(f"{quantity.strip()} x {price.strip()}".split())
        asked = f"  {count}{f', {tax}' if tax else ''}"
        rows += ends(asked, amount, pen)
    return [*rows, pen.rule()]


def _totals(sheet: Sheet, pen: Pen, figures: Figures) -> list[str]:
    label, total = sheet.total
    named = f"{label} {total.currency}"
    rows = [*zip([screen_text(name) for name, _ in sheet.sums], figures.sums, strict=True)]
    inside = [*zip([screen_text(n) for n, _ in sheet.included], figures.included, strict=True)]
    most = max(map(width, (named, *(name for name, _ in (*rows, *inside)))))
    size = min(most + 2 * GAP + len(figures.total), pen.columns)
    found = [row for name, amount in rows for row in _sum(name, amount, size, pen)]
    if rows:
        found.append(pen.rule(size))
    found += [pen.paint(row, BOLD) for row in _sum(named, figures.total, size, pen)]
    dim = [row for name, amount in inside for row in _sum(name, amount, size, pen)]
    return [*found, *(pen.paint(row, DIM) for row in dim)]


def _sum(name: str, amount: str, size: int, pen: Pen) -> list[str]:
    """Return one row of the totals; a name too long for its row folds above the amount."""
    *above, last = fold(name, max(size - GAP - width(amount), 8))
    lead = " " * (pen.columns - size)
    blanks = " " * (size - width(last) - width(amount))
    return [*(f"{lead}{row}" for row in above), f"{lead}{last}{blanks}{amount}"]


def _payment(sheet: Sheet, pen: Pen) -> list[str]:
    pairs = [(screen_text(name), screen_text(value)) for name, value in sheet.payment]
    amounts = _amounts([amount for _, amount in sheet.settled])
    label = max((width(name) for name, _ in (*pairs, *sheet.settled)), default=0)
    rows = labelled(pairs, label, pen)
    for (name, _), text in zip(sheet.settled, amounts, strict=True):
        blanks = " " * (label - width(name) + GAP)
        rows.append(pen.paint(name, DIM) + blanks + text)
    if amounts:  # what is left is what the reader came for
        rows[-1] = rows[-1].replace(amounts[-1], pen.paint(amounts[-1], BOLD))
    return [pen.paint("Payment", BOLD), *rows] if rows else []


def _amounts(found: Sequence[Money]) -> list[str]:
    return [
        f"{text} {amount.currency}"
        for text, amount in zip(on_point(plain(a.number) for a in found), found, strict=True)
    ]


def _history(sheet: Sheet, pen: Pen) -> list[str]:
    if not sheet.history:
        return []
    amounts = on_point(plain(move.amount.number) for move in sheet.history)
    places = [screen_text(move.place) for move in sheet.history]
    fixed = len("2026-01-31") + GAP + width(amounts[0]) + GAP
    widest = max(map(width, places)) + GAP
    with_place = pen.columns - fixed - widest >= DESCRIPTION_LEAST
    room = pen.columns - fixed - (widest if with_place else 0)
    if room < DESCRIPTION_LEAST // 2:
        room = pen.columns
    rows = [pen.paint("History", BOLD)]
    for move, amount, place in zip(sheet.history, amounts, places, strict=True):
        first, *more = fold(screen_text(move.what), max(room, 8))
        row = f"{move.date}  {first}{' ' * max(room - width(first), 0)}  {amount}"
        rows.append(f"{row}  {pen.paint(place, DIM)}" if with_place else row)
        rows += [f"{' ' * 12}{text}" for text in more]
    return rows
