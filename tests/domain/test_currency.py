"""Currencies: those of ISO 4217, and those a ledger knows."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.currency import ISO_4217, check_known, currencies_of
from billcli.domain.entry import Account, Entry, Facts, LedgerOptions, Posting
from billcli.domain.money import Money
from billcli.domain.problem import UsageError

DAY = dt.date(2026, 1, 1)


@pytest.mark.parametrize("code", "EUR USD GBP CHF JPY KWD BHD INR XAF XOF CLF ZAR BGN".split())
def test_currencies_in_use_are_known(code: str) -> None:
    assert check_known(code, frozenset(), flag="--currency") == code


@pytest.mark.parametrize("code", ["XXX", "XTS", "EURO", "XXXX", "XYZ1", "ABC"])
def test_others_are_not(code: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_known(code, frozenset(), flag="--currency")
    problem = caught.value.problems[0]
    assert problem.code == "CURRENCY-UNKNOWN"
    assert problem.message.startswith(f"--currency: {code} ")
    assert problem.help


def test_near_ones_are_named_those_of_the_ledger_too() -> None:
    with pytest.raises(UsageError) as caught:
        check_known("HOUR", frozenset({"HOURS"}), flag="x")
    assert "did you mean HOURS" in caught.value.problems[0].help


@pytest.mark.parametrize("code", ["", "eur", "€", "A" * 25])
def test_what_is_no_code_at_all_is_unreadable(code: str) -> None:
    with pytest.raises(UsageError, match="CURRENCY-UNREADABLE"):
        check_known(code, frozenset(), flag="x")


def test_a_ledger_knows_its_currencies() -> None:
    posting = Posting("Assets:Cash", Money.of("1", "BTC"))
    facts = Facts(
        entries=(Entry(DAY, "", "", (), (), (posting,), {}),),
        accounts={"Assets:Miles": Account(DAY, "Assets:Miles", ("MILES",))},
        options=LedgerOptions(operating_currency=("GOLD",)),
    )
    assert set(currencies_of(facts)) == {"BTC", "MILES", "GOLD"}
    assert len(currencies_of(facts)) == 3
    assert check_known("MILES", currencies_of(facts), flag="x") == "MILES"


def test_codes_have_three_capitals() -> None:
    assert all(len(c) == 3 and c.isascii() and c.isupper() for c in ISO_4217)
    assert 160 < len(ISO_4217) < 190
