from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from billcli.domain.entry import Facts, LedgerOptions
from billcli.domain.numbering import Series
from billcli.domain.problem import Severity, errors
from billcli.domain.rule.check import RULES, check

if TYPE_CHECKING:
    from billcli.domain.entry import Entry
    from tests.domain.rule.conftest import Book

AR = "Assets:Receivable:Acme"
ROOTS = ("Assets:Receivable",)


def sale(book: type[Book], n: int, **more: object) -> Entry:
    entry = book.transaction(
        f"#invoice ^INV-{n} Invoice",
        f"{AR} 10.00 EUR",
        "Income -10.00 EUR",
        invoice=f"INV-{n}",
        due=dt.date(2026, 2, 14),
        **more,
    )
    return book.at(n * 10, entry)


def test_an_empty_ledger_and_a_good_one_have_no_problems(book: type[Book]) -> None:
    assert check(Facts(), ROOTS) == ()
    assert check(Facts((sale(book, 1), sale(book, 2))), ROOTS, [Series("i", "INV-{n}")]) == ()


def test_everything_is_told_at_once_in_the_order_of_the_file(book: type[Book]) -> None:
    torn = replace(sale(book, 4), postings=())
    facts = Facts(
        (torn, sale(book, 2, due_=1), sale(book, 1, seal=False)),
        options=LedgerOptions(risky=("plugin_processing_mode: raw",)),
    )
    problems = check(facts, iter(ROOTS), iter([Series("invoice", "INV-{n}")]))
    assert [(str(p.where), p.code) for p in problems] == [
        ("None", "OPTION-RISKY"),
        ("main.beancount:20", "DUE-NOT-DATE"),
        ("main.beancount:40", "NUMBER-MISSING"),
        ("main.beancount:40", "SEAL-BROKEN"),
    ]


def test_strict_makes_errors_of_warnings_about_other_hands(book: type[Book]) -> None:
    facts = Facts((book.transaction("x", f"{AR} 10.00 EUR", "Income -10.00 EUR", seal=False),))
    loose, strict = check(facts, ROOTS), check(facts, ROOTS, strict=True)
    assert [p.code for p in loose] == [p.code for p in strict] == ["AR-NO-ITEM"]
    assert errors(loose) == ()
    assert errors(strict) == strict
    assert strict[0]._replace(severity=Severity.WARNING) == loose[0]


def test_each_rule_stands_once_in_the_list() -> None:
    assert len(set(RULES)) == len(RULES)
