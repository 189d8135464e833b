from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.domain.assign_item import find_roots
from billcli.domain.books import Books
from billcli.domain.money import total
from billcli.domain.problem import UsageError
from billcli.domain.statement import statement
from billcli.ledger.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

WORKED = Path(__file__).parents[2] / "ledgers" / "worked.beancount"


@pytest.fixture(scope="module")
def books() -> Books:
    facts = load(WORKED).facts
    return Books.of(facts, find_roots(facts), dt.date(2026, 12, 31))


def test_opening_movements_and_closing(books: Books) -> None:
    told = statement(books, "acme", dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert (told.party.id, told.party.name) == ("Acme", "Acme Inc.")
    (section,) = told.sections
    assert str(section.opening) == "2444.00 USD"
    assert [(x.number, str(x.amount), str(x.balance)) for x in section.lines] == [
        ("INV-2026-0007", "600.00 USD", "3044.00 USD"),
        ("PMT-2026-0002", "-2494.00 USD", "550.00 USD"),
    ]
    assert section.lines[1].items == ("INV-2026-0001", "INV-2026-0002", "PMT-2026-0002")
    assert str(section.closing) == "550.00 USD"
    assert [(i.item, str(i.balance_open)) for i in section.open_items] == [
        ("INV-2026-0007", "300.00 USD"),
        ("INV-2026-0007", "300.00 USD"),
        ("PMT-2026-0002", "-50.00 USD"),
    ]


def test_an_application_changes_nothing(books: Books) -> None:
    told = statement(books, "Globex", dt.date(2026, 3, 2), dt.date(2026, 3, 2))
    (line,) = told.sections[0].lines
    assert (line.number, line.amount.number, line.narration) == (
        "APP-2026-0001", 0, "Apply CN-2026-0001",
    )  # fmt: skip
    assert told.sections[0].opening == told.sections[0].closing


@pytest.mark.parametrize("customer", ["Acme", "Globex", "Mueller"])
@pytest.mark.parametrize("months", [(1, 1), (2, 3), (4, 6), (1, 12)])
def test_opening_plus_movements_is_closing_and_what_is_open(
    books: Books, customer: str, months: tuple[int, int]
) -> None:
    since, until = dt.date(2026, months[0], 1), dt.date(2026, months[1], 28)
    for section in statement(books, customer, since, until).sections:
        moved = total([line.amount for line in section.lines], section.currency)
        assert section.opening + moved == section.closing
        left = [item.balance_open for item in section.open_items]
        assert total(left, section.currency) == section.closing


def test_a_section_per_currency_and_names_where_there_are_no_numbers(
    books_of: Callable[..., Books],
) -> None:
    books = books_of("""
        2026-01-05 * "Acme" "euro"
          Assets:AR:Acme  5.00 EUR
          Income:X       -5.00 EUR
        2026-01-06 * "Acme" "dollar"
          Assets:AR:Acme  7.00 USD
          Income:X       -7.00 USD
        """)
    euro, dollar = statement(books, "Acme", dt.date(2026, 1, 6), dt.date(2026, 1, 31)).sections
    assert (euro.currency, str(euro.opening), euro.lines, str(euro.closing)) == (
        "EUR", "5.00 EUR", (), "5.00 EUR",
    )  # fmt: skip
    assert dollar.lines[0].number == "Acme/2026-01-06/1"
    assert dollar.lines[0].narration == "dollar"


def test_books_of_the_last_day_are_used_as_they_are(books: Books) -> None:
    told = statement(books, "Mueller", dt.date(2026, 1, 1), books.as_of)
    assert told.sections[0].closing.number == 0
    assert told.sections[0].open_items == ()


def test_a_statement_that_ends_before_it_begins_is_refused(books: Books) -> None:
    with pytest.raises(UsageError) as caught:
        statement(books, "Acme", dt.date(2026, 2, 1), dt.date(2026, 1, 31))
    assert caught.value.problems[0].code == "PERIOD-BACKWARDS"
    with pytest.raises(UsageError) as caught:
        statement(books, "Nobody", dt.date(2026, 1, 1), dt.date(2026, 1, 31))
    assert caught.value.problems[0].code == "UNKNOWN-CUSTOMER"
