from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.numbering import Series
from billcli.domain.rule.document_number import duplicate_numbers, missing_numbers, own_names

if TYPE_CHECKING:
    from billcli.domain.entry import Entry
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"
SERIES = (Series("invoice", "INV-{year}-{n:04}"), Series("payment", "PMT-{n}"))


def invoice(book: type[Book], number: str, line: int = 100, **more: object) -> Entry:
    made = book.transaction(
        "#invoice x", f"{AR} 1.00 EUR", "Income -1.00 EUR", invoice=number, **more
    )
    return book.at(line, made)


def payment(book: type[Book], name: str, item: str = "INV-2026-0001", **more: object) -> Entry:
    return book.transaction(
        "#payment x", (f"{AR} -1.00 EUR", {"invoice": item}), "Bank 1.00 EUR", id=name, **more
    )


def test_names_of_entries(book: type[Book]) -> None:
    assert own_names(invoice(book, "INV-1")) == ("INV-1",)
    assert own_names(invoice(book, Decimal(118), seal=False)) == ("118",)
    assert own_names(invoice(book, "INV-1", id="INV-1")) == ("INV-1",)
    assert own_names(payment(book, "PMT-1")) == ("PMT-1",)
    assert own_names(book.transaction("#payment x", invoice="INV-1")) == ()


def test_different_numbers_are_fine(book: type[Book]) -> None:
    scope = book.scope(invoice(book, "INV-1"), invoice(book, "INV-2"), payment(book, "PMT-1"))
    assert list(duplicate_numbers(scope)) == []


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [(True, True, "error"), (False, True, "error"), (True, False, "error"),
     (False, False, "warning")],
)  # fmt: skip
def test_a_number_twice_names_both_places(
    book: type[Book], first: bool, second: bool, word: str
) -> None:
    scope = book.scope(
        invoice(book, "INV-1", 10, seal=first), invoice(book, "INV-1", 20, seal=second)
    )
    assert book.said(duplicate_numbers(scope)) == [
        (
            f"main.beancount:20: {word}[NUMBER-DUPLICATE]: INV-1 is used twice, first by the"
            " transaction of 2026-01-15 (main.beancount:10)"
        )
    ]


def test_an_id_may_not_be_the_number_of_a_document(book: type[Book]) -> None:
    scope = book.scope(invoice(book, "INV-1"), payment(book, "INV-1"))
    assert [p.code for p in duplicate_numbers(scope)] == ["NUMBER-DUPLICATE"]


def test_naming_an_item_again_is_no_duplicate(book: type[Book]) -> None:
    scope = book.scope(invoice(book, "INV-1"), payment(book, "PMT-1"), payment(book, "PMT-2"))
    assert list(duplicate_numbers(scope)) == []


def test_names_that_differ_in_capitals(book: type[Book]) -> None:
    scope = book.scope(invoice(book, "INV-1a", 10), invoice(book, "INV-1A", 20))
    assert book.said(duplicate_numbers(scope)) == [
        (
            "main.beancount:20: error[ID-CASE]: INV-1A differs from INV-1a (main.beancount:10)"
            " in nothing but capitals"
        )
    ]


def test_a_gap_is_told_at_the_document_after_it(book: type[Book]) -> None:
    scope = book.scope(
        invoice(book, "INV-2026-0001", 10),
        invoice(book, "INV-2026-0003", 20),
        invoice(book, "INV-2026-0010", 30),
        payment(book, "PMT-4"),
        payment(book, "PMT-6"),
    )
    assert book.said(missing_numbers(scope, SERIES)) == [
        (
            "main.beancount:20: error[NUMBER-MISSING]: series invoice has a gap: INV-2026-0002"
            " is in no document"
        ),
        (
            "main.beancount:30: error[NUMBER-MISSING]: series invoice has a gap:"
            " INV-2026-0004..INV-2026-0009 is in no document"
        ),
        (
            "main.beancount:100: error[NUMBER-MISSING]: series payment has a gap: PMT-5"
            " is in no document"
        ),
    ]


def test_each_of_a_few_missing_numbers_is_told_at_the_next_document(book: type[Book]) -> None:
    numbers = ("INV-2026-0001", "INV-2026-0004")
    scope = book.scope(*(invoice(book, each, 10 * n) for n, each in enumerate(numbers, 1)))
    assert [(p.where.line, p.message.split()[5]) for p in missing_numbers(scope, SERIES)] == [
        (20, "INV-2026-0002"),
        (20, "INV-2026-0003"),
    ]


@pytest.mark.parametrize(
    ("seal", "other", "word"),
    [(True, "Income", "error"), (False, "Income", "warning"), (True, "Equity:Old", "warning")],
)
def test_a_gap_is_an_error_before_what_billcli_numbered(
    book: type[Book], seal: bool, other: str, word: str
) -> None:
    legs = (f"{AR} 1.00 EUR", f"{other} -1.00 EUR")
    after = book.transaction("#invoice x", *legs, seal=seal, invoice="INV-2026-0003")
    last = invoice(book, "INV-2026-0004")
    scope = book.scope(invoice(book, "INV-2026-0001"), after, last)
    assert [p.severity.value for p in missing_numbers(scope, SERIES)] == [word]


def test_items_made_by_hand_fill_the_series(book: type[Book]) -> None:
    by_hand = book.transaction(
        "Bill", f"{AR} 1.00 EUR", "Income -1.00 EUR", seal=False, invoice="INV-2026-0002"
    )
    scope = book.scope(invoice(book, "INV-2026-0001"), by_hand, invoice(book, "INV-2026-0003"))
    assert list(missing_numbers(scope, SERIES)) == []
    assert list(missing_numbers(scope, ())) == []


def test_a_run_does_not_begin_with_what_was_taken_over(book: type[Book]) -> None:
    def opening(number: str, line: int) -> Entry:
        legs = (f"{AR} 1.00 EUR", "Equity:Opening-Balances -1.00 EUR")
        return book.at(line, book.transaction("#invoice x", *legs, invoice=number))

    taken_over = [opening("INV-2026-0090", 10), opening("INV-2026-0110", 20)]
    assert list(missing_numbers(book.scope(*taken_over), SERIES)) == []
    own = [invoice(book, "INV-2026-0118", 30), invoice(book, "INV-2026-0120", 40)]
    (problem,) = missing_numbers(book.scope(*taken_over, *own), SERIES)
    assert "INV-2026-0119" in problem.message
    filled = opening("INV-2026-0119", 50)
    assert list(missing_numbers(book.scope(*taken_over, *own, filled), SERIES)) == []
