from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.cli.delimited import comma_separated, keys, tab_separated
from billcli.cli.outcome import Column, ColumnKind, Table
from billcli.domain.money import Money

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
