"""What a ledger does to a bank account, paired with the bank's lines."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.entry import Entry, Facts, Posting
from billcli.domain.money import Money
from billcli.domain.problem import Source
from billcli.matching.bank_movement import Balances, BankMovement, movements_of, pair

BANK = "Assets:Bank"
KEY = f"{BANK} 2026-03-02 5.00 EUR 1"


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


def posting(number: str, account: str = BANK, place: int = 0, **meta: str) -> Posting:
    named = {key.replace("_", "-"): value for key, value in meta.items()}
    return Posting(
        account, eur(number), named, None, Source("a", place) if place else Source("", 0)
    )


def entry(number: int, *postings: Posting, payee: str = "Acme", line: int = 1) -> Entry:
    return Entry(day(number), payee, "Words", (), (), postings, {}, "*", Source("a", line))


def moved(number: int, amount: str, ref: str = "", key: str = "") -> BankMovement:
    return BankMovement(day(number), eur(amount), ref, key, "", Source("a", 1))


def line(number: int, amount: str, ref: str = "", nth: int = 1) -> BankLine:
    return BankLine(BANK, day(number), eur(amount), bank_ref=ref, nth=nth)


def test_movements_are_those_of_the_account_and_below_in_one_currency() -> None:
    dollars = Posting(BANK, Money.of("1.00", "USD"))
    facts = Facts(
        (
            entry(1, posting("5.00"), posting("-5.00", "Income:A"), dollars),
            entry(2, posting("2.00", f"{BANK}:Till", place=9), payee=""),
            entry(3, posting("7.00", f"{BANK}Other")),
            entry(4, posting("1.00"), posting("-1.00")),
        )
    )
    found = movements_of(facts, BANK, "EUR")
    assert [(one.date.day, str(one.amount), one.words) for one in found] == [
        (1, "5.00 EUR", "Acme"),
        (2, "2.00 EUR", "Words"),
    ]
    assert [one.source.line for one in found] == [1, 9]
    assert not found[0].reconciled


def test_a_line_booked_in_parts_is_one_movement() -> None:
    facts = Facts(
        (
            entry(1, posting("5.00", bank_ref="R1"), posting("2.00", bank_ref="R1")),
            entry(1, posting("1.00", bank_ref="R1")),
            entry(2, posting("4.00", bank_ref="R1")),
            entry(3, posting("3.00", bank_key=KEY)),
            entry(5, posting("2.00", bank_key=KEY)),
            entry(6, posting("9.00", bank_ref="NONREF")),
        )
    )
    found = movements_of(facts, BANK, "EUR")
    assert [(str(one.amount), one.reconciled) for one in found] == [
        ("8.00 EUR", True),
        ("4.00 EUR", True),
        ("5.00 EUR", True),
        ("9.00 EUR", False),
    ]


def test_the_balance_of_a_day_counts_all_of_it_in_any_order() -> None:
    balances = Balances([moved(5, "2.00"), moved(2, "1.00"), moved(5, "4.00")], "EUR")
    assert [str(balances.on(day(number))) for number in (1, 2, 4, 5, 9)] == [
        "0.00 EUR", "1.00 EUR", "1.00 EUR", "7.00 EUR", "7.00 EUR",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (line(2, "5.00", "R1"), moved(2, "5.00", "R1")),
        (line(2, "5.00", "R1"), moved(30, "5.00", "R1")),
        (line(2, "5.00"), moved(30, "5.00", key=KEY)),
        (line(2, "5.00"), moved(2, "5.00")),
        (line(2, "5.00", "R1"), moved(2, "5.00", "R2")),
        (line(5, "5.00"), moved(8, "5.00")),
        (line(5, "5.00"), moved(2, "5.00")),
    ],
)
def test_a_pair_shares_reference_key_or_day(one: BankLine, other: BankMovement) -> None:
    assert pair([one], [other]) == {0: other}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (line(2, "5.00", "R1"), moved(2, "5.01", "R1")),
        (line(2, "5.00"), moved(6, "5.00")),
        (line(2, "5.00"), moved(30, "5.00")),
        (line(2, "5.00", nth=2), moved(30, "5.00", key=KEY)),
        (line(2, "5.00", "NONREF"), moved(30, "5.00", "")),
    ],
)
def test_what_shares_nothing_is_no_pair(one: BankLine, other: BankMovement) -> None:
    assert pair([one], [other]) == {}


def test_each_movement_pairs_once_and_the_surest_word_comes_first() -> None:
    near, by_day, by_ref = moved(3, "5.00"), moved(2, "5.00"), moved(9, "5.00", "R1")
    lines = [line(2, "5.00"), line(2, "5.00", "R1"), line(2, "5.00"), line(2, "5.00")]
    assert pair(lines, [near, by_day, by_ref]) == {1: by_ref, 0: by_day, 2: near}
    assert pair([line(3, "5.00"), line(2, "5.00")], [by_day]) == {1: by_day}
