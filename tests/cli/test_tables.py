from __future__ import annotations

import datetime as dt

import pytest

from billcli.cli.layout import chosen, width
from billcli.cli.outcome import Column, ColumnKind, Show, Table
from billcli.cli.table_plain import lined_up, stacked
from billcli.cli.table_rich import drawn
from billcli.domain.money import Money

COLUMNS = (
    Column("item", "Item", ColumnKind.ID),
    Column("customer", "Customer"),
    Column("date_issued", "Issued", ColumnKind.DATE, Show.ROOM),
    Column("date_due", "Due", ColumnKind.DATE),
    Column("days_overdue", "Days overdue", ColumnKind.INT),
    Column("amount", "Amount", ColumnKind.MONEY, Show.ROOM),
    Column("balance_open", "Open", ColumnKind.MONEY),
)
NAMES = ("Acme Inc.", "[bold]x Müller & Söhne Maschinenbau GmbH", "株式会社サンプル商事", "y" * 60)
IDS = tuple(f"INV-2026-{n:04}" for n in range(1, 5))
AMOUNTS = ("1234567.89 EUR", "1.00 EUR", "-5.00 EUR", "0.00 EUR")


def _table() -> Table:
    rows = tuple(
        (
            IDS[n],
            NAMES[n],
            dt.date(2026, 1, 15),
            dt.date(2026, 2, 14),
            n,
            Money.of(AMOUNTS[n].split()[0], "EUR"),
            Money.of(AMOUNTS[n].split()[0], "EUR"),
        )
        for n in range(4)
    )
    total = ("Total", None, None, None, None, None, Money.of("1234563.89", "EUR"))
    return Table("Open items", COLUMNS, rows, total)


def _shown(limit: int, *, color: bool = False, unicode: bool = True) -> str:
    table, widths = chosen(_table(), limit, details=False)
    if widths is None:
        return stacked(table, limit)
    return drawn(table, widths, color=color, unicode=unicode)


@pytest.mark.parametrize("limit", [40, 50, 60, 72, 80, 100, 120, 200])
def test_no_id_date_or_amount_is_ever_cut_and_no_line_is_too_long(limit: int) -> None:
    text = _shown(limit)
    lines = text.splitlines()
    for figure in (*IDS, *AMOUNTS, "2026-02-14", "1234563.89 EUR"):
        assert any(figure in line for line in lines), figure
    assert max(map(width, lines)) <= limit


@pytest.mark.parametrize("limit", [40, 80, 120])
def test_names_are_shown_whole_and_markup_stays_text(limit: int) -> None:
    squeezed = "".join(_shown(limit).split())
    assert "[bold]x" in squeezed
    if limit == 120:
        assert NAMES[1] in _shown(limit)


def test_a_table_at_80_columns_looks_like_this() -> None:
    rows = (("INV-1", "Acme Inc.", 3, Money.of("12.00", "EUR")),)
    columns = (COLUMNS[0], COLUMNS[1], COLUMNS[4], COLUMNS[6])
    total = ("Total", None, None, Money.of("112.00", "EUR"))
    table, widths = chosen(Table("Open items", columns, rows, total), 80, details=False)
    assert widths is not None
    assert drawn(table, widths, color=False, unicode=False).splitlines() == [
        "Open items",
        "Item   Customer   Days overdue        Open",
        "------------------------------------------",
        "INV-1  Acme Inc.             3   12.00 EUR",
        "------------------------------------------",
        "Total                           112.00 EUR",
    ]


def test_without_colour_there_is_no_escape_byte_and_with_it_there_is() -> None:
    assert "\x1b" not in _shown(120)
    assert "\x1b[" in _shown(120, color=True)


def test_ascii_tables_are_ascii_but_for_the_names() -> None:
    headings = _shown(120, unicode=False).splitlines()[:3]
    assert all(line.isascii() for line in headings)
    assert "\u2500" in _shown(120)


def test_a_long_table_lines_up_and_shortens_only_text() -> None:
    table, widths = chosen(_table(), 80, details=False)
    assert widths is not None
    text = lined_up(table, widths)
    assert "y..." in text
    assert all(figure in text for figure in (*IDS, *AMOUNTS))
    assert text.splitlines()[0] == "Open items"
    assert text.splitlines()[-2].startswith("---")
    assert text.splitlines()[-1].startswith("Total")
    assert max(map(width, text.splitlines())) <= 80


def test_a_stacked_table_has_one_block_per_row_and_no_empty_values() -> None:
    text = stacked(_table(), 40)
    blocks = text.split("\n\n")
    assert blocks[0] == "Open items"
    assert len(blocks) == 6
    assert blocks[-1].splitlines()[0].split() == ["Item", "Total"]
    assert len(blocks[-1].splitlines()) == 2


def test_a_stacked_value_too_wide_for_its_place_stands_below_its_heading() -> None:
    columns = (Column("item", "A long heading", ColumnKind.ID),)
    text = stacked(Table("", columns, (("I" * 30,),)), 40)
    assert text == f"A long heading\n  {'I' * 30}\n"


def test_a_heading_of_several_words_folds_in_a_stacked_table() -> None:
    columns = (Column("a", "Balance that is overdue", ColumnKind.INT),)
    assert stacked(Table("", columns, ((3,),)), 40) == "Balance that is   3\noverdue\n"


def test_a_table_without_columns_is_no_crash() -> None:
    assert stacked(Table("", (), ()), 40) == "\n"
