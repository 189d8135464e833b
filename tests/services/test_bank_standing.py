"""What the books themselves tell of bank accounts and clearing accounts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.problem import UsageError
from billcli.services.bank_standing import bank_standings, clearings

if TYPE_CHECKING:
    from shop import Shop

    from billcli.services.bank_standing import BankStanding

BANK = "Assets:Bank:Checking"
CARD = "Assets:Clearing:Card"
DAY = dt.date(2026, 1, 31)


def move(day: int, amount: str, account: str = BANK, meta: str = "", currency: str = "EUR") -> str:
    head = f'2026-01-{day:02} * "Acme" "x"\n  {account}  {amount} {currency}\n'
    told = f'    bank-ref: "{meta}"\n' if meta else ""
    other = amount[1:] if amount.startswith("-") else f"-{amount}"
    return f"\n{head}{told}  Income:Books  {other} {currency}\n"


def one_of(shop: Shop, *texts: str, day: dt.date = DAY) -> BankStanding:
    shop.append("".join(texts))
    [found] = bank_standings(shop.workspace(), "", day)
    return found


def test_movements_after_the_last_balance_need_the_banks_word(shop: Shop) -> None:
    balance = f"\n2026-01-05 balance {BANK} 2.00 EUR\n"
    found = one_of(
        shop, move(4, "2.00"), balance, move(5, "3.00"), move(6, "4.00", meta="R1"),
        f"\n2026-01-05 balance {BANK} 0.00 USD\n",
    )  # fmt: skip
    assert found.asserted is not None
    assert (found.asserted.date.day, str(found.balance), found.after) == (5, "9.00 EUR", 2)
    assert [str(one.amount) for one in found.open] == ["3.00 EUR"]
    assert not found.holds


def test_an_account_that_nobody_has_asserted_is_not_proven(shop: Shop) -> None:
    found = one_of(shop, move(4, "2.00", meta="R1"))
    assert (found.asserted, found.open, found.holds) == (None, (), False)


def test_what_the_bank_told_since_the_balance_holds(shop: Shop) -> None:
    text = move(4, "2.00") + f"\n2026-01-05 balance {BANK} 2.00 EUR\n" + move(6, "4.00", meta="R")
    assert one_of(shop, text).holds


def test_only_what_counts_on_the_day_is_told(shop: Shop) -> None:
    later = f"\n2026-01-08 balance {BANK} 6.00 EUR\n"
    text = move(4, "2.00") + f"\n2026-01-05 balance {BANK} 2.00 EUR\n" + move(7, "4.00") + later
    found = one_of(shop, text, day=dt.date(2026, 1, 5))
    assert (str(found.balance), found.after, found.holds) == ("2.00 EUR", 0, True)
    [evening] = bank_standings(shop.workspace(), "", dt.date(2026, 1, 7))
    assert evening.asserted is not None
    assert evening.asserted.date.day == 8


def test_accounts_are_those_named_and_those_the_bank_told_of(shop: Shop) -> None:
    shop.append(
        move(4, "2.00", "Assets:Bank:Dollars", "R1", "USD") + move(4, "1.00", "Assets:Cash")
    )
    found = bank_standings(shop.workspace(), "", DAY)
    assert [(one.account, one.currency) for one in found] == [("Assets:Bank:Dollars", "USD")]
    [cash] = bank_standings(shop.workspace(), "Assets:Cash", DAY)
    assert str(cash.balance) == "1.00 EUR"


def test_an_account_that_is_none_is_refused(shop: Shop) -> None:
    with pytest.raises(UsageError) as caught:
        bank_standings(shop.workspace(), "Assets:Bank:Cheking", DAY)
    [problem] = caught.value.problems
    assert problem.code == "ACCOUNT-UNKNOWN"
    assert "Assets:Bank:Checking" in problem.help


def test_clearing_accounts_that_are_not_at_zero_are_told(shop: Shop) -> None:
    shop.append(
        f"\n2025-01-01 open {CARD}\n2025-01-01 open Assets:Clearing:Other\n"
        + move(3, "5.00", CARD)
        + move(4, "-5.00", CARD)
        + move(6, "7.00", CARD)
        + move(9, "-1.00", CARD)
        + move(3, "5.00", "Assets:Clearing:Other")
        + move(9, "-5.00", "Assets:Clearing:Other")
    )
    workspace = shop.workspace()
    [found] = clearings(workspace, DAY)
    assert (found.account, str(found.balance), found.since.day) == (CARD, "6.00 EUR", 6)
    assert len(clearings(workspace, dt.date(2026, 1, 3))) == 2
    assert clearings(workspace, dt.date(2026, 1, 2)) == ()
