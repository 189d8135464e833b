"""A long list written from the texts of its bundles is the list written cell by cell."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.delimited import comma_parts, comma_separated, tab_parts, tab_separated
from billcli.cli.outcome import ByColumn, Table, Woven
from billcli.cli.report_view import marks_said, open_table
from billcli.cli.woven_lines import woven_lines
from billcli.domain.cell_run import CellRun
from billcli.domain.open_item import Kind
from billcli.services.bundled_list import BundledList
from billcli.services.item_mark import NO_MARKS, Marks
from billcli.services.kept_list import KeptList
from billcli.store.bind_items import bundles
from billcli.store.index_rows import ItemRow
from billcli.store.item_bundle import HEAD

if TYPE_CHECKING:
    from shop import Shop

TODAY = dt.date(2026, 3, 15)
NAMES = ["C1", "Müller & Söhne", "株式会社", "INV-2026-00001"]
ODD_NAMES = [
    "Miller, Smith", 'The "Best"', "=1+1", "-5", "@home", "\uff1d1", " =1", "a\tb", "a\rb",
    "a\u2028b",
    "\u200fabc", "\x1b[31m", "", "'", "+49", "-", "a,\tb", '"',
]  # fmt: skip
FILES = {1: "2025.beancount", 2: "../ä b/x.beancount", 3: "/srv/11/3.beancount"}


def rows_of(names: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[object, ...]]]:
    """Return rows of items as ``bind_items.bundles`` takes them, by the day they are due."""
    days = st.none() | st.sampled_from(["2026-01-05", "2026-03-14", "2026-03-15", "2026-12-31"])
    items = st.builds(
        ItemRow,
        shard=st.just(1),
        item=names,
        instalment=st.none() | st.integers(1, 12),
        kind=st.sampled_from([kind.value for kind in Kind]),
        customer=names,
        customer_name=names,
        account=st.sampled_from(["Assets:AR", "Assets:AR:Held"]),
        date_issued=st.just("2026-01-05"),
        date_due=days,
        amount=st.sampled_from(["100.00", "-0.50", "0.00", "1234567.891"]),
        currency=st.sampled_from(["EUR", "USD"]),
        balance_open=st.sampled_from(["100.00", "-0.50"]),
        known_by=st.sampled_from(["explicit", "link", "account"]),
        disputed=st.integers(0, 2),
        fact=st.just(1),
        line_offset=st.just(0),
        value_open=st.none(),
        value_currency=st.none(),
        is_open=st.just(1),
        due_key=st.just(""),
    )
    whole = st.tuples(items, st.integers(1, 3), st.integers(1, 9999))
    return st.lists(whole, min_size=1, max_size=12).map(
        lambda made: sorted(
            (
                (*row._replace(due_key=row.date_due or row.date_issued), None, file, line, nth)
                for nth, (row, file, line) in enumerate(made)
            ),
            key=lambda row: row[19],
        )
    )


def table_of(rows: KeptList, marks: Marks) -> Table:
    """Return a list as ``report open`` shows it."""
    return open_table(rows, TODAY, said=marks_said(rows, marks))


def cell_by_cell(table: Table) -> Table:
    """Return the same table without its texts."""
    return Table("", table.columns, ByColumn(table.rows.columns))  # type: ignore[union-attr] # of many


@pytest.mark.parametrize("write", [comma_separated, tab_separated])
@settings(max_examples=200, deadline=None)
@given(
    rows=rows_of(st.sampled_from(NAMES) | st.sampled_from(ODD_NAMES) | st.text(max_size=3)),
    marked=st.booleans(),
)
def test_any_name_is_written_as_it_is_cell_by_cell(
    write: type[str], rows: list[tuple[object, ...]], *, marked: bool
) -> None:
    found = [bundle for bundle in bundles(rows) if bundle[HEAD] is not None]
    if not found:
        return
    listed = BundledList(found, FILES)
    marks = Marks({"C1": TODAY}, {"C1": False}, {"Assets:AR:Held": True}) if marked else NO_MARKS
    table = table_of(listed, marks)
    texts = table.rows
    if not isinstance(texts, Woven):  # most names need care: that is quicker column by column
        assert not listed.is_text
        texts = woven(listed, marks)
    woven_table = Table("", table.columns, texts)
    assert write(woven_table) == write(cell_by_cell(table))
    assert len(texts) == len([*texts]) == len(listed) == len([*listed])


def woven(listed: BundledList, marks: Marks) -> Woven:
    """Return a list from its texts, although most of them need care."""
    listed.__class__ = type("Sure", (BundledList,), {"is_text": True})
    rows = table_of(listed, marks).rows
    assert isinstance(rows, Woven)
    return rows


@given(rows_of(st.sampled_from(NAMES)))
def test_names_that_need_no_care_are_never_taken_apart(rows: list[tuple[object, ...]]) -> None:
    listed = BundledList([*bundles(rows)], FILES)
    table = table_of(listed, NO_MARKS)
    assert isinstance(table.rows, Woven)
    if not listed.has_disputed:
        comma_separated(table)
        tab_separated(table)
        assert "_found" not in vars(listed)
    assert not listed.has_settled
    assert not any(KeptList.runs(listed, TODAY))


@pytest.mark.parametrize(
    "name", ["../a, b/x.beancount", "=x.beancount", "a\nb.beancount", "a\x1fb"]
)
def test_where_a_file_has_an_odd_name_lists_are_written_cell_by_cell(name: str) -> None:
    row = ItemRow(
        1, "INV-1", None, "invoice", "C1", "C1", "Assets:AR", "2026-01-05", "2026-01-09", "1.00",
        "EUR", "1.00", "explicit", 0, 1, 0, None, None, 1, "2026-01-09",
    )  # fmt: skip
    made = [*bundles([(*row, None, 7, 1, 1)])]
    assert not BundledList(made, {7: name}).is_text
    assert BundledList(made, {7: "../ä b/x.beancount"}).is_text


def test_a_long_list_is_yielded_part_by_part() -> None:
    row = ItemRow(
        1, "INV-1", None, "invoice", "C1", "C1", "Assets:AR", "2026-01-05", "2026-01-09", "1.00",
        "EUR", "1.00", "explicit", 0, 1, 0, None, None, 1, "2026-01-09",
    )  # fmt: skip
    days = [f"20{year}-01-09" for year in range(10, 40)]
    rows = [
        (*row._replace(item=f"INV-{day}-{nth}", due_key=day), None, 1, nth, nth)
        for day in days
        for nth in range(60)
    ]
    listed = BundledList([*bundles(rows)], FILES)
    counts = [count for count, _texts in listed.runs(TODAY)]
    assert len(counts) == 4
    assert sum(counts) == len(listed) == 1800
    table = table_of(listed, NO_MARKS)
    for parts in (comma_parts(table), tab_parts(table)):
        assert [part.count("\n") for part in parts] == [1, *counts]
    assert [line["line"] for line in csv.DictReader(comma_separated(table).splitlines())] == [
        str(line) for line in [*range(60)] * 30
    ]


def test_what_repeats_is_asked_for_once() -> None:
    asked: list[str] = []

    def said(text: str) -> str:
        asked.append(text)
        return f"{text}\x1f=x"

    runs = [(CellRun("a\nb"), CellRun("1\n1", care, said)) for care in [(), (), None, None]]
    rows = Woven(2, 3, lambda: runs[:2], lambda: ByColumn([]))
    assert [*woven_lines(rows, ",", "\n", str.upper)] == ["a,1,=x\nb,1,=x\n"] * 2
    assert asked == ["1"]
    rows = Woven(2, 3, lambda: runs[2:], lambda: ByColumn([]))
    assert [*woven_lines(rows, ";", "\n", str.upper)] == ["a;1;=X\nb;1;=X\n"] * 2
    assert asked == ["1", "1"]


@pytest.mark.parametrize("name", ["Miller, Smith", "'Best' Ltd", "=1+1", "Müller; Söhne", "-x"])
def test_kept_and_unkept_books_name_customers_alike(shop: Shop, name: str) -> None:
    shop.done(f'customer add Odd --name "{name}" --currency EUR')
    shop.sold("5.00", customer="Odd")
    shop.sold("6.00", "7.00", "8.00", "9.00", "10.00")
    for form in ("csv", "plain", "json", "jsonl", "ids", "table"):
        kept = shop(f"report open --format {form}")
        without = replace(shop, env={"BILLCLI_CACHE": "off"})(f"report open --format {form}")
        assert (kept.status, kept.out, kept.err) == (without.status, without.out, without.err)
        assert kept.status == 0
