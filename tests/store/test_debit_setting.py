"""The section ``[debit]``."""

from __future__ import annotations

import pytest

from billcli.domain.problem import InvalidError
from billcli.store.debit_setting import DebitSetting
from billcli.store.settings import parse_settings


def test_the_section_is_read() -> None:
    text = b'[debit]\ncreditor_id = "de98 zzz0 9999 9999 99"\nmessage = "pain.008.001.02"\ndays = 5'
    expected = DebitSetting("DE98ZZZ09999999999", "pain.008.001.02", 5)
    assert parse_settings(text, "billcli.toml").debit == expected
    assert parse_settings(b"", "billcli.toml").debit == DebitSetting()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('creditor_id = "DE99ZZZ09999999999"', "is no SEPA creditor identifier"),
        ('message = "pain.001.001.03"', "is not written"),
        ("days = 0", "0 days are not a lead time"),
        ("days = 31", "31 days are not a lead time"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line: str, said: str) -> None:
    with pytest.raises(InvalidError) as refused:
        parse_settings(f"[debit]\n{line}\n".encode(), "billcli.toml")
    (problem,) = refused.value.problems
    assert said in problem.message
    assert problem.where is not None
    assert problem.where.line == 2
