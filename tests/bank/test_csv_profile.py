"""The settings of a bank's profile: obeyed when right, all wrong ones named when not."""

from __future__ import annotations

import tomllib

import pytest

from billcli.bank.csv_profile import CsvProfile, profile_of, profile_toml
from billcli.domain.problem import InvalidError, Source

FULL = {
    "account": "Assets:Bank:Checking",
    "currency": "EUR",
    "encoding": "cp1252",
    "delimiter": "tab",
    "quote": "'",
    "skip_rows": 2,
    "skip_end": 1,
    "header": False,
    "columns": {"date": 1, "amount": "Betrag", "text": ["A", "B", 7]},
    "date_order": "dmy",
    "date_format": "DD.MM.YYYY",
    "decimal": ",",
    "sign": "word",
    "words_in": "rein",
    "words_out": ["raus", "weg"],
    "words_pending": ["wartet"],
}


def test_every_setting_can_be_named() -> None:
    profile = profile_of(FULL, "mybank")
    assert profile.delimiter == "\t"
    assert profile.columns == {"date": (1,), "amount": ("Betrag",), "text": ("A", "B", 7)}
    assert (profile.words_in, profile.words_out) == (("rein",), ("raus", "weg"))
    assert profile.header is False


def test_a_profile_survives_its_text() -> None:
    profile = profile_of(FULL, "mybank")
    table = tomllib.loads(profile_toml(profile))["bank"]["profile"]["mybank"]
    assert profile_of(table, "mybank") == profile


def test_an_odd_name_is_replaced() -> None:
    assert profile_toml(CsvProfile("my bank")) == "[bank.profile.mybank]"


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("colour", "red", "colour is not a setting"),
        ("delimiter", "x", "'x' is not one of"),
        ("decimal", 1, "text in quotation marks"),
        ("skip_rows", -1, "zero or more"),
        ("skip_rows", True, "zero or more"),
        ("skip_end", "2", "zero or more"),
        ("header", "yes", "true or false"),
        ("date_format", "DD.MM", "year, month and day"),
        ("columns", "date", "must be a table"),
        ("columns", {"weather": 1}, "weather is none of"),
        ("columns", {"date": 0}, "0 is neither"),
        ("columns", {"date": True}, "True is neither"),
        ("words_in", [1], "1 is neither"),
    ],
)
def test_a_wrong_setting_is_named(key: str, value: object, words: str) -> None:
    with pytest.raises(InvalidError) as caught:
        profile_of({key: value}, "mybank", Source("billcli.toml", 9))
    problem = caught.value.problems[0]
    assert problem.code == "CONFIG-INVALID"
    assert words in problem.message
    assert "[bank.profile.mybank]" in problem.message
    assert str(problem.where) == "billcli.toml:9"


def test_all_wrong_settings_are_named_at_once() -> None:
    with pytest.raises(InvalidError) as caught:
        profile_of({"a": 1, "sign": "?", "decimal": ","}, "mybank")
    assert len(caught.value.problems) == 2
