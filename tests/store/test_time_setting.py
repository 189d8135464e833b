"""The section ``[time]`` of the project file."""

from __future__ import annotations

import pytest

from billcli.domain.problem import InvalidError
from billcli.domain.work import Step
from billcli.store.settings import parse_settings
from billcli.store.time_setting import TimeSetting


def read(text: str) -> TimeSetting:
    return parse_settings(f"[time]\n{text}\n".encode(), "billcli.toml").time


def test_what_is_left_out() -> None:
    assert parse_settings(b"", "billcli.toml").time == TimeSetting(Step(1), "", 30, {})


def test_every_key() -> None:
    text = """round = "15min up"
price = "consulting"
late = 0
customers = { website = "Acme", "two words" = "Globex" }
"""
    customers = {"website": "Acme", "two words": "Globex"}
    assert read(text) == TimeSetting(Step(900, up=True), "consulting", 0, customers)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('round = "six minutes"', 2, "is no length of time"),
        ('round = "0min"', 2, "is no step"),
        ("round = 6", 2, "time.round"),
        ("late = -1", 2, "late"),
        ('late = "soon"', 2, "time.late"),
        ("rounds = 6", 2, "rounds"),
        ("customers = { website = 7 }", 2, "website"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert problem.code == "CONFIG-INVALID"
    assert problem.where is not None
    assert problem.where.line == line
    assert words in problem.message
