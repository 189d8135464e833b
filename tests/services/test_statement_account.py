"""Which account of a statement file is meant, and which of ours it is."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.bank_statement import BankStatement
from billcli.domain.money import Money
from billcli.domain.problem import Severity, UsageError
from billcli.services.statement_account import as_one, statements_of
from billcli.store.settings import BankAccount

BANKS = (
    BankAccount("Assets:Giro", iban="DE1"),
    BankAccount("Assets:Savings", iban="DE2"),
    BankAccount("Assets:Cash"),
)


def found(numbers: str, account: str = "") -> tuple[str, int]:
    line = BankLine("", dt.date(2026, 3, 1), Money.of("5", "EUR"))
    statements = [BankStatement("", "EUR", (line,), bank_account=n) for n in numbers.split()]
    one = as_one(statements_of(statements, BANKS, account, "bank.ofx"), "bank.ofx")
    assert {line.account for line in one.lines} == {one.account}
    return one.account, len(one.lines)


@pytest.mark.parametrize(
    ("numbers", "account", "expected"),
    [
        ("X", "", ("", 1)),
        ("X X", "", ("", 2)),
        ("DE1", "", ("Assets:Giro", 1)),
        ("DE1 X", "", ("Assets:Giro", 1)),
        ("X DE2 X DE2", "", ("Assets:Savings", 2)),
        ("DE1 DE2", "Assets:Savings", ("Assets:Savings", 1)),
        ("X", "Assets:Cash", ("Assets:Cash", 1)),
        ("DE1", "Assets:Cash", ("Assets:Cash", 1)),
    ],
)
def test_an_account_is_known_by_its_iban_or_alone(
    numbers: str, account: str, expected: tuple[str, int]
) -> None:
    assert found(numbers, account) == expected


@pytest.mark.parametrize(
    ("numbers", "account", "expected"),
    [
        ("DE1", "", []),
        ("X", "", []),
        ("X DE1 Y X", "", [("X", "2 lines are"), ("Y", "1 line is")]),
        ("X DE1", "Assets:Giro", []),
    ],
)
def test_lines_that_are_left_out_are_told_with_their_number(
    numbers: str, account: str, expected: list[tuple[str, str]]
) -> None:
    line = BankLine("", dt.date(2026, 3, 1), Money.of("5", "EUR"))
    statements = [BankStatement("", "EUR", (line,), bank_account=n) for n in numbers.split()]
    statements += [BankStatement("", "EUR", (), bank_account="EMPTY")] if len(numbers) > 3 else []
    meant = statements_of(statements, BANKS, account, "bank.ofx")
    problems = as_one(meant, "bank.ofx").problems
    assert [(one.code, one.severity, str(one.where), one.message) for one in problems] == [
        (
            "STATEMENT-LEFT-OUT",
            Severity.WARNING,
            "bank.ofx",
            f"{lines} left out: no account of yours has the number {number}",
        )
        for number, lines in expected
    ]


@pytest.mark.parametrize(
    ("numbers", "account"), [("X Y", ""), ("DE1 DE2", ""), ("X DE1", "Assets:Cash")]
)
def test_several_accounts_are_not_chosen_from(numbers: str, account: str) -> None:
    with pytest.raises(UsageError) as caught:
        found(numbers, account)
    (problem,) = caught.value.problems
    assert problem.code == "STATEMENT-SEVERAL"
    first, second = numbers.split()
    assert problem.message == f"the file holds several accounts: {first} EUR, {second} EUR"
