"""Several statements of a file: counted together, joined, and given a currency."""

from __future__ import annotations

import datetime as dt

from billcli.domain.bank_line import BankLine, numbered
from billcli.domain.bank_statement import (
    BalanceProof,
    BankStatement,
    joined,
    numbered_together,
)
from billcli.domain.money import Money
from billcli.domain.problem import Problem

DAY = dt.date(2026, 3, 1)


def line(number: str, currency: str = "EUR", balance: str = "") -> BankLine:
    after = Money.of(balance, currency) if balance else None
    return BankLine("", DAY, Money.of(number, currency), balance=after)


def statement(account: str, *numbers: str, currency: str = "EUR") -> BankStatement:
    lines = numbered(line(number, currency) for number in numbers)
    return BankStatement("", currency, lines, bank_account=account)


def counts(*statements: BankStatement) -> list[list[int]]:
    return [[one.nth for one in found.lines] for found in numbered_together(statements)]


def test_equal_lines_are_counted_over_the_statements_of_an_account() -> None:
    first, other = statement("1", "5", "5"), statement("2", "5")
    assert counts(first, other, first) == [[1, 2], [1], [3, 4]]
    assert counts(first, statement("1", "5", currency="USD")) == [[1, 2], [1]]
    assert counts() == []


def test_joined_statements_close_from_the_first_to_the_last() -> None:
    first = BankStatement(
        "", "EUR", (line("5"),), opening=Money.of("10", "EUR"), closing=Money.of("15", "EUR"),
        pending=1, problems=(Problem("A-B", "a"),), closing_date=DAY,
    )  # fmt: skip
    later = dt.date(2026, 3, 31)
    last = BankStatement(
        "", "EUR", (line("5"),), opening=Money.of("15", "EUR"), closing=Money.of("20", "EUR"),
        pending=2, problems=(Problem("C-D", "c"),), closing_date=later,
    )  # fmt: skip
    found = joined([first, last])
    assert [one.nth for one in found.lines] == [1, 2]
    assert (found.closing_date, found.pending, len(found.problems)) == (later, 3, 2)
    assert found.proof is BalanceProof.CLOSES
    assert joined([first]) == first


def test_a_statement_without_currency_takes_one() -> None:
    bare = BankStatement("", "", (line("5", "", "7"), line("1", "")), closing=Money.of("7", ""))
    found = bare.in_currency("EUR")
    assert [str(one.amount) for one in found.lines] == ["5 EUR", "1 EUR"]
    assert (str(found.lines[0].balance), found.lines[1].balance) == ("7 EUR", None)
    assert (found.currency, str(found.closing), found.opening) == ("EUR", "7 EUR", None)
    assert found.in_currency("USD") is found
