from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from billcli.domain.entry import NOWHERE
from billcli.domain.rule.billed_once import billed_twice

if TYPE_CHECKING:
    from billcli.domain.entry import Entry
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"
DAY = dt.date(2026, 1, 31)
PLAN: dict[str, object] = {"plan": "rent", "plan-date": DAY}
QUOTE: dict[str, object] = {"quote": "QUO-1"}
DEPOSIT: dict[str, object] = {"quote": "QUO-1", "on": "QUO-1"}


def invoice(book: type[Book], n: int, meta: dict[str, object], **more: object) -> Entry:
    legs = (f"{AR} 10.00 EUR", "Income -10.00 EUR")
    made = book.transaction("#invoice x", *legs, invoice=f"INV-{n}", **meta, **more)
    return book.at(n * 10, made)


def credit(book: type[Book], n: int, amount: str = "10.00 EUR") -> Entry:
    legs = (f"{AR} -{amount}", f"Income {amount}")
    return book.transaction("#credit-note x", *legs, invoice=f"CN-{n}", corrects=f"INV-{n}")


def codes(book: type[Book], *entries: Entry) -> list[str]:
    return [problem.code for problem in billed_twice(book.scope(*entries))]


@pytest.mark.parametrize(
    ("meta", "what"),
    [
        (PLAN, "2026-01-31 of the plan rent"),
        (QUOTE, "the whole of the quote QUO-1"),
        (DEPOSIT, "the deposit on the quote QUO-1"),
    ],
)
def test_what_is_billed_twice_is_named_with_both_invoices(
    book: type[Book], meta: dict[str, object], what: str
) -> None:
    (problem,) = billed_twice(book.scope(invoice(book, 1, meta), invoice(book, 2, meta)))
    assert str(problem) == (
        f"main.beancount:20: error[BILLED-TWICE]: {what} is billed twice: by INV-1"
        " (main.beancount:10) and by INV-2"
    )
    assert problem.help.endswith("billcli invoice void INV-2")


def test_each_further_invoice_is_told(book: type[Book]) -> None:
    assert codes(book, *(invoice(book, n, PLAN) for n in (1, 2, 3))) == ["BILLED-TWICE"] * 2


@pytest.mark.parametrize(
    "others",
    [
        (DEPOSIT, QUOTE),
        (PLAN, {**PLAN, "plan-date": dt.date(2026, 2, 28)}),
        (PLAN, {**PLAN, "plan": "box"}),
        (QUOTE, {"quote": "QUO-2"}),
        ({}, {}),
        ({"plan": "rent"}, {"plan": "rent"}),
    ],
)
def test_what_differs_or_is_not_billed_once_is_fine(
    book: type[Book], others: tuple[dict[str, object], ...]
) -> None:
    assert codes(book, *(invoice(book, n, meta) for n, meta in enumerate(others, 1))) == []


def test_a_credit_note_that_names_the_plan_is_no_invoice(book: type[Book]) -> None:
    note = book.transaction(
        "#credit-note x", f"{AR} -1.00 EUR", "Income 1.00 EUR", invoice="CN-1", **PLAN
    )
    assert codes(book, invoice(book, 1, PLAN), note) == []


@pytest.mark.parametrize(
    ("backs", "twice"),
    [
        (("10.00 EUR",), False),
        (("4.00 EUR", "6.00 EUR"), False),
        (("9.99 EUR",), True),
        (("10.00 USD",), True),
    ],
)
def test_an_invoice_that_was_voided_does_not_count(
    book: type[Book], backs: tuple[str, ...], *, twice: bool
) -> None:
    made = [invoice(book, 1, QUOTE), invoice(book, 2, QUOTE)]
    for voided in (1, 2):
        notes = [credit(book, voided, back) for back in backs]
        assert bool(codes(book, *made, *notes)) is twice
    assert codes(book, *made, credit(book, 1), credit(book, 2)) == []


def test_without_a_receivable_leg_nothing_was_voided(book: type[Book]) -> None:
    legs = ("Bank 1.00 EUR", "Income -1.00 EUR")
    made = (book.transaction("#invoice x", *legs, invoice=f"INV-{n}", **PLAN) for n in (1, 2))
    bare = [book.at(n * 10, entry) for n, entry in enumerate(made, 1)]
    assert codes(book, *bare, credit(book, 2)) == ["BILLED-TWICE"]


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [(True, True, "error"), (False, True, "error"), (True, False, "error"),
     (False, False, "warning")],
)  # fmt: skip
def test_it_is_an_error_where_billcli_wrote_either(
    book: type[Book], word: str, *, first: bool, second: bool
) -> None:
    made = invoice(book, 1, PLAN, seal=first), invoice(book, 2, PLAN, seal=second)
    (problem,) = billed_twice(book.scope(*made))
    assert problem.severity.value == word


def test_what_has_no_place_is_told_without_one(book: type[Book]) -> None:
    made = [replace(invoice(book, n, PLAN), source=NOWHERE) for n in (1, 2)]
    (problem,) = billed_twice(book.scope(*made))
    assert problem.message == "2026-01-31 of the plan rent is billed twice: by INV-1 and by INV-2"
