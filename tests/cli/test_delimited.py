from __future__ import annotations

import csv
import datetime as dt
import io
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli import delimited
from billcli.cli.delimited import comma_separated, keys, tab_separated
from billcli.cli.json_form import whole
from billcli.cli.layout import cell_text
from billcli.cli.outcome import ByColumn, Column, ColumnKind, Table
from billcli.domain.amounts import Amounts
from billcli.domain.money import Money, plain

ID = Column("item", "Item", ColumnKind.ID)
NAME = Column("customer", "Customer")
AMOUNT = Column("amount", "Amount", ColumnKind.MONEY)
OPEN = Column("balance_open", "Open", ColumnKind.MONEY)
TEN = Money.of("10.00", "EUR")


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_currency_stands_once_after_the_last_amount() -> None:
    table = Table("", (ID, AMOUNT, OPEN, NAME), (("I-1", TEN, -TEN, "Acme"),), ("T", TEN, TEN, ""))
    assert tab_separated(table) == (
        "item\tamount\tbalance_open\tcurrency\tcustomer\nI-1\t10.00\t-10.00\tEUR\tAcme\n"
    )


def test_an_amount_in_another_currency_keeps_its_own() -> None:
    table = Table("", (AMOUNT, OPEN), ((TEN, Money.of("10.80", "USD")),))
    assert tab_separated(table).splitlines()[1] == "10.00\t10.80 USD\tEUR"


def test_a_currency_column_of_the_tables_own_is_used() -> None:
    table = Table("", (Column("currency", "Currency"), AMOUNT), (("EUR", TEN),))
    assert tab_separated(table) == "currency\tamount\nEUR\t10.00\n"


def test_a_table_without_amounts_has_no_currency() -> None:
    assert keys(Table("", (ID, NAME), ())) == ["item", "customer"]


def test_a_row_without_any_amount_has_an_empty_currency() -> None:
    assert tab_separated(Table("", (AMOUNT,), ((None,),))) == "amount\tcurrency\n\t\n"


def test_the_first_amount_of_each_row_says_its_currency() -> None:
    yen = Money.of("5", "JPY")
    table = Table("", (AMOUNT, OPEN), ((None, TEN), (yen, TEN), (TEN, None), (None, None)))
    assert tab_separated(table).splitlines()[1:] == [
        "\t10.00\tEUR", "5\t10.00 EUR\tJPY", "10.00\t\tEUR", "\t\t",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0"),
        ("+49 30 1234", "'+49 30 1234"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-Acme", "'-Acme"),
        ("\t=1", "' =1"),
        ("\r=1", "' =1"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),
        ("\x00=1", "'=1"),
        ("-5.00", "-5.00"),
        ("+3", "+3"),
        ("a=b", "a=b"),
        ("Acme, Inc.", "Acme, Inc."),
        ('say "x"', 'say "x"'),
    ],
)
def test_no_text_is_a_formula_in_a_spreadsheet(text: str, cell: str) -> None:
    table = Table("", (NAME,), ((text,),))
    assert _rows(comma_separated(table))[1:] == [[cell]]


@pytest.mark.parametrize(
    "first", ["=1", " =1", "@x", "\uff1d1", "-x", "a\nb", "a\tb", "\x00a", "a,b", '"']
)
@pytest.mark.parametrize("others", [("Acme", "a"), ("Ünal", "株"), ("", "")])
def test_one_text_that_needs_care_gets_it_wherever_it_stands(
    first: str, others: tuple[str, str]
) -> None:
    alone = _rows(comma_separated(Table("", (ID, NAME), (("I", first),))))[1][1]
    flat = tab_separated(Table("", (ID, NAME), (("I", first),))).splitlines()[1][2:]
    for place in range(3):
        names = [*others[:place], first, *others[place:]]
        table = Table("", (ID, NAME), tuple((f"I-{n}", name) for n, name in enumerate(names)))
        wanted = [*others[:place], alone, *others[place:]]
        assert [row[1] for row in _rows(comma_separated(table))[1:]] == wanted
        assert tab_separated(table).splitlines()[1 + place] == f"I-{place}\t{flat}"


def test_what_may_be_missing_is_written_as_nothing() -> None:
    table = Table("", (ID, NAME), (("I-1", None), ("I-2", "Acme"), (None, "")))
    assert tab_separated(table).splitlines()[1:] == ["I-1\t", "I-2\tAcme", "\t"]
    assert comma_separated(Table("", (NAME,), ((None,), ("a",)))) == 'customer\r\n""\r\na\r\n'


def test_amounts_in_csv_are_never_touched() -> None:
    assert _rows(comma_separated(Table("", (AMOUNT,), ((-TEN,),))))[1] == ["-10.00", "EUR"]


def test_csv_lines_end_as_the_standard_says() -> None:
    assert comma_separated(Table("", (ID,), (("a",),))) == "item\r\na\r\n"


