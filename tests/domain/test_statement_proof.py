"""Balances that do not fit the lines between them, or each other."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.bank_statement import BankStatement
from billcli.domain.money import Money
from billcli.domain.problem import Severity, Source
from billcli.domain.statement_proof import unproven

WHERE = Source("march.sta")


def euro(number: str) -> Money | None:
    return Money.of(number, "EUR") if number else None


def statement(text: str) -> BankStatement:
    number, opening, moved, closing = text.split(",")
    line = BankLine("", dt.date(2026, 3, 1), Money.of(moved, "EUR"))
    ends = {"opening": euro(opening), "closing": euro(closing)}
    return BankStatement("", "EUR", (line,), number=number, **ends)


def told(*texts: str) -> list[str]:
    found = unproven([statement(text) for text in texts], WHERE)
    assert all((one.code, one.where) == ("STATEMENT-PROOF", WHERE) for one in found)
    assert all(one.severity is Severity.WARNING for one in found)
    return [one.message for one in found]


@pytest.mark.parametrize(
    "texts",
    [
        (),
        ("1,0,5,5",),
        ("1,,5,5",),
        ("1,0,5,",),
        ("1,0,5,5", "2,5,-5,0"),
        ("1,0,5,", "2,,5,9"),
        ("1,0,5,5", "2,,5,9"),
    ],
)
def test_balances_that_fit_or_are_not_stated_say_nothing(texts: tuple[str, ...]) -> None:
    assert told(*texts) == []


def test_a_line_that_is_missing() -> None:
    assert told("7,0,5,9") == [
        "statement 7: 0 EUR and lines of 5.00 EUR do not give the closing balance 9 EUR"
    ]
    assert told(",0,5,9")[0].startswith("0 EUR and lines")


def test_a_statement_that_is_missing() -> None:
    assert told("1,0,5,5", "3,8,1,9") == [
        "statement 3: it opens with 8 EUR, the one before ends with 5 EUR"
    ]


def test_many_faults_are_counted() -> None:
    (message,) = told(*["1,0,5,5"] * 9)
    assert message.endswith("; and 5 more")
