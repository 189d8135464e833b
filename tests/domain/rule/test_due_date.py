from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.rule.due_date import due_dates

if TYPE_CHECKING:
    from billcli.domain.entry import Entry
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"
BEFORE = dt.date(2026, 1, 14)


def invoice(book: type[Book], *more: object, **meta: object) -> Entry:
    return book.transaction(
        "#invoice ^INV-1 x", f"{AR} 1.00 EUR", "Income -1.00 EUR", *more, invoice="INV-1", **meta
    )


@pytest.mark.parametrize("due", [dt.date(2026, 1, 15), dt.date(2026, 2, 14), "2026-02-14"])
def test_a_date_or_its_text_is_fine(book: type[Book], due: object) -> None:
    assert list(due_dates(book.scope(invoice(book, due=due)))) == []


@pytest.mark.parametrize(
    ("due", "shown"),
    [("soon", "'soon'"), ("2026-02-30", "'2026-02-30'"), ("", "''"), (Decimal(30), "'30'"),
     (None, "'None'")],
)  # fmt: skip
def test_what_is_no_date_is_told(book: type[Book], due: object, shown: str) -> None:
    problems = list(due_dates(book.scope(invoice(book, due=due))))
    assert book.said(problems) == [
        f"main.beancount:100: error[DUE-NOT-DATE]: due of INV-1 is {shown}, which is not a date"
    ]
    assert problems[0].help.startswith("write it as due: YYYY-MM-DD, then billcli ledger reseal")


@pytest.mark.parametrize("due", [BEFORE, "2026-01-14"])
def test_a_due_date_before_the_document_is_told(book: type[Book], due: object) -> None:
    assert book.said(due_dates(book.scope(invoice(book, due=due, seal=False)))) == [
        (
            "main.beancount:100: warning[DUE-BEFORE]: INV-1 is due on 2026-01-14,"
            " before its date 2026-01-15"
        )
    ]


def test_a_due_date_of_an_instalment_is_judged_at_its_posting(book: type[Book]) -> None:
    parts = book.transaction(
        "#invoice x",
        (f"{AR} 1.00 EUR", {"due": dt.date(2026, 2, 1)}),
        (f"{AR} 1.00 EUR", {"due": BEFORE}),
        "Income -2.00 EUR",
        invoice="INV-1",
    )
    (problem,) = due_dates(book.scope(parts))
    assert (problem.code, problem.where.line) == ("DUE-BEFORE", 102)


def test_an_old_item_taken_over_may_have_been_due(book: type[Book]) -> None:
    opening = invoice(book, "Equity:Opening-Balances 0.00 EUR", due=BEFORE)
    assert list(due_dates(book.scope(opening))) == []