@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
@settings(max_examples=50, deadline=None)
def test_every_row_is_one_line_with_every_column(rows: list[tuple[str, str]]) -> None:
    table = Table("", (ID, NAME), tuple(rows))
    lines = tab_separated(table).split("\n")
    assert len(lines) == len(rows) + 2
    assert all(line.count("\t") == 1 for line in lines[:-1])
    assert len(_rows(comma_separated(table))) == len(rows) + 1


class Colour(Enum):
    RED = "red"


KINDS = (ColumnKind.ID, ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.MONEY, ColumnKind.INT)
ODD = st.one_of(
    st.sampled_from(["", " ", "=1", " -x", "a,b", 'a"b', "\t", "x\udc80", "\u2028", "\xa0=", "+3"]),
    st.text(max_size=3),
)
ONE_KIND = (
    ODD,
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.just(Colour.RED),
    st.just(dt.datetime(2026, 1, 5, 12)),  # noqa: DTZ001 - a date that is more than one
    st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    st.decimals(-100, 100, places=2),
    st.builds(Money, st.decimals(-9, 9, places=1), st.sampled_from(["EUR", "USD"])),
)
CELLS = st.one_of(*ONE_KIND)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Return a table of which each column holds cells of one kind, or of any."""
    many = draw(st.integers(1, 4))
    kinds = [draw(st.sampled_from(KINDS)) for _ in range(many)]
    keys_ = [draw(st.sampled_from(["a", "b", "currency"])) for _ in range(many)]
    columns = tuple(Column(key, key, kind) for key, kind in zip(keys_, kinds, strict=True))
    choices = [draw(st.sampled_from([CELLS, *ONE_KIND])) for _ in range(many)]
    rows = draw(st.lists(st.tuples(*choices), max_size=4))
    return Table("", columns, tuple(rows))


def _cell_by_cell(table: Table, *, csv_: bool) -> str:
    """Return what the tables hold by the plainest way: one cell after another."""
    at, lines = delimited._currency_at(table), [keys(table)]
    own = next((i for i, c in enumerate(table.columns) if c.key == "currency"), None)
    for row in table.rows:
        first = next((cell.currency for cell in row if isinstance(cell, Money)), "")
        currency = first if own is None else cell_text(row[own])
        texts = [
            plain(c.number) if isinstance(c, Money) and c.currency == currency else cell_text(c)
            for c in row
        ]
        texts = texts if at is None else [*texts[:at], currency, *texts[at:]]
        lines.append([whole(text) for text in texts])
    if not csv_:
        return "".join("\t".join(map(delimited._flat, line)) + "\n" for line in lines)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(lines[0])
    for line in lines[1:]:
        cells = zip(line, delimited._kinds(table), strict=True)
        writer.writerow([
            delimited._flat(text) if kind in delimited.FIGURES else delimited._harmless(text)
            for text, kind in cells
        ])  # fmt: skip
    return buffer.getvalue()


@given(tables())
@settings(max_examples=50, deadline=None)
def test_columns_at_once_are_written_as_cells_one_by_one(table: Table) -> None:
    _at_once_as_one_by_one(table)


@pytest.mark.long
@given(tables())
@settings(max_examples=5000, deadline=None)
def test_many_columns_at_once_are_written_as_cells_one_by_one(table: Table) -> None:
    _at_once_as_one_by_one(table)


def _at_once_as_one_by_one(table: Table) -> None:
    assert tab_separated(table) == _cell_by_cell(table, csv_=False)
    assert comma_separated(table) == _cell_by_cell(table, csv_=True)


@given(st.lists(st.tuples(ODD, *[ONE_KIND[-1]] * 3), max_size=4))
@settings(max_examples=50, deadline=None)
def test_columns_of_amounts_are_written_as_rows_of_amounts(
    rows: list[tuple[str, Money, Money, Money]],
) -> None:
    columns = (NAME, AMOUNT, OPEN, Column("other", "Other", ColumnKind.MONEY))
    made = [[row[0] for row in rows]], [[row[i] for row in rows] for i in (1, 2, 3)]
    amounts = [
        Amounts([plain(one.number) for one in cells], [one.currency for one in cells])
        for cells in made[1]
    ]
    by_column = Table("", columns, ByColumn([*made[0], *amounts]))
    assert tab_separated(by_column) == tab_separated(Table("", columns, tuple(rows)))
    assert comma_separated(by_column) == comma_separated(Table("", columns, tuple(rows)))


def test_what_cannot_be_printed_is_all_that_is_replaced() -> None:
    """Printable text is taken as it is, so nothing that is flattened may count as printable."""
    every = map(chr, range(0x110000))
    replaced = [char for char in every if delimited._flat(whole(char)) != char]
    assert len(replaced) > 2000
    assert not any(char.isprintable() for char in replaced)
