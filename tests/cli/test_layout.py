from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.layout import GAP, aligned, chosen, fit, fold, screen_text, texts, width
from billcli.cli.outcome import Column, ColumnKind, Show, Status, Table
from billcli.domain.money import Money

ID = Column("item", "Item", ColumnKind.ID)
TEXT = Column("name", "Customer name")
AMOUNT = Column("amount", "Amount", ColumnKind.MONEY)
ROOM = Column("issued", "Issued", ColumnKind.DATE, Show.ROOM)
DETAIL = Column("file", "File", show=Show.DETAIL)
LONG = "Northwind Trading and Shipping Company of the Lower Valley"


def _table(*columns: Column, cells: tuple[str | Money | None, ...]) -> Table:
    return Table("", columns, (cells,))


def _widths(table: Table, limit: int) -> tuple[int, ...] | None:
    return fit(table, texts(table), limit)


def test_figures_get_all_they_need_and_text_gets_the_rest() -> None:
    table = _table(ID, TEXT, AMOUNT, cells=("INV-2026-0001", LONG, Money.of("10.00", "EUR")))
    assert _widths(table, 60) == (13, 60 - 13 - 9 - 2 * GAP, 9)


def test_a_table_wider_than_needed_is_not_stretched() -> None:
    table = _table(ID, TEXT, cells=("INV-1", "Acme"))
    assert _widths(table, 200) == (5, len("Customer name"))


def test_a_heading_folds_before_text_gives_up_room() -> None:
    table = _table(ID, TEXT, cells=("INV-1", "Acme"))
    assert _widths(table, 5 + GAP + 8) == (5, 8)


def test_nothing_fits_when_a_figure_would_be_cut() -> None:
    table = _table(ID, TEXT, AMOUNT, cells=("INV-2026-0001", LONG, Money.of("10.00", "EUR")))
    assert _widths(table, 13 + 9 + 10 + 2 * GAP) is not None
    assert _widths(table, 13 + 9 + 10 + 2 * GAP - 1) is None


def test_columns_that_ask_for_room_go_before_anything_else() -> None:
    table = _table(ID, ROOM, TEXT, AMOUNT, cells=("INV-1", "2026-01-15", LONG, None))
    wide, widths = chosen(table, 100, details=False)
    assert len(wide.columns) == 4
    assert widths is not None
    narrow, widths = chosen(table, 35, details=False)
    assert [column.key for column in narrow.columns] == ["item", "name", "amount"]
    assert widths is not None


def test_when_nothing_fits_no_column_is_lost() -> None:
    table = _table(ID, ROOM, AMOUNT, cells=("I" * 30, "2026-01-15", Money.of("1.00", "EUR")))
    shown, widths = chosen(table, 20, details=False)
    assert widths is None
    assert [column.key for column in shown.columns] == ["item", "issued", "amount"]


def test_detail_columns_are_shown_only_on_demand() -> None:
    table = _table(ID, DETAIL, cells=("INV-1", "main.beancount"))
    assert len(chosen(table, 80, details=False)[0].columns) == 1
    assert len(chosen(table, 80, details=True)[0].columns) == 2


def test_the_total_counts_for_widths_and_loses_the_same_columns() -> None:
    table = Table("", (DETAIL, ID), (("f", "I-1"),), total=("x", "In total"))
    shown, widths = chosen(table, 80, details=False)
    assert shown.total == ("In total",)
    assert widths == (8,)


def test_an_empty_table_has_the_width_of_its_headings() -> None:
    assert _widths(Table("", (ID, TEXT), ()), 80) == (4, 13)


@given(st.text(max_size=60), st.integers(2, 30))
@settings(max_examples=50, deadline=None)
def test_folding_loses_no_letter_and_keeps_to_the_width(text: str, limit: int) -> None:
    flat = screen_text(text)
    lines = fold(flat, limit)
    assert "".join(lines).replace(" ", "") == flat.replace(" ", "")
    assert all(width(line) <= limit for line in lines)


def test_a_wide_letter_folds_even_where_it_does_not_fit() -> None:
    assert fold("株式", 1) == ["株", "式"]


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("株式", 4), ("e\u0301", 1), ("a\u200db", 2)]
)
def test_width_is_what_a_terminal_shows(text: str, columns: int) -> None:
    assert width(text) == columns


def test_figures_are_aligned_to_the_right() -> None:
    assert aligned("5", 3, ColumnKind.MONEY) == "  5"
    assert aligned("株", 3, ColumnKind.TEXT) == "株 "
    assert aligned("toolong", 3, ColumnKind.ID) == "toolong"


def test_cells_are_one_line_without_escape_sequences() -> None:
    assert screen_text("a\n\tb\x1b[31m") == "a b[31m"
    assert screen_text(Status.PARTIAL) == "partial"
    assert screen_text(False) == "no"
