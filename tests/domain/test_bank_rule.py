"""Rules for bank lines: every condition by itself and all of them together, and their order."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from billcli.domain.bank_line import BankLine
from billcli.domain.bank_rule import BankRule, Way, deciding
from billcli.domain.money import Money

LINE = BankLine(
    "Assets:Bank:Checking",
    dt.date(2026, 1, 31),
    Money.of("-80.12", "EUR"),
    "Electricity  JANUARY, Straße 4",
    "City Power AG",
    "DE89370400440532013000",
)


def _rule(name: str = "power", **said: Any) -> BankRule:  # noqa: ANN401 - as BankRule takes them
    return BankRule(name, **({"book": "Expenses:Energy"} | said))


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ({"payer": "city power"}, True),
        ({"payer": "CITY  POWER"}, True),
        ({"payer": "town power"}, False),
        ({"payer_is": "city power ag"}, True),
        ({"payer_is": "city power"}, False),
        ({"payer_iban": "de89 3704 0044 0532 0130 00"}, True),
        ({"payer_iban": "DE02120300000000202051"}, False),
        ({"text": "electricity january"}, True),
        ({"text": "strasse"}, True),
        ({"text": "february"}, False),
        ({"amount": Decimal("80.12")}, True),
        ({"amount": Decimal("80.120")}, True),
        ({"amount": Decimal("-80.12")}, False),
        ({"least": Decimal("80.12")}, True),
        ({"least": Decimal("80.13")}, False),
        ({"most": Decimal("80.12")}, True),
        ({"most": Decimal("80.11")}, False),
        ({"way": Way.OUT}, True),
        ({"way": Way.IN}, False),
        ({"account": "Assets:Bank:Checking"}, True),
        ({"account": "Assets:Bank"}, False),
        ({"payer": "city", "text": "electricity", "way": Way.OUT}, True),
        ({"payer": "city", "text": "electricity", "way": Way.IN}, False),
    ],
)
def test_a_rule_holds_when_each_of_its_conditions_does(said: dict[str, Any], held: bool) -> None:
    assert _rule(**said).holds(LINE) is held


def test_the_first_that_holds_decides_and_another_outcome_is_told() -> None:
    first, same, other = (
        _rule("a", text="electricity"),
        _rule("b", text="electricity"),
        _rule("c", payer="city", book="Expenses:Rent"),
    )
    stranger = _rule("d", payer="nobody")
    assert deciding([stranger, first, same, other], LINE) == (first, other)
    assert deciding([other, first], LINE) == (other, first)
    assert deciding([first, same], LINE) == (first, None)
    assert deciding([stranger], LINE) == (None, None)


def test_a_rule_says_what_it_does() -> None:
    assert str(_rule()) == "rule power (Expenses:Energy)"
    assert str(_rule(book="", leave="kept by hand")) == "rule power (kept by hand)"
    assert str(BankRule("deposit", takes=("R1", "R2"))) == "a deposit of R1, R2"
