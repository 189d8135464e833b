"""A bank statement: its sum, its proof, the numbering of equal lines."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from billcli.domain.bank_line import BankLine, numbered
from billcli.domain.bank_statement import BalanceProof, BankStatement
from billcli.domain.money import Money

DAY = dt.date(2026, 3, 2)


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def line(number: str, day: dt.date = DAY, currency: str = "EUR") -> BankLine:
    return BankLine("", day, Money.of(number, currency))


def statement(*lines: BankLine, opening: str = "", closing: str = "") -> BankStatement:
    return BankStatement(
        "",
        "EUR",
        lines,
        opening=eur(opening) if opening else None,
        closing=eur(closing) if closing else None,
    )


@pytest.mark.parametrize(
    ("opening", "closing", "proof"),
    [
        ("10.00", "13.50", BalanceProof.CLOSES),
        ("10.00", "13.51", BalanceProof.OPEN),
        ("10.00", "", BalanceProof.NO_BALANCES),
        ("", "13.50", BalanceProof.NO_BALANCES),
    ],
)
def test_a_statement_is_proven_by_both_balances(
    opening: str, closing: str, proof: BalanceProof
) -> None:
    found = statement(line("5.00"), line("-1.50"), opening=opening, closing=closing)
    assert found.proof is proof


def test_the_sum_leaves_lines_of_other_currencies() -> None:
    assert statement(line("5.00"), line("7.00", currency="USD")).sum == eur("5.00")


def test_a_statement_moves_to_a_ledger_account_with_its_lines() -> None:
    found = statement(line("5.00")).on("Assets:Bank:Main")
    assert (found.account, found.lines[0].account) == ("Assets:Bank:Main", "Assets:Bank:Main")


def test_equal_lines_of_a_day_are_numbered() -> None:
    later = DAY + dt.timedelta(days=1)
    lines = numbered([line("5.00"), line("6.00"), line("5.00"), line("5.00", later)])
    assert [one.nth for one in lines] == [1, 1, 2, 1]
    assert replace(lines[2], nth=1) == line("5.00")
