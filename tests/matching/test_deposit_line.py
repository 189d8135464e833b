"""Lines that bring a deposit without naming it, and what is said where the amounts differ."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.bank_deposit import Waiting
from billcli.domain.bank_line import BankLine
from billcli.domain.entry import Entry
from billcli.domain.money import Money
from billcli.matching.deposit_line import only_pairs, question, without_slip
from billcli.matching.on_the_way import OnTheWay, arriving

DAY = dt.date(2026, 3, 9)
BANK = "Assets:Bank"


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def deposit(number: str = "DEP-1", *parts: str, account: str = BANK) -> OnTheWay:
    amounts = [eur(amount) for amount in parts or ("100", "200")]
    sum_ = Money(sum(one.number for one in amounts), "EUR")  # type: ignore[arg-type]
    named = tuple((f"R{n}", amount) for n, amount in enumerate(amounts, 1))
    return OnTheWay(number, account, sum_, DAY, named)


def line(amount: str, text: str = "Counter", days: int = 0, account: str = BANK) -> BankLine:
    return BankLine(account, DAY + dt.timedelta(days), eur(amount), text)


def test_a_deposit_is_brought_by_a_line_of_its_own_account() -> None:
    named = line("300", "DEP-1")
    assert arriving(named, [deposit()]) == deposit()
    assert arriving(named, [deposit(account="Assets:Other")]) is None
    assert arriving(line("300"), [deposit()]) is None


@pytest.mark.parametrize(
    ("one", "fits"),
    [
        (line("300"), True),
        (line("300", days=3), True),
        (line("300", days=4), False),
        (line("300", days=-1), False),
        (line("299"), False),
        (line("300", account="Assets:Other"), False),
    ],
)
def test_account_amount_and_days_make_a_pair(one: BankLine, *, fits: bool) -> None:
    assert only_pairs({7: one}, [deposit()]) == ({7: deposit()} if fits else {})


def test_two_of_an_amount_are_no_pair() -> None:
    assert only_pairs({0: line("300"), 1: line("300", days=1)}, [deposit()]) == {}
    assert only_pairs({0: line("300")}, [deposit(), deposit("DEP-2")]) == {}
    others = [deposit(), deposit("DEP-2", "50")]
    found = only_pairs({0: line("300"), 1: line("50"), 2: line("1")}, others)
    assert {at: one.number for at, one in found.items()} == {0: "DEP-1", 1: "DEP-2"}


TOLD = "DEP-1 of 2026-03-09, 300 EUR, which is in the ledger"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (line("300", days=10), f"it may be {TOLD}"),
        (line("300", days=15), ""),
        (line("200"), f"it may be {TOLD}: 100 EUR less, R1 is missing"),
        (line("500"), f"it may be {TOLD}: 200 EUR more, as if R2 had come twice"),
        (line("299"), ""),
        (line("200", account="Assets:Other"), ""),
        (line("299", "dep 1", days=90), f"it names {TOLD}: 1 EUR less, which is none of what is"),
        (line("301", "DEP-1"), f"it names {TOLD}: 1 EUR more, which is none of what is in it"),
        (line("300", "DEP-1"), f"it names {TOLD}"),
        (line("299", "DEP-1", days=-1), ""),
    ],
)
def test_what_a_line_may_be_is_told_with_the_difference(one: BankLine, words: str) -> None:
    found = question(one, [deposit()])
    assert found.startswith(words)
    assert bool(found) is bool(words)


def test_each_cheque_and_each_deposit_that_fits_is_told() -> None:
    twins = deposit("DEP-2", "100", "100", "100")
    found = question(line("200"), [deposit(), twins])
    assert "R1 is missing; it may be DEP-2" in found
    assert found.endswith("100 EUR less, R1 or R2 or R3 is missing")


def waits(name: str, amount: str, currency: str = "EUR") -> Waiting:
    entry = Entry(DAY, "Acme", "Cash", (), (), ())
    return Waiting("receipt", name, "Assets:Till", Money.of(amount, currency), entry)


@pytest.mark.parametrize(
    ("amount", "names"),
    [
        ("600", "R1 R2 R3"),
        ("500", "R2 R3"),
        ("200", "R2"),
        ("300", ""),
        ("601", ""),
    ],
)
def test_what_waits_without_a_slip_is_all_of_it_or_the_only_group(amount: str, names: str) -> None:
    every = [waits("R1", "100"), waits("R2", "200"), waits("R3", "300"), waits("D", "600", "USD")]
    assert " ".join(one.name for one in without_slip(line(amount), every)) == names
    assert without_slip(line(amount), every[3:]) == ()
